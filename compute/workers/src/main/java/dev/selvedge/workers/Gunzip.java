package dev.selvedge.workers;

import dev.selvedge.net.BodyReader;
import dev.selvedge.net.HeaderNames;
import dev.selvedge.net.Headers;
import dev.selvedge.net.NetFailure;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.IntConsumer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks a gzip or deflate body between an origin and a Worker. It inflates only as much as there is credit for, so a
 * bomb of zeros is a slow stream and never a large buffer.
 */
final class Gunzip implements BodyReader {
    private static final HeaderNames OF_THE_PACKED = HeaderNames.of("content-encoding", "content-length");
    private static final int PIECE = 64 * 1024;

    private final BodyReader reader;
    private final IntConsumer allowPacked;
    private final Inflater inflater = new Inflater(true);
    private final GzipHead head = new GzipHead();
    private final ArrayDeque<ByteBuffer> packed = new ArrayDeque<>();
    private long credit;
    private boolean packedEnded;
    private boolean done;

    Gunzip(BodyReader reader, IntConsumer allowPacked) {
        this.reader = reader;
        this.allowPacked = allowPacked;
    }

    static boolean understands(String encoding) {
        return encoding.equalsIgnoreCase("gzip") || encoding.equalsIgnoreCase("x-gzip");
    }

    /** The headers of the body once it is unpacked. */
    static ByteBuffer unpackedHeaders(Headers headers) {
        ByteBuffer kept = ByteBuffer.allocate(headers.byteLength());
        headers.copyTo(kept, OF_THE_PACKED);
        return kept.flip();
    }

    void allow(int bytes) {
        credit += bytes;
        pump();
    }

    @Override
    public void chunk(ByteBuffer bytes) {
        packed.add(Text.copy(bytes));
        pump();
    }

    @Override
    public void end() {
        packedEnded = true;
        pump();
    }

    @Override
    public void broken(NetFailure failure) {
        if (!done) {
            close();
            reader.broken(failure);
        }
    }

    private void pump() {
        byte[] plain = new byte[(int) Math.min(credit, PIECE)];
        try {
            while (!done && credit > 0 && step(plain)) {
                // one piece at a time
            }
        } catch (DataFormatException e) {
            broken(new NetFailure(NetFailure.Kind.PROTOCOL, "the body is not valid gzip"));
        }
        if (!done && packedEnded && packed.isEmpty() && inflater.needsInput()) {
            broken(new NetFailure(NetFailure.Kind.PROTOCOL, "the gzip body ended too early"));
        }
    }

    /** Inflates one piece; false when it waits for input. */
    private boolean step(byte[] plain) throws DataFormatException {
        if (!head.done() || inflater.needsInput()) {
            ByteBuffer next = packed.poll();
            if (next == null) {
                return false;
            }
            int length = next.remaining();
            head.read(next);
            if (next.hasRemaining()) {
                inflater.setInput(next);
            }
            allowPacked.accept(length);
            return true;
        }
        int length = inflater.inflate(plain, 0, (int) Math.min(credit, plain.length));
        if (length > 0) {
            credit -= length;
            reader.chunk(ByteBuffer.wrap(plain, 0, length));
        }
        if (inflater.finished()) {
            close();
            reader.end();
        } else if (length == 0 && !inflater.needsInput()) {
            throw new DataFormatException("asks for a dictionary");
        }
        return true;
    }

    private void close() {
        done = true;
        inflater.end();
        packed.clear();
    }
}
