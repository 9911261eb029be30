package dev.selvedge.turn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FrameBatchTest {
    private final FrameBatch batch = new FrameBatch();

    @Test
    void aBatchGrowsAndIsEmptyOnceItHasLeft() {
        for (int i = 0; i < 1000; i++) {
            batch.record(Wire.In.BYTES, i, 100, 0).text("z".repeat(100).getBytes(StandardCharsets.UTF_8));
        }
        assertThat(batch.records()).isEqualTo(1000);
        assertThat(batch.textLength()).isEqualTo(100_000);
        assertThat(batch.toBuffer(1).remaining()).isEqualTo(12 + 32_000 + 100_000);
        assertThat(batch.isEmpty()).isTrue();
    }

    @Test
    void textMayBeWrittenStraightIntoTheArray() {
        batch.record(Wire.In.BYTES, 1, 3, 0).room(3);
        batch.textArray()[batch.textLength()] = 'a';
        batch.wrote(1);
        batch.text(ByteBuffer.wrap(new byte[] {'b', 'c'}));
        ByteBuffer frame = batch.toBuffer(1);
        assertThat(frame.get(frame.limit() - 3)).isEqualTo((byte) 'a');
        assertThat(frame.get(frame.limit() - 1)).isEqualTo((byte) 'c');
    }

    @Test
    void whatATurnCannotHoldDoesNotFit() {
        assertThat(batch.fits(1000)).isTrue();
        assertThat(batch.fits(FrameReader.MAX_ISOLATE_FRAME)).isFalse();
        for (int i = 0; i < Arena.MAX_RECORDS; i++) {
            batch.record(Wire.In.END, i);
        }
        assertThat(batch.fits(0)).isFalse();
    }

    @Test
    void methodsHaveCodes() {
        for (int code = Wire.Method.GET; code <= Wire.Method.PATCH; code++) {
            assertThat(Wire.Method.code(Wire.Method.name(code))).isEqualTo(code);
        }
        assertThat(Wire.Method.code("PROPFIND")).isEqualTo(Wire.Method.OTHER);
        assertThat(Wire.Method.name(99)).isEmpty();
    }
}
