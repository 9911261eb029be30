package dev.selvedge.workers;

import dev.selvedge.base.Tasks;
import dev.selvedge.catalog.Change;
import dev.selvedge.catalog.Cron;
import dev.selvedge.catalog.Preparation;
import dev.selvedge.catalog.Script;
import dev.selvedge.catalog.ScriptPreparer;
import dev.selvedge.catalog.Target;
import dev.selvedge.catalog.VersionDraft;
import dev.selvedge.net.Exchange;
import dev.selvedge.net.Loop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The Workers of this node: takes requests to the isolate that runs them, starts and watches the engine processes, checks
 * uploads, fires cron triggers. One per node.
 */
public final class Workers implements ScriptPreparer, AutoCloseable {
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    /** An engine that records what it loads (see {@link EngineOptions#extraFlags}) writes that down as it ends. */
    private static final Duration LAST_RECORDING = Duration.ofSeconds(60);

    private static final Duration POLL = Duration.ofMillis(20);

    private final Shared shared;
    private final Probe probe;
    private final AutoCloseable watch;
    private final AutoCloseable deployments;
    private final CronTicker ticker;
    private final AlarmTicker alarms;
    private final CompletableFuture<Void> ready;

    private Workers(EngineOptions options, WorkersLimits limits, WorkersPorts ports) {
        this.shared = new Shared(options, limits, ports);
        this.probe = new Probe(shared);
        String account = shared.defaultAccount();
        this.ready = account == null ? CompletableFuture.completedFuture(null) : shared.engines.of(account).ready;
        this.watch = shared.engines.watch();
        NamespaceWatch namespaces = new NamespaceWatch(shared);
        this.deployments = ports.catalog()
                .listen((_, changes) -> changes.forEach(change -> {
                    warm(change);
                    namespaces.heard(change);
                }));
        namespaces.look();
        this.ticker = new CronTicker(shared, this::fire);
        this.alarms = new AlarmTicker(shared);
    }

    /** Begins with what the first engine would wait for, while a node opens all that comes before. */
    public static void warm() {
        Tasks.platform("enclosure").newThread(Landlock::find).start();
    }

    /** Starts the engine of the default account (if there is one) in the background and returns at once. */
    public static Workers open(EngineOptions options, WorkersLimits limits, WorkersPorts ports) {
        return new Workers(options, limits, ports);
    }

    /** Completes when the default account's engine can run Workers. */
    public CompletableFuture<Void> ready() {
        return ready;
    }

    /** Runs the Worker for this request. On the exchange's loop, from within the handler; never blocks. */
    public void dispatch(Exchange exchange, Target target, RequestFacts facts) {
        shared.dispatcher(exchange.loop().index()).dispatch(exchange, target, facts);
    }

    /** Fires one cron trigger now, as the ticker would at {@code scheduledMillis}. The result is how it ended. */
    public CompletableFuture<Outcome> scheduled(Script script, Cron cron, long scheduledMillis) {
        return fire(script, cron, scheduledMillis).outcome();
    }

    private void warm(Change change) {
        if (!(change instanceof Change.Deploy deploy)) {
            return;
        }
        for (int i = 0; i < shared.loops().size(); i++) {
            int index = i;
            shared.loops().get(i).execute(() -> {
                Script script = shared.script(deploy.accountId(), deploy.script());
                if (script != null) {
                    shared.dispatcher(index).warm(deploy.accountId(), script);
                    shared.actors(index).deployed(deploy.accountId(), deploy.script());
                }
            });
        }
    }

    private ScheduledCaller fire(Script script, Cron cron, long scheduledMillis) {
        Loop loop = shared.loops().next();
        ScheduledCaller caller = new ScheduledCaller(
                cron.expression(), scheduledMillis, shared.ports.rays().next());
        loop.execute(() -> shared.dispatcher(loop.index()).call(script.accountId(), script, caller));
        return caller;
    }

    @Override
    public Preparation prepare(VersionDraft draft) {
        return probe.prepare(draft);
    }

    /** How many Durable Objects are in memory. */
    public int liveObjects() {
        int sum = 0;
        for (int i = 0; i < shared.loops().size(); i++) {
            sum += shared.actors(i).live();
        }
        return sum;
    }

    /** For {@code selvedge status}. */
    public WorkersStatus status() {
        return new WorkersStatus(shared.engines.view(), shared.suspects.view());
    }

    /** Ends the engines; what is in flight in them is answered with an error. Blocks for a few seconds at most. */
    @Override
    public void close() {
        ticker.close();
        alarms.close();
        Tasks.start("stop watching", this::stopWatching);
        shared.engines.close();
        Duration patience = shared.options.extraFlags().isEmpty() ? LAST_WORDS : LAST_RECORDING;
        long end = shared.clock().nanos() + patience.toNanos();
        try {
            while (!shared.engines.empty() && shared.clock().nanos() < end) {
                shared.clock().sleep(POLL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        shared.engines.finish();
        shared.ends.close();
    }

    private void stopWatching() {
        try {
            deployments.close();
            watch.close();
        } catch (Exception e) {
            shared.ports.logs().append("warn", "workers", "the watch over the engines did not end: " + e.getMessage());
        }
    }
}
