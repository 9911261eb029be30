package dev.selvedge.webapi;

import java.util.HashMap;
import java.util.Map;

/**
 * The compression streams that one isolate has open, by number. zlib's memory lies outside of V8's count, so their number is
 * bounded. Used by one thread at a time, the one that runs the isolate.
 */
public final class Codecs implements AutoCloseable {
    /** About 256 KiB each at worst. */
    private static final int MOST = 128;

    private static final int PUT = 1;
    private static final int MORE = 2;
    private static final int FINISH = 3;
    private static final int CLOSE = 4;
    private static final byte[] NOTHING = {};

    private final Map<Integer, ByteCodec> open = new HashMap<>();
    private int last;

    /** Opens a stream that compresses or decompresses and returns its number. */
    public int open(String format, boolean compress) {
        if (open.size() >= MOST) {
            throw new HostException("Error", "More than " + MOST + " compression streams are open.");
        }
        CompressionFormat known = CompressionFormat.named(format);
        open.put(++last, compress ? new Compressor(known) : new Decompressor(known));
        return last;
    }

    /**
     * Does one step.
     *
     * @param verb 1 put input and take, 2 take more, 3 finish and take, 4 close
     * @param input for verb 1
     * @return output, as long as {@link ByteCodec#PIECE} or longer if there may be more to take
     */
    public byte[] step(int verb, int id, byte[] input) {
        ByteCodec codec = open.get(id);
        if (codec == null) {
            return NOTHING;
        }
        try {
            return switch (verb) {
                case PUT -> {
                    codec.put(input);
                    yield codec.take();
                }
                case MORE -> codec.take();
                case FINISH -> {
                    codec.finish();
                    yield codec.take();
                }
                case CLOSE -> {
                    close(id);
                    yield NOTHING;
                }
                default -> throw new HostException("Error", "no step " + verb);
            };
        } catch (HostException e) {
            close(id);
            throw e;
        }
    }

    private void close(int id) {
        ByteCodec codec = open.remove(id);
        if (codec != null) {
            codec.close();
        }
    }

    @Override
    public void close() {
        open.values().forEach(ByteCodec::close);
        open.clear();
    }
}
