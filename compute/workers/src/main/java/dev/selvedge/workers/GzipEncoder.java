package dev.selvedge.workers;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Packs gzip with the header that zlib itself writes; the JDK's own stream claims an unknown operating system. */
final class GzipEncoder extends DeflaterOutputStream {
    private static final byte[] HEAD = {0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, 3};
    private static final int PIECE = 8192;
    private static final int TRAILER_BYTES = 8;

    private final CRC32 sum = new CRC32();
    private boolean finished;

    GzipEncoder(OutputStream sink) throws IOException {
        super(sink, new Deflater(Deflater.DEFAULT_COMPRESSION, true), PIECE);
        sink.write(HEAD);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        super.write(bytes, from, length);
        sum.update(bytes, from, length);
    }

    @Override
    public void finish() throws IOException {
        if (!finished) {
            finished = true;
            super.finish();
            ByteBuffer trailer = ByteBuffer.allocate(TRAILER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            out.write(trailer.putInt((int) sum.getValue())
                    .putInt((int) def.getBytesRead())
                    .array());
        }
    }

    @Override
    public void close() throws IOException {
        try {
            super.close();
        } finally {
            def.end();
        }
    }
}
