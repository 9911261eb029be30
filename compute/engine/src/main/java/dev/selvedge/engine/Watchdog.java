package dev.selvedge.engine;

import dev.selvedge.base.Clock;
import dev.selvedge.base.Tasks;
import dev.selvedge.turn.Arena;
import dev.selvedge.turn.Wire;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks at the running turns every few ms, and sleeps while there are none: relieves a lane whose leader is busy for long,
 * terminates a step that has used up its CPU, gives up on one that cannot be terminated.
 */
final class Watchdog {
    private static final int QUIET_TICKS = 8;
    private static final long MEMORY_NANOS = 40_000_000;

    private final Engine engine;
    private final Clock clock;
    private final CpuClock cpuClock;
    private final EngineLimits limits;
    private final GrowthWatch growth = new GrowthWatch(Statistics::rssBytes);
    private final Thread thread;
    private boolean longSteps;
    private volatile boolean asleep;

    Watchdog(Engine engine, Clock clock, CpuClock cpuClock, EngineLimits limits) {
        this.engine = engine;
        this.clock = clock;
        this.cpuClock = cpuClock;
        this.limits = limits;
        this.thread = Tasks.platform("watchdog").newThread(this::watch);
    }

    void start() {
        thread.start();
    }

    /** A turn has begun. Costs one volatile read, unless the watchdog was asleep. */
    void wake() {
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    private void watch() {
        int quiet = 0;
        while (true) {
            quiet = look() ? 0 : quiet + 1;
            if (quiet > QUIET_TICKS) {
                sleepUntilWoken();
                quiet = 0;
            }
            tick();
        }
    }

    private void sleepUntilWoken() {
        asleep = true;
        if (!look()) {
            LockSupport.park(this);
        }
        asleep = false;
    }

    private void tick() {
        try {
            clock.sleep(Duration.ofMillis(limits.tickMs()));
        } catch (InterruptedException e) {
            throw new IllegalStateException("the watchdog was interrupted", e);
        }
    }

    /** Looks at every thread; true if any is in a turn. */
    private boolean look() {
        long now = clock.nanos();
        boolean busy = false;
        longSteps = false;
        for (LaneThread lane : engine.pool().all()) {
            Run.Seen seen = lane.activity().look();
            WorkerIsolate worker = seen.worker();
            if (worker != null && !worker.isGone()) {
                busy = true;
                look(lane, seen, worker, now);
            }
        }
        if (longSteps) {
            growth.judge();
        } else {
            growth.forget();
        }
        return busy;
    }

    private void look(LaneThread lane, Run.Seen seen, WorkerIsolate worker, long now) {
        if (now - seen.turnSince() > limits.reliefMs() * 1_000_000L) {
            engine.relieve(lane, seen.turn());
        }
        if (!seen.inStep()) {
            return;
        }
        long cpu = cpuClock.of(lane.thread());
        if (seen.killedFor() != 0) {
            if (cpu - seen.cpuAtKill() > limits.graceMs() * 1_000_000L) {
                quarantine(lane, seen, worker);
            }
        } else if (cpu - seen.cpuBefore() > limitOf(lane, seen)) {
            lane.activity().kill(seen.step(), Wire.Killed.CPU, cpu);
        } else if (now - seen.stepSince() > MEMORY_NANOS) {
            longSteps = true;
            growth.see(lane, seen, cpu, now);
            engine.memory().ask(lane, seen, worker);
        }
    }

    /** What the core says that the running context has left; the Worker's limit if it says nothing. */
    private long limitOf(LaneThread lane, Run.Seen seen) {
        int micros = engine.arena().intAt(Arena.outAt(lane.area()) + Arena.OUT_MICROS_LEFT * Integer.BYTES);
        return micros > 0 ? Math.min(micros * 1000L, seen.limitNanos()) : seen.limitNanos();
    }

    /** The thread is lost: V8 does not let go of it. Its isolate is given up, and the engine with it, once the others are done. */
    private void quarantine(LaneThread lane, Run.Seen seen, WorkerIsolate worker) {
        engine.log("isolate " + worker.id() + " of " + worker.spec().worker() + " cannot be terminated");
        worker.tellGone(WorkerIsolate.reasonOf(seen.killedFor()), engine.currentContext(lane), true);
        ThreadPriority.lower(lane.osThread());
        engine.recycle("a thread of isolate " + worker.id() + " cannot be stopped");
    }
}
