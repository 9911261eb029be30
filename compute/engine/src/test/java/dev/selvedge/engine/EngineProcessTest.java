package dev.selvedge.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.turn.ControlMessage;
import dev.selvedge.turn.ControlOp;
import dev.selvedge.turn.Wire;
import dev.selvedge.turn.WorkerLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What may cost a process, in a process of its own. */
@Timeout(120)
class EngineProcessTest {
    private static final String NEIGHBOUR = "export default { fetch() { return new Response('here') } }";
    private static final WorkerLimits SHORT = new WorkerLimits(100, 128, 50, 1000);

    @Test
    void anEngineSaysThatItIsReadyAndAnswers() {
        try (EngineProcess engine = new EngineProcess(true)) {
            engine.await(m -> m.op() == ControlOp.READY);
            engine.load(1, NEIGHBOUR);
            engine.get(1, 1, "http://w.localhost/");
            assertThat(engine.body(1, 1)).isEqualTo("here");
        }
    }

    @Test
    void anEngineGoesWithItsNode() throws IOException, InterruptedException {
        try (EngineProcess engine = new EngineProcess(true)) {
            engine.await(m -> m.op() == ControlOp.READY);
            engine.cutLifeline();
            assertThat(engine.awaitExit()).isZero();
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void anEngineGivesUpWhatItDoesNotNeed() throws IOException {
        try (EngineProcess engine = new EngineProcess(true)) {
            engine.await(m -> m.op() == ControlOp.READY);
            Path process = Path.of("/proc", Long.toString(engine.pid()));
            try (Stream<Path> threads = Files.list(process.resolve("task"))) {
                assertThat(threads)
                        .isNotEmpty()
                        .allSatisfy(thread -> assertThat(Files.readString(thread.resolve("status")))
                                .containsPattern("NoNewPrivs:\\s+1")
                                .containsPattern("Seccomp:\\s+2"));
            }
            assertThat(Files.readString(process.resolve("limits")))
                    .containsPattern("Max open files\\s+256\\s+256")
                    .containsPattern("Max core file size\\s+0\\s+0");
            load(engine, 2, NEIGHBOUR);
            engine.get(2, 1, "http://w.localhost/");
            assertThat(engine.body(2, 1)).isEqualTo("here");
        }
    }

    @Test
    void aLoopThatV8DoesNotTerminateCostsTheEngineButNotItsNeighboursAtOnce() throws InterruptedException {
        try (EngineProcess engine = new EngineProcess(true)) {
            load(engine, 1, "export default { fetch() { for (;;) { new Array(100).fill(1.5) } } }");
            engine.load(2, NEIGHBOUR);
            engine.get(1, 1, "http://w.localhost/");
            ControlMessage gone = engine.await(m -> m.op() == ControlOp.GONE);
            assertThat(gone.json().path("reason").asText()).isEqualTo("exceededCpu");
            assertThat(gone.json().path("recycle").asBoolean()).isTrue();
            engine.get(2, 1, "http://w.localhost/");
            assertThat(engine.body(2, 1)).isEqualTo("here");
            // V8 may abort (134) when the process ends under a thread that it could not stop.
            assertThat(engine.awaitExit()).isIn(0, 134);
        }
    }

    /** What overflows there is rejected where V8 aborts on whoever enters JavaScript. */
    @Test
    void anAsyncFunctionThatCallsItselfForEverFailsAlone() {
        try (EngineProcess engine = new EngineProcess(true)) {
            load(engine, 1, """
                    const down = async () => { await down() };
                    export default { async fetch(r) { if (r.url.endsWith('down')) await down(); return new Response('up') } }
                    """);
            engine.get(1, 1, "http://w.localhost/down");
            assertThat(engine.await(1, Wire.Out.FAILED, 1).a()).isEqualTo(1);
            engine.get(1, 2, "http://w.localhost/");
            assertThat(engine.body(1, 2)).isEqualTo("up");
        }
    }

    @Test
    void aListenerThatNeverReturnsIsTerminatedAfterTheLastStepToo() {
        try (EngineProcess engine = new EngineProcess(true)) {
            load(engine, 1, """
                    addEventListener('unhandledrejection', () => { Promise.reject(1).catch(() => {}); for (;;) {} });
                    export default { fetch() { Promise.reject(new Error('x')); return new Response('here') } }
                    """);
            for (int request = 1; request < 4; request++) {
                engine.get(1, request, "http://w.localhost/");
                assertThat(engine.body(1, request)).isEqualTo("here");
            }
        }
    }

    @Test
    void theSameLoopIsTerminatedWithoutTheOptimizer() {
        try (EngineProcess engine = new EngineProcess(false)) {
            load(engine, 1, """
                    export default { fetch(r) {
                      if (r.url.endsWith('loop')) for (;;) { new Array(100).fill(1.5) }
                      return new Response('again')
                    } }
                    """);
            engine.get(1, 1, "http://w.localhost/loop");
            assertThat(engine.await(1, Wire.Out.FAILED, 1).a()).isEqualTo(2);
            engine.get(1, 2, "http://w.localhost/");
            assertThat(engine.body(1, 2)).isEqualTo("again");
        }
    }

    @Test
    void aHeapThatGrowsOnAfterTerminationIsStopped() {
        try (EngineProcess engine = new EngineProcess(true)) {
            engine.load(
                    1, "export default { fetch() { const a = []; for (;;) a.push({x: new Array(100).fill(1.5)}) } }");
            engine.load(2, NEIGHBOUR);
            engine.get(1, 1, "http://w.localhost/");
            ControlMessage gone = engine.await(m -> m.op() == ControlOp.GONE);
            assertThat(gone.json().path("reason").asText()).isEqualTo("exceededMemory");
            engine.get(2, 1, "http://w.localhost/");
            assertThat(engine.body(2, 1)).isEqualTo("here");
        }
    }

    @Test
    void memoryThatV8DoesNotCountIsNoticedByTheGrowthOfTheProcess() {
        try (EngineProcess engine = new EngineProcess(true)) {
            engine.load(1, """
                    export default { fetch() {
                      const all = []
                      for (;;) all.push(new Intl.DateTimeFormat('de', {timeZone: 'Asia/Tokyo', dateStyle: 'full'}))
                    } }
                    """);
            engine.get(1, 1, "http://w.localhost/");
            ControlMessage gone = engine.await(m -> m.op() == ControlOp.GONE);
            assertThat(gone.json().path("reason").asText()).isEqualTo("exceededMemory");
        }
    }

    @Test
    void aLineThatKillsV8EndsTheProcessQuickly() throws InterruptedException {
        try (EngineProcess engine = new EngineProcess(true)) {
            engine.load(
                    1, "export default { fetch() { return new Response('x'.repeat(1 << 28).split('').sort()[0]) } }");
            engine.get(1, 1, "http://w.localhost/");
            long before = System.nanoTime();
            assertThat(engine.awaitExit()).isNotZero();
            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - before))
                    .isLessThan(10);
        }
    }

    private static void load(EngineProcess engine, int isolate, String source) {
        assertThat(engine.load(isolate, new Upload().esm("index.js", source).limits(SHORT))
                        .op())
                .isEqualTo(ControlOp.LOADED);
    }
}
