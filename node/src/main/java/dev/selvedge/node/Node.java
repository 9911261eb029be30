package dev.selvedge.node;

import dev.selvedge.api.ApiLimits;
import dev.selvedge.api.ApiPorts;
import dev.selvedge.api.ControlApi;
import dev.selvedge.base.Clock;
import dev.selvedge.base.RandomSource;
import dev.selvedge.base.RotatingFile;
import dev.selvedge.front.AccessLog;
import dev.selvedge.front.CfObjects;
import dev.selvedge.front.Front;
import dev.selvedge.front.FrontPages;
import dev.selvedge.front.FrontPorts;
import dev.selvedge.front.RequestFigures;
import dev.selvedge.front.ServerIdentities;
import dev.selvedge.net.AddressPolicy;
import dev.selvedge.net.ClientOptions;
import dev.selvedge.net.HttpClient;
import dev.selvedge.net.HttpHandler;
import dev.selvedge.net.HttpServer;
import dev.selvedge.net.LocalAuthority;
import dev.selvedge.observe.LogLine;
import dev.selvedge.observe.RequestEvent;
import dev.selvedge.workers.FileStore;
import dev.selvedge.workers.Workers;
import dev.selvedge.workers.WorkersPorts;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One node, put together: what is opened first stands at the top and is closed last. This is the only place that knows
 * every module.
 */
final class Node implements AutoCloseable {

    /** The control API's streams (tails, followed logs) never end by themselves. */
    private static final Duration API_DRAIN = Duration.ofSeconds(2);

    private final Readiness readiness = new Readiness("ports", "engine");
    private final Closing closing;
    private final Ground ground;
    private final CfObjects cf = new CfObjects(Ground.PLACE);
    private final FrontPages pages;
    private final Workers workers;
    private final HttpServer front;
    private final @Nullable HttpServer tls;
    private final HttpServer api;
    private final NodeFile file;

    private Node(Ground ground, Closing closing) throws IOException {
        this.ground = ground;
        this.closing = closing;
        pages = new FrontPages(ground.rays(), ground.config().hosts().suffix());
        workers = closing.add(openWorkers());
        Listeners listeners = new Listeners(ground.loops(), ground.config());
        Front handler = new Front(frontPorts(requestSink()), pages);
        front = closing.add(listeners.workers(handler));
        tls = ground.config().listen().https() == 0 ? null : closing.add(openTls(listeners, handler));
        NodeRoutes routes = new NodeRoutes(
                readiness,
                ground.counters(),
                ground.tokens(),
                new LogStream(ground.logs()),
                new StatusReport(this::file, readiness, ground.catalog(), workers, ground.clock()));
        api = closing.add(listeners.api(controlApi(routes)));
        file = describe();
        file.write(ground.data().nodeFile());
        NodeFigures.register(ground.counters(), workers, ground.catalog(), front);
        ground.objects().register(ground.counters(), workers);
        readiness.reached("ports");
        var _ = workers.ready().thenRun(() -> readiness.reached("engine"));
        closing.add(BlobSweep.start(ground.catalog(), ground.logs(), ground.clock()));
        closing.add(IdleCollection.start(ground.clock()));
    }

