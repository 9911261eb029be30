package dev.selvedge.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.catalog.Cron;
import dev.selvedge.observe.TailEvent;
import dev.selvedge.observe.TailFilter;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Long answers, WebSockets, events, tails. */
class StreamTest extends RigTest {
    @Test
    void aLongAnswerArrivesWhole() throws Exception {
        readLongAnswer();
    }

    private static void readLongAnswer() throws Exception {
        rig.deploy("long", """
                export default { fetch() { let n = 0; return new Response(new ReadableStream({ pull(c) {
                  if (n < 160) { const a = new Uint8Array(65536); a.fill(n++); c.enqueue(a); } else c.close(); } })) } }
                """);
        HttpResponse<byte[]> response =
                rig.client().send(rig.request("long", "/").build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.body()).hasSize(160 * 65536);
        for (int chunk = 0; chunk < 160; chunk++) {
            assertThat(response.body()[chunk * 65536]).isEqualTo((byte) chunk);
            assertThat(response.body()[chunk * 65536 + 65535]).isEqualTo((byte) chunk);
        }
    }

    @Test
    void aClientThatLeavesStopsTheStreamAndFreesTheRequest() throws Exception {
        rig.deploy(
                "endless",
                "export default { fetch() { return new Response(new ReadableStream({ pull(c) { c.enqueue(new Uint8Array(65536)) } })) } }");
        for (int i = 0; i < 20; i++) {
            HttpResponse<InputStream> response =
                    rig.client().send(rig.request("endless", "/").build(), HttpResponse.BodyHandlers.ofInputStream());
            response.body().readNBytes(100_000);
            response.body().close();
        }
        rig.await(
                "nothing is in flight",
                Duration.ofSeconds(10),
                () -> rig.workers.status().engines().stream().allMatch(engine -> engine.inFlight() == 0));
        readLongAnswer();
    }

    @Test
    void webSocketsCarryMessagesBothWaysAndCloseCleanly() throws Exception {
        rig.deploy("ws", """
                export default { fetch(q) {
                  const pair = new WebSocketPair();
                  const [client, server] = Object.values(pair);
                  server.accept();
                  server.addEventListener('message', e => server.send(
                    typeof e.data === 'string' ? 'echo ' + e.data : e.data));
                  server.addEventListener('close', e => server.close(e.code, 'bye'));
                  return new Response(null, { status: 101, webSocket: client });
                } }
                """);
        LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
        WebSocket socket = rig.client()
                .newWebSocketBuilder()
                .header("x-worker", "ws")
                .buildAsync(URI.create("ws://127.0.0.1:" + rig.port() + "/"), new WebSocket.Listener() {
                    private final StringBuilder message = new StringBuilder();

                    @Override
                    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                        message.append(data);
                        if (last) {
                            heard.add(message.toString());
                            message.setLength(0);
                        }
                        from.request(1);
                        return null;
                    }

                    @Override
                    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
                        heard.add("closed " + code);
                        return null;
                    }
                })
                .get(10, TimeUnit.SECONDS);
        for (String text : List.of("one", "zwölf ✓", "x".repeat(100_000))) {
            socket.sendText(text, true).join();
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("echo " + text);
        }
        socket.sendClose(1000, "done").join();
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("closed 1000");
        rig.await(
                "the request is over",
                Duration.ofSeconds(10),
                () -> rig.workers.status().engines().stream().allMatch(engine -> engine.inFlight() == 0));
    }

    @Test
    void aScheduledHandlerRunsAndTellsHowItEnded() throws Exception {
        rig.deploy(
                "cron",
                "export default { async scheduled(c) { if (c.cron === '0 0 * * *') throw new Error('no'); console.log(c.cron, c.scheduledTime) } }");
        Cron good = new Cron("*/5 * * * *", 0, 0);
        assertThat(rig.workers.scheduled(rig.script("cron"), good, 60_000).get(10, TimeUnit.SECONDS))
                .isEqualTo(Outcome.OK);
        rig.await("its log", Duration.ofSeconds(5), () -> rig.logText().contains("*/5 * * * * 60000"));
        Cron bad = new Cron("0 0 * * *", 0, 0);
        assertThat(rig.workers.scheduled(rig.script("cron"), bad, 60_000).get(10, TimeUnit.SECONDS))
                .isEqualTo(Outcome.EXCEPTION);
        rig.catalog.commit(Rig.script("cron", List.of(good)));
        assertThat(rig.script("cron").crons()).contains(good);
        assertThat(rig.script("cron").crons()).contains(good);
    }

    @Test
    void aTailHearsLogsExceptionsAndTheRequestWithoutItsSecrets() throws Exception {
        rig.deploy(
                "talks",
                "export default { fetch(q, env, ctx) { console.log('hi', {a: 1}); console.error('bad'); throw new TypeError('oops') } }");
        List<TailEvent> events = new CopyOnWriteArrayList<>();
        try (AutoCloseable _ = rig.tails.subscribe(Rig.ACCOUNT.id() + "/talks", TailFilter.EVERYTHING, events::add)) {
            rig.send(rig.request("talks", "/path?x=1").header("authorization", "Bearer secret"));
            rig.await("the event", Duration.ofSeconds(5), () -> !events.isEmpty());
        }
        TailEvent event = events.getFirst();
        assertThat(event.outcome()).isEqualTo("exception");
        assertThat(event.json())
                .contains("\"scriptName\":\"talks\"")
                .contains("\"level\":\"error\"")
                .contains("\"message\":[\"hi\",{\"a\":1}]")
                .contains("\"name\":\"TypeError\"")
                .contains("oops")
                .contains("/path?x=1")
                .contains("\"authorization\":\"REDACTED\"")
                .contains("\"status\":500")
                .doesNotContain("Bearer");
        assertThat(rig.logText()).contains("message=bad");
    }

    @Test
    void theCpuLimitOfTheVersionIsKept() throws Exception {
        var id = rig.upload(
                "burns",
                "export default { fetch(q) { if (q.url.endsWith('/burn')) for (;;); return new Response('ok') } }",
                new dev.selvedge.catalog.WorkerLimits(50, 0));
        rig.release("burns", new dev.selvedge.catalog.Deployment.Share(id, 100));
        HttpResponse<String> response = rig.get("burns", "/burn");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).startsWith("1102 EXCEEDED_RESOURCES");
        assertThat(rig.get("burns", "/").body()).isEqualTo("ok");
        assertThat(rig.workers.status().suspects()).isEmpty();
    }
}
