package dev.selvedge.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.turn.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EngineTest {
    private final EngineHarness engine = new EngineHarness();

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void aWorkerAnswers() {
        engine.load(
                1,
                "export default { fetch(request) { return new Response('hello ' + new URL(request.url).pathname) } }");
        engine.get(1, 7, "http://w.localhost/path");
        EngineHarness.Said said = engine.await(1, Wire.Out.RESPONSE, 7);
        assertThat(said.text().get(2)).isEqualTo("hello /path");
        assertThat(said.b()).isEqualTo(200);
        assertThat(said.a() & Wire.Flag.FINAL).isNotZero();
    }
}
