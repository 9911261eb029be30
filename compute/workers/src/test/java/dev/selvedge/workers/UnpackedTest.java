package dev.selvedge.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.net.BodyReader;
import dev.selvedge.net.NetFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UnpackedTest {
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

    /** Bytes that a test hands over itself; remembers what it was allowed. */
    private static final class Given implements ByteSource {
        int allowed;
        boolean stopped;

        @Override
        public void start(Lane home, BodyReader reader, int credit) {
            allowed = credit;
        }

        @Override
        public void allow(int bytes) {
            allowed += bytes;
        }

        @Override
        public void stop() {
            stopped = true;
        }
    }

    private final Given given = new Given();
    private final Reading reading = new Reading();

    private Unpacked reading(ContentCoding coding, int credit) {
        Unpacked unpacked = new Unpacked(given, coding);
        start(unpacked, reading, credit);
        return unpacked;
    }

    @SuppressWarnings("NullAway") // the source of a test has no lane
    private static void start(Unpacked unpacked, Reading reading, int credit) {
        unpacked.start(null, reading, credit);
    }

    @ParameterizedTest
    @EnumSource
    void unpacksABodyThatArrivesByteByByte(ContentCoding coding) throws IOException {
        Unpacked unpacked = reading(coding, 1 << 20);
        String text = "selvedge ".repeat(1000);
        for (byte octet : pack(coding, text.getBytes(StandardCharsets.UTF_8))) {
            unpacked.chunk(ByteBuffer.wrap(new byte[] {octet}));
        }
        unpacked.end();
        assertThat(reading.failure).isNull();
        assertThat(reading.bytes.toString(StandardCharsets.UTF_8)).isEqualTo(text);
        assertThat(reading.ended).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void unpacksNoMoreThanItsCredit(ContentCoding coding) throws IOException {
        Unpacked unpacked = reading(coding, 0);
        byte[] bomb = pack(coding, new byte[10 << 20]);
        int window = given.allowed;
        unpacked.chunk(ByteBuffer.wrap(bomb));
        unpacked.end();
        assertThat(reading.bytes.size()).isZero();
        unpacked.allow(1000);
        assertThat(reading.bytes.size()).isEqualTo(1000);
        unpacked.allow(20 << 20);
        assertThat(reading.bytes.size()).isEqualTo(10 << 20);
        assertThat(reading.ended).isTrue();
        assertThat(given.allowed - window).isEqualTo(bomb.length);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotPackedIsBroken(ContentCoding coding) {
        Unpacked unpacked = reading(coding, 1000);
        unpacked.chunk(ByteBuffer.wrap("this is no packed body".getBytes(StandardCharsets.UTF_8)));
        unpacked.end();
        assertThat(reading.failure).isNotNull();
        assertThat(reading.ended).isFalse();
        assertThat(given.stopped).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotWholeIsBroken(ContentCoding coding) throws IOException {
        Unpacked unpacked = reading(coding, 1 << 20);
        byte[] whole = pack(coding, "some text that is cut in two".getBytes(StandardCharsets.UTF_8));
        unpacked.chunk(ByteBuffer.wrap(whole, 0, whole.length / 2));
        unpacked.end();
        assertThat(reading.failure).isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    void whatFollowsTheEndIsBrokenHoweverItIsCut(ContentCoding coding) throws IOException {
        byte[] whole = pack(coding, "text".getBytes(StandardCharsets.UTF_8));
        Unpacked unpacked = reading(coding, 1 << 20);
        unpacked.chunk(ByteBuffer.wrap(whole));
        unpacked.chunk(ByteBuffer.wrap("more".getBytes(StandardCharsets.UTF_8)));
        unpacked.end();
        assertThat(reading.failure).isNotNull();
        Reading again = new Reading();
        Unpacked atOnce = new Unpacked(new Given(), coding);
        start(atOnce, again, 1 << 20);
        atOnce.chunk(ByteBuffer.allocate(whole.length + 4)
                .put(whole)
                .put("more".getBytes(StandardCharsets.UTF_8))
                .flip());
        atOnce.end();
        assertThat(again.failure).isNotNull();
    }

    @Test
    void oneGzipMemberMayFollowAnother() throws IOException {
        Unpacked unpacked = reading(ContentCoding.GZIP, 1000);
        byte[] one = pack(ContentCoding.GZIP, "one ".getBytes(StandardCharsets.UTF_8));
        byte[] two = pack(ContentCoding.GZIP, "two".getBytes(StandardCharsets.UTF_8));
        unpacked.chunk(
                ByteBuffer.allocate(one.length + two.length).put(one).put(two).flip());
        unpacked.end();
        assertThat(reading.bytes.toString(StandardCharsets.UTF_8)).isEqualTo("one two");
        assertThat(reading.ended).isTrue();
    }

    private static byte[] pack(ContentCoding coding, byte[] plain) {
        ByteBuffer packed = PackedSink.pack(ByteBuffer.wrap(plain), coding);
        byte[] bytes = new byte[packed.remaining()];
        packed.get(bytes);
        return bytes;
    }
}
