package dev.selvedge.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvedge.turn.Arena;
import dev.selvedge.turn.FrameBatch;
import dev.selvedge.turn.FrameReader;
import dev.selvedge.turn.Wire;
import dev.selvedge.turn.WireException;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MailboxTest {
    private final Mailbox mailbox = new Mailbox();
    private final FrameReader reader = FrameReader.fed(mailbox::add);

    @Test
    void framesThatComeTogetherAreOneTurn() {
        reader.feed(records(3, "abc").toBuffer(1));
        reader.feed(records(2, "de").toBuffer(1));
        Mailbox.Batch batch = Objects.requireNonNull(mailbox.poll());
        assertThat(batch.records()).isEqualTo(5);
        assertThat(new String(batch.text(), 0, batch.textBytes(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("abcde");
        assertThat(mailbox.isEmpty()).isTrue();
        assertThat(mailbox.poll()).isNull();
    }

    @Test
    void moreThanATurnHoldsBecomesSeveral() {
        for (int i = 0; i < 3; i++) {
            reader.feed(records(Arena.MAX_RECORDS - 1, "").toBuffer(1));
        }
        for (int i = 0; i < 3; i++) {
            assertThat(Objects.requireNonNull(mailbox.poll()).records()).isEqualTo(Arena.MAX_RECORDS - 1);
        }
        assertThat(mailbox.isEmpty()).isTrue();
    }

    @Test
    void aFrameThatIsNoTurnIsRefused() {
        assertThatThrownBy(() -> reader.feed(records(Arena.MAX_RECORDS + 1, "").toBuffer(1)))
                .isInstanceOf(WireException.class);
    }

    private static FrameBatch records(int count, String text) {
        FrameBatch batch = new FrameBatch();
        for (int i = 0; i < count; i++) {
            batch.record(Wire.In.BYTES, 1, i == 0 ? text.length() : 0, 0);
        }
        return batch.latin1(text);
    }
}
