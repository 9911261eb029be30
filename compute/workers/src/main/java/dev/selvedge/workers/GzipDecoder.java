package dev.selvedge.workers;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Unpacks gzip (RFC 1952), one member after the other. */
final class GzipDecoder implements Decoder {
    private static final int TRAILER_BYTES = 8;
    static final String FAILED = "Gzip decompression failed.";

    private final Inflater inflater = new Inflater(true);
    private final CRC32 sum = new CRC32();
    private final byte[] plain = new byte[64 * 1024];
    private final byte[] trailer = new byte[TRAILER_BYTES];
    private GzipHead head = new GzipHead();
    private ByteBuffer input = ByteBuffer.allocate(0);
    private int trailerBytes;
    private boolean begun;

    @Override
    public void give(ByteBuffer packed) {
        input = packed;
    }

    @Override
    public ByteBuffer take(int most) throws DataFormatException {
        while (true) {
            if (!head.done()) {
                begun |= input.hasRemaining();
                head.read(input);
                if (!head.done()) {
                    return nothing();
                }
            }
            if (inflater.finished()) {
                if (!trailer()) {
                    return nothing();
                }
                continue;
            }
            if (inflater.needsInput() && input.hasRemaining()) {
                inflater.setInput(input);
            }
            int length = inflate(Math.min(most, plain.length));
            if (length > 0 || !inflater.finished()) {
                return ByteBuffer.wrap(plain, 0, length);
            }
        }
    }

    private int inflate(int most) throws DataFormatException {
        int length = inflatePiece(most);
        sum.update(plain, 0, length);
        if (length == 0 && !inflater.finished() && !inflater.needsInput()) {
            throw new DataFormatException(FAILED);
        }
        return length;
    }

    private int inflatePiece(int most) throws DataFormatException {
        try {
            return inflater.inflate(plain, 0, most);
        } catch (DataFormatException e) {
            throw new DataFormatException(FAILED);
        }
    }

    private static ByteBuffer nothing() {
        return ByteBuffer.allocate(0);
    }

    /** Reads the member's trailer and gets ready for another member; false while more input is needed. */
    private boolean trailer() throws DataFormatException {
        int count = Math.min(TRAILER_BYTES - trailerBytes, input.remaining());
        input.get(trailer, trailerBytes, count);
        trailerBytes += count;
        if (trailerBytes < TRAILER_BYTES) {
            return false;
        }
        int said =
                ByteBuffer.wrap(trailer).order(java.nio.ByteOrder.LITTLE_ENDIAN).getInt();
        if (said != (int) sum.getValue()) {
            throw new DataFormatException(FAILED);
        }
        inflater.reset();
        sum.reset();
        head = new GzipHead();
        trailerBytes = 0;
        begun = false;
        return true;
    }

    @Override
    public boolean whole() {
        return !begun && !head.done();
    }

    @Override
    public void close() {
        inflater.end();
    }
}
