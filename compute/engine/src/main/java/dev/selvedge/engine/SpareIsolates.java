package dev.selvedge.engine;

import dev.selvedge.base.Tasks;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Isolates restored ahead of need, and the thread that makes them. The same thread closes those that are done with: neither is
 * worth a lane's time. Closing comes first: an engine that takes new Workers faster than it lets old ones go has no bound.
 */
final class SpareIsolates {
    /** Isolates closed before what they leave behind is given back to the operating system. */
    private static final int TRIM_AFTER = 8;

    /** And only once there was nothing to do for so long: until then the next isolate takes what the last one left. */
    private static final int QUIET_MILLIS = 100;

    private final int wanted;
    private final Supplier<CoreIsolate> maker;

    /** Guarded by this, as are the discarded ones. */
    private final Deque<CoreIsolate> spares = new ArrayDeque<>();

    private final Deque<Discarded> discarded = new ArrayDeque<>();

    /** Belongs to the thread. */
    private int closed;

    private record Discarded(CoreIsolate core, Runnable whenClosed) {}

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

    /** Closes it soon; what is to be done then is done on the thread of the spares. */
    synchronized void dispose(CoreIsolate core, Runnable whenClosed) {
        discarded.add(new Discarded(core, whenClosed));
        notifyAll();
    }

    private void work() {
        while (true) {
            Discarded closing = awaitWork();
            if (closing != null) {
                closing.core().close();
                closing.whenClosed().run();
                closed++;
            } else {
                CoreIsolate made = maker.get();
                synchronized (this) {
                    spares.add(made);
                }
            }
        }
    }

    /** What is to be closed; null if a spare is to be made. */
    private @Nullable Discarded awaitWork() {
        while (true) {
            synchronized (this) {
                if (!isIdle() || sleep(closed >= TRIM_AFTER ? QUIET_MILLIS : 0)) {
                    return discarded.poll();
                }
            }
            closed = 0;
            NativeMemory.trim();
        }
    }

    private boolean isIdle() {
        return discarded.isEmpty() && spares.size() >= wanted;
    }

    /** Until there is work: true; or, unless they are 0, until so many ms have passed without any: false. */
    private synchronized boolean sleep(int millis) {
        try {
            do {
                wait(millis);
            } while (isIdle() && millis == 0);
            return !isIdle();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the thread of the spares was interrupted", e);
        }
    }
}
