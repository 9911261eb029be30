package dev.selvedge.engine;

import dev.selvedge.base.Clock;
import dev.selvedge.base.Tasks;
import dev.selvedge.turn.Arena;
import dev.selvedge.turn.Wire;
import dev.selvedge.v8.HeapFigures;
import dev.selvedge.v8.Isolate;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds what isolates hold outside the heap: ArrayBuffers. V8 bounds its heap itself, but lets these grow by 64 MiB before it
 * collects: a long stream would keep an engine that much above its rest.
 *
 * <p>After a turn the figures are read at once, seldom; of a long step they are asked for by an interrupt, from a thread of its own,
 * because asking may block for as long as the isolate is between two calls.
 */
final class MemoryGuard {
    private static final long CHECK_NANOS = 50_000_000;
    private static final long MIB = 1 << 20;
    private static final int CHECK_BYTES = 8 << 20;
    private static final long LEAST_GROWTH = 16 * MIB;

    private final Clock clock;
    private final CpuClock cpuClock;
    private final ExecutorService asker = Executors.newSingleThreadExecutor(Tasks.platform("memory"));
    private final AtomicInteger asking = new AtomicInteger();

    MemoryGuard(Clock clock, CpuClock cpuClock) {
        this.clock = clock;
        this.cpuClock = cpuClock;
    }

    /** After a turn, on its thread. */
    void check(WorkerIsolate isolate, LoadedWorker worker) {
        long now = clock.nanos();
        if (now - isolate.figuresSince() < CHECK_NANOS && isolate.sentSinceFigures() < CHECK_BYTES) {
            return;
        }
        Isolate v8 = worker.core().isolate();
        HeapFigures figures = v8.figures().join();
        if (exceeds(figures, isolate) || hasGrown(figures, isolate)) {
            v8.collect();
            figures = v8.figures().join();
            isolate.settled(figures.external());
        }
        isolate.figures(figures, now);
        if (exceeds(figures, isolate)) {
            throw new Condemned(WorkerIsolate.Reason.EXCEEDED_MEMORY);
        }
    }

    private static boolean hasGrown(HeapFigures figures, WorkerIsolate isolate) {
        long settled = isolate.settled();
        return figures.external() - settled > Math.max(LEAST_GROWTH, settled / 2);
    }

    /** During a long step, from the watchdog; terminates the step if it holds too much. */
    void ask(LaneThread thread, Run.Seen seen, WorkerIsolate isolate) {
        Isolate v8 = seen.isolate();
        if (v8 == null || !asking.compareAndSet(0, 1)) {
            return;
        }
        asker.execute(() -> {
            try {
                var _ = v8.figures().thenAccept(figures -> {
                    isolate.figures(figures, clock.nanos());
                    if (exceeds(figures, isolate)) {
                        thread.activity().kill(seen.step(), Wire.Killed.MEMORY, cpuClock.of(thread.thread()));
                    }
                });
            } finally {
                asking.set(0);
            }
        });
    }

    /** The arena counts as external memory of every isolate that shares it, but costs none of them anything. */
    private static boolean exceeds(HeapFigures figures, WorkerIsolate isolate) {
        return figures.external() - Arena.BYTES > isolate.spec().limits().memoryMb() * MIB;
    }
}
