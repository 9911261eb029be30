package dev.selvedge.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClockTest {

    @Test
    void manualClockStandsStillUntilItIsMoved() {
        ManualClock clock = new ManualClock(1_000);
        assertThat(clock.nanos()).isEqualTo(clock.nanos());
        clock.advance(Duration.ofMillis(1500));
        assertThat(clock.wallMillis()).isEqualTo(2_500);
        assertThat(clock.now()).isEqualTo(Instant.ofEpochMilli(2_500));
        assertThat(clock.nanos()).isEqualTo(1_500_000_000L);
    }

    @Test
    void sleepingOnAManualClockMovesItInsteadOfBlocking() {
        ManualClock clock = new ManualClock(0);
        clock.sleep(Duration.ofDays(365));
        assertThat(clock.wallMillis()).isEqualTo(Duration.ofDays(365).toMillis());
    }

    @Test
    void manualClockRefusesToGoBack() {
        ManualClock clock = new ManualClock(0);
        assertThatThrownBy(() -> clock.advance(Duration.ofMillis(-1))).isInstanceOf(InvariantViolation.class);
    }

    @Test
    void systemClockSleepsAtLeastAsLongAsAsked() throws InterruptedException {
        Clock clock = Clock.system();
        long before = clock.nanos();
        clock.sleep(Duration.ofMillis(2));
        assertThat(clock.nanos() - before).isGreaterThanOrEqualTo(2_000_000);
    }
}
