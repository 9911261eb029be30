package dev.selvedge.engine;

import dev.selvedge.base.Clock;
import dev.selvedge.base.RandomSource;
import dev.selvedge.base.Tasks;
import dev.selvedge.turn.Arena;
import dev.selvedge.turn.ControlMessage;
import dev.selvedge.turn.ControlOp;
import dev.selvedge.turn.WorkerSpec;
import dev.selvedge.v8.Isolate;
import dev.selvedge.v8.V8;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** The engine of one process: what its lanes share, and what the node says to it as a whole. */
final class Engine {
    private final Arena arena;
    private final Clock clock;
    private final CpuClock cpuClock;
    private final EngineLimits limits;
    private final IntConsumer exit;
    private final Slots slots = new Slots();
    private final HostOps.Shared shared;
    private final SpareIsolates spares;
    private final LanePool pool;
    private final Watchdog watchdog;
    private final MemoryGuard memory;
    private final Probe probe;
    private final List<Lane> lanes = new ArrayList<>();
    private final AtomicBoolean recycling = new AtomicBoolean();

    /** What an engine is built from. */
    record Parts(
            V8 v8,
            CoreImage image,
            Arena arena,
            Clock clock,
            CpuClock cpuClock,
            RandomSource random,
            Function<BooleanSupplier, HostOps.Crypto> crypto,
            EngineLimits limits,
            @Nullable ObjectsFolder objects,
            int lanes,
            IntConsumer exit) {}

    Engine(Parts parts) {
        this.arena = parts.arena();
        this.clock = parts.clock();
        this.cpuClock = parts.cpuClock();
        this.limits = parts.limits();
        this.exit = parts.exit();
        this.shared = new HostOps.Shared(
                parts.image(), slots, parts.random(), parts.crypto(), parts.clock(), parts.objects());
        this.spares = new SpareIsolates(
                limits.spares(), () -> new CoreIsolate(parts.v8(), parts.image().snapshot(), parts.arena()));
        this.pool = new LanePool(parts.lanes(), limits.reliefThreads());
        this.memory = new MemoryGuard(clock, cpuClock);
        this.watchdog = new Watchdog(this, clock, cpuClock, limits);
        this.probe = new Probe(this, parts.v8(), parts.image());
    }

    /** Starts serving; each lane is led by a thread of its own from now on. */
    void start(List<Lane> open) {
        lanes.addAll(open);
        spares.start();
        watchdog.start();
        for (Lane lane : open) {
            Objects.requireNonNull(pool.take()).lead(lane);
        }
    }

    Arena arena() {
        return arena;
    }

    Clock clock() {
        return clock;
    }

    CpuClock cpuClock() {
        return cpuClock;
    }

    Slots slots() {
        return slots;
    }

    SpareIsolates spares() {
        return spares;
    }

    LanePool pool() {
        return pool;
    }

    MemoryGuard memory() {
        return memory;
    }

    HostOps.Shared shared() {
        return shared;
    }

    /** A thread begins a turn: from now on the watchdog looks at it, and the node knows whom to blame if this process dies. */
    void beginTurn(LaneThread thread, WorkerIsolate worker, Isolate isolate) {
        int out = Arena.outAt(thread.area());
        arena.putInt(out + Arena.OUT_CONTEXT * Integer.BYTES, 0);
        arena.putInt(out + Arena.OUT_MICROS_LEFT * Integer.BYTES, 0);
        arena.putInt(out + Arena.OUT_ISOLATE * Integer.BYTES, worker.id());
        thread.activity().beginTurn(worker, isolate, clock.nanos());
        watchdog.wake();
    }

    void endTurn(LaneThread thread) {
        thread.activity().endTurn();
        arena.putInt(Arena.outAt(thread.area()) + Arena.OUT_ISOLATE * Integer.BYTES, 0);
    }

    /** The context that the core says is running on this thread. */
    int currentContext(LaneThread thread) {
        return arena.intAt(Arena.outAt(thread.area()) + Arena.OUT_CONTEXT * Integer.BYTES);
    }

    /** Makes another thread the leader of the lane whose leader is still in the turn that was seen. */
    void relieve(LaneThread busy, long turn) {
        busy.activity().whileIn(turn, () -> {
            Lane lane = busy.lane();
            LaneThread next = lane == null ? null : pool.take();
            if (lane != null && next != null) {
                busy.relieved();
                next.lead(lane);
            }
        });
    }

    /** What the node says. On the thread that leads the lane. */
    void control(Lane lane, ControlMessage message) {
        switch (message.op()) {
            case LOAD -> {
                WorkerSpec spec = WorkerSpec.of(message);
                lane.open(new WorkerIsolate(spec, message, lane, this));
            }
            case UNLOAD -> unload(lane, message.json().path("isolate").asInt());
            case PREPARE -> lane.add(thread -> lane.say(probe.prepare(thread, lane, message)));
            case STATS -> lane.say(Statistics.of(message.seq(), lanes, slots, pool));
            case EXIT -> exit(0, "the node said so");
            case READY, LOADED, LOAD_FAILED, UNLOADED, PREPARED, STATISTICS, GONE, LOG ->
                exit(1, "the node sent " + message.op());
        }
    }

    private void unload(Lane lane, int id) {
        WorkerIsolate isolate = lane.isolate(id);
        if (isolate == null) {
            slots.release(id);
            lane.say(new ControlMessage(
                    ControlOp.UNLOADED, 0, ControlMessage.object().put("isolate", id)));
        } else if (isolate.unload()) {
            lane.add(isolate);
        }
    }

    /** This process cannot stay whole: serve the others a little longer, then go, so that the node starts a fresh one. */
    void recycle(String why) {
        if (recycling.compareAndSet(false, true)) {
            log("recycling soon: " + why);
            Tasks.start("recycle", () -> {
                try {
                    clock.sleep(Duration.ofMillis(limits.recycleMs()));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                exit(0, why);
            });
        }
    }

    void exit(int code, String why) {
        log("exit: " + why);
        exit.accept(code);
    }

    /** A line for the node's log: it reads this process's standard error. */
    void log(String line) {
        System.err.println(line);
    }
}