    /** Opens everything; what was opened is closed again if one part fails. */
    static Node start(NodeConfig config, Clock clock, RandomSource random) throws IOException {
        Closing closing = new Closing();
        Workers.warm();
        try {
            return new Node(Ground.open(config, clock, random, closing), closing);
        } catch (IOException | RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    NodeFile file() {
        return file;
    }

    /** Blocks until Workers can be served; a node whose engine does not start is closed. */
    void awaitReady() throws InterruptedException {
        try {
            workers.ready().get();
        } catch (ExecutionException e) {
            close();
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw CommandException.failed("The engine does not start: " + cause.getMessage());
        }
    }

    void followLogs(Consumer<LogLine> follower) {
        ground.logs().since(0, Integer.MAX_VALUE).forEach(follower);
        closing.add(ground.logs().follow(follower));
    }

    /** Takes no new requests, lets those in flight end for a while, and closes everything. */
    @Override
    public void close() {
        readiness.waitFor("stop");
        Duration bound = ground.config().listen().drain();
        List<CompletableFuture<Void>> drained = new ArrayList<>(List.of(front.drain(bound), api.drain(API_DRAIN)));
        if (tls != null) {
            drained.add(tls.drain(bound));
        }
        drained.forEach(CompletableFuture::join);
        closing.close();
    }

    private Workers openWorkers() throws IOException {
        NodeConfig config = ground.config();
        HttpClient outbound = closing.add(HttpClient.open(ground.loops(), ClientOptions.standard(allowed(config))));
        return Workers.open(
                EngineSetup.options(config, ground.data()),
                EngineSetup.limits(config),
                new WorkersPorts(
                        ground.clock(),
                        ground.random(),
                        ground.loops(),
                        ground.catalog(),
                        outbound,
                        pages,
                        // No origin stands behind a Worker yet: a failed one has nothing to pass its request on to.
                        (exchange, facts) -> false,
                        ground.counters(),
                        ground.logs(),
                        ground.tails(),
                        ground.rays(),
                        cf.usual(),
                        new FileStore(ground.objects().files())));
    }

    private HttpHandler controlApi(NodeRoutes routes) {
        ControlApi control = closing.add(new ControlApi(new ApiPorts(
                ground.catalog(),
                workers,
                ground.tails(),
                ground.objects().listing(),
                ground.clock(),
                ground.random(),
                "http",
                ground.config().hosts().suffix() + ":" + front.address().getPort(),
                ApiLimits.DEFAULT,
                (call, failure) -> ground.logs().append("error", "node", call + " failed: " + trace(failure)))));
        return control.handler(routes::addTo);
    }

    private static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private HttpServer openTls(Listeners listeners, Front handler) throws IOException {
        LocalAuthority authority = LocalAuthority.in(ground.data().tls(), ground.clock(), ground.random());
        ServerIdentities identities = new ServerIdentities(
                authority,
                ground.config().hosts().suffix(),
                host -> ground.catalog().view().lookup(true, host, "/") != null,
                ground.clock());
        try {
            return listeners.workersOverTls(identities.context(), handler);
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private FrontPorts frontPorts(RequestEvent.Sink events) {
        return new FrontPorts(
                ground.clock(),
                (secure, host, path) -> ground.catalog().view().lookup(secure, host, path),
                ground.rays(),
                workers::dispatch,
                events,
                cf);
    }

    private RequestEvent.Sink requestSink() throws IOException {
        RequestFigures figures = new RequestFigures(ground.counters());
        NodeConfig.Logs config = ground.config().logs();
        if (!config.access()) {
            return figures;
        }
        AccessLog log = closing.add(new AccessLog(
                new RotatingFile(
                        ground.data().logs().resolve("access.log"),
                        config.size().bytes(),
                        config.files()),
                ground.clock(),
                complaint -> ground.logs().append("error", "node", complaint)));
        ground.counters()
                .gauge("selvedge_access_log_lost", "Requests that the access log could not keep up with", log::lost);
        return event -> {
            figures.accept(event);
            log.accept(event);
        };
    }

    private NodeFile describe() {
        NodeConfig.Listen listen = ground.config().listen();
        return new NodeFile(
                ProcessHandle.current().pid(),
                VersionVerb.VERSION,
                listen.host(),
                front.address().getPort(),
                tls == null ? 0 : tls.address().getPort(),
                api.address().getPort(),
                ground.config().hosts().suffix(),
                ground.owner().id(),
                ground.clock().wallMillis());
    }

    private static AddressPolicy allowed(NodeConfig config) {
        try {
            return AddressPolicy.allowing(config.fetch().allow());
        } catch (IllegalArgumentException e) {
            throw CommandException.usage("--allow-fetch: " + e.getMessage());
        }
    }
}
