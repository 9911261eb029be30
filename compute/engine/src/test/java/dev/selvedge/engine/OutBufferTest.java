package dev.selvedge.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvedge.turn.FrameReader;
import dev.selvedge.turn.Records;
import dev.selvedge.turn.TextColumns;
import dev.selvedge.turn.Wire;
import dev.selvedge.turn.WireException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutBufferTest {
    private final OutBuffer out = new OutBuffer();

    @Test
    void moreThanAFrameHoldsLeavesInSeveralAndNothingIsLost() throws IOException {
        int[] lengths = {10, 5 << 20, 0, 4 << 20, 3 << 20, 8 << 20, 1};
        out.say(3, records(lengths), new byte[Arrays.stream(lengths).sum()]);
        List<Integer> seen = new ArrayList<>();
        List<Integer> frames = new ArrayList<>();
        Records records = new Records(TextColumns.FROM_ISOLATE);
        FrameReader.fed(frame -> {
                    frames.add(frame.isolate());
                    records.of(frame);
                    while (records.next()) {
                        seen.add(records.length(0));
                    }
                })
                .feed(written());
        assertThat(seen).containsExactly(10, 5 << 20, 0, 4 << 20, 3 << 20, 8 << 20, 1);
        assertThat(frames).hasSizeGreaterThan(2).containsOnly(3);
    }

    @Test
    void aSingleRecordThatNoFrameHoldsIsRefused() {
        assertThatThrownBy(() -> out.say(3, records(9 << 20), new byte[9 << 20]))
                .isInstanceOf(WireException.class);
    }

    @Test
    void aBufferThatWasWrittenIsEmpty() throws IOException {
        out.say(1, records(2), new byte[2]);
        assertThat(out.isEmpty()).isFalse();
        assertThat(written().remaining()).isEqualTo(12 + Wire.RECORD_BYTES + 2);
        assertThat(out.isEmpty()).isTrue();
    }

    private ByteBuffer written() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        out.writeTo(Channels.newChannel(bytes));
        return ByteBuffer.wrap(bytes.toByteArray());
    }

    private static ByteBuffer records(int... lengths) {
        ByteBuffer records =
                ByteBuffer.allocate(lengths.length * Wire.RECORD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int length : lengths) {
            records.putInt(Wire.Out.BYTES).putInt(1).putInt(length).putInt(1);
            records.putInt(0).putInt(0).putInt(0).putInt(0);
        }
        return records.flip();
    }
}
