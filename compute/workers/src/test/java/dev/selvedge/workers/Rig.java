package dev.selvedge.workers;

import dev.selvedge.base.Clock;
import dev.selvedge.base.RandomSource;
import dev.selvedge.catalog.Account;
import dev.selvedge.catalog.Binding;
import dev.selvedge.catalog.BlobId;
import dev.selvedge.catalog.Change;
import dev.selvedge.catalog.Cron;
import dev.selvedge.catalog.Deployment;
import dev.selvedge.catalog.LocalCatalog;
import dev.selvedge.catalog.Module;
import dev.selvedge.catalog.ModuleType;
import dev.selvedge.catalog.Preparation;
import dev.selvedge.catalog.PreparedModule;
import dev.selvedge.catalog.Script;
import dev.selvedge.catalog.ScriptFormat;
import dev.selvedge.catalog.ScriptHead;
import dev.selvedge.catalog.Target;
import dev.selvedge.catalog.Version;
import dev.selvedge.catalog.VersionDraft;
import dev.selvedge.catalog.VersionId;
import dev.selvedge.catalog.WorkerLimits;
import dev.selvedge.net.AddressPolicy;
import dev.selvedge.net.ClientOptions;
import dev.selvedge.net.Exchange;
import dev.selvedge.net.HttpClient;
import dev.selvedge.net.HttpServer;
import dev.selvedge.net.Loops;
import dev.selvedge.net.ServerOptions;
import dev.selvedge.observe.Counters;
import dev.selvedge.observe.LogLine;
import dev.selvedge.observe.LogRing;
import dev.selvedge.observe.RayIds;
import dev.selvedge.observe.TailHub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** A node in the small for tests: real loops, catalog, HTTP server and engines; hosts are {@code <worker>.test}. */
final class Rig implements AutoCloseable {
    static final Account ACCOUNT = new Account("a".repeat(32), "test", "test", true, 0);
    private static final Path V8 = prepared();

    final Clock clock = Clock.system();
    final Loops loops = Loops.start(2, clock);
    final LogRing logs = new LogRing(10_000, clock::wallMillis);
    final TailHub tails = new TailHub(() -> 0);
    final Counters counters = new Counters();
    final LocalCatalog catalog;
    final Workers workers;
    private final Path folder;
    private final HttpClient outbound;
    private final HttpServer server;
    private final java.net.http.HttpClient client = java.net.http.HttpClient.newBuilder()
            .version(java.net.http.HttpClient.Version.HTTP_1_1)
            .build();

    Rig(String... allowed) throws IOException {
        this(WorkersLimits.DEFAULTS, allowed);
    }

    Rig(WorkersLimits limits, String... allowed) throws IOException {
        this(limits, Path.of(ProcessHandle.current().info().command().orElseThrow()), allowed);
    }

    /** With engines started by something else than this process's own java. */
    Rig(WorkersLimits limits, Path java, String... allowed) throws IOException {
        this(limits, java, new MemoryStore(), allowed);
    }

    /** With Durable Objects that are kept as a node keeps them. */
    static Rig withObjects(WorkersLimits limits, ObjectFolder objects) throws IOException {
        Path java = Path.of(ProcessHandle.current().info().command().orElseThrow());
        return new Rig(limits, java, objects.store());
    }

