package dev.selvedge.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.catalog.Binding;
import dev.selvedge.observe.TailEvent;
import dev.selvedge.observe.TailFilter;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers that call methods of one another. */
@Timeout(120)
class RpcTest {
    private static final String CALLEE = """
            import { WorkerEntrypoint, RpcTarget } from 'cloudflare:workers';
            class Counter extends RpcTarget {
              #n; constructor(n) { super(); this.#n = n }
              add(n) { return this.#n += n }
              get value() { return this.#n }
            }
            export class Named extends WorkerEntrypoint {
              add(a, b) { return a + b }
              props() { return this.ctx.props }
              counter(n) { return new Counter(n) }
              async call(f, ...given) { return await f(...given) }
              big(n) { return 'ü'.repeat(n) }
              bytes(n) { return new Uint8Array(n).fill(200) }
              size(value) { return value.length }
              stream() { return new Response('from afar').body }
              async read(stream) { return (await new Response(stream).bytes()).length }
              fail() { throw Object.assign(new RangeError('no'), { code: 7 }) }
              hold() { return { ping: () => 'pong' } }
              async spin(f) { await f(); while (true); }
            }
            export default { fetch: () => new Response('callee') };
            """;

    /** Runs the body of an async function, given as the request's body; code from text needs a way around. */
    private static final String CALLER = """
            import { WorkerEntrypoint, RpcStub } from 'cloudflare:workers';
            const tests = {
              plain: async (N) => [await N.add(1, 2), await N.props()],
              fast: async (N) => { let sum = 0; for (let i = 0; i < 20; i++) sum += await N.add(i, 1); return sum },
              pipeline: async (N) => [await N.counter(12).add(3), await N.counter(1).value],
              stub: async (N) => { const c = await N.counter(1); const all = await Promise.all([c.add(1), c.add(1), c.add(1)]); c[Symbol.dispose](); return all },
              callback: async (N) => N.call(async (a, f) => a + await f(), 'x', () => 'ü'),
              big: async (N) => [(await N.big(400000)).length, await N.size('日'.repeat(300000))],
              bytes: async (N) => { const b = await N.bytes(2000000); return [b.length, b[1999999], await N.size(b)] },
              linked: async (N) => {
                const given = Uint8Array.from({ length: 1500000 }, (_, i) => i * 7), back = await N.call((b) => b, given);
                return [back.length, back.every((x, i) => x === given[i])];
              },
              streams: async (N) => {
                let n = 0;
                const body = new ReadableStream({ pull(c) { if (n++ === 40) c.close(); else c.enqueue(new Uint8Array(50000)) } });
                return [await new Response(await N.stream()).text(), await N.read(body)];
              },
              error: async (N) => { try { await N.fail() } catch (e) { return [e.name, e.message, e.code, e.remote, e.stack] } },
              missing: async (N) => { try { await N.nothing() } catch (e) { return [e.name, e.message, e.remote] } },
              passed: async (N, env) => { const again = await N.call((x) => x, N); return [await again.add(2, 3), await (await again.fetch('http://x/').catch((e) => ({ text: () => e.message }))).text()] },
              own: async (N, env, ctx) => [Object.keys(ctx.exports).join(), await ctx.exports.Own.hello(), await ctx.exports.Own({ props: { a: 'ü' } }).props()],
              left: async (N) => { globalThis.kept = await N.hold(); return kept.ping() },
              waits: async (N, env, ctx) => { let say; const said = new Promise((r) => (say = r)); ctx.waitUntil(N.call(async () => { say('called back') })); return said },
            };
            export class Own extends WorkerEntrypoint { hello() { return 'hello' } props() { return this.ctx.props } }
            export default {
              async fetch(q, env, ctx) {
                try { return Response.json(await tests[new URL(q.url).pathname.slice(1)](env.N, env, ctx)) } catch (e) { return new Response('failed: ' + e.stack) }
              },
            };
            """;

