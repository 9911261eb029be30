package dev.selvedge.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvedge.base.InvariantViolation;
import dev.selvedge.turn.Arena;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SlotsTest {
    private final Slots slots = new Slots();

    @Test
    void slotsAreGivenOutOnceAndMayComeBack() {
        Set<Integer> taken = new HashSet<>();
        for (int i = 0; i < 64; i++) {
            taken.add(slots.take(1));
        }
        assertThat(taken).hasSize(64).doesNotContain(-1);
        slots.giveBack(1, taken.iterator().next());
        assertThat(slots.taken()).isEqualTo(63);
    }

    @Test
    void oneIsolateCannotTakeThemAll() {
        int taken = 0;
        while (slots.take(1) >= 0) {
            taken++;
        }
        assertThat(taken).isEqualTo(Arena.SLOTS_PER_SIDE / 2);
        assertThat(slots.take(2)).isNotNegative();
    }

    @Test
    void onlyTheOwnerGivesASlotBack() {
        int slot = slots.take(1);
        assertThatThrownBy(() -> slots.giveBack(2, slot)).isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> slots.giveBack(1, slot + 1)).isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> slots.giveBack(1, 9999)).isInstanceOf(InvariantViolation.class);
    }

    @Test
    void theSlotsOfAnIsolateThatIsGoneWaitForTheirCredit() {
        int slot = slots.take(1);
        slots.take(1);
        slots.sent(1, slot);
        slots.credited(slot);
        assertThat(slots.taken()).isEqualTo(2);
        slots.close(1);
        assertThat(slots.taken()).isEqualTo(1);
        slots.credited(slot);
        assertThat(slots.taken()).isZero();
        slots.credited(slot);
        slots.credited(-1);
        slots.credited(5000);
        assertThat(slots.taken()).isZero();
    }

    @Test
    void aSlotThatCameBackIsFreeWhenItsIsolateGoes() {
        int slot = slots.take(1);
        slots.sent(1, slot);
        slots.returned(1, slot);
        slots.close(1);
        assertThat(slots.taken()).isZero();
    }

    @Test
    void whenTheNodeIsDoneWithAnIsolateAllItsSlotsComeBack() {
        slots.sent(1, slots.take(1));
        slots.sent(1, slots.take(1));
        int other = slots.take(2);
        slots.close(1);
        slots.release(1);
        assertThat(slots.taken()).isEqualTo(1);
        slots.giveBack(2, other);
    }
}