    Rig(WorkersLimits limits, Path java, ActorStore store, String... allowed) throws IOException {
        folder = Files.createTempDirectory("rig");
        RandomSource random = RandomSource.secure();
        catalog = LocalCatalog.open(new LocalCatalog.Options(folder, "workers.test"), clock, random);
        catalog.commit(new Change.PutAccount(ACCOUNT));
        outbound = HttpClient.open(loops, ClientOptions.standard(AddressPolicy.allowing(List.of(allowed))));
        WorkersPorts ports = new WorkersPorts(
                clock,
                random,
                loops,
                catalog,
                outbound,
                Rig::page,
                (_, _) -> false,
                counters,
                logs,
                tails,
                new RayIds("TST", 1),
                "{\"colo\":\"TST\"}",
                store);
        workers = Workers.open(engines(folder, java), limits, ports);
        server = HttpServer.start(
                loops, ServerOptions.plain(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)), this::handle);
    }

    private static EngineOptions engines(Path run, Path java) {
        List<Path> classPath = Arrays.stream(
                        System.getProperty("java.class.path").split(":", -1))
                .map(Path::of)
                .toList();
        return new EngineOptions(java, classPath, V8, run, Optional.empty(), 2, 64, List.of("-XX:TieredStopAtLevel=1"));
    }

    /** The folder with V8 and its snapshot, made once for all tests of this module. */
    private static Path prepared() {
        try {
            Path target = Path.of("target", "v8").toAbsolutePath();
            Files.createDirectories(target);
            Process process = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElseThrow(),
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            "dev.selvedge.engine.Prepare",
                            target.toString())
                    .inheritIO()
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("V8 could not be prepared");
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void page(Exchange exchange, long ray, WorkerError error, String detail, int retryAfter) {
        String retry = retryAfter > 0 ? "retry-after: " + retryAfter + "\r\n" : "";
        String body = error.number() + " " + error + " " + detail;
        exchange.respond(error.httpStatus(), null, latin1(retry), latin1(body));
    }

    private static ByteBuffer latin1(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void handle(Exchange exchange) {
        String host = exchange.authority().replaceFirst(":\\d+$", "");
        String name = exchange.headers().get("x-worker", host);
        Script script = catalog.view().script(ACCOUNT.id(), name).orElse(null);
        if (script == null) {
            exchange.respond(404, null, latin1(""), latin1("no worker " + name));
        } else {
            workers.dispatch(exchange, new Target(ACCOUNT, script, null), new Facts(exchange));
        }
    }

    private record Facts(Exchange exchange) implements RequestFacts {
        @Override
        public long ray() {
            return 0xABCDEFL;
        }

        @Override
        public String clientIp() {
            return "192.0.2.7";
        }

        @Override
        public String cfJson() {
            return "";
        }

        @Override
        public int requestHeadersRoom() {
            return exchange.headers().byteLength();
        }

        @Override
        public void putRequestHeaders(ByteBuffer sink) {
            exchange.headers().copyTo(sink);
        }

        @Override
        public int responseHeadersRoom() {
            return 32;
        }

        @Override
        public void putResponseHeaders(ByteBuffer sink) {
            sink.put(latin1("x-ray: abcdef\r\n"));
        }

        @Override
        public void workerEnded(String version, Outcome outcome, long cpuMicros) {
            // nobody counts here
        }
    }

    int port() {
        return server.address().getPort();
    }

    /** Uploads and deploys a Worker of one module. */
    VersionId deploy(String name, String source, Binding... bindings) {
        VersionId id = upload(name, source, WorkerLimits.DEFAULT, bindings);
        release(name, new Deployment.Share(id, 100));
        return id;
    }

    VersionId upload(String name, String source, WorkerLimits limits, Binding... bindings) {
        byte[] code = source.getBytes(StandardCharsets.UTF_8);
        VersionId id = VersionId.of(UUID.randomUUID());
        VersionDraft draft = new VersionDraft(
                ACCOUNT.id(),
                name,
                id,
                ScriptFormat.MODULES,
                "main.js",
                List.of(new VersionDraft.Part("main.js", ModuleType.ES_MODULE, code)),
                List.of(bindings),
                "2026-01-01",
                List.of(),
                limits);
        Preparation preparation = workers.prepare(draft);
        if (!(preparation instanceof Preparation.Accepted accepted)) {
            throw new IllegalStateException(name + ": " + preparation + "\n" + logText());
        }
        BlobId content = catalog.blobs().put(code);
        List<PreparedModule> prepared = new ArrayList<>();
        for (Preparation.PreparedPart part : accepted.modules()) {
            byte[] cache = part.cache();
            prepared.add(new PreparedModule(
                    part.name(),
                    catalog.blobs().put(part.code()),
                    part.code().length,
                    cache == null ? null : catalog.blobs().put(cache),
                    cache == null ? 0 : cache.length));
        }
        Version version = new Version(
                id,
                1,
                clock.wallMillis(),
                "api",
                "test",
                ScriptFormat.MODULES,
                "main.js",
                List.of(new Module("main.js", ModuleType.ES_MODULE, content, code.length)),
                prepared,
                List.of(bindings),
                "2026-01-01",
                List.of(),
                limits,
                Map.of(),
                accepted.handlers(),
                accepted.namedHandlers(),
                accepted.startupMillis(),
                "",
                "");
        catalog.commit(view -> {
            List<Change> changes = new ArrayList<>();
            if (view.script(ACCOUNT.id(), name).isEmpty()) {
                changes.add(script(name, List.of()));
            }
            changes.add(new Change.AddVersion(ACCOUNT.id(), name, version));
            return changes;
        });
        return id;
    }

    static Change.PutScript script(String name, List<Cron> crons) {
        String tag = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
        ScriptHead.Identity identity = new ScriptHead.Identity(ACCOUNT.id(), name, tag, 0);
        return new Change.PutScript(ScriptHead.first(identity, "api", new ScriptHead.Subdomain(true, false))
                .withCrons(crons));
    }

    void release(String name, Deployment.Share... shares) {
        VersionId id = VersionId.of(UUID.randomUUID());
        Deployment deployment = new Deployment(id, clock.wallMillis(), "api", "test", Map.of(), List.of(shares));
        catalog.commit(new Change.Deploy(ACCOUNT.id(), name, deployment));
    }

    Script script(String name) {
        return catalog.view().script(ACCOUNT.id(), name).orElseThrow();
    }

    HttpRequest.Builder request(String worker, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .header("x-worker", worker)
                .timeout(Duration.ofSeconds(40));
    }

    HttpResponse<String> get(String worker, String path) throws IOException, InterruptedException {
        return send(request(worker, path));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    java.net.http.HttpClient client() {
        return client;
    }

    String logText() {
        return logs.since(0, 1000).stream().map(LogLine::toString).collect(Collectors.joining("\n"));
    }

    /** Waits for a condition, looking often. */
    void await(String what, Duration bound, BooleanSupplier condition) throws InterruptedException {
        long end = clock.nanos() + bound.toNanos();
        while (!condition.getAsBoolean()) {
            if (clock.nanos() > end) {
                throw new AssertionError("not within " + bound + ": " + what + "\n" + logText());
            }
            clock.sleep(Duration.ofMillis(5));
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        workers.close();
        outbound.close();
        loops.close();
        catalog.close();
        client.close();
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
