package dev.selvedge.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.net.BodyReader;
import dev.selvedge.net.NetFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GunzipTest {
    private static final class Reading implements BodyReader {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean ended;

        @Nullable
        NetFailure failure;

        @Override
        public void chunk(ByteBuffer chunk) {
            byte[] copy = new byte[chunk.remaining()];
            chunk.get(copy);
            bytes.writeBytes(copy);
        }

        @Override
        public void end() {
            ended = true;
        }

        @Override
        public void broken(NetFailure why) {
            failure = why;
        }
    }

    @Test
    void unpacksABodyThatArrivesByteByByte() throws IOException {
        Reading reading = new Reading();
        Gunzip gunzip = new Gunzip(reading, _ -> {});
        gunzip.allow(1 << 20);
        String text = "selvedge ".repeat(1000);
        for (byte octet : gzip(text.getBytes(StandardCharsets.UTF_8))) {
            gunzip.chunk(ByteBuffer.wrap(new byte[] {octet}));
        }
        gunzip.end();
        assertThat(reading.bytes.toString(StandardCharsets.UTF_8)).isEqualTo(text);
        assertThat(reading.ended).isTrue();
    }

    @Test
    void inflatesNoMoreThanItsCredit() throws IOException {
        Reading reading = new Reading();
        int[] allowed = new int[1];
        Gunzip gunzip = new Gunzip(reading, bytes -> allowed[0] += bytes);
        byte[] bomb = gzip(new byte[10 << 20]);
        gunzip.chunk(ByteBuffer.wrap(bomb));
        gunzip.end();
        assertThat(reading.bytes.size()).isZero();
        gunzip.allow(1000);
        assertThat(reading.bytes.size()).isEqualTo(1000);
        gunzip.allow(10 << 20);
        assertThat(reading.bytes.size()).isEqualTo(10 << 20);
        assertThat(reading.ended).isTrue();
        assertThat(allowed[0]).isEqualTo(bomb.length);
    }

    @Test
    void whatIsNoGzipOrNotWholeIsBroken() throws IOException {
        Reading garbage = new Reading();
        Gunzip first = new Gunzip(garbage, _ -> {});
        first.allow(1000);
        first.chunk(ByteBuffer.wrap("not gzip at all".getBytes(StandardCharsets.UTF_8)));
        assertThat(garbage.failure).isNotNull();

        Reading cut = new Reading();
        Gunzip second = new Gunzip(cut, _ -> {});
        second.allow(1 << 20);
        byte[] whole = gzip("some text that is cut in two".getBytes(StandardCharsets.UTF_8));
        second.chunk(ByteBuffer.wrap(whole, 0, whole.length / 2));
        second.end();
        assertThat(cut.failure).isNotNull();
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }
}
