package dev.selvedge.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.turn.ControlMessage;
import dev.selvedge.turn.ControlOp;
import dev.selvedge.turn.WorkerLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProbeTest {
    private final EngineHarness engine = new EngineHarness();

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void whatWasPreparedCarriesACodeCacheAndRuns() {
        ControlMessage prepared = engine.prepare(new Upload()
                .esm("index.js", "import n from './n.js'; export default { fetch() { return new Response('n' + n) } }")
                .esm("n.js", "export default 9"));
        assertThat(prepared.json().path("ok").asBoolean()).isTrue();
        assertThat(prepared.json().path("handlers").toString()).contains("fetch");
        assertThat(prepared.json().path("modules").get(0).path("cacheLength").asInt())
                .isPositive();
        assertThat(engine.loadPrepared(5, prepared, "index.js").op()).isEqualTo(ControlOp.LOADED);
        engine.get(5, 1, "http://w.localhost/");
        assertThat(engine.body(5, 1)).isEqualTo("n9");
    }

    @Test
    void aSyntaxErrorInAModuleThatNobodyImportsIsFoundToo() {
        ControlMessage prepared = engine.prepare(new Upload()
                .esm("index.js", "export default { fetch() { return new Response('1') } }")
                .esm("lazy.js", "export default }"));
        assertThat(prepared.json().path("ok").asBoolean()).isFalse();
        assertThat(prepared.json().path("error").path("kind").asText()).isEqualTo("syntax");
        assertThat(prepared.json().path("error").path("message").asText()).contains("lazy.js:1:16");
    }

    @Test
    void aWorkerWithoutHandlersIsRefused() {
        ControlMessage prepared = engine.prepare(new Upload().esm("index.js", "export const a = 1"));
        assertThat(prepared.json().path("ok").asBoolean()).isFalse();
    }

    @Test
    void aStartThatTakesTooLongIsRefused() {
        ControlMessage prepared =
                engine.prepare(new Upload().esm("index.js", "for (;;);").limits(new WorkerLimits(50, 128, 50, 100)));
        assertThat(prepared.json().path("error").path("kind").asText()).isEqualTo("limit");
    }

    @Test
    void dynamicImportsAndMetaAreRewrittenWithoutMovingALine() {
        ControlMessage prepared =
                engine.prepare(new Upload().esm("src/index.js", """
                        const text = "import('./no.js') /* import.meta */"; // import('./no.js')
                        const re = /import\\(/
                        export default { async fetch() {
                          const { default: n } = await import /* here */ ('./n.js')
                          const builtin = await import('./n.js')
                          return new Response([text.length, n, builtin.default, import.meta.url].join())
                        } }
                        """).esm("src/n.js", "export default 3"));
        assertThat(prepared.json().path("ok").asBoolean())
                .describedAs(prepared.json().toString())
                .isTrue();
        engine.loadPrepared(6, prepared, "src/index.js");
        engine.get(6, 1, "http://w.localhost/");
        assertThat(engine.body(6, 1)).isEqualTo("35,3,3,file:///src/index.js");
    }

    @Test
    void aDynamicImportThatThrowsRejectsEachTimeWithTheSameError() {
        ControlMessage prepared =
                engine.prepare(new Upload().esm("index.js", """
                        export default { async fetch() {
                          const first = await import('./bad.js').catch(e => e)
                          const second = await import('./bad.js').catch(e => e)
                          const gone = await import('./gone.js').catch(e => e.message)
                          return new Response([first === second, first.message, gone].join())
                        } }
                        """).esm("bad.js", "throw new Error('bad')"));
        engine.loadPrepared(7, prepared, "index.js");
        for (int id = 1; id <= 2; id++) {
            engine.get(7, id, "http://w.localhost/");
            assertThat(engine.body(7, id)).startsWith("true,bad,No such module");
        }
    }
}
