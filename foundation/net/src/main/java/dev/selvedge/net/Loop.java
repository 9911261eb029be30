package dev.selvedge.net;

import java.util.concurrent.Executor;

/**
 * One event loop: one thread, the sockets that live on it, and its timers. Everything that is called "on the loop" runs
 * on that thread and must never block it. All methods may be called from any thread.
 */
public interface Loop extends Executor {
    /** Position among its {@link Loops}, from 0. */
    int index();

    /** Whether the calling thread is this loop's thread. */
    boolean current();

    /** Runs the task on the loop, soon, after what is queued already. */
    @Override
    void execute(Runnable task);

    /** Runs the task on the loop after the delay. */
    Timer schedule(long delayMillis, Runnable task);

    /**
     * Runs the task once, when everything that this round of the loop found readable has been handled: the place to write
     * one frame for many requests. Called from another thread it means the end of the next round. A caller that arms
     * itself again within a round keeps its own flag; this method does not look for duplicates. Response and frame
     * flushes happen after these tasks.
     */
    void atRoundEnd(Runnable task);

    /** A scheduled task that has not necessarily run yet. */
    interface Timer {
        /** No effect when the task ran already. */
        void cancel();
    }
}
