package dev.selvedge.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.turn.WorkerLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events that only the real engine can cause, and classes that only its V8 has all of. */
@Timeout(60)
class EventsTest {
    private final EngineHarness engine = new EngineHarness();

    @AfterEach
    void close() {
        engine.close();
    }

    private String answer(String body) {
        engine.load(1, "export default { async fetch() {\n" + body + "\n} }");
        engine.get(1, 1, "http://w.localhost/");
        return engine.body(1, 1);
    }

    @Test
    void aListenerOfRejectionsMaySettleWhatTheHandlerWaitsFor() {
        assertThat(answer("""
                const seen = []
                await new Promise(resolve => {
                  addEventListener('unhandledrejection', event => {
                    seen.push(event.type, event.reason.message, event.promise instanceof Promise)
                    event.preventDefault()
                    resolve()
                  })
                  Promise.reject(new Error('mine'))
                })
                return new Response(seen.join())
                """)).isEqualTo("unhandledrejection,mine,true");
    }

    @Test
    void whatListensToRejectionsIsWatchedAsAnyOtherCode() {
        String source = """
                addEventListener('unhandledrejection', event => { while (event.reason === 'spin') {} })
                export default { async fetch(request) {
                  if (request.url.endsWith('/spin')) Promise.reject('spin')
                  if (request.url.endsWith('/getter')) Promise.reject({ get message() { for (;;) {} } })
                  return new Response('fine')
                } }
                """;
        engine.load(1, new Upload().esm("index.js", source).limits(new WorkerLimits(50, 128, 50, 1000)));
        engine.get(1, 1, "http://w.localhost/spin");
        engine.get(1, 2, "http://w.localhost/getter");
        engine.get(1, 3, "http://w.localhost/");
        assertThat(engine.body(1, 3)).isEqualTo("fine");
    }

    @Test
    void messagesAndEventStreamsReachTheirListeners() {
        assertThat(answer("""
                const { port1, port2 } = new MessageChannel()
                const seen = []
                port2.onmessage = event => seen.push(event.data.length)
                port1.postMessage([1, 2])
                const source = EventSource.from(new Response('data: one\\n\\n').body)
                source.onmessage = event => seen.push(event.data)
                await new Promise(resolve => source.onerror = resolve)
                source[Symbol.dispose]()
                const big = new ArrayBuffer(8)
                const copy = structuredClone({ big, view: new Float16Array(big) }, { transfer: [big] })
                seen.push(big.detached, copy.view.length, new URLPattern({ pathname: '/:a' }).exec('/x', 'http://h').pathname.groups.a)
                seen.push(new URL('http://Bücher.example').hostname)
                return new Response(seen.join())
                """)).isEqualTo("2,one,true,4,x,xn--bcher-kva.example");
    }
}
