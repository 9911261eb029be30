package dev.selvedge.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.turn.ControlMessage;
import dev.selvedge.turn.ControlOp;
import dev.selvedge.turn.Wire;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EngineTest {
    private static final String HELLO =
            "export default { fetch(request) { return new Response('hello ' + new URL(request.url).pathname) } }";

    private final EngineHarness engine = new EngineHarness();

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void aWorkerAnswersWhole() {
        engine.load(1, HELLO);
        engine.get(1, 7, "http://w.localhost/path");
        NodeEnd.Said said = engine.await(1, Wire.Out.RESPONSE, 7);
        assertThat(said.text().get(2)).isEqualTo("hello /path");
        assertThat(said.b()).isEqualTo(200);
        assertThat(said.a() & Wire.Flag.FINAL).isNotZero();
    }

    @Test
    void aTurnTakesManyRequests() {
        engine.load(1, HELLO);
        for (int id = 1; id <= 500; id++) {
            engine.queue(id, Wire.Method.GET, "http://w.localhost/" + id, "accept: */*\r\n", "");
        }
        engine.send(1);
        Map<Integer, String> bodies = new HashMap<>();
        while (bodies.size() < 500) {
            NodeEnd.Said said = engine.next();
            bodies.put(said.id(), said.text().get(2));
        }
        bodies.forEach((id, body) -> assertThat(body).isEqualTo("hello /" + id));
    }

    @Test
    void textThatIsNotAsciiKeepsItsPlaceAmongItsNeighbours() {
        engine.load(1, """
                export default { fetch(request) {
                  const n = new URL(request.url).pathname.slice(1)
                  return new Response(n + ' grün 🧵 \\ud800', {headers: {'x-n': n}})
                } }
                """);
        for (int id = 1; id <= 20; id++) {
            engine.queue(id, Wire.Method.GET, "http://w.localhost/" + id, "", "");
        }
        engine.send(1);
        for (int id = 1; id <= 20; id++) {
            NodeEnd.Said said = engine.await(1, Wire.Out.RESPONSE, id);
            assertThat(said.text().get(2)).isEqualTo(id + " grün 🧵 \uFFFD");
            assertThat(said.text().get(1)).contains("x-n: " + id + "\r\n");
        }
    }

    @Test
    void bytesTravelAsTheyAre() {
        engine.load(1, "export default { fetch() { return new Response(new Uint8Array([0, 127, 128, 255])) } }");
        engine.get(1, 1, "http://w.localhost/");
        NodeEnd.Said said = engine.await(1, Wire.Out.RESPONSE, 1);
        assertThat(Wire.Body.of(said.a())).isEqualTo(Wire.Body.BYTES);
        assertThat(said.e()).isEqualTo(4);
    }

    @Test
    void isolatesAreStrangersToEachOther() {
        engine.load(1, "globalThis.secret = 'one'; " + HELLO);
        engine.load(2, "export default { fetch() { return new Response(typeof globalThis.secret) } }");
        engine.get(2, 1, "http://w.localhost/");
        assertThat(engine.body(2, 1)).isEqualTo("undefined");
    }

    @Test
    void aWorkerSeesNothingOfTheEngine() {
        engine.load(1, """
                export default { fetch() {
                  let evil
                  try { evil = new Function('return 1')() } catch (e) { evil = e.name }
                  return new Response([typeof __selvedge, typeof host, typeof SharedArrayBuffer, evil].join())
                } }
                """);
        engine.get(1, 1, "http://w.localhost/");
        assertThat(engine.body(1, 1)).isEqualTo("undefined,undefined,undefined,EvalError");
    }

    @Test
    void anUnloadedIsolateIsForgotten() {
        engine.load(1, HELLO);
        engine.get(1, 1, "http://w.localhost/");
        engine.body(1, 1);
        assertThat(engine.unload(1).json().path("isolate").asInt()).isEqualTo(1);
        assertThat(engine.statistics().json().path("isolates")).isEmpty();
        engine.load(1, HELLO);
        engine.get(1, 2, "http://w.localhost/again");
        assertThat(engine.body(1, 2)).isEqualTo("hello /again");
    }

    @Test
    void requestsMayFollowTheirLoadAtOnce() {
        Upload upload = new Upload().esm("index.js", HELLO);
        engine.control(ControlOp.LOAD, upload.json(3), upload.blob());
        engine.get(3, 1, "http://w.localhost/early");
        assertThat(engine.body(3, 1)).isEqualTo("hello /early");
    }

    @Test
    void statisticsCountIsolatesAndMemory() {
        engine.load(1, HELLO);
        engine.get(1, 1, "http://w.localhost/");
        engine.body(1, 1);
        ControlMessage statistics = engine.statistics();
        assertThat(statistics.json().path("rssBytes").asLong()).isPositive();
        assertThat(statistics.json().path("isolates").get(0).path("heapBytes").asLong())
                .isPositive();
    }

    @Test
    void frozenTimeMovesBetweenTurns() {
        engine.load(1, """
                export default { fetch() {
                  const before = Date.now()
                  for (let i = 0; i < 3e6; i++);
                  return new Response(String(Date.now() - before))
                } }
                """);
        engine.get(1, 1, "http://w.localhost/");
        assertThat(engine.body(1, 1)).isEqualTo("0");
    }
}
