package dev.selvedge.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputGateTest {

    private final OutputGate<String> gate = new OutputGate<>(10);
    private final List<String> left = new ArrayList<>();

    @Test
    void nothingWaitsWhileNothingIsUnderWay() {
        assertThat(gate.isOpen()).isTrue();
        gate.committed(11);
        assertThat(gate.isOpen()).isFalse();
        gate.durable(11, left::add);
        assertThat(gate.isOpen()).isTrue();
    }

    @Test
    void whatIsSaidWaitsForTheCommitsBeforeItAndLeavesInOrder() {
        gate.committed(11);
        gate.hold("a");
        gate.hold("b");
        gate.committed(12);
        gate.hold("c");
        gate.committed(13);
        gate.durable(11, left::add);
        assertThat(left).containsExactly("a", "b");
        assertThat(gate.isOpen()).isFalse();
        gate.durable(13, left::add);
        assertThat(left).containsExactly("a", "b", "c");
        assertThat(gate.isOpen()).isTrue();
    }

    @Test
    void durabilityThatIsToldLateOrTwiceChangesNothing() {
        gate.committed(12);
        gate.durable(12, left::add);
        gate.durable(11, left::add);
        assertThat(gate.isOpen()).isTrue();
        assertThat(left).isEmpty();
    }

    @Test
    void whatWaitsForACommitThatFailedNeverLeaves() {
        gate.committed(11);
        gate.hold("a");
        gate.durable(11, left::add);
        gate.committed(12);
        gate.hold("b");
        gate.hold("c");
        assertThat(gate.fail()).containsExactly("b", "c");
        assertThat(gate.isOpen()).isTrue();
        gate.durable(12, left::add);
        assertThat(left).containsExactly("a");
    }
}
