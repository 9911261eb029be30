package dev.selvedge.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvedge.base.Clock;
import dev.selvedge.base.RandomSource;
import dev.selvedge.base.Settings;
import dev.selvedge.base.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole node in this process, with a real engine beside it. */
@Timeout(120)
class NodeTest {

    private static final String HELLO = """
            export default {
              async fetch(request) {
                const url = new URL(request.url);
                if (url.pathname === "/throw") throw new Error("as asked");
                if (url.pathname === "/slow") await new Promise(go => setTimeout(go, 700));
                console.log("asked for " + url.pathname);
                return new Response("hello " + url.pathname + " from " + request.headers.get("cf-connecting-ip"));
              }
            };
            """;

    @TempDir
    static Path data;

    private static Node node;
    private static String token;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        PreparedV8.use();
        node = Node.start(config(data, Map.of()), Clock.system(), RandomSource.secure());
        node.awaitReady();
        token = Files.readString(data.resolve("token")).strip();
        deploy("hello", HELLO);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static NodeConfig config(Path folder, Map<String, Object> more) {
        Map<String, Object> values = new LinkedHashMap<>(Map.of("listen.http", 0L, "listen.api", 0L));
        values.putAll(more);
        return NodeConfig.from(folder, new Settings(values));
    }

    private static void deploy(String name, String source) throws IOException {
        String scripts = "/client/v4/accounts/" + node.file().account() + "/workers/scripts/" + name;
        String form = part("metadata", "metadata.json", "application/json", "{\"main_module\":\"main.js\"}")
                + part("main.js", "main.js", "application/javascript+module", source)
                + "--seam--\r\n";
        Ask.Answer put = api("PUT", scripts, "multipart/form-data; boundary=seam", form);
        assertThat(put.status()).as(put.body()).isEqualTo(200);
        Ask.Answer enabled = api("POST", scripts + "/subdomain", "application/json", "{\"enabled\":true}");
        assertThat(enabled.status()).as(enabled.body()).isEqualTo(200);
    }

    private static String part(String name, String file, String type, String content) {
        return "--seam\r\ncontent-disposition: form-data; name=\"" + name + "\"; filename=\"" + file
                + "\"\r\ncontent-type: " + type + "\r\n\r\n" + content + "\r\n";
    }

    private static Ask.Answer api(String method, String path, String type, String body) throws IOException {
        return Ask.send(
                node.file().api(),
                method,
                "127.0.0.1",
                path,
                Map.of("authorization", "Bearer " + token, "content-type", type),
                body);
    }

    private static Ask.Answer hello(String path) throws IOException {
        return Ask.get(node.file().http(), "hello.workers.localhost", path);
    }

    @Test
    void aDeployedWorkerAnswers() throws IOException {
        Ask.Answer answer = hello("/world");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("hello /world from 127.0.0.1");
        assertThat(answer.headers())
                .containsPattern("cf-ray: [0-9a-f]{16}-SDV\r\n")
                .contains("server: selvedge\r\n");
    }

