package dev.selvedge.node;

import dev.selvedge.base.Clock;
import dev.selvedge.base.Tasks;
import java.time.Duration;

/**
 * Gives memory back after a busy time. The JVM lets the old generation grow before it collects it, and an idle node would keep
 * hundreds of megabytes of garbage for as long as nothing happens. A collection takes some ten milliseconds, so it waits until
 * nobody notices. Belongs to its own thread.
 */
final class IdleCollection {
    private static final Duration PERIOD = Duration.ofSeconds(5);
    /** Less is not worth a pause. */
    private static final long WORTH_BYTES = 48L << 20;
    /** Of one processor. */
    private static final double IDLE_SHARE = 0.05;

    private final Clock clock;
    private final Runtime runtime = Runtime.getRuntime();
    private long lastNanos;
    private long lastCpuNanos;
    /** What the last collection left. */
    private long kept;

    private IdleCollection(Clock clock) {
        this.clock = clock;
        this.lastNanos = clock.nanos();
        this.lastCpuNanos = cpuNanos();
    }

    static Tasks.Repeating start(Clock clock) {
        IdleCollection collection = new IdleCollection(clock);
        return Tasks.every("idle collection", PERIOD, clock, collection::round);
    }

    private void round() {
        long now = clock.nanos();
        long cpu = cpuNanos();
        boolean idle = cpu - lastCpuNanos < (now - lastNanos) * IDLE_SHARE;
        lastNanos = now;
        lastCpuNanos = cpu;
        if (idle && used() - kept > WORTH_BYTES) {
            System.gc();
            kept = used();
        }
    }

    private long used() {
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static long cpuNanos() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElse(0L);
    }
}