    @SuppressWarnings("NullAway.Init")
    private static Rig rig;

    @BeforeAll
    static void open() throws IOException {
        rig = new Rig();
        rig.deploy("callee", CALLEE);
        rig.deploy("caller", CALLER, new Binding.Service("N", "callee", null, "Named", "{\"p\":\n \"ü\"}"));
    }

    @AfterAll
    static void close() throws IOException {
        rig.close();
    }

    private static String run(String test) throws IOException, InterruptedException {
        HttpRequest.Builder request = rig.request("caller", "/" + test);
        return rig.send(request).body();
    }

    private static void quiet() throws InterruptedException {
        rig.await(
                "nothing is in flight",
                Duration.ofSeconds(20),
                () -> rig.workers.status().engines().stream().allMatch(engine -> engine.inFlight() == 0));
    }

    @Test
    void aPlainCallGoesThereAndBack() throws Exception {
        assertThat(run("plain")).isEqualTo("[3,{\"p\":\"ü\"}]");
        assertThat(run("fast")).isEqualTo("210");
    }

    @Test
    void stubsAndResultsToComeAreCalledOverALinkThatEnds() throws Exception {
        assertThat(run("pipeline")).isEqualTo("[15,1]");
        assertThat(run("stub")).isEqualTo("[2,3,4]");
        quiet();
    }

    @Test
    void callbacksReachTheCaller() throws Exception {
        assertThat(run("callback")).isEqualTo("\"xü\"");
        assertThat(run("waits")).isEqualTo("\"called back\"");
        quiet();
    }

    @Test
    void largeValuesOfAnyKindCross() throws Exception {
        assertThat(run("big")).isEqualTo("[400000,300000]");
        assertThat(run("bytes")).isEqualTo("[2000000,200,2000000]");
        assertThat(run("linked")).isEqualTo("[1500000,true]");
    }

    @Test
    void streamsCrossInBothDirections() throws Exception {
        assertThat(run("streams")).isEqualTo("[\"from afar\",2000000]");
        quiet();
    }

    @Test
    void errorsKeepWhatIsTheirOwn() throws Exception {
        assertThat(run("error")).isEqualTo("[\"RangeError\",\"no\",7,true,\"RangeError: no\"]");
        assertThat(run("missing"))
                .isEqualTo("[\"TypeError\",\"The RPC receiver does not implement the method \\\"nothing\\\".\",true]");
    }

    @Test
    void bindingsArePassedOn() throws Exception {
        assertThat(run("passed")).startsWith("[5,");
    }

    @Test
    void aWorkerCallsItsOwnEntryPoints() throws Exception {
        assertThat(run("own")).isEqualTo("[\"default,Own\",\"hello\",{\"a\":\"ü\"}]");
    }

    @Test
    void aTailHearsWhichMethodWasCalled() throws Exception {
        List<TailEvent> events = new CopyOnWriteArrayList<>();
        try (AutoCloseable _ = rig.tails.subscribe(Rig.ACCOUNT.id() + "/callee", TailFilter.EVERYTHING, events::add)) {
            run("plain");
            run("pipeline");
            rig.await("the events", Duration.ofSeconds(5), () -> events.size() == 4);
        }
        assertThat(events)
                .extracting(event ->
                        event.json().replaceFirst(".*\"entrypoint\":(\"[^\"]*\"),\"event\":(\\{[^}]*}).*", "$1 $2"))
                .containsExactlyInAnyOrder(
                        "\"Named\" {\"rpcMethod\":\"add\"}",
                        "\"Named\" {\"rpcMethod\":\"props\"}",
                        "\"Named\" {\"rpcMethod\":\"counter\"}",
                        "\"Named\" {\"rpcMethod\":\"counter\"}");
    }

    @Test
    void whatACallerLeavesBehindEndsWithIt() throws Exception {
        assertThat(run("left")).isEqualTo("\"pong\"");
        quiet();
    }
}