    @Test
    void aWorkerThatThrowsIsAnErrorPageAndAFigure() throws IOException {
        Ask.Answer answer = hello("/throw");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).startsWith("error code: 1101\n");
        assertThat(metrics()).contains("selvedge_requests_total{by=\"worker\",status=\"5xx\"}");
    }

    @Test
    void whereNothingIsDeployedSaysSo() throws IOException {
        Ask.Answer answer = Ask.get(node.file().http(), "nobody.workers.localhost", "/");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).contains("There is nothing here yet");
    }

    @Test
    void monitorsSeeThatItIsReady() throws IOException {
        Ask.Answer ready = Ask.get(node.file().api(), "127.0.0.1", "/ready");
        assertThat(ready.status()).isEqualTo(200);
        assertThat(ready.body()).isEqualTo("{\"ready\":true,\"waiting\":[]}\n");
        assertThat(metrics()).contains("# TYPE selvedge_request_duration_seconds histogram", "selvedge_engines ");
    }

    private static String metrics() throws IOException {
        return Ask.get(node.file().api(), "127.0.0.1", "/metrics").body();
    }

    @Test
    void theVerbsFindTheNodeInItsDirectory() throws IOException {
        hello("/logged");
        Shell.Said status = Shell.run("status", "--data", data.toString());
        assertThat(status.out()).startsWith("Node      ready").contains("Engine 1");
        assertThat(status.exit()).isZero();
        assertThat(Shell.run("status", "--json", "--data", data.toString()).out())
                .contains("\"ready\":true");
        assertThat(Shell.run("env", "--data", data.toString()).out())
                .contains("CLOUDFLARE_API_BASE_URL=http://127.0.0.1:"
                        + node.file().api() + "/client/v4\n")
                .contains("CLOUDFLARE_API_TOKEN=" + token + "\n");
        assertThat(Shell.run("logs", "hello", "--data", data.toString()).out()).contains("asked for /logged");
    }

    @Test
    void aFurtherAccountMayNotTouchTheNode() throws IOException {
        Shell.Said made = Shell.run("token", "create", "--account", "guests", "--json", "--data", data.toString());
        assertThat(made.err()).isEmpty();
        Map<String, Object> guest = Json.readObject(made.out());
        Ask.Answer status = Ask.send(
                node.file().api(),
                "GET",
                "127.0.0.1",
                NodeRoutes.STATUS,
                Map.of("authorization", "Bearer " + Json.text(guest, "token")),
                "");
        assertThat(status.status()).isEqualTo(403);
        assertThat(Ask.get(node.file().api(), "127.0.0.1", NodeRoutes.TOKENS).status())
                .isEqualTo(401);
        assertThat(Shell.run("token", "list", "--data", data.toString()).out())
                .contains(Json.text(guest, "id"), "guests")
                .doesNotContain(Json.text(guest, "token"));
        assertThat(Shell.run("token", "revoke", Json.text(guest, "id"), "--data", data.toString())
                        .exit())
                .isZero();
    }

    @Test
    void aSecondNodeOnTheSameDirectoryIsRefused() {
        assertThatThrownBy(() -> Node.start(config(data, Map.of()), Clock.system(), RandomSource.secure()))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("is in use by the node with process id "
                        + ProcessHandle.current().pid());
    }

    @Test
    void aTakenPortNamesTheOptionThatMovesIt(@TempDir Path other) {
        Map<String, Object> taken = Map.of("listen.http", (long) node.file().http());
        assertThatThrownBy(() -> Node.start(config(other, taken), Clock.system(), RandomSource.secure()))
                .hasMessage("Port " + node.file().http() + " on 127.0.0.1 is taken; choose another with --http PORT.");
    }

    @Test
    void aWrongAllowRuleIsSaidBeforeAnythingStarts(@TempDir Path other) {
        Map<String, Object> wrong = Map.of("fetch.allow", "10.0.0.0/99");
        assertThatThrownBy(() -> Node.start(config(other, wrong), Clock.system(), RandomSource.secure()))
                .hasMessageStartingWith("--allow-fetch: ");
    }

    @Test
    void modulesThatNoWorkerUsesAreRemovedAfterTheStart(@TempDir Path other) throws IOException {
        Path orphan = other.resolve("modules/ab").resolve("ab" + "0".repeat(62));
        Path young = other.resolve("modules/ab").resolve("ab" + "1".repeat(62));
        Files.createDirectories(orphan.getParent());
        Files.writeString(orphan, "left by an upload that was cut short");
        Files.writeString(young, "an upload may be about to name this");
        Files.setLastModifiedTime(
                orphan,
                FileTime.from(Instant.ofEpochMilli(Clock.system().wallMillis()).minus(BlobSweep.GRACE)));
        try (Node swept = Node.start(config(other, Map.of()), Clock.system(), RandomSource.secure())) {
            while (Files.exists(orphan)) {
                Thread.onSpinWait();
            }
            assertThat(swept.file().http()).isPositive();
            assertThat(young).exists();
        }
    }

    @Test
    void whatIsInFlightEndsBeforeTheNodeDoes(@TempDir Path other) throws Exception {
        Node leaving = Node.start(config(other, Map.of()), Clock.system(), RandomSource.secure());
        leaving.awaitReady();
        Node before = node;
        String tokenBefore = token;
        try {
            node = leaving;
            token = Files.readString(other.resolve("token")).strip();
            deploy("hello", HELLO);
            int port = leaving.file().http();
            assertThat(hello("/warm").status()).isEqualTo(200);
            CompletableFuture<Ask.Answer> slow = new CompletableFuture<>();
            Tasks.start("slow", () -> {
                try {
                    slow.complete(Ask.get(port, "hello.workers.localhost", "/slow"));
                } catch (IOException e) {
                    slow.completeExceptionally(e);
                }
            });
            awaitInFlight(leaving);
            leaving.close();
            assertThat(slow.get(1, TimeUnit.SECONDS).body()).startsWith("hello /slow");
            assertThatThrownBy(() -> Ask.get(port, "hello.workers.localhost", "/"))
                    .isInstanceOf(IOException.class);
            assertThat(Files.readString(other.resolve("logs/access.log"))).contains("\"target\":\"/slow\"");
        } finally {
            node = before;
            token = tokenBefore;
        }
    }

    private static void awaitInFlight(Node running) throws IOException {
        while (!Ask.get(running.file().api(), "127.0.0.1", "/metrics").body().contains("selvedge_in_flight 1")) {
            Thread.onSpinWait();
        }
    }
}
