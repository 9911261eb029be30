package dev.selvedge.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.catalog.Binding;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Workers that call Workers. */
class ServiceTest extends RigTest {
    private static Binding service(String name, String worker) {
        return new Binding.Service(name, worker, null, null, null);
    }

    @Test
    void aServiceBindingCallsTheOtherWorker() throws Exception {
        rig.deploy(
                "inner",
                "export default { async fetch(q) { return new Response(q.method + ' ' + await q.text(), {status: 202, headers: {'x-inner': '1'}}) } }");
        rig.deploy(
                "outer",
                "export default { fetch(q, env) { return env.INNER.fetch('http://any/where', {method: 'POST', body: 'hi'}) } }",
                service("INNER", "inner"));
        HttpResponse<String> response = rig.get("outer", "/");
        assertThat(response.body()).as(rig.logText()).isEqualTo("POST hi");
        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(response.headers().firstValue("x-inner")).hasValue("1");
    }

    @Test
    void bodiesStreamThroughBothWays() throws Exception {
        rig.deploy("mirror", "export default { fetch(q) { return new Response(q.body) } }");
        rig.deploy("relay", "export default { fetch(q, env) { return env.NEXT.fetch(q) } }", service("NEXT", "mirror"));
        byte[] body = new byte[3 << 20];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) (i * 31 + (i >> 8));
        }
        HttpResponse<byte[]> response = rig.client()
                .send(
                        rig.request("relay", "/")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.body()).isEqualTo(body);
    }

    @Test
    void aClientThatLeavesStopsTheWorkerBehindTheOneItAsked() throws Exception {
        rig.deploy(
                "endless",
                "export default { fetch() { return new Response(new ReadableStream({ pull(c) { c.enqueue(new Uint8Array(65536)) } })) } }");
        rig.deploy(
                "behind", "export default { fetch(q, env) { return env.NEXT.fetch(q) } }", service("NEXT", "endless"));
        HttpResponse<InputStream> response =
                rig.client().send(rig.request("behind", "/").build(), HttpResponse.BodyHandlers.ofInputStream());
        response.body().readNBytes(100_000);
        response.body().close();
        rig.await(
                "nothing is in flight",
                Duration.ofSeconds(10),
                () -> rig.workers.status().engines().stream().allMatch(engine -> engine.inFlight() == 0));
    }

    @Test
    void endlessCallsEndWithAClearError() throws Exception {
        rig.deploy(
                "loop",
                "export default { async fetch(q, env) { try { return await env.SELF.fetch(q) } catch (e) { return new Response(e.message) } } }",
                service("SELF", "loop"));
        assertThat(rig.get("loop", "/").body()).contains("too deeply");
    }

    @Test
    void callsThatMultiplyAreBoundedInAll() throws Exception {
        rig.deploy(
                "fan",
                "export default { async fetch(q, env) { const all = await Promise.all([1, 2, 3].map("
                        + "() => env.SELF.fetch('http://fan/').then(r => r.text(), e => e.message)));"
                        + " return new Response('+' + all.join('')) } }",
                service("SELF", "fan"));
        String body = rig.get("fan", "/").body();
        assertThat(body).contains("Too many Workers were invoked in this request.");
        assertThat(body.chars().filter(c -> c == '+')).hasSizeLessThanOrEqualTo(32);
    }

    @Test
    void aMissingServiceIsAClearError() throws Exception {
        rig.deploy(
                "lonely",
                "export default { async fetch(q, env) { try { return await env.GONE.fetch(q) } catch (e) { return new Response(e.message) } } }",
                service("GONE", "no-such-worker"));
        assertThat(rig.get("lonely", "/").body()).contains("no-such-worker");
    }

    @Test
    void anExceptionInTheCalledWorkerIsOneInTheCaller() throws Exception {
        rig.deploy("thrower", "export default { fetch() { throw new Error('inside') } }");
        rig.deploy(
                "catcher",
                "export default { async fetch(q, env) { try { return await env.T.fetch(q) } catch (e) { return new Response('caught') } } }",
                service("T", "thrower"));
        assertThat(rig.get("catcher", "/").body()).isEqualTo("caught");
    }
}
