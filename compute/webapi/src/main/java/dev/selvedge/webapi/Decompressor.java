package dev.selvedge.webapi;

import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Decompresses. What is malformed, cut off or followed by anything is refused, as the Compression Streams standard demands. */
final class Decompressor implements ByteCodec {
    private static final byte[] NOTHING = {};
    private static final int TRAILER = 8;

    private final Inflater inflater;
    private final boolean gzip;
    private final GzipHeader header = new GzipHeader();
    private final CRC32 checksum = new CRC32();
    private byte[] input = NOTHING;
    private int at;
    /** Whether the input goes to the inflater still, and not to the trailer. */
    private boolean feeding;

    private long trailer;
    private int trailerBytes;

    Decompressor(CompressionFormat format) {
        gzip = format == CompressionFormat.GZIP;
        inflater = new Inflater(format != CompressionFormat.DEFLATE);
    }

    @Override
    public void put(byte[] next) {
        input = next;
        at = 0;
        while (gzip && !header.done() && at < input.length) {
            header.accept(input[at++] & 0xff);
        }
        feeding = !inflater.finished();
        if (feeding) {
            inflater.setInput(input, at, input.length - at);
        }
    }

    @Override
    public byte[] take() {
        byte[] piece = new byte[PIECE];
        int length = 0;
        int made;
        do {
            made = inflate(piece, length);
            length += made;
        } while (made > 0 && length < PIECE);
        if (feeding) {
            at = input.length - inflater.getRemaining();
            feeding = !inflater.finished();
        }
        if (inflater.finished()) {
            readTrailer();
        }
        return length == PIECE ? piece : Arrays.copyOf(piece, length);
    }

    private int inflate(byte[] piece, int from) {
        try {
            int made = inflater.inflate(piece, from, PIECE - from);
            if (made == 0 && inflater.needsDictionary()) {
                throw failed();
            }
            checksum.update(piece, from, made);
            return made;
        } catch (DataFormatException e) {
            throw failed();
        }
    }

    private void readTrailer() {
        while (gzip && trailerBytes < TRAILER && at < input.length) {
            trailer |= (input[at++] & 0xffL) << (8 * trailerBytes++);
            if (trailerBytes == TRAILER) {
                checkTrailer();
            }
        }
        if (at < input.length) {
            throw new HostException("TypeError", "Trailing bytes after end of compressed data");
        }
    }

    private void checkTrailer() {
        boolean good = (trailer & 0xffffffffL) == checksum.getValue()
                && trailer >>> 32 == (inflater.getBytesWritten() & 0xffffffffL);
        if (!good) {
            throw failed();
        }
    }

    @Override
    public void finish() {
        if (!inflater.finished() || (gzip && trailerBytes < TRAILER)) {
            throw new HostException("TypeError", "Called close() on a decompression stream with incomplete data");
        }
    }

    @Override
    public void close() {
        inflater.end();
    }

    static HostException failed() {
        return new HostException("TypeError", "Decompression failed.");
    }
}
