package dev.selvedge.base;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/** Makes threads, always with names: virtual ones for blocking work, platform ones for loops and lanes. */
public final class Tasks {

    private Tasks() {}

    /** Starts a virtual thread. Whoever starts it owns its errors: nothing else will report them. */
    public static Thread start(String name, Runnable work) {
        return Thread.ofVirtual().name(name).start(work);
    }

    /** One virtual thread per task, named {@code name-0}, {@code name-1}, … */
    public static ExecutorService virtual(String name) {
        return Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name(name + "-", 0).factory());
    }

    /** Platform daemon threads for loops that stay busy or hold native frames. */
    public static ThreadFactory platform(String name) {
        return Thread.ofPlatform().daemon().name(name + "-", 0).factory();
    }

    /** Runs the work every {@code period}, first after one period, until closed. The work handles its own errors. */
    public static Repeating every(String name, Duration period, Clock clock, Runnable work) {
        return new Repeating(Tasks.start(name, () -> repeat(period, clock, work)));
    }

    private static void repeat(Duration period, Clock clock, Runnable work) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                clock.sleep(period);
                work.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Work that repeats until it is closed; closing waits for a round under way. */
    public record Repeating(Thread thread) implements AutoCloseable {
        @Override
        public void close() {
            thread.interrupt();
            if (Thread.currentThread() != thread) {
                joinQuietly(thread);
            }
        }

        private static void joinQuietly(Thread thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
