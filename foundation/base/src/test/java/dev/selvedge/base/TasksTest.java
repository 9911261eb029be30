package dev.selvedge.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TasksTest {

    @Test
    void everyThreadHasAName() throws Exception {
        try (var executor = Tasks.virtual("control")) {
            assertThat(executor.submit(() -> Thread.currentThread().getName()).get())
                    .isEqualTo("control-0");
        }
        Thread lane = Tasks.platform("lane").newThread(() -> {});
        assertThat(lane.getName()).isEqualTo("lane-0");
        assertThat(lane.isDaemon()).isTrue();
    }

    @Test
    void repeatedWorkStopsWhenItIsClosed() throws InterruptedException {
        CountDownLatch thrice = new CountDownLatch(3);
        var repeating = Tasks.every("tick", Duration.ofMillis(1), Clock.system(), thrice::countDown);
        assertThat(thrice.await(10, TimeUnit.SECONDS)).isTrue();
        repeating.close();
        assertThat(repeating.thread().isAlive()).isFalse();
    }

    @Test
    void aScopeGivesEveryResult() throws Exception {
        try (Scope scope = new Scope("sum")) {
            Future<Integer> left = scope.fork(() -> 40);
            Future<Integer> right = scope.fork(() -> 2);
            scope.join();
            assertThat(left.get() + right.get()).isEqualTo(42);
        }
    }

    @Test
    void theFirstFailureStopsTheOthers() {
        AtomicBoolean interrupted = new AtomicBoolean();
        CountDownLatch never = new CountDownLatch(1);
        try (Scope scope = new Scope("fails")) {
            Future<Object> broken = scope.fork(() -> {
                throw new IllegalStateException("broken");
            });
            CountDownLatch begun = new CountDownLatch(1);
            Future<Boolean> waits = scope.fork(() -> {
                begun.countDown();
                try {
                    return never.await(1, TimeUnit.HOURS);
                } catch (InterruptedException e) {
                    interrupted.set(true);
                    throw e;
                }
            });
            assertThatThrownBy(() -> {
                        begun.await();
                        scope.join();
                    })
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("broken");
            assertThat(broken.state()).isEqualTo(Future.State.FAILED);
            assertThat(waits.isDone()).isTrue();
        }
        assertThat(interrupted).isTrue();
    }

    @Test
    void noThreadOutlivesItsScope() {
        Scope scope = new Scope("outlive");
        Future<Boolean> stuck = scope.fork(() -> new CountDownLatch(1).await(1, TimeUnit.HOURS));
        scope.close();
        assertThat(stuck.isDone()).isTrue();
    }
}
