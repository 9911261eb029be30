package dev.selvedge.engine;

import dev.selvedge.turn.Wire;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Notices when this process grows while a long step runs. What V8 does not count (WebAssembly memories, ICU's objects, compiled
 * regular expressions) can only be seen so: a Worker that hoards it would take the machine's memory long before its CPU is used up.
 * Belongs to the watchdog's thread.
 */
final class GrowthWatch {
    private static final long READ_NANOS = 20_000_000;
    private static final long MIB = 1 << 20;

    private record Observed(Run.Seen seen, long rss, long cpu) {}

    private final LongSupplier rssBytes;
    private final Map<LaneThread, Observed> observed = new HashMap<>();
    private long readAt;
    private long rss;

    GrowthWatch(LongSupplier rssBytes) {
        this.rssBytes = rssBytes;
    }

    /** A step that has run for long already, and what its thread's CPU clock says. */
    void see(LaneThread thread, Run.Seen seen, long cpu, long now) {
        read(now);
        Observed known = observed.get(thread);
        long from = known != null && known.seen().step() == seen.step() ? known.rss() : rss;
        observed.put(thread, new Observed(seen, from, cpu));
    }

    /** Terminates the youngest of the steps during all of which the process has grown too much: the older ones saw it too. */
    void judge() {
        LaneThread guilty = null;
        for (Map.Entry<LaneThread, Observed> entry : observed.entrySet()) {
            Observed step = entry.getValue();
            boolean younger = guilty == null || step.seen().stepSince() > since(guilty);
            if (younger && rss - step.rss() > bound(step.seen())) {
                guilty = entry.getKey();
            }
        }
        if (guilty != null) {
            Observed step = observed.get(guilty);
            observed.clear();
            if (step != null) {
                guilty.activity().kill(step.seen().step(), Wire.Killed.MEMORY, step.cpu());
            }
        }
    }

    /** No long step runs. */
    void forget() {
        observed.clear();
    }

    private long since(LaneThread thread) {
        Observed step = observed.get(thread);
        return step == null ? Long.MIN_VALUE : step.seen().stepSince();
    }

    /** Twice what its heap may take: much of what a process grows by is garbage, and some of it is not this step's. */
    private static long bound(Run.Seen seen) {
        WorkerIsolate worker = seen.worker();
        return worker == null ? Long.MAX_VALUE : 2L * worker.spec().limits().memoryMb() * MIB;
    }

    private void read(long now) {
        if (now - readAt > READ_NANOS) {
            readAt = now;
            rss = rssBytes.getAsLong();
        }
    }
}
