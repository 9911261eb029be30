package dev.selvedge.workers;

import dev.selvedge.base.Tasks;
import dev.selvedge.observe.LogRing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Starts, watches and restarts the engine processes: one per cordon, one for each suspect, one that checks uploads. Safe for
 * any thread; nothing here blocks an event loop.
 */
final class Engines implements AutoCloseable {
    private static final String PROBE = "probe";
    private static final long MEGABYTE = 1024 * 1024;
    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final Duration SOLO_IDLE = Duration.ofSeconds(60);

    private final Shared shared;
    private final Map<String, Cordon> cordons = new ConcurrentHashMap<>();
    private final Map<Integer, Engine> engines = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private volatile boolean closed;

    Engines(Shared shared) {
        this.shared = shared;
    }

    /** Looks after the engines once a second until closed. */
    AutoCloseable watch() {
        return Tasks.every("engines", ROUND, shared.clock(), this::round);
    }

    Engine of(String account) {
        return cordon(account, Engine.Duty.SHARED).engine();
    }

    Engine solo(VersionSeat seat) {
        return cordon("solo " + seat.versionText, Engine.Duty.SOLO).engine();
    }

    Engine probe() {
        return cordon(PROBE, Engine.Duty.PROBE).engine();
    }

    private Cordon cordon(String name, Engine.Duty duty) {
        return cordons.computeIfAbsent(name, _ -> new Cordon(name, duty, this));
    }

    Engine make(Cordon cordon) {
        Engine engine = new Engine(numbers.incrementAndGet(), cordon, shared);
        engines.put(engine.number, engine);
        return engine;
    }

    void cameUp(Engine engine) {
        engine.cordon.cameUp(engine);
        shared.ports.logs().append("info", engine.name(), "serves " + engine.cordon.name);
    }

    void died(Engine engine, boolean expected) {
        engines.remove(engine.number);
        if (!engine.wasReady()) {
            engine.cordon.failed(engine);
        }
        boolean wanted = engine.cordon.duty == Engine.Duty.SHARED && !expected && !closed;
        if (wanted) {
            engine.cordon.engine();
        } else if (engine.cordon.duty == Engine.Duty.SOLO) {
            cordons.remove(engine.cordon.name, engine.cordon);
        }
    }

    private void round() {
        for (Engine engine : engines.values()) {
            try {
                look(engine);
            } catch (RuntimeException e) {
                shared.ports.logs().append("error", engine.name(), "looking after it failed: " + e);
            }
        }
        for (int i = 0; i < shared.loops().size(); i++) {
            shared.loops().get(i).execute(shared.actors(i)::sweep);
        }
    }

    private void look(Engine engine) {
        long now = shared.clock().nanos();
        WorkersLimits limits = shared.limits;
        long resident = engine.measure();
        if (engine.state() == Engine.State.STARTING
                && now - engine.bornNanos > limits.engineStart().toNanos()) {
            engine.lost("it did not start within " + limits.engineStart().toSeconds() + " s");
        } else if (resident > limits.engineMegabytesMost() * MEGABYTE) {
            engine.lost("it holds " + resident / MEGABYTE + " MiB");
        } else {
            sweep(engine);
            retire(engine, now);
        }
    }

    private void sweep(Engine engine) {
        for (int i = 0; i < engine.lanes(); i++) {
            Lane lane = engine.lane(i);
            lane.loop.execute(lane::sweep);
        }
    }

    /** Ends an engine that has had nothing to do for a while; the default account's stays. */
    private void retire(Engine engine, long now) {
        if (!engine.tenants.isEmpty()) {
            engine.idleSinceNanos = now;
            return;
        }
        Duration patience = switch (engine.cordon.duty) {
            case SHARED -> shared.limits.idleEngine();
            case SOLO -> SOLO_IDLE;
            case PROBE -> shared.limits.probeIdle();
        };
        boolean kept = engine.cordon.name.equals(shared.defaultAccount());
        if (!kept && engine.state() == Engine.State.READY && now - engine.idleSinceNanos > patience.toNanos()) {
            engine.stop();
        }
    }

    List<WorkersStatus.Engine> view() {
        long now = shared.clock().nanos();
        List<WorkersStatus.Engine> view = new ArrayList<>();
        for (Engine engine : engines.values()) {
            EngineProcess process = engine.process();
            view.add(new WorkersStatus.Engine(
                    engine.number,
                    engine.cordon.name,
                    engine.state().name().toLowerCase(java.util.Locale.ROOT),
                    process == null ? 0 : process.pid(),
                    engine.tenants.size(),
                    inFlight(engine),
                    process == null ? 0 : process.residentBytes(),
                    (now - engine.bornNanos) / 1_000_000,
                    engine.cordon.restarts()));
        }
        return view;
    }

    /** Read without its loop's leave: a figure for people. */
    private static int inFlight(Engine engine) {
        int sum = 0;
        for (int i = 0; i < engine.lanes(); i++) {
            sum += engine.lane(i).flights.size();
        }
        return sum;
    }

    @Override
    public void close() {
        closed = true;
        LogRing logs = shared.ports.logs();
        for (Engine engine : engines.values()) {
            logs.append("info", engine.name(), "is stopped");
            engine.stop();
        }
    }

    /** Kills what did not end by itself. */
    void finish() {
        engines.values().forEach(engine -> engine.lost("the node ends"));
    }

    boolean closed() {
        return closed;
    }

    boolean empty() {
        return engines.isEmpty();
    }
}
