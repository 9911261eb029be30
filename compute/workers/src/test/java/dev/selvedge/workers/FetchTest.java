package dev.selvedge.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.net.BodyReader;
import dev.selvedge.net.Exchange;
import dev.selvedge.net.Headers;
import dev.selvedge.net.HttpServer;
import dev.selvedge.net.Loops;
import dev.selvedge.net.NetFailure;
import dev.selvedge.net.ServerOptions;
import dev.selvedge.net.WebSocket;
import dev.selvedge.net.WebSocketOptions;
import dev.selvedge.net.WebSocketReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Workers may fetch, and how. */
class FetchTest {
    @SuppressWarnings("NullAway.Init")
    private static Loops loops;

    @SuppressWarnings("NullAway.Init")
    private static HttpServer origin;

    @SuppressWarnings("NullAway.Init")
    private static Rig rig;

    @BeforeAll
    static void open() throws IOException {
        loops = Loops.start(1, dev.selvedge.base.Clock.system());
        origin = HttpServer.start(
                loops,
                ServerOptions.plain(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                FetchTest::answer);
        rig = new Rig("127.0.0.1:" + port());
        rig.deploy("fetcher", """
                export default { async fetch(q) {
                  const url = new URL(q.url).searchParams.get('u');
                  const mode = new URL(q.url).searchParams.get('mode') ?? 'follow';
                  try {
                    const r = await fetch(url, { redirect: mode, method: q.method, body: q.body, headers: {'x-a': 'b'} });
                    const text = await r.text();
                    return Response.json({ status: r.status, url: r.url, redirected: r.redirected,
                      type: r.headers.get('content-type'), text: text.slice(0, 200), length: text.length });
                  } catch (e) { return new Response(e.name + ': ' + e.message, { status: 599 }) }
                } }
                """);
    }

    @AfterAll
    static void close() throws IOException {
        rig.close();
        origin.close();
        loops.close();
    }

    private static int port() {
        return origin.address().getPort();
    }

    private static void answer(Exchange exchange) {
        String target = exchange.target();
        if (exchange.webSocketRequested() && target.equals("/socket")) {
            echoMessages(exchange);
            return;
        }
        switch (target) {
            case "/hop" -> respond(exchange, 302, "location: /end\r\n", new byte[0]);
            case "/inside" -> respond(exchange, 302, "location: http://127.0.0.1:1/\r\n", new byte[0]);
            case "/round" -> respond(exchange, 302, "location: /round\r\n", new byte[0]);
            case "/gzip" -> respond(exchange, 200, "content-encoding: gzip\r\n", gzip("packed ".repeat(20_000)));
            case "/echo" -> echo(exchange);
            default -> {
                String text = exchange.method() + " " + target + " "
                        + exchange.headers().get("x-a") + " "
                        + exchange.headers().get("host");
                respond(exchange, 200, "content-type: text/plain\r\n", text.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static void echoMessages(Exchange exchange) {
        CompletableFuture<WebSocket> socket = new CompletableFuture<>();
        ByteBuffer protocol = Headers.of("sec-websocket-protocol", "chat").block();
        socket.complete(exchange.acceptWebSocket(protocol, WebSocketOptions.DEFAULT, new WebSocketReader() {
            @Override
            public void text(ByteBuffer utf8) {
                socket.join().sendText(Text.copy(utf8), FetchTest::nothing);
            }

            @Override
            public void binary(ByteBuffer bytes) {
                socket.join().sendBinary(Text.copy(bytes), FetchTest::nothing);
            }

            @Override
            public void closed(int code, String reason, boolean clean) {
                // The Worker closes.
            }
        }));
    }

    private static void nothing() {}

    private static void respond(Exchange exchange, int status, String headers, byte[] body) {
        ByteBuffer block = ByteBuffer.wrap(headers.getBytes(StandardCharsets.ISO_8859_1));
        exchange.respond(status, null, block, ByteBuffer.wrap(body));
    }

    private static void echo(Exchange exchange) {
        ByteBuffer whole = exchange.wholeBody();
        if (whole != null) {
            exchange.respond(200, null, ByteBuffer.allocate(0), whole);
            return;
        }
        exchange.respondStreaming(200, null, ByteBuffer.allocate(0));
        exchange.readBody(new BodyReader() {
            @Override
            public void chunk(ByteBuffer bytes) {
                int length = bytes.remaining();
                exchange.write(Text.copy(bytes), () -> exchange.allow(length));
            }

            @Override
            public void end() {
                exchange.finish();
            }

            @Override
            public void broken(NetFailure failure) {
                exchange.breakOff();
            }
        });
        exchange.allow(256 << 10);
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return packed.toByteArray();
    }

    private static String fetch(String path, String more) throws IOException, InterruptedException {
        return rig.get("fetcher", "/?u=http://127.0.0.1:" + port() + path + more)
                .body();
    }

    @Test
    void anAllowedAddressIsReachedWithTheWorkersHeaders() throws Exception {
        assertThat(fetch("/plain", ""))
                .contains("\"status\":200")
                .contains("GET /plain b 127.0.0.1:" + port())
                .contains("\"type\":\"text/plain\"");
    }

    @Test
    void privateAddressesAreRefused() throws Exception {
        for (String host : new String[] {
            "127.0.0.1:1", "localhost:1", "10.0.0.1", "169.254.169.254", "[::1]:" + port(), "[::ffff:127.0.0.1]:1"
        }) {
            assertThat(rig.get(
                                    "fetcher",
                                    "/?u=http://" + host.replace("[", "%5B").replace("]", "%5D") + "/")
                            .statusCode())
                    .as(host)
                    .isEqualTo(599);
        }
    }

    @Test
    void redirectsAreFollowedUnderTheSamePolicy() throws Exception {
        assertThat(fetch("/hop", ""))
                .contains("\"redirected\":true")
                .contains("/end\"")
                .contains("GET /end b");
        assertThat(fetch("/hop", "&mode=manual")).contains("\"status\":302");
        assertThat(fetch("/inside", "")).contains("Error").contains("not public");
        assertThat(fetch("/round", "")).contains("Too many redirects");
    }

    @Test
    void packedAnswersArriveUnpacked() throws Exception {
        assertThat(fetch("/gzip", "")).contains("\"length\":140000").contains("packed packed");
    }

    @Test
    void bodiesStreamToTheOriginAndBack() throws Exception {
        rig.deploy(
                "proxy",
                "export default { fetch(q) { return fetch('http://127.0.0.1:" + port()
                        + "/echo', {method: 'POST', body: q.body}) } }");
        byte[] body = new byte[5 << 20];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) (i ^ (i >> 7));
        }
        assertThat(rig.client()
                        .send(
                                rig.request("proxy", "/")
                                        .POST(java.net.http.HttpRequest.BodyPublishers.ofByteArray(body))
                                        .build(),
                                java.net.http.HttpResponse.BodyHandlers.ofByteArray())
                        .body())
                .isEqualTo(body);
    }

    private static String run(String name, String body) throws IOException, InterruptedException {
        String origin = "http://127.0.0.1:" + port();
        rig.deploy(name, "export default { async fetch(q) { " + body.replace("ORIGIN", origin) + " } }");
        return rig.get(name, "/").body();
    }

    @Test
    void aWorkerOpensWebSocketsByFetchAndByTheirConstructor() throws Exception {
        assertThat(run("socket-fetch", """
                const { webSocket: ws, status } = await fetch('ORIGIN/socket', { headers: { Upgrade: 'websocket' } });
                ws.accept();
                const heard = (type) => new Promise((go) => ws.addEventListener(type, go, { once: true }));
                let next = heard('message'); ws.send('one'); const first = (await next).data;
                next = heard('message'); ws.send(new Uint8Array(70000)); const second = (await next).data;
                const closed = heard('close'); ws.close(1000, 'bye'); await closed;
                return Response.json([status, first, second.size ?? second.byteLength, ws.readyState]);
                """)).isEqualTo("[101,\"one\",70000,3]");
        assertThat(run("socket-new", """
                const ws = new WebSocket('ORIGIN/socket'.replace('http', 'ws'), 'chat');
                const heard = (type) => new Promise((go) => ws.addEventListener(type, go, { once: true }));
                await heard('open');
                const next = heard('message'); ws.send('two'); const said = (await next).data;
                ws.close();
                return Response.json([said, ws.protocol]);
                """)).isEqualTo("[\"two\",\"chat\"]");
    }

    @Test
    void anUpgradeThatTheServerRefusesIsAnOrdinaryAnswer() throws Exception {
        assertThat(run("socket-refused", """
                const r = await fetch('ORIGIN/plain', { headers: { Upgrade: 'websocket' } });
                return Response.json([r.status, r.webSocket, (await r.text()).slice(0, 10)]);
                """)).isEqualTo("[200,null,\"GET /plain\"]");
        assertThat(run("socket-error", """
                const ws = new WebSocket('ORIGIN/plain'.replace('http', 'ws'));
                const error = await new Promise((go) => ws.addEventListener('error', go));
                return new Response(error.message);
                """)).contains("but received 200 instead");
    }

    @Test
    void packedAnswersGoOnAsTheyCameUnlessTheWorkerReadsThem() throws Exception {
        run("packed", "return fetch('ORIGIN/gzip');");
        HttpResponse<byte[]> passed =
                rig.client().send(rig.request("packed", "/").build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(passed.headers().firstValue("content-encoding")).hasValue("gzip");
        assertThat(passed.headers().firstValue("content-length")).hasValue(Integer.toString(passed.body().length));
        assertThat(passed.body()).isEqualTo(gzip("packed ".repeat(20_000)));
        assertThat(run("repacked", "const r = await fetch('ORIGIN/gzip'); return new Response(r.body);"))
                .hasSize(140_000);
    }

    @Test
    void theBodyOfAnAnswerToHeadIsNotFetchedToItsEnd() throws Exception {
        run("head", "return fetch('ORIGIN/gzip');");
        HttpResponse<Void> head = rig.client()
                .send(
                        rig.request("head", "/")
                                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
        assertThat(head.headers().firstValue("content-length"))
                .hasValue(Integer.toString(gzip("packed ".repeat(20_000)).length));
        rig.await(
                "nothing is in flight",
                Duration.ofSeconds(10),
                () -> rig.workers.status().engines().stream().allMatch(engine -> engine.inFlight() == 0));
    }

    @Test
    void anAnswerIsPutIntoTheEncodingThatItsHeadersName() throws Exception {
        run("packs", "return new Response('plain '.repeat(99999), { headers: { 'content-encoding': 'gzip' } });");
        HttpResponse<byte[]> packed =
                rig.client().send(rig.request("packs", "/").build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
                .hasSize(6 * 99_999);
        assertThat(
                        run(
                                "manual",
                                "return new Response('as it is', { encodeBody: 'manual', headers: { 'content-encoding': 'gzip' } });"))
                .isEqualTo("as it is");
    }
}
