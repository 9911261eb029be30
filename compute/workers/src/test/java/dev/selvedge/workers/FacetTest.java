package dev.selvedge.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.catalog.Binding;
import dev.selvedge.catalog.Change;
import dev.selvedge.catalog.ObjectNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Facets whole: in the real engine, over the real log. */
@Timeout(120)
class FacetTest {
    private static final String SPACE = "e".repeat(32);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final ActorLimits QUICK = new ActorLimits(
            5_000, 2_000, Duration.ofMillis(200), Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(30));

    private static final String APP = """
            import { DurableObject } from 'cloudflare:workers';
            export class Part extends DurableObject {
              constructor(ctx, env) { super(ctx, env); this.born = Math.random(); }
              async add() {
                const n = ((await this.ctx.storage.get('n')) ?? 0) + 1;
                await this.ctx.storage.put('n', n);
                return n;
              }
              get() { return this.ctx.storage.get('n').then((n) => n ?? 0); }
              bear() { return this.born; }
              within(name, method) { return this.ctx.facets.get(name, () => ({ class: this.ctx.exports.Part }))[method](); }
              fetch() {
                const [client, server] = Object.values(new WebSocketPair());
                this.ctx.acceptWebSocket(server);
                return new Response(null, { status: 101, webSocket: client });
              }
              webSocketMessage(ws, message) { ws.send(`${message} ${this.born}`); }
              wait(ms) { return new Promise((done) => setTimeout(() => done('waited'), ms)); }
            }
            export class Thing extends DurableObject {
              constructor(ctx, env) { super(ctx, env); this.born = Math.random(); }
              async fetch(request) {
                const [, what, name, ...rest] = new URL(request.url).pathname.split('/');
                const part = () => this.ctx.facets.get(name, () => ({ class: this.ctx.exports.Part }));
                switch (what) {
                  case 'part': return new Response(`${await part()[rest[0]](...rest.slice(1))}`);
                  case 'ws': return part().fetch(request);
                  case 'delete': this.ctx.facets.delete(name); return new Response('deleted');
                  case 'clone': this.ctx.facets.clone(name, rest[0]); return new Response('cloned');
                  case 'clear': await this.ctx.storage.deleteAll(); return new Response('cleared');
                  case 'abort': this.ctx.abort('enough');
                  case 'born': return new Response(`${this.born}`);
                  case 'version': return new Response('one');
                }
                return new Response('?', { status: 404 });
              }
            }
            export default {
              async fetch(request, env) {
                const [, name, ...rest] = new URL(request.url).pathname.split('/');
                try {
                  return await env.THING.getByName(name).fetch(new Request('http://thing/' + rest.join('/'), request));
                } catch (e) {
                  return new Response(`${e.name}: ${e.message}`, { status: 500 });
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
        found("app", SPACE);
    }

    @AfterAll
    static void close() throws IOException {
        rig.close();
        objects.close();
    }

    private static void deploy(String name, String space, String code) {
        rig.deploy(name, code, new Binding.DurableObject("THING", "Thing", null, null, space));
    }

    private static void found(String name, String space) {
        deploy(name, space, APP);
        rig.catalog.commit(new Change.PutNamespace(
                new ObjectNamespace(space, Rig.ACCOUNT.id(), name, "Thing", ObjectNamespace.Storage.SQLITE, 0)));
    }

    private String ask(String path) throws IOException, InterruptedException {
        return rig.get("app", path).body();
    }

    private String quietly(String path) {
        try {
            return ask(path);
        } catch (IOException | InterruptedException e) {
            return "";
        }
    }

    private CompletableFuture<String> asking(String path) {
        return rig.client()
                .sendAsync(rig.request("app", path).build(), HttpResponse.BodyHandlers.ofString())
                .thenApply(HttpResponse::body);
    }

    private void killEngines() {
        rig.workers.status().engines().stream()
                .filter(engine -> engine.isolates() > 0)
                .forEach(engine -> ProcessHandle.of(engine.pid()).ifPresent(ProcessHandle::destroyForcibly));
    }

    private static int inFlight() {
        return rig.workers.status().engines().stream()
                .mapToInt(WorkersStatus.Engine::inFlight)
                .sum();
    }

    private static long files(String space) {
        try (Stream<Path> all = Files.walk(folder.resolve("objects"))) {
            return all.map(Path::toString)
                    .filter(file -> file.contains(space) && file.endsWith(".sqlite"))
                    .count();
        } catch (IOException | UncheckedIOException e) {
            return -1; // what is looked through is being deleted
        }
    }

    @Test
    void theyCountUnderConcurrencyInObjectsOnEveryLoop() throws Exception {
        assertThat(ask("/a/part/x/add")).as(rig.logText()).isEqualTo("1");
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String facet = i % 2 == 0 ? "x/add" : "y/within/z/add";
            answers.add(asking("/" + (char) ('a' + i / 2 % 4) + "/part/" + facet));
        }
        for (CompletableFuture<String> answer : answers) {
            assertThat(answer.get()).matches("\\d+");
        }
        assertThat(ask("/a/part/x/get") + " " + ask("/b/part/x/get") + " " + ask("/a/part/y/within/z/get"))
                .isEqualTo("26 25 25");
        assertThat(ask("/a/part/y/get")).isEqualTo("0");
    }

    @Test
    void whatOneAnsweredIsThereAfterTheEngineDied() throws Exception {
        int last = 0;
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 5; i++) {
                last = Integer.parseInt(ask("/k/part/x/add"));
                assertThat(ask("/k/part/x/within/y/add")).isEqualTo("" + last);
            }
            killEngines();
            rig.await("it answers again", SOON, () -> quietly("/k/part/x/get").matches("\\d+"));
            assertThat(ask("/k/part/x/get")).isEqualTo("" + last);
            assertThat(ask("/k/part/x/within/y/get")).isEqualTo("" + last);
        }
        assertThat(last).isEqualTo(10);
    }

    @Test
    void idleOnesLeaveWithTheirObjectAndFindTheirStorageAgain() throws Exception {
        assertThat(ask("/i/part/x/within/y/add")).isEqualTo("1");
        rig.await("all leave", SOON, () -> rig.workers.liveObjects() == 0);
        assertThat(ask("/i/part/x/within/y/add")).isEqualTo("2");
    }

    @Test
    void anObjectStaysWhileOneOfThemWorks() throws Exception {
        String born = ask("/w/born");
        assertThat(ask("/w/part/x/wait/1500")).isEqualTo("waited");
        assertThat(ask("/w/born")).isEqualTo(born);
    }

    @Test
    void theResetOfAnObjectIsThatOfItsFacets() throws Exception {
        String born = ask("/r/part/x/bear");
        ask("/r/part/x/add");
        assertThat(ask("/r/part/x/bear")).isEqualTo(born);
        CompletableFuture<String> waiting = asking("/r/part/x/wait/20000");
        rig.await("the Worker, the object and the facet are at it", SOON, () -> inFlight() == 3);
        ask("/r/abort");
        assertThat(waiting.get()).contains("enough");
        assertThat(ask("/r/part/x/bear")).isNotEqualTo(born);
        assertThat(ask("/r/part/x/add")).isEqualTo("2");
    }

    @Test
    void whatIsDeletedStaysSo() throws Exception {
        ask("/d/part/x/add");
        ask("/d/part/x/within/y/add");
        ask("/d/part/z/add");
        assertThat(ask("/d/delete/x")).isEqualTo("deleted");
        assertThat(ask("/d/part/x/get")).isEqualTo("0");
        killEngines();
        rig.await("it answers again", SOON, () -> quietly("/d/part/z/get").equals("1"));
        assertThat(ask("/d/part/x/within/y/get")).isEqualTo("0");
        assertThat(ask("/d/clear")).isEqualTo("cleared");
        assertThat(ask("/d/part/z/get")).isEqualTo("0");
    }

    @Test
    void aCloneGoesItsOwnWay() throws Exception {
        ask("/c/part/x/add");
        ask("/c/part/x/within/y/add");
        ask("/c/part/z/add");
        ask("/c/part/z/add");
        assertThat(ask("/c/clone/x/z")).isEqualTo("cloned");
        assertThat(ask("/c/part/x/add")).isEqualTo("2");
        assertThat(ask("/c/part/z/get")).isEqualTo("1");
        assertThat(ask("/c/part/z/within/y/add")).isEqualTo("2");
        assertThat(ask("/c/part/x/within/y/get")).isEqualTo("1");
        killEngines();
        rig.await("it answers again", SOON, () -> quietly("/c/part/z/get").equals("1"));
        assertThat(ask("/c/part/z/within/y/get")).isEqualTo("2");
    }

    @Test
    void aNewVersionFindsTheirStorage() throws Exception {
        ask("/v/part/x/add");
        deploy("app", SPACE, APP.replace("'one'", "'two'"));
        rig.await("the new version answers", SOON, () -> quietly("/v/version").equals("two"));
        assertThat(ask("/v/part/x/add")).isEqualTo("2");
    }

    @Test
    void theEndOfTheNamespaceIsThatOfTheirData() throws Exception {
        String space = "f".repeat(32);
        found("ending", space);
        rig.get("ending", "/n/part/x/add");
        rig.get("ending", "/n/part/x/within/y/add");
        assertThat(files(space)).isPositive();
        rig.catalog.commit(
                new Change.RemoveNamespace(rig.catalog.view().namespace(space).orElseThrow()));
        rig.await("the files are gone", SOON, () -> files(space) == 0);
    }

    @Test
    void aSocketOfOneOutlivesItsSleepButNotItsObject() throws Exception {
        LinkedBlockingQueue<String> said = new LinkedBlockingQueue<>();
        CompletableFuture<Integer> ended = new CompletableFuture<>();
        WebSocket socket = rig.client()
                .newWebSocketBuilder()
                .header("x-worker", "app")
                .buildAsync(URI.create("ws://127.0.0.1:" + rig.port() + "/s/ws/x"), listener(said, ended))
                .get();
        String born = ask("/s/born");
        socket.sendText("one", true).get();
        String first = said.poll(20, TimeUnit.SECONDS);
        assertThat(first).startsWith("one ");
        rig.await("the facet sleeps", SOON, () -> rig.workers.liveObjects() == 1);
        socket.sendText("two", true).get();
        assertThat(said.poll(20, TimeUnit.SECONDS)).startsWith("two ").isNotEqualTo(first.replace("one", "two"));
        assertThat(ask("/s/born")).isEqualTo(born);
        ask("/s/abort");
        assertThat(ended.get(20, TimeUnit.SECONDS)).isEqualTo(1006);
        rig.await("all leave", SOON, () -> rig.workers.liveObjects() == 0);
    }

    private static WebSocket.Listener listener(LinkedBlockingQueue<String> said, CompletableFuture<Integer> ended) {
        return new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
                said.add(text.toString());
                socket.request(1);
                return CompletableFuture.completedStage(null);
            }

            @Override
            public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                ended.complete(code);
                return CompletableFuture.completedStage(null);
            }

            @Override
            public void onError(WebSocket socket, Throwable error) {
                ended.complete(1006);
            }
        };
    }
}
