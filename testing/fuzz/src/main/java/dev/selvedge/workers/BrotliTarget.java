package dev.selvedge.workers;

import dev.selvedge.fuzz.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Brotli bodies that an origin sends. */
public final class BrotliTarget implements Target {
    @Override
    public void attack(byte[] input) {
        Unpacking.attack(input, ContentCoding.BROTLI);
    }

    @Override
    public List<byte[]> seeds() {
        return List.of(packed("hello, hello, hello"), packed("x".repeat(100_000)), packed(""));
    }

    private static byte[] packed(String text) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        packed.write(0xff);
        try (OutputStream out = ContentCoding.BROTLI.encoder(packed)) {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
