package dev.selvedge.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.turn.ControlMessage;
import dev.selvedge.turn.ControlOp;
import dev.selvedge.turn.Wire;
import dev.selvedge.turn.WorkerLimits;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LimitsTest {
    private static final WorkerLimits FIFTY_MS = new WorkerLimits(50, 128, 50, 1000);

    private final EngineHarness engine = new EngineHarness();

    @AfterEach
    void close() {
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "for (;;);",
                "for (;;) { try { for (;;); } finally { continue } }",
                "const again = () => Promise.resolve().then(again); again(); await new Promise(() => {})",
                "/^(a+)+$/.test('a'.repeat(40) + 'b')",
                "await null; for (;;);",
                "JSON.parse('[' + '1,'.repeat(1e5) + '1]').forEach(function f() { for (;;); })",
            })
    void aRequestOverItsCpuLimitFailsAlone(String loop) {
        load(
                1,
                "export default { async fetch(r) { if (r.url.endsWith('loop')) { " + loop
                        + " } return new Response('ok') } }");
        engine.queue(1, Wire.Method.GET, "http://w.localhost/", "", "");
        engine.queue(2, Wire.Method.GET, "http://w.localhost/loop", "", "");
        engine.queue(3, Wire.Method.GET, "http://w.localhost/", "", "");
        engine.send(1);
        assertThat(engine.body(1, 1)).isEqualTo("ok");
        NodeEnd.Said failed = engine.await(1, Wire.Out.FAILED, 2);
        assertThat(failed.a()).isEqualTo(Wire.Failure.EXCEEDED_CPU);
        assertThat(engine.await(1, Wire.Out.DONE, 2).a()).isEqualTo(Wire.Outcome.EXCEEDED_CPU);
        assertThat(engine.body(1, 3)).isEqualTo("ok");
    }

    @Test
    void aLimitOfTenMillisecondsIsHonoured() {
        assertThat(load(1, new WorkerLimits(10, 128, 50, 1000), "export default { fetch() { for (;;); } }"))
                .isEqualTo(ControlOp.LOADED);
        long before = System.nanoTime();
        engine.get(1, 1, "http://w.localhost/");
        engine.await(1, Wire.Out.FAILED, 1);
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before)).isBetween(9L, 1000L);
    }

    @Test
    void cpuOfEarlierStepsCounts() {
        load(1, """
                export default { async fetch() {
                  for (let i = 0; i < 100; i++) {
                    const end = i + 1
                    for (let n = 0; n < 4e6; n++) Math.sqrt(n + end)
                    await new Promise(done => setTimeout(done, 1))
                  }
                  return new Response('never')
                } }
                """);
        engine.get(1, 1, "http://w.localhost/");
        while (true) {
            NodeEnd.Said said = engine.next();
            if (said.kind() == Wire.Out.TIMER) {
                engine.record(1, Wire.In.VALUE, said.id(), 0, 0, 0, 0, 0, 0, "");
            } else if (said.kind() == Wire.Out.FAILED) {
                assertThat(said.a()).isEqualTo(Wire.Failure.EXCEEDED_CPU);
                return;
            }
        }
    }

    @Test
    void aBusyWorkerDoesNotHoldUpItsNeighbours() {
        engine.load(1, "export default { fetch() { for (let i = 0; i < 3e9; i++); return new Response('late') } }");
        engine.load(2, "export default { fetch() { return new Response('prompt') } }");
        engine.get(1, 1, "http://w.localhost/");
        for (int id = 1; id <= 20; id++) {
            engine.get(2, id, "http://w.localhost/");
            assertThat(engine.next().text().get(2)).isEqualTo("prompt");
        }
        assertThat(engine.body(1, 1)).isEqualTo("late");
        engine.get(1, 2, "http://w.localhost/");
        engine.get(2, 99, "http://w.localhost/");
        assertThat(engine.body(2, 99)).isEqualTo("prompt");
    }

    @Test
    void whatComesForABusyIsolateWaitsForIt() {
        engine.load(1, """
                let n = 0
                export default { fetch(r) {
                  if (r.url.endsWith('slow')) for (let i = 0; i < 3e8; i++);
                  return new Response(String(++n))
                } }
                """);
        engine.get(1, 1, "http://w.localhost/slow");
        engine.get(1, 2, "http://w.localhost/");
        engine.get(1, 3, "http://w.localhost/slow");
        engine.get(1, 4, "http://w.localhost/");
        for (int id = 1; id <= 4; id++) {
            assertThat(engine.body(1, id)).isEqualTo(String.valueOf(id));
        }
    }

    @Test
    void aTopLevelThatDoesNotEndIsALimitOfTheStart() {
        ControlMessage answer = engine.load(
                1,
                new Upload()
                        .esm("index.js", "for (;;); export default { fetch() {} }")
                        .limits(new WorkerLimits(50, 128, 50, 100)));
        assertThat(answer.op()).isEqualTo(ControlOp.LOAD_FAILED);
        assertThat(answer.json().path("kind").asText()).isEqualTo("limit");
    }

    @Test
    void aWorkerThatFillsItsHeapIsGoneAndItsNeighbourStays() {
        engine.load(1, "export default { fetch() { const all = []; for (;;) all.push({n: all.length}) } }");
        engine.load(2, "export default { fetch() { return new Response('here') } }");
        engine.get(1, 1, "http://w.localhost/");
        ControlMessage gone = engine.await(m -> m.op() == ControlOp.GONE);
        assertThat(gone.json().path("isolate").asInt()).isEqualTo(1);
        assertThat(gone.json().path("reason").asText()).isEqualTo("exceededMemory");
        engine.get(2, 1, "http://w.localhost/");
        assertThat(engine.body(2, 1)).isEqualTo("here");
    }

    @Test
    void aWorkerThatHoardsArrayBuffersIsGone() {
        engine.load(
                1, "export default { fetch() { const all = []; for (;;) all.push(new Uint8Array(1 << 20).fill(1)) } }");
        engine.get(1, 1, "http://w.localhost/");
        ControlMessage gone = engine.await(m -> m.op() == ControlOp.GONE);
        assertThat(gone.json().path("reason").asText()).isEqualTo("exceededMemory");
    }

    @Test
    void aWorkerThatHoardsArrayBuffersOverManyRequestsIsGone() {
        engine.load(1, """
                const all = []
                export default { fetch() { all.push(new Uint8Array(4 << 20).fill(1)); return new Response('more') } }
                """);
        for (int id = 1; id <= 60; id++) {
            engine.get(1, id, "http://w.localhost/");
        }
        ControlMessage gone = engine.await(m -> m.op() == ControlOp.GONE);
        assertThat(gone.json().path("reason").asText()).isEqualTo("exceededMemory");
    }

    @Test
    void recursionIsAnErrorOfTheWorkers() {
        engine.load(1, """
                export default { fetch() {
                  const down = () => down() + 1
                  try { down() } catch (e) { return new Response(e.name) }
                } }
                """);
        engine.get(1, 1, "http://w.localhost/");
        assertThat(engine.body(1, 1)).isEqualTo("RangeError");
    }

    @Test
    void theWatchdogSleepsWhenNothingRuns() throws InterruptedException {
        load(1, "export default { fetch() { return new Response('ok') } }");
        engine.get(1, 1, "http://w.localhost/");
        engine.body(1, 1);
        Thread watchdog = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("watchdog"))
                .reduce((first, second) -> second)
                .orElseThrow();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (watchdog.getState() != Thread.State.WAITING) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private void load(int isolate, String source) {
        assertThat(load(isolate, FIFTY_MS, source)).isEqualTo(ControlOp.LOADED);
    }

    private ControlOp load(int isolate, WorkerLimits limits, String source) {
        return engine.load(isolate, new Upload().esm("index.js", source).limits(limits))
                .op();
    }
}
