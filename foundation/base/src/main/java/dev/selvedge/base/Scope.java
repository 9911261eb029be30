package dev.selvedge.base;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * Structured concurrency in the small: threads forked in a scope never outlive it. Shaped like the platform's own
 * {@code StructuredTaskScope}, which is still a preview, so that it can be swapped for that one later. Belongs to the
 * thread that opened it.
 */
public final class Scope implements AutoCloseable {

    private final String name;
    private final List<Thread> threads = new ArrayList<>();
    private final List<FutureTask<?>> tasks = new ArrayList<>();

    public Scope(String name) {
        this.name = name;
    }

    /** Starts the work on a virtual thread of its own; its result may be read after {@link #join}. */
    public <T> Future<T> fork(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        tasks.add(task);
        threads.add(Tasks.start(name + "-" + threads.size(), task));
        return task;
    }

    /**
     * Waits for every forked task.
     *
     * @throws ExecutionException with the failure of the first forked task that failed; the others are interrupted
     */
    public void join() throws InterruptedException, ExecutionException {
        try {
            for (FutureTask<?> task : tasks) {
                task.get();
            }
        } finally {
            close();
        }
    }

    /** Interrupts what still runs and waits for it. */
    @Override
    public void close() {
        boolean interrupted = false;
        tasks.forEach(task -> task.cancel(true));
        for (Thread thread : threads) {
            interrupted |= !joined(thread);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean joined(Thread thread) {
        boolean calm = true;
        while (true) {
            try {
                thread.join();
                return calm;
            } catch (InterruptedException e) {
                calm = false;
            }
        }
    }
}
