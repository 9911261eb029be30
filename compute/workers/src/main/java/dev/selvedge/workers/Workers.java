package dev.selvedge.workers;

import dev.selvedge.catalog.Cron;
import dev.selvedge.catalog.Preparation;
import dev.selvedge.catalog.Script;
import dev.selvedge.catalog.ScriptPreparer;
import dev.selvedge.catalog.Target;
import dev.selvedge.catalog.VersionDraft;
import dev.selvedge.net.Exchange;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The Workers of this node: takes requests to the isolate that runs them, starts and watches the engine processes, checks
 * uploads, fires cron triggers. One per node.
 */
public final class Workers implements ScriptPreparer, AutoCloseable {
    private final WorkersPorts ports;

    @SuppressWarnings("UnusedVariable") // until the engines are wired
    private Workers(EngineOptions options, WorkersLimits limits, WorkersPorts ports) {
        this.ports = ports;
    }

    /** Starts the engine of the default account (if there is one) in the background and returns at once. */
    public static Workers open(EngineOptions options, WorkersLimits limits, WorkersPorts ports) {
        return new Workers(options, limits, ports);
    }

    /** Completes when the default account's engine can run Workers. */
    public CompletableFuture<Void> ready() {
        return new CompletableFuture<>();
    }

    /** Runs the Worker for this request. On the exchange's loop, from within the handler; never blocks. */
    public void dispatch(Exchange exchange, Target target, RequestFacts facts) {
        ports.pages().answer(exchange, facts.ray(), WorkerError.NOT_LOADABLE, "", 0);
    }

    /** Fires one cron trigger now, as the ticker would at {@code scheduledMillis}. The result is how it ended. */
    public CompletableFuture<Outcome> scheduled(Script script, Cron cron, long scheduledMillis) {
        return CompletableFuture.completedFuture(Outcome.UNKNOWN);
    }

    @Override
    public Preparation prepare(VersionDraft draft) {
        return new Preparation.Refused("limit", "no engine", null);
    }

    /** For {@code selvedge status}. */
    public WorkersStatus status() {
        return new WorkersStatus(List.of(), List.of());
    }

    /** Ends the engines; what is in flight in them is answered with an error. Blocks for a few seconds at most. */
    @Override
    public void close() {}
}
