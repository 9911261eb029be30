package dev.selvedge.webapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compression streams as the host keeps them for one isolate. */
class CodecsTest {
    private static final int PUT = 1;
    private static final int MORE = 2;
    private static final int FINISH = 3;
    private static final int CLOSE = 4;
    private static final byte[] NONE = {};

    private final Codecs codecs = new Codecs();

    @AfterEach
    void close() {
        codecs.close();
    }

    private byte[] through(String format, boolean compress, byte[] input, int cut) {
        int id = codecs.open(format, compress);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < input.length; at += cut) {
            drain(id, codecs.step(PUT, id, Arrays.copyOfRange(input, at, Math.min(at + cut, input.length))), out);
        }
        drain(id, codecs.step(FINISH, id, NONE), out);
        codecs.step(CLOSE, id, NONE);
        return out.toByteArray();
    }

    private void drain(int id, byte[] first, ByteArrayOutputStream out) {
        byte[] piece = first;
        out.writeBytes(piece);
        while (piece.length >= ByteCodec.PIECE) {
            piece = codecs.step(MORE, id, NONE);
            out.writeBytes(piece);
        }
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "deflate-raw"})
    void whatGoesInComesBackWhereverItIsCut(String format) {
        for (byte[] content : new byte[][] {NONE, {1}, noise(200_000), new byte[1_000_000]}) {
            for (int cut : new int[] {7_919, 1 << 20}) {
                byte[] packed = through(format, true, content, cut);
                assertThat(through(format, false, packed, cut)).isEqualTo(content);
            }
        }
        byte[] packed = through(format, true, noise(500), 100);
        assertThat(through(format, false, packed, 1)).isEqualTo(noise(500));
    }

    @Test
    void gzipIsReadByOthersAndReadsOthers() throws IOException {
        byte[] packed = through("gzip", true, noise(70_000), 1000);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes())
                .isEqualTo(noise(70_000));
        ByteArrayOutputStream theirs = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(theirs)) {
            gzip.write(noise(70_000));
        }
        assertThat(through("gzip", false, theirs.toByteArray(), 999)).isEqualTo(noise(70_000));
    }

    @Test
    void aHeaderWithNameCommentExtraAndChecksumIsSkipped() {
        byte[] plain = through("gzip", true, "hi".getBytes(StandardCharsets.UTF_8), 10);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(
                new byte[] {0x1f, (byte) 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3, 2, 0, 'x', 'y', 'n', 0, 'c', 0});
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(out.toByteArray());
        out.write((int) crc.getValue() & 0xff);
        out.write((int) (crc.getValue() >> 8) & 0xff);
        out.write(plain, 10, plain.length - 10);
        assertThat(through("gzip", false, out.toByteArray(), 1)).isEqualTo("hi".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "deflate-raw"})
    void whatIsCutOffFollowedOrBrokenIsRefused(String format) {
        byte[] packed = through(format, true, noise(1000), 1000);
        assertThatThrownBy(() -> through(format, false, Arrays.copyOf(packed, packed.length - 3), 100))
                .hasMessage("Called close() on a decompression stream with incomplete data");
        assertThatThrownBy(() -> through(format, false, NONE, 100))
                .hasMessage("Called close() on a decompression stream with incomplete data");
        byte[] longer = Arrays.copyOf(packed, packed.length + 1);
        for (int cut : new int[] {1, packed.length, 5000}) {
            assertThatThrownBy(() -> through(format, false, longer, cut))
                    .hasMessage("Trailing bytes after end of compressed data");
        }
        assertThatThrownBy(() -> through(format, false, new byte[] {7, 7, 7, 7, 7, 7, 7, 7}, 100))
                .hasMessage("Decompression failed.");
    }

    @Test
    void aWrongChecksumOrLengthIsRefused() {
        byte[] packed = through("gzip", true, noise(1000), 1000);
        for (int from : new int[] {8, 1}) {
            byte[] wrong = packed.clone();
            wrong[wrong.length - from] ^= 1;
            assertThatThrownBy(() -> through("gzip", false, wrong, 100)).hasMessage("Decompression failed.");
        }
    }

    @Test
    void aBombComesOutOnePieceAtATime() {
        byte[] packed = through("gzip", true, new byte[50_000_000], 1 << 20);
        int id = codecs.open("gzip", false);
        assertThat(codecs.step(PUT, id, packed)).hasSize(ByteCodec.PIECE);
        assertThat(codecs.step(MORE, id, NONE)).hasSize(ByteCodec.PIECE);
    }

    @Test
    void theNumberOfOpenStreamsIsBoundedAndClosingMakesRoom() {
        int first = codecs.open("gzip", true);
        for (int i = 1; i < 128; i++) {
            codecs.open("deflate", i % 2 == 0);
        }
        assertThatThrownBy(() -> codecs.open("gzip", true)).hasMessageContaining("compression streams are open");
        codecs.step(CLOSE, first, NONE);
        assertThat(codecs.open("gzip", true)).isPositive();
    }

    @Test
    void aStreamThatFailedIsClosed() {
        int id = codecs.open("gzip", false);
        assertThatThrownBy(() -> codecs.step(PUT, id, new byte[] {1})).isInstanceOf(HostException.class);
        assertThat(codecs.step(PUT, id, new byte[] {1})).isEmpty();
    }
}
