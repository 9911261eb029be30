package dev.selvedge.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that may run JavaScript: it leads a lane, or finishes a long turn of a lane that another leads by now, or waits to be
 * given one. Its stack is large, because V8 assumes a megabyte below wherever it is entered.
 */
final class LaneThread implements Runnable {
    private static final long STACK_BYTES = 8L << 20;

    private final int area;
    private final LanePool pool;
    private final Run run = new Run();
    private final Thread thread;
    private volatile @Nullable Lane lane;
    private volatile int osThread;

    LaneThread(int area, LanePool pool) {
        this.area = area;
        this.pool = pool;
        this.thread = new Thread(null, this, "lane-thread-" + area, STACK_BYTES);
        this.thread.setDaemon(true);
    }

    /** Which part of the arena is this thread's. */
    int area() {
        return area;
    }

    Run activity() {
        return run;
    }

    Thread thread() {
        return thread;
    }

    /** The operating system's number of this thread, 0 before it has run. */
    int osThread() {
        return osThread;
    }

    /** The lane that it leads, or null. */
    @Nullable
    Lane lane() {
        return lane;
    }

    /** Makes it lead a lane. */
    void lead(Lane toLead) {
        lane = toLead;
        if (thread.getState() == Thread.State.NEW) {
            thread.start();
        } else {
            LockSupport.unpark(thread);
        }
    }

    /** Another thread leads its lane from now on. */
    void relieved() {
        lane = null;
    }

    @Override
    public void run() {
        osThread = currentOsThread();
        while (true) {
            Lane toLead = lane;
            if (toLead == null) {
                LockSupport.park(this);
            } else {
                lead(toLead, this);
                pool.giveBack(this);
            }
        }
    }

    /** A mistake of the engine's own must not leave the node waiting for a thread that is dead: it ends the process. */
    private static void lead(Lane lane, LaneThread thread) {
        try {
            lane.lead(thread);
        } catch (RuntimeException | Error e) {
            lane.broken(e);
            throw e;
        }
    }

    private static int currentOsThread() {
        try {
            return Integer.parseInt(Files.readSymbolicLink(Path.of("/proc/thread-self"))
                    .getFileName()
                    .toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
