package dev.selvedge.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.base.RandomSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlarmClockTest {

    private final ActorNamespace rooms = new ActorNamespace("rooms");
    private final AlarmClock clock = new AlarmClock();
    private final ActorKey lobby = rooms.key(rooms.unique(Jurisdiction.NONE, RandomSource.seeded(1)));
    private final ActorKey hall = rooms.key(rooms.unique(Jurisdiction.NONE, RandomSource.seeded(2)));

    @Test
    void alarmsRingInTheOrderOfTheirTimesAndNotBefore() {
        clock.set(lobby, 2_000);
        clock.set(hall, 1_000);
        assertThat(clock.nextMillis()).isEqualTo(1_000);
        assertThat(clock.poll(999)).isEmpty();
        assertThat(clock.poll(5_000)).containsExactly(new Alarm(hall, 1_000, 0), new Alarm(lobby, 2_000, 0));
        assertThat(clock.poll(5_000)).isEmpty();
        assertThat(clock.nextMillis()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void anActorHasOneAlarm() {
        clock.set(lobby, 1_000);
        clock.set(lobby, 3_000);
        assertThat(clock.poll(2_000)).isEmpty();
        clock.set(lobby, CommitImage.NO_ALARM);
        assertThat(clock.poll(9_000)).isEmpty();
        assertThat(clock.size()).isZero();
    }

    @Test
    void whatFailsIsRetriedAfterTwoSecondsThatDoubleAndThenGivenUp() {
        List<Long> given = new ArrayList<>();
        clock.onDropped((_, scheduled) -> given.add(scheduled));
        clock.set(lobby, 1_000);
        long now = 1_000;
        List<Long> delays = new ArrayList<>();
        for (int attempt = 0; attempt <= AlarmClock.MOST_RETRIES; attempt++) {
            assertThat(given).isEmpty();
            Alarm alarm = clock.poll(now).getFirst();
            assertThat(alarm.retry()).isEqualTo(attempt);
            clock.failed(alarm, true, now);
            delays.add(clock.nextMillis() - now);
            now = clock.nextMillis();
        }
        assertThat(delays.subList(0, 6)).containsExactly(2_000L, 4_000L, 8_000L, 16_000L, 32_000L, 64_000L);
        assertThat(given).containsExactly(1_000L);
        assertThat(clock.size()).isZero();
    }

    @Test
    void whatThePlatformBrokeIsRetriedWithoutCounting() {
        clock.set(lobby, 1_000);
        long now = 1_000;
        for (int attempt = 0; attempt < 20; attempt++) {
            Alarm alarm = clock.poll(now).getFirst();
            assertThat(alarm.retry()).isZero();
            clock.failed(alarm, false, now);
            now = clock.nextMillis();
        }
        assertThat(now).isEqualTo(1_000 + 20 * 2_000);
    }

    @Test
    void anAlarmThatIsSetWhileOneRingsComesAfterwards() {
        clock.set(lobby, 1_000);
        Alarm alarm = clock.poll(1_000).getFirst();
        clock.set(lobby, 1_500);
        assertThat(clock.poll(2_000)).isEmpty();
        clock.succeeded(alarm);
        assertThat(clock.poll(2_000)).containsExactly(new Alarm(lobby, 1_500, 0));
    }

    @Test
    void anAlarmThatTheHandlerSetBeforeItFailedTakesThePlaceOfTheRetry() {
        clock.set(lobby, 1_000);
        Alarm alarm = clock.poll(1_000).getFirst();
        clock.set(lobby, 90_000);
        clock.failed(alarm, true, 1_000);
        assertThat(clock.nextMillis()).isEqualTo(90_000);
    }

    @Test
    void anAlarmThatItsStorageStillHasRingsAgain() {
        clock.set(lobby, 1_000);
        clock.succeeded(clock.poll(1_000).getFirst());
        assertThat(clock.poll(1_000)).hasSize(1);
    }

    @Test
    void anAlarmThatItsStorageHasNoMoreIsOver() {
        clock.set(lobby, 1_000);
        Alarm alarm = clock.poll(1_000).getFirst();
        clock.set(lobby, CommitImage.NO_ALARM);
        clock.failed(alarm, true, 1_000);
        assertThat(clock.size()).isZero();
    }
}
