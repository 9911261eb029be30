package dev.selvedge.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordsTest {
    private final Records records = new Records(TextColumns.FROM_ISOLATE);

    @Test
    void partsFollowOneAnotherInRecordOrder() {
        FrameBatch batch = new FrameBatch()
                .record(Wire.Out.RESPONSE, 1, Wire.Flag.FINAL, 200, 2, 5, 4, 9)
                .latin1("OK")
                .latin1("a: b\n")
                .latin1("body")
                .record(Wire.Out.TIMER, -3, 1, 50)
                .record(Wire.Out.DONE, 1, Wire.Outcome.OK, 12, 2, 0, 0, 0)
                .latin1("{}");
        List<String> seen = new ArrayList<>();
        FrameReader.fed(frame -> {
                    records.of(frame);
                    while (records.next()) {
                        StringBuilder parts = new StringBuilder();
                        for (int i = 0; i < TextColumns.FROM_ISOLATE.count(records.kind()); i++) {
                            parts.append('|').append(new String(records.bytes(i), StandardCharsets.ISO_8859_1));
                            assertThat(records.part(i).remaining()).isEqualTo(records.length(i));
                        }
                        seen.add(records.kind() + "#" + records.id() + parts);
                    }
                })
                .feed(batch.toBuffer(4));
        assertThat(seen).containsExactly("1#1|OK|a: b\n|body", "8#-3", "11#1|{}");
    }

    @Test
    void aKindThatDoesNotExistIsRefused() {
        refused(new FrameBatch().record(2, 1));
        refused(new FrameBatch().record(99, 1));
        refused(new FrameBatch().record(-1, 1));
    }

    @Test
    void aTextLengthBeyondTheTextIsRefused() {
        refused(new FrameBatch().record(Wire.Out.BYTES, 1, 5, 1).latin1("four"));
        refused(new FrameBatch().record(Wire.Out.BYTES, 1, -1, 1).latin1("four"));
        refused(new FrameBatch()
                .record(Wire.Out.FETCH, -1, 1, 0, 2, 2, Integer.MAX_VALUE, 0)
                .latin1("aabb"));
    }

    @Test
    void halfARecordIsRefused() {
        FrameReader reader = FrameReader.fed(records::of);
        assertThatThrownBy(
                        () -> reader.feed(new ControlMessage(ControlOp.STATS, 1, ControlMessage.object()).toBuffer()))
                .isInstanceOf(WireException.class);
    }

    private void refused(FrameBatch batch) {
        FrameReader reader = FrameReader.fed(frame -> {
            records.of(frame);
            while (records.next()) {
                assertThat(records.kind()).isPositive();
            }
        });
        assertThatThrownBy(() -> reader.feed(batch.toBuffer(1))).isInstanceOf(WireException.class);
    }
}
