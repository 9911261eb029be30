package dev.selvedge.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.catalog.Binding;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each end of a WebSocket closes in words of its own. */
class SocketCloseTest extends RigTest {
    /** An end that stays open when the other one closes, and then has the last word. */
    private static final String STUBBORN = """
            export default { fetch() {
              const [client, server] = Object.values(new WebSocketPair());
              server.accept({ allowHalfOpen: true });
              server.addEventListener('close', e => {
                server.send(`late after ${e.code} ${e.reason} ${e.wasClean}`);
                setTimeout(() => server.close(4003, 'mine'), 20);
              });
              return new Response(null, { status: 101, webSocket: client });
            } }
            """;

    @AfterEach
    void everythingEnds() throws InterruptedException {
        rig.await(
                "nothing is in flight",
                Duration.ofSeconds(10),
                () -> rig.workers.status().engines().stream().allMatch(engine -> engine.inFlight() == 0));
    }

    @Test
    void aWorkerMayGoOnAfterItsClientClosedAndHasTheLastWord() throws Exception {
        rig.deploy("stubborn", STUBBORN);
        Client client = connect("stubborn");
        client.socket.sendClose(4001, "yours").join();
        assertThat(client.next()).isEqualTo("late after 4001 yours true");
        assertThat(client.next()).isEqualTo("closed 4003 mine");
    }

    @Test
    void whatNobodyAcceptedIsAnsweredWithTheClientsOwnWords() throws Exception {
        rig.deploy("deaf", """
                export default { fetch() {
                  const [client] = Object.values(new WebSocketPair());
                  return new Response(null, { status: 101, webSocket: client });
                } }
                """);
        Client client = connect("deaf");
        client.socket.sendClose(4001, "yours").join();
        assertThat(client.next()).isEqualTo("closed 4001 yours");
    }

    @Test
    void aWorkerHearsWhatTheOtherWorkerAnswersItsClose() throws Exception {
        rig.deploy("stubborn", STUBBORN);
        rig.deploy("caller", """
                export default { async fetch(q, env) {
                  const { webSocket } = await env.OTHER.fetch('http://x/', { headers: { upgrade: 'websocket' } });
                  const seen = [];
                  webSocket.addEventListener('message', e => seen.push(e.data));
                  const closed = new Promise(done => webSocket.addEventListener('close', e => done([e.code, e.reason, e.wasClean])));
                  webSocket.accept();
                  webSocket.close(4001, 'yours');
                  return Response.json([...await closed, ...seen]);
                } }
                """, new Binding.Service("OTHER", "stubborn", null, null, null));
        HttpResponse<String> answer =
                rig.client().send(rig.request("caller", "/").build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).isEqualTo("[4003,\"mine\",true,\"late after 4001 yours true\"]");
    }

    @Test
    void aClientThatIsLostBeforeTheLastWordEndsTheConversation() throws Exception {
        rig.deploy("silent", """
                export default { fetch() {
                  const [client, server] = Object.values(new WebSocketPair());
                  server.accept({ allowHalfOpen: true });
                  server.addEventListener('close', () => server.send('heard'));
                  return new Response(null, { status: 101, webSocket: client });
                } }
                """);
        Client client = connect("silent");
        client.socket.sendClose(4001, "yours").join();
        assertThat(client.next()).isEqualTo("heard");
        client.socket.abort();
    }

    private static Client connect(String worker) throws Exception {
        Client client = new Client();
        client.socket = rig.client()
                .newWebSocketBuilder()
                .header("x-worker", worker)
                .buildAsync(URI.create("ws://127.0.0.1:" + rig.port() + "/"), client)
                .get(10, TimeUnit.SECONDS);
        return client;
    }

    private static final class Client implements WebSocket.Listener {
        private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();

        @SuppressWarnings("NullAway.Init")
        private WebSocket socket;

        @Nullable
        String next() throws InterruptedException {
            return heard.poll(10, TimeUnit.SECONDS);
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            heard.add(data.toString());
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            heard.add("closed " + code + (reason.isEmpty() ? "" : " " + reason));
            return null;
        }
    }
}
