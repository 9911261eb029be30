package dev.selvedge.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.catalog.Binding;
import dev.selvedge.catalog.Change;
import dev.selvedge.catalog.ObjectNamespace;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Durable Objects whole: in the real engine, over the real log, behind a Worker that clients ask. */
@Timeout(120)
class ActorTest {
    private static final String SPACE = "d".repeat(32);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final ActorLimits QUICK = new ActorLimits(
            5_000, 2_000, Duration.ofMillis(200), Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(30));

    private static final String APP = """
            import { DurableObject } from 'cloudflare:workers';
            export class Thing extends DurableObject {
              constructor(ctx, env) { super(ctx, env); this.born = Math.random(); }
              async fetch(request) {
                const { pathname, searchParams } = new URL(request.url);
                switch (pathname) {
                  case '/add': {
                    const n = ((await this.ctx.storage.get('n')) ?? 0) + 1;
                    await this.ctx.storage.put('n', n);
                    return new Response(`${n}`);
                  }
                  case '/get': return new Response(`${(await this.ctx.storage.get('n')) ?? 0}`);
                  case '/born': return new Response(`${this.born}`);
                  case '/echo': return new Response(request.body);
                  case '/sql': {
                    this.ctx.storage.sql.exec('CREATE TABLE IF NOT EXISTS t (x)');
                    this.ctx.storage.sql.exec('INSERT INTO t VALUES (?)', searchParams.get('x'));
                    return Response.json(this.ctx.storage.sql.exec('SELECT x FROM t').toArray());
                  }
                  case '/throw': throw new RangeError('not today');
                  case '/abort': this.ctx.abort('enough');
                  case '/wake': await this.ctx.storage.setAlarm(Date.now() + 50); return new Response('set');
                  case '/rang': return new Response(`${(await this.ctx.storage.get('rang')) ?? 0}`);
                  case '/ws': {
                    const [client, server] = Object.values(new WebSocketPair());
                    this.ctx.acceptWebSocket(server, ['tag']);
                    server.serializeAttachment({ who: searchParams.get('who') });
                    return new Response(null, { status: 101, webSocket: client });
                  }
                  case '/plain': {
                    const [client, server] = Object.values(new WebSocketPair());
                    server.accept();
                    server.addEventListener('message', (e) => server.close(4001, e.data));
                    return new Response(null, { status: 101, webSocket: client });
                  }
                  case '/auto': this.ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong')); return new Response('set');
                  case '/answered': {
                    const at = this.ctx.getWebSocketAutoResponseTimestamp(this.ctx.getWebSockets()[0]);
                    return new Response(`${at?.getTime() ?? 0} ${this.born}`);
                  }
                  case '/version': return new Response('one');
                  case '/name': return new Response(`${this.ctx.id.name}`);
                }
                return new Response('?', { status: 404 });
              }
              async alarm() { await this.ctx.storage.put('rang', ((await this.ctx.storage.get('rang')) ?? 0) + 1); }
              webSocketMessage(ws, message) {
                ws.send(`${ws.deserializeAttachment().who} ${message} ${this.ctx.getWebSockets('tag').length} ${this.born}`);
              }
              async webSocketClose(ws, code) {
                await this.ctx.storage.put('n', code);
                if (code === 4010) ws.close(4011, 'its own');
              }
              async double(x) { return 2 * x; }
              hold() { return { ping: () => 'pong' }; }
            }
            export default {
              async fetch(request, env) {
                const url = new URL(request.url);
                const [, name, ...rest] = url.pathname.split('/');
                const stub = env.THING.getByName(name);
                try {
                  if (rest[0] === 'kept') {
                    const { webSocket } = await stub.fetch('http://thing/plain', { headers: { upgrade: 'websocket' } });
                    const closed = new Promise((done) => webSocket.addEventListener('close', (e) => done(`${e.code} ${e.reason} ${e.wasClean}`)));
                    webSocket.accept();
                    if (rest[1] === 'object') webSocket.send('its turn'); else webSocket.close(4002, 'mine');
                    return new Response(await closed);
                  }
                  if (rest[0] === 'broken') {
                    const held = await stub.hold(), seen = [await held.ping()];
                    const note = (run) => run().then((x) => seen.push(x), (e) => seen.push(`${e.message} ${e.remote} ${e.durableObjectReset}`));
                    await note(() => stub.fetch('http://thing/abort'));
                    for (const use of [held.ping, () => stub.double(1), () => stub.fetch('http://thing/get'), () => env.THING.getByName(name).double(2)]) await note(use);
                    return Response.json(seen);
                  }
                  if (rest[0] === 'rpc') return new Response(`${await stub.double(21)}`);
                  return await stub.fetch(new Request('http://thing/' + rest.join('/') + url.search, request));
                } catch (e) {
                  return new Response(`${e.name}: ${e.message} ${e.remote} ${e.retryable} ${e.durableObjectReset}`, { status: 500 });
                }
              },
            };
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static ObjectFolder objects;

    @SuppressWarnings("NullAway.Init")
    private static Rig rig;

    @BeforeAll
    static void open() throws IOException {
        objects = new ObjectFolder(folder);
        rig = Rig.withObjects(
                new Bounds().engineStart(Duration.ofMinutes(1)).actors(QUICK).limits(), objects);
        deploy(APP);
        rig.catalog.commit(new Change.PutNamespace(
                new ObjectNamespace(SPACE, Rig.ACCOUNT.id(), "app", "Thing", ObjectNamespace.Storage.SQLITE, 0)));
    }

    private static void deploy(String code) {
        rig.deploy("app", code, new Binding.DurableObject("THING", "Thing", null, null, SPACE));
    }

    @AfterAll
    static void close() throws IOException {
        rig.close();
        objects.close();
    }

    private static String ask(String path) throws IOException, InterruptedException {
        return rig.get("app", path).body();
    }

    private static CompletableFuture<String> asking(String path) {
        return rig.client()
                .sendAsync(rig.request("app", path).build(), HttpResponse.BodyHandlers.ofString())
                .thenApply(HttpResponse::body);
    }

    @Test
    void manyObjectsCountUnderConcurrencyOnEveryLoop() throws Exception {
        assertThat(ask("/a/add")).as(rig.logText()).isEqualTo("1");
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(asking("/" + (char) ('a' + i % 4) + "/add"));
        }
        for (CompletableFuture<String> answer : answers) {
            answer.get();
        }
        assertThat(ask("/a/get") + " " + ask("/b/get") + " " + ask("/c/get") + " " + ask("/d/get"))
                .isEqualTo("51 50 50 50");
    }

    @Test
    void whatWasAnsweredIsThereAfterTheEngineDied() throws Exception {
        TreeSet<Integer> seen = new TreeSet<>();
        for (int round = 0; round < 3; round++) {
            List<CompletableFuture<String>> answers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                answers.add(asking("/k/add"));
            }
            answers.get(20).get();
            rig.workers.status().engines().stream()
                    .filter(engine -> engine.isolates() > 0)
                    .forEach(engine -> ProcessHandle.of(engine.pid()).ifPresent(ProcessHandle::destroyForcibly));
            for (CompletableFuture<String> answer : answers) {
                String text = answer.get();
                if (text.matches("\\d+")) {
                    assertThat(seen.add(Integer.parseInt(text))).as(text).isTrue();
                }
            }
            // A version that ends engines is refused for a moment.
            rig.await("it answers again", SOON, () -> quietly("/k/get").matches("\\d+"));
            int there = Integer.parseInt(ask("/k/get"));
            assertThat(there).isGreaterThanOrEqualTo(seen.last());
        }
        assertThat(seen).hasSizeGreaterThan(20);
    }

    @Test
    void bodiesErrorsNamesSqlAndMethodsCrossBetweenLoops() throws Exception {
        for (String name : List.of("p", "q", "r", "s")) {
            HttpResponse<String> echo = rig.send(rig.request("app", "/" + name + "/echo")
                    .POST(java.net.http.HttpRequest.BodyPublishers.ofString("x".repeat(500_000))));
            assertThat(echo.body()).as(rig.logText()).hasSize(500_000);
            assertThat(ask("/" + name + "/throw")).isEqualTo("RangeError: not today true undefined undefined");
            assertThat(ask("/" + name + "/name")).isEqualTo(name);
            assertThat(ask("/" + name + "/sql?x=1")).isEqualTo("[{\"x\":\"1\"}]");
            assertThat(ask("/" + name + "/rpc")).isEqualTo("42");
        }
    }

    @Test
    void anObjectThatIsIdleLeavesAndFindsItsStorageAgain() throws Exception {
        assertThat(ask("/i/add")).isEqualTo("1");
        String born = ask("/i/born");
        rig.await("it leaves", SOON, () -> rig.workers.liveObjects() == 0);
        assertThat(ask("/i/add")).isEqualTo("2");
        assertThat(ask("/i/born")).isNotEqualTo(born);
    }

    @Test
    void anAbortResetsTheObjectAndSaysWhy() throws Exception {
        ask("/x/add");
        assertThat(ask("/x/abort")).contains("enough").contains("true");
        assertThat(ask("/x/add")).isEqualTo("2");
    }

    @Test
    void whatCameFromAnObjectIsBrokenByItsReset() throws Exception {
        String gone = "The execution context which hosts this callback is no longer running. undefined undefined";
        String broken = "enough undefined true";
        for (String name : List.of("b1", "b2", "b3", "b4")) {
            assertThat(ask("/" + name + "/broken"))
                    .isEqualTo("[\"pong\",\"enough true true\",\"%s\",\"%s\",\"%s\",4]", gone, broken, broken);
        }
    }

    @Test
    void aCloseIsAnsweredBetweenAWorkerAndAnObject() throws Exception {
        for (String name : List.of("k1", "k2", "k3")) {
            assertThat(ask("/" + name + "/kept/worker")).isEqualTo("4002 mine true");
            assertThat(ask("/" + name + "/kept/object")).isEqualTo("4001 its turn true");
        }
        rig.await(
                "nothing is in flight",
                SOON,
                () -> rig.workers.status().engines().stream().allMatch(engine -> engine.inFlight() == 0));
    }

    @Test
    void anAbortBreaksOffTheSocketsOfItsObject() throws Exception {
        Client client = connect("/ab/ws?who=ann");
        assertThat(client.say("one")).startsWith("ann one 1 ");
        ask("/ab/abort");
        assertThat(client.ended.get(20, TimeUnit.SECONDS)).isEqualTo(1006);
        Client next = connect("/ab/ws?who=bob");
        assertThat(next.say("two")).startsWith("bob two 1 ");
        assertThat(ask("/ab/get")).as("the object heard of a close").isEqualTo("0");
    }

    @Test
    void anAlarmRingsOnceAndWakesItsObject() throws Exception {
        assertThat(ask("/al/wake")).isEqualTo("set");
        rig.await("it rings", SOON, () -> quietly("/al/rang").equals("1"));
        assertThat(ask("/al/wake")).isEqualTo("set");
        rig.await("it rings again", SOON, () -> quietly("/al/rang").equals("2"));
    }

    private static String quietly(String path) {
        try {
            return ask(path);
        } catch (IOException | InterruptedException e) {
            return "";
        }
    }

    @Test
    void aSocketOutlivesItsObjectAndEvenTheEngine() throws Exception {
        Client client = connect("/w/ws?who=ann");
        String first = client.say("one");
        assertThat(first).startsWith("ann one 1 ");
        rig.await("it sleeps", SOON, () -> rig.workers.liveObjects() == 0);
        String second = client.say("two");
        assertThat(second).startsWith("ann two 1 ").isNotEqualTo(first.replace("one", "two"));
        rig.workers.status().engines().stream()
                .filter(engine -> engine.isolates() > 0)
                .forEach(engine -> ProcessHandle.of(engine.pid()).ifPresent(ProcessHandle::destroyForcibly));
        rig.await("the engine is gone", SOON, () -> rig.workers.liveObjects() == 0);
        assertThat(client.say("three")).startsWith("ann three 1 ");
        client.socket.sendClose(4001, "bye").get();
        rig.await("it hears of the end", SOON, () -> quietly("/w/get").equals("4001"));
        assertThat(client.ended.get(20, TimeUnit.SECONDS)).isEqualTo(4001);
    }

    @Test
    void anObjectAnswersACloseWithACodeOfItsOwn() throws Exception {
        Client client = connect("/cl/ws?who=ann");
        assertThat(client.say("one")).startsWith("ann one 1 ");
        client.socket.sendClose(4010, "bye").get();
        assertThat(client.ended.get(20, TimeUnit.SECONDS)).isEqualTo(4011);
    }

    @Test
    void anObjectThatIsAwakeKnowsWhenItsSocketsWereLastAnsweredWithoutIt() throws Exception {
        Client client = connect("/au/ws?who=ann");
        assertThat(ask("/au/auto")).isEqualTo("set");
        String never = ask("/au/answered");
        assertThat(never).startsWith("0 ");
        String[] last = never.split(" ");
        for (int i = 0; i < 3; i++) {
            long before = rig.clock.wallMillis();
            assertThat(client.say("ping")).isEqualTo("pong");
            String[] now = ask("/au/answered").split(" ");
            assertThat(Long.parseLong(now[0])).isBetween(before, rig.clock.wallMillis());
            assertThat(now[1]).as("the object slept meanwhile").isEqualTo(last[1]);
            last = now;
        }
    }

    @Test
    void aNewVersionServesTheSameStorage() throws Exception {
        ask("/v/add");
        assertThat(ask("/v/version")).isEqualTo("one");
        deploy(APP.replace("'one'", "'two'"));
        rig.await("the new version answers", SOON, () -> quietly("/v/version").equals("two"));
        assertThat(ask("/v/add")).isEqualTo("2");
    }

    private static Client connect(String path) throws Exception {
        Client client = new Client();
        client.socket = rig.client()
                .newWebSocketBuilder()
                .header("x-worker", "app")
                .buildAsync(URI.create("ws://127.0.0.1:" + rig.port() + path), client)
                .get(20, TimeUnit.SECONDS);
        return client;
    }

    private static final class Client implements WebSocket.Listener {
        private final LinkedBlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final CompletableFuture<Integer> ended = new CompletableFuture<>();

        @SuppressWarnings("NullAway.Init")
        private WebSocket socket;

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            ended.complete(code);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            ended.complete(1006);
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            messages.add(data.toString());
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }

        String say(String text) throws Exception {
            socket.sendText(text, true).get(20, TimeUnit.SECONDS);
            String answer = messages.poll(20, TimeUnit.SECONDS);
            return answer == null ? "nothing" : answer;
        }
    }
}
