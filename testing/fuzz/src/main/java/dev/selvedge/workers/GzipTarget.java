package dev.selvedge.workers;

import dev.selvedge.fuzz.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Gzip bodies that an origin sends. */
public final class GzipTarget implements Target {
    @Override
    public void attack(byte[] input) {
        Unpacking.attack(input, ContentCoding.GZIP);
    }

    @Override
    public List<byte[]> seeds() {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        packed.write(0xff);
        try {
            for (String member : List.of("hello, hello, hello", "", "x".repeat(10_000))) {
                try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
                    out.write(member.getBytes(StandardCharsets.US_ASCII));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] named = {0x7f, 0x1f, (byte) 0x8b, 8, 0x1e, 0, 0, 0, 0, 0, 3, 2, 0, 'e', 'x', 'n', 0, 'c', 0, 0, 0, 3, 0};
        return List.of(packed.toByteArray(), named);
    }
}
