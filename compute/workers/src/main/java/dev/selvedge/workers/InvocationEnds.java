package dev.selvedge.workers;

import dev.selvedge.base.Tasks;
import dev.selvedge.observe.RayIds;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What happens when an invocation is over: it is counted, what it logged goes to the ring, and tails hear of it. The loops
 * only count; reading a Worker's logs is done by a thread of its own behind a bounded queue.
 */
final class InvocationEnds implements AutoCloseable {
    private static final int MOST_WAITING = 4096;

    private final WorkersPorts ports;
    private final Figures figures;
    private final ArrayBlockingQueue<Invocation> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread writer;

    InvocationEnds(WorkersPorts ports, Figures figures) {
        this.ports = ports;
        this.figures = figures;
        this.writer = Tasks.start("invocations", this::drain);
    }

    /** On the loop, for every invocation. */
    void ended(Flight flight, byte @Nullable [] details) {
        figures.ended(flight.outcome(), flight.cpuMicros());
        boolean heard = ports.tails().hears(flight.resident.seat.key);
        if (details == null && !heard) {
            return;
        }
        Invocation invocation = new Invocation(
                flight.resident.seat.key,
                flight.resident.seat.script.name(),
                flight.versionText(),
                RayIds.hex(flight.caller.ray()),
                flight.outcome(),
                flight.status(),
                flight.startMillis,
                heard ? flight.subject() : null,
                details);
        if (!waiting.offer(invocation)) {
            dropped.incrementAndGet();
        }
    }

    private void drain() {
        try {
            while (true) {
                Invocation invocation = waiting.take();
                try {
                    invocation.report(ports);
                } catch (RuntimeException e) {
                    ports.logs().append("error", "workers", "an invocation cannot be reported: " + e);
                }
                long lost = dropped.getAndSet(0);
                if (lost > 0) {
                    ports.logs().append("warn", "workers", lost + " invocations were not reported: too many at once");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        writer.interrupt();
    }
}
