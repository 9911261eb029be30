package dev.selvedge.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.base.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class IdleCollectionTest {
    private static final long MIB = 1 << 20;
    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final ManualClock clock = new ManualClock(0);
    private final Heap heap = new Heap();
    private final IdleCollection collection = new IdleCollection(clock, heap);

    /** A heap whose objects a test makes and lets go. */
    private static final class Heap implements IdleCollection.Subject {
        long live;
        long garbage;
        long cpuNanos;
        int collections;

        @Override
        public long usedBytes() {
            return live + garbage;
        }

        @Override
        public long cpuNanos() {
            return cpuNanos;
        }

        @Override
        public void collect() {
            garbage = 0;
            collections++;
        }

        void letGo() {
            garbage += live;
            live = 0;
        }
    }

    private void idle(Duration time) {
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(PERIOD)) {
            clock.advance(PERIOD);
            collection.round();
        }
    }

    private void busyRound() {
        clock.advance(PERIOD);
        heap.cpuNanos += PERIOD.toNanos() / 2;
        collection.round();
    }

    @Test
    void garbageGoesOnceNobodyIsBusy() {
        heap.garbage = 200 * MIB;
        busyRound();
        assertThat(heap.garbage).isEqualTo(200 * MIB);
        idle(PERIOD);
        assertThat(heap.garbage).isZero();
    }

    @Test
    void littleIsNotWorthAPause() {
        heap.garbage = 40 * MIB;
        idle(Duration.ofHours(3));
        assertThat(heap.collections).isZero();
    }

    @Test
    void whatACollectionHadToLeaveGoesLater() {
        heap.live = 200 * MIB;
        idle(PERIOD);
        assertThat(heap.usedBytes()).isEqualTo(200 * MIB);
        heap.letGo();
        idle(Duration.ofMinutes(5));
        assertThat(heap.usedBytes()).isZero();
    }

    @Test
    void whatStaysIsLookedAtMoreAndMoreRarely() {
        heap.live = 200 * MIB;
        idle(Duration.ofHours(1));
        int first = heap.collections;
        assertThat(first).isBetween(2, 7);
        idle(Duration.ofHours(10));
        assertThat(heap.collections - first).isBetween(5, 11);
    }

    @Test
    void afterABusyTimeItIsLookedAtSoon() {
        heap.live = 200 * MIB;
        idle(Duration.ofHours(5));
        busyRound();
        heap.letGo();
        idle(Duration.ofMinutes(5));
        assertThat(heap.usedBytes()).isZero();
    }
}
