package dev.selvedge.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An engine of lanes on paper: who is in it, who is idle, and what leaves when the door asks. */
class AdmissionTest {
    private static final long MIB = 1 << 20;

    private final List<String> entered = new ArrayList<>();
    private final House house = new House(2);
    private Admission door = door(16, 1_000, 2_000);

    private Admission door(int isolates, long megabytes, long mostMegabytes) {
        return new Admission(new Admission.Bounds(isolates, megabytes * MIB, mostMegabytes * MIB), 2, house);
    }

    /** Isolates that were told to go are gone when the test says so, as it is with a process. */
    private final class House implements Admission.House {
        private final int[] idle;
        private final Deque<Integer> leaving = new ArrayDeque<>();
        private int measures;

        House(int lanes) {
            idle = new int[lanes];
        }

        @Override
        public void evict(int lane, int count) {
            int given = Math.min(count, idle[lane]);
            idle[lane] -= given;
            for (int i = 0; i < given; i++) {
                leaving.add(lane);
                door.leaving(lane);
            }
            door.evicted(lane, count, given);
        }

        @Override
        public void measure() {
            measures++;
        }

        void go() {
            door.left(leaving.remove(), true);
        }
    }

    private void ask(String name, int lane) {
        door.enter(lane, MIB, () -> {
            entered.add(name);
            door.started(MIB);
        });
    }

    private void fill(int lane, int count) {
        for (int i = 0; i < count; i++) {
            ask("filler", lane);
            house.idle[lane]++;
        }
        entered.clear();
    }

    private void fillWithBusyOnes() {
        for (int i = 0; i < 16; i++) {
            ask("busy", i % 2);
        }
        entered.clear();
    }

    @Test
    void whoFindsRoomEntersAtOnce() {
        ask("a", 0);
        ask("b", 1);
        assertThat(entered).containsExactly("a", "b");
        assertThat(house.leaving).isEmpty();
    }

    @Test
    void oneLaneMayHoldAllThatTheEngineMay() {
        fill(0, 15);
        ask("a", 0);
        assertThat(entered).containsExactly("a");
    }

    @Test
    void roomIsMadeBeforeItIsNeeded() {
        fill(0, 15);
        assertThat(house.leaving).isEmpty();
        ask("a", 0);
        assertThat(entered).containsExactly("a");
        assertThat(house.leaving).hasSize(1);
    }

    @Test
    void whoFindsNoneWaitsUntilAnIdleOneIsReallyGone() {
        fill(0, 16);
        ask("a", 1);
        assertThat(entered).isEmpty();
        assertThat(house.leaving).isNotEmpty();
        house.go();
        assertThat(entered).containsExactly("a");
    }

    /** Each Worker of the crowd is asked once, so it is idle when the next one has to leave. */
    @Test
    void aCrowdNeverMakesMoreThanTheBound() {
        for (int i = 0; i < 100; i++) {
            int lane = i % 2;
            door.enter(lane, MIB, () -> {
                entered.add("w");
                house.idle[lane]++;
                door.started(MIB);
            });
        }
        for (int gone = 1; entered.size() < 100; gone++) {
            house.go();
            assertThat(entered.size() - gone).isBetween(1, 16);
        }
    }

    @Test
    void theFullerLaneGivesFirst() {
        fill(0, 4);
        fill(1, 12);
        ask("a", 0);
        assertThat(house.leaving).containsOnly(1);
    }

    @Test
    void aLaneWithNothingIdlePassesItOn() {
        fill(0, 4);
        fill(1, 10);
        house.idle[1] = 0;
        ask("a", 1);
        ask("b", 1);
        assertThat(house.leaving).isNotEmpty().containsOnly(0);
    }

    @Test
    void whereNothingIsIdleMoreAreLetIn() {
        fillWithBusyOnes();
        ask("a", 0);
        assertThat(entered).containsExactly("a");
    }

    @Test
    void butOnlyOneAfterTheOther() {
        fillWithBusyOnes();
        List<Integer> loading = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            door.enter(0, MIB, () -> loading.add(number));
        }
        assertThat(loading).containsExactly(0);
        door.started(MIB);
        assertThat(loading).containsExactly(0, 1);
    }

    @Test
    void andNotBeyondTheLastBoundOfMemory() {
        fillWithBusyOnes();
        door.measured(2_000 * MIB);
        ask("a", 0);
        assertThat(entered).isEmpty();
        door.measured(1_500 * MIB);
        assertThat(entered).containsExactly("a");
    }

    @Test
    void whenMemoryIsShortIdleOnesLeaveAndTheEngineIsLookedAtAgain() {
        fill(0, 10);
        door.measured(1_001 * MIB);
        assertThat(house.leaving).hasSize(8);
        ask("a", 0);
        assertThat(entered).isEmpty();
        house.go();
        assertThat(house.measures).isOne();
        door.measured(990 * MIB);
        assertThat(entered).containsExactly("a");
    }

    @Test
    void whatIsBeingLoadedCountsBeforeItIsSeen() {
        door = door(100, 1_000, 2_000);
        door.measured(900 * MIB);
        List<Integer> loading = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            door.enter(0, 40 * MIB, () -> loading.add(number));
        }
        assertThat(loading).containsExactly(0, 1);
        door.started(40 * MIB);
        assertThat(loading).containsExactly(0, 1);
        door.measured(905 * MIB);
        assertThat(loading).containsExactly(0, 1, 2);
    }
}
