package dev.selvedge.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopsTest {
    private final TestNet net = new TestNet(2);

    @AfterEach
    void close() {
        net.close();
    }

    @Test
    void eachLoopKnowsItself() throws Exception {
        assertThat(net.loops().epoll()).isTrue();
        assertThat(net.loops().current()).isNull();
        for (int i = 0; i < net.loops().size(); i++) {
            Loop loop = net.loops().get(i);
            CompletableFuture<Integer> index = new CompletableFuture<>();
            loop.execute(() -> {
                Loop here = net.loops().current();
                index.complete(loop.current() && here != null ? here.index() : -1);
            });
            assertThat(index.get(10, TimeUnit.SECONDS)).isEqualTo(i);
        }
    }

    @Test
    void roundEndsAfterEverythingThatWasQueuedInIt() throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        Loop loop = net.loops().get(0);
        loop.execute(() -> {
            loop.atRoundEnd(() -> {
                order.add("end");
                loop.atRoundEnd(() -> {
                    order.add("again");
                    done.complete(true);
                });
            });
            loop.execute(() -> order.add("task"));
            order.add("begin");
        });
        assertThat(done.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(order).containsExactly("begin", "task", "end", "again");
    }

    @Test
    void cancelledTimerDoesNotRun() throws Exception {
        List<String> ran = new CopyOnWriteArrayList<>();
        Loop loop = net.loops().get(1);
        loop.schedule(20, () -> ran.add("cancelled")).cancel();
        loop.schedule(60, () -> ran.add("kept"));
        TestNet.await(() -> !ran.isEmpty());
        assertThat(ran).containsExactly("kept");
    }

    @Test
    void taskThatFailsDoesNotStopTheLoop() throws Exception {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        Loop loop = net.loops().get(0);
        loop.atRoundEnd(() -> {
            throw new IllegalStateException("on purpose");
        });
        loop.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        loop.execute(() -> done.complete(true));
        assertThat(done.get(10, TimeUnit.SECONDS)).isTrue();
    }
}
