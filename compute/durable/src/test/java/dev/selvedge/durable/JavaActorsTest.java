package dev.selvedge.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvedge.base.ManualClock;
import dev.selvedge.base.Scope;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaActorsTest {

    private final ActorNamespace namespace = new ActorNamespace("counters");
    private final ManualClock clock = new ManualClock(1_700_000_000_000L);

    @TempDir
    Path data;

    private Store store;
    private JavaActors<Counter> counters;

    @BeforeEach
    void begin() {
        store = new Store(data, clock);
        counters = counters(100);
    }

    private JavaActors<Counter> counters(int open) {
        JavaActors.Limits limits = new JavaActors.Limits(open, 10_000, Duration.ofSeconds(10));
        return new JavaActors<>(store.files(), namespace, Counter::new, limits, clock);
    }

    @AfterEach
    void end() {
        counters.close();
        store.close();
    }

    private void restart() {
        end();
        begin();
    }

    /** What is awake is forgotten, without a word to its files. */
    private void crash() {
        store.crash();
        begin();
    }

    @Test
    void turnsCountAndTheCountOutlivesRestartsAndCrashes() {
        JavaActor<Counter> visits = counters.named("visits");
        assertThat(visits.ask(Counter::increment)).isEqualTo(1);
        assertThat(visits.ask(Counter::increment)).isEqualTo(2);
        restart();
        assertThat(counters.named("visits").ask(Counter::increment)).isEqualTo(3);
        crash();
        assertThat(counters.named("visits").ask(Counter::increment)).isEqualTo(4);
        assertThat(counters.named("visits").ask(Counter::check)).isEqualTo("ok");
        assertThat(counters.named("other").ask(Counter::value)).isZero();
    }

    @Test
    void turnsOfManyCallersLoseNoUpdate() throws Exception {
        JavaActor<Counter> visits = counters.named("visits");
        List<CompletableFuture<Long>> results = new ArrayList<>();
        try (Scope scope = new Scope("callers")) {
            for (int caller = 0; caller < 10; caller++) {
                var _ = scope.fork(() -> {
                    for (int i = 0; i < 50; i++) {
                        CompletableFuture<Long> result = visits.call(Counter::increment);
                        synchronized (results) {
                            results.add(result);
                        }
                    }
                    return null;
                });
            }
            scope.join();
        }
        assertThat(results.stream().map(CompletableFuture::join))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 500).boxed().toList());
        // Turns went on while their flushes were under way, so they shared them.
        assertThat(store.log().figures().flushes()).isLessThan(400);
    }

    @Test
    void aTurnThatThrowsHasWrittenNothing() {
        JavaActor<Counter> visits = counters.named("visits");
        assertThat(visits.ask(Counter::increment)).isEqualTo(1);
        assertThatThrownBy(() -> visits.ask(counter -> {
                    long ignored = counter.increment();
                    throw new IllegalStateException("changed my mind at " + ignored);
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("changed my mind at 2");
        assertThat(visits.ask(Counter::value)).isEqualTo(1);
        assertThat(visits.ask(Counter::increment)).isEqualTo(2);
    }

    @Test
    void aDiskThatRefusesIsAnErrorAndNothingThatRestsOnItHappened() {
        JavaActor<Counter> visits = counters.named("visits");
        assertThat(visits.ask(Counter::increment)).isEqualTo(1);
        for (int round = 0; round < 5; round++) {
            if (round % 2 == 0) {
                store.disk().failWrites(true);
            } else {
                store.disk().failSyncs(true);
            }
            List<CompletableFuture<Long>> lost = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                lost.add(visits.call(Counter::increment));
            }
            for (CompletableFuture<Long> each : lost) {
                assertThatThrownBy(each::join).hasCauseInstanceOf(ActorException.class);
            }
            store.disk().failWrites(false);
            store.disk().failSyncs(false);
            assertThat(visits.ask(Counter::increment)).isEqualTo(2 + round);
            assertThat(visits.ask(Counter::check)).isEqualTo("ok");
        }
        crash();
        assertThat(counters.named("visits").ask(Counter::value)).isEqualTo(6);
    }

    @Test
    void idleActorsLeaveMemoryAndComeBack() {
        for (int i = 0; i < 20; i++) {
            assertThat(counters.named("counter " + i).ask(Counter::increment)).isEqualTo(1);
        }
        assertThat(counters.open()).isEqualTo(20);
        clock.advance(Duration.ofSeconds(11));
        while (counters.open() > 0) {
            counters.sweep();
            Thread.onSpinWait();
        }
        assertThat(counters.named("counter 7").ask(Counter::increment)).isEqualTo(2);
    }

    @Test
    void onlySoManyAreOpenAtOnce() {
        counters.close();
        counters = counters(5);
        for (int i = 0; i < 60; i++) {
            clock.advance(Duration.ofMillis(1));
            assertThat(counters.named("counter " + i % 30).ask(Counter::increment))
                    .isEqualTo(1 + i / 30);
        }
        while (counters.open() > 7) {
            Thread.onSpinWait();
        }
    }

    @Test
    void manyWordsAndManyCheckpointsLeaveAWholeDatabase() {
        JavaActor<Counter> visits = counters.named("visits");
        CompletableFuture<Long> last = visits.call(Counter::words);
        for (int i = 0; i < 1_500; i++) {
            String word = "word " + i + "x".repeat(i % 300);
            last = visits.call(counter -> counter.say(word));
        }
        assertThat(last.join()).isEqualTo(1_500);
        crash();
        assertThat(counters.named("visits").ask(Counter::words)).isEqualTo(1_500);
        assertThat(counters.named("visits").ask(Counter::check)).isEqualTo("ok");
    }

    @Test
    void anAlarmIsATurnWhoseEndEndsIt() {
        JavaActor<Counter> visits = counters.named("visits");
        long due = clock.wallMillis() + 1_000;
        assertThat((long) visits.ask(counter -> counter.wakeAt(due))).isEqualTo(due);
        crash();
        AlarmClock alarms = store.files().alarms();
        assertThat(alarms.nextMillis()).isEqualTo(due);
        clock.advance(Duration.ofSeconds(1));
        alarms.poll(clock.wallMillis()).forEach(counters::ring);
        while (alarms.size() > 0) {
            Thread.onSpinWait();
        }
        assertThat(counters.named("visits").ask(Counter::value)).isEqualTo(1);
    }

    @Test
    void anAlarmThatThrowsComesAgain() {
        JavaActor<Counter> visits = counters.named("visits");
        long due = clock.wallMillis();
        assertThat((long) visits.ask(counter -> counter.say("hello"))).isEqualTo(1);
        assertThat((long) visits.ask(counter -> counter.wakeAt(due))).isEqualTo(due);
        AlarmClock alarms = store.files().alarms();
        Alarm alarm = alarms.poll(due).getFirst();
        counters.ring(alarm);
        while (alarms.nextMillis() == Long.MAX_VALUE) {
            Thread.onSpinWait();
        }
        assertThat(alarms.nextMillis()).isEqualTo(due + 2_000);
        assertThat(alarms.poll(due + 2_000)).containsExactly(new Alarm(alarm.key(), due, 1));
        assertThat(visits.ask(Counter::value)).isZero();
    }

    @Test
    void tooManyWaitingTurnsAreRefused() {
        counters.close();
        counters = new JavaActors<>(
                store.files(), namespace, Counter::new, new JavaActors.Limits(5, 3, Duration.ofSeconds(1)), clock);
        CompletableFuture<Long> holding = new CompletableFuture<>();
        JavaActor<Counter> visits = counters.named("visits");
        List<CompletableFuture<Long>> results = new ArrayList<>();
        CompletableFuture<Void> begun = new CompletableFuture<>();
        results.add(visits.call(_ -> {
            assertThat(begun.complete(null)).isTrue();
            return holding.join();
        }));
        // A turn that has not begun yet waits too, and would make room in the middle of what follows.
        begun.join();
        for (int i = 0; i < 4; i++) {
            results.add(visits.call(Counter::value));
        }
        assertThat(holding.complete(7L)).isTrue();
        assertThat(results.getLast()).isCompletedExceptionally();
        assertThat(results.getFirst().join()).isEqualTo(7);
    }

    @Test
    void anActorWithoutItsFileIsBuiltAnewByRealPages() throws Exception {
        JavaActor<Counter> visits = counters.named("visits");
        for (int i = 0; i < 100; i++) {
            String word = "word " + i;
            assertThat((long) visits.ask(counter -> counter.say(word))).isEqualTo(i + 1);
        }
        counters.close();
        java.nio.file.Files.delete(new ActorFolder(data).database(namespace.key(visits.id())));
        counters = counters(5);
        assertThat(counters.named("visits").ask(Counter::words)).isEqualTo(100);
        assertThat(counters.named("visits").ask(Counter::check)).isEqualTo("ok");
    }
}
