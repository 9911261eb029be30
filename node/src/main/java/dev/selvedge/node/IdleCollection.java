package dev.selvedge.node;

import dev.selvedge.base.Clock;
import dev.selvedge.base.Tasks;
import java.time.Duration;

/**
 * Gives memory back after a busy time. The JVM lets the old generation grow before it collects it, and an idle node would keep
 * hundreds of megabytes of garbage for as long as nothing happens. A collection takes some ten milliseconds, so it waits until
 * nobody notices. What one had to leave, because somebody held it still, is looked at again: soon at first, then ever more rarely.
 * Belongs to its own thread.
 */
final class IdleCollection {
    private static final Duration PERIOD = Duration.ofSeconds(5);
    /** Less is not worth a pause. */
    private static final long WORTH_BYTES = 48L << 20;
    /** Of one processor. */
    private static final double IDLE_SHARE = 0.05;

    private static final long SOON_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long RARELY_NANOS = Duration.ofHours(1).toNanos();

    private final Clock clock;
    private final Subject subject;
    private long lastNanos;
    private long lastCpuNanos;
    /** What the last collection left. */
    private long kept;

    private long collectedNanos;
    private long patienceNanos = SOON_NANOS;

    /** What is collected: this process, or one that a test makes up. */
    interface Subject {
        /** Of the heap, with what is garbage in it. */
        long usedBytes();

        long cpuNanos();

        void collect();
    }

    IdleCollection(Clock clock, Subject subject) {
        this.clock = clock;
        this.subject = subject;
        this.lastNanos = clock.nanos();
        this.lastCpuNanos = subject.cpuNanos();
    }

    static Tasks.Repeating start(Clock clock) {
        IdleCollection collection = new IdleCollection(clock, new OwnProcess());
        return Tasks.every("idle collection", PERIOD, clock, collection::round);
    }

    void round() {
        long now = clock.nanos();
        long cpu = subject.cpuNanos();
        boolean idle = cpu - lastCpuNanos < (now - lastNanos) * IDLE_SHARE;
        lastNanos = now;
        lastCpuNanos = cpu;
        long used = subject.usedBytes();
        if (!idle) {
            patienceNanos = SOON_NANOS;
        } else if (used - kept > WORTH_BYTES || (used > WORTH_BYTES && now - collectedNanos > patienceNanos)) {
            collect(now, used);
        }
    }

    private void collect(long now, long used) {
        subject.collect();
        kept = subject.usedBytes();
        collectedNanos = now;
        patienceNanos = used - kept > WORTH_BYTES ? SOON_NANOS : Math.min(RARELY_NANOS, 2 * patienceNanos);
    }

    private static final class OwnProcess implements Subject {
        private final Runtime runtime = Runtime.getRuntime();

        @Override
        public long usedBytes() {
            return runtime.totalMemory() - runtime.freeMemory();
        }

        @Override
        public long cpuNanos() {
            return ProcessHandle.current()
                    .info()
                    .totalCpuDuration()
                    .map(Duration::toNanos)
                    .orElse(0L);
        }

        @Override
        public void collect() {
            System.gc();
        }
    }
}
