package dev.selvedge.workers;

import dev.selvedge.base.Tasks;
import dev.selvedge.catalog.Deployment;
import dev.selvedge.catalog.Script;
import dev.selvedge.catalog.Target;
import dev.selvedge.catalog.Version;
import dev.selvedge.catalog.VersionId;
import dev.selvedge.net.Exchange;
import dev.selvedge.net.Loop;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes each request of one loop to an isolate, and makes isolates when there is none. Belongs to the loop. */
final class Dispatcher {
    /** A loop whose Worker runs next door gets an isolate of its own beyond this many requests in a second. */
    private static final int HOT_PER_SECOND = 40;

    private static final long SECOND = 1_000_000_000L;

    private final Shared shared;
    private final Loop loop;
    private final Map<String, ScriptSeat> scripts = new HashMap<>();
    private final Map<VersionId, VersionSeat> versions = new HashMap<>();

    Dispatcher(Shared shared, Loop loop) {
        this.shared = shared;
        this.loop = loop;
    }

    /** A client's request. */
    void dispatch(Exchange exchange, Target target, RequestFacts facts) {
        ExchangeCaller caller = new ExchangeCaller(exchange, facts, shared.callers);
        String account = target.account().id();
        Version pinned = target.pinned();
        VersionSeat seat;
        if (pinned != null) {
            seat = version(account, target.script(), pinned);
        } else {
            seat = script(account, target.script()).pick(exchange.headers(), shared.ports.random());
        }
        if (seat == null) {
            caller.fail(WorkerError.NO_SUCH_WORKER, "The Worker has no deployment.", 0);
            return;
        }
        int home = seat.resident == null && caller.mayMove() ? seat.placement.home() : -1;
        if (home >= 0 && home != loop.index() && !seat.hot(shared.clock().nanos(), HOT_PER_SECOND)) {
            shared.figures.hops.increment();
            caller.capture();
            shared.dispatcher(home).visit(account, target.script(), seat.version, caller);
        } else {
            place(seat, caller);
        }
    }

    /** A request that came in on another loop. */
    private void visit(String account, Script script, Version version, Caller caller) {
        loop.execute(() -> place(version(account, script, version), caller));
    }

    /** A call from another Worker, or an event. On the loop. */
    void call(String account, Script script, Caller caller) {
        VersionSeat seat = script(account, script).pick(shared.ports.random());
        if (seat == null) {
            caller.fail(WorkerError.NO_SUCH_WORKER, "The Worker has no deployment.", 0);
        } else {
            place(seat, caller);
        }
    }

    /** The isolate for an actor: always of the same version, as long as the deployment is the same. Null if the caller was answered. */
    @Nullable
    Resident host(String account, Script script, String key, Refusal caller) {
        VersionSeat seat = script(account, script).pick(key);
        if (seat == null) {
            caller.fail(WorkerError.NO_SUCH_WORKER, "The Worker has no deployment.", 0);
            return null;
        }
        Resident resident = seat.resident;
        return resident == null ? hire(seat, caller) : resident;
    }

    /** The deployment of a Worker changed: where it is being asked for here, its new versions start before anybody waits for them. */
    void warm(String account, Script script) {
        ScriptSeat before = scripts.get(script.tag());
        if (before == null || !before.inUse()) {
            return;
        }
        for (VersionSeat seat : script(account, script).seats()) {
            boolean ordinary = shared.suspects.standing(seat.version.id()) instanceof Suspects.Standing.Ordinary;
            if (seat.resident == null && seat.failure == null && ordinary) {
                settle(seat, shared.engines.of(account).lane(loop.index()));
            }
        }
    }

    void place(VersionSeat seat, Caller caller) {
        Resident resident = seat.resident;
        if (resident == null) {
            resident = hire(seat, caller);
        }
        if (resident != null) {
            resident.take(caller);
        }
    }

    @SuppressWarnings(
            "ReferenceEquality") // the catalog makes a new object for every change, and comparing all of it is dear
    private ScriptSeat script(String account, Script script) {
        ScriptSeat seat = scripts.get(script.tag());
        if (seat == null || seat.script != script) {
            seat = seat(account, script);
            scripts.put(script.tag(), seat);
        }
        return seat;
    }

    private ScriptSeat seat(String account, Script script) {
        List<VersionSeat> seats = new ArrayList<>(2);
        List<Double> upTo = new ArrayList<>(2);
        double sum = 0;
        List<Deployment.Share> shares =
                script.deployment().map(Deployment::shares).orElse(List.of());
        for (Deployment.Share share : shares) {
            Version version = script.version(share.version()).orElse(null);
            if (version != null) {
                sum += share.percentage();
                seats.add(version(account, script, version));
                upTo.add(sum);
            }
        }
        double[] bounds = upTo.stream().mapToDouble(bound -> bound).toArray();
        return new ScriptSeat(script, seats.toArray(VersionSeat[]::new), bounds);
    }

    private VersionSeat version(String account, Script script, Version version) {
        VersionSeat seat = versions.get(version.id());
        if (seat == null) {
            String key = account + "/" + script.name();
            Placement placement = shared.placement(version.id());
            seat = new VersionSeat(account, key, script, version, placement, loop.index());
            versions.put(version.id(), seat);
        }
        return seat;
    }

    /** Makes an isolate for a version; null if the caller was answered because it may not have one now. */
    private @Nullable Resident hire(VersionSeat seat, Refusal caller) {
        String failure = seat.failure;
        if (failure != null && shared.clock().nanos() < seat.failureUntilNanos) {
            caller.fail(WorkerError.NOT_LOADABLE, failure, 1);
            return null;
        }
        Engine engine;
        switch (shared.suspects.standing(seat.version.id())) {
            case Suspects.Standing.Refused(int seconds) -> {
                caller.fail(WorkerError.REFUSED, "The Worker ended its engine and is tried again later.", seconds);
                return null;
            }
            case Suspects.Standing.Solo() -> engine = shared.engines.solo(seat);
            case Suspects.Standing.Ordinary() -> engine = shared.engines.of(seat.account);
        }
        return settle(seat, engine.lane(loop.index()));
    }

    private Resident settle(VersionSeat seat, Lane lane) {
        Resident resident = new Resident(lane.engine.nextIsolate(), seat, lane);
        lane.residents.add(resident);
        seat.settle(resident);
        shared.figures.loads.increment();
        Tasks.start("load", () -> load(resident));
        return resident;
    }

    /** Reads the code, off the loop. */
    private void load(Resident resident) {
        try {
            ByteBuffer frame = WorkerImage.load(shared, resident.seat, resident.id);
            resident.lane.engine.measure();
            loop.execute(() -> resident.lane.residents.load(resident, frame));
        } catch (RuntimeException e) {
            shared.ports.logs().append("error", "workers", resident.seat.key, "", "cannot be loaded: " + e);
            loop.execute(() -> notLoadable(resident, "The Worker's code cannot be read."));
        }
    }

    /** The isolate could not be made. */
    void notLoadable(Resident resident, String message) {
        resident.seat.failure = message;
        resident.seat.failureUntilNanos = shared.clock().nanos() + SECOND;
        resident.close(WorkerError.NOT_LOADABLE, message, Outcome.EXCEPTION);
    }

    /** Forgets Workers that have no isolate here: 10,000 deployed ones must not add up. */
    void forgetIdle() {
        versions.values().removeIf(seat -> {
            if (seat.resident == null) {
                shared.dropPlacement(seat.version.id());
            }
            return seat.resident == null;
        });
        scripts.values().removeIf(script -> !script.inUse());
    }
}
