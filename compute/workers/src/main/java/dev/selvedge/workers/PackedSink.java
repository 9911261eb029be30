package dev.selvedge.workers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** Packs what a Worker answers, because its headers say that it is packed. On the loop of the Worker's lane. */
final class PackedSink implements ByteSink {
    private final ByteSink sink;
    private final ByteArrayOutputStream packed = new ByteArrayOutputStream();
    private final OutputStream encoder;

    PackedSink(ByteSink sink, ContentCoding coding) {
        this.sink = sink;
        try {
            this.encoder = coding.encoder(packed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A whole body at once. */
    static ByteBuffer pack(ByteBuffer plain, ContentCoding coding) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream encoder = coding.encoder(packed)) {
            encoder.write(bytes(plain));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ByteBuffer.wrap(packed.toByteArray());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }

    @Override
    public void write(ByteBuffer chunk, Runnable written) {
        try {
            encoder.write(bytes(chunk));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ByteBuffer ready = ready();
        if (ready.hasRemaining()) {
            sink.write(ready, written);
        } else {
            written.run();
        }
    }

    private ByteBuffer ready() {
        ByteBuffer bytes = ByteBuffer.wrap(packed.toByteArray());
        packed.reset();
        return bytes;
    }

    @Override
    public void finish() {
        try {
            encoder.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ByteBuffer rest = ready();
        if (rest.hasRemaining()) {
            sink.write(rest, () -> {});
        }
        sink.finish();
    }

    @Override
    public void breakOff(String reason) {
        try {
            encoder.close();
        } catch (IOException e) {
            // What it still had to say is dropped with it.
        }
        sink.breakOff(reason);
    }
}
