package dev.selvedge.engine;

import dev.selvedge.base.Tasks;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Isolates restored ahead of need, and the thread that makes them. The same thread closes those that are done with: neither is
 * worth a lane's time.
 */
final class SpareIsolates {
    /** Isolates closed before what they leave behind is given back to the operating system. */
    private static final int TRIM_AFTER = 8;

    private final int wanted;
    private final Supplier<CoreIsolate> maker;

    /** Guarded by this. */
    private final Deque<CoreIsolate> spares = new ArrayDeque<>();

    private final Deque<CoreIsolate> discarded = new ArrayDeque<>();

    SpareIsolates(int wanted, Supplier<CoreIsolate> maker) {
        this.wanted = wanted;
        this.maker = maker;
    }

    void start() {
        Thread thread = Tasks.platform("spares").newThread(this::work);
        thread.start();
    }

    /** A spare, or one made on the spot. */
    CoreIsolate take() {
        synchronized (this) {
            CoreIsolate spare = spares.poll();
            if (spare != null) {
                notifyAll();
                return spare;
            }
        }
        return maker.get();
    }

    /** Closes it soon. */
    synchronized void dispose(CoreIsolate core) {
        discarded.add(core);
        notifyAll();
    }

    private synchronized boolean isCaughtUp() {
        return discarded.isEmpty();
    }

    private void work() {
        int closed = 0;
        while (true) {
            CoreIsolate closing = awaitWork();
            if (closing != null) {
                closing.close();
                closed++;
                if (closed >= TRIM_AFTER && isCaughtUp()) {
                    closed = 0;
                    NativeMemory.trim();
                }
            } else {
                CoreIsolate made = maker.get();
                synchronized (this) {
                    spares.add(made);
                }
            }
        }
    }

    /** What is to be closed; null if a spare is to be made. */
    private synchronized @Nullable CoreIsolate awaitWork() {
        while (discarded.isEmpty() && spares.size() >= wanted) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("the thread of the spares was interrupted", e);
            }
        }
        return spares.size() < wanted ? null : discarded.poll();
    }
}
