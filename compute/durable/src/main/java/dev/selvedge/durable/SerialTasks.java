package dev.selvedge.durable;

import dev.selvedge.base.Tasks;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Blocking work on virtual threads, of which tasks with the same key run one after the other, in the order in which they came.
 * Safe for use from several threads; nobody waits in here.
 */
final class SerialTasks {

    private final String name;
    private final Map<Object, ArrayDeque<Runnable>> waiting = new HashMap<>();

    SerialTasks(String name) {
        this.name = name;
    }

    void run(Object key, Runnable task) {
        synchronized (waiting) {
            ArrayDeque<Runnable> queue = waiting.get(key);
            if (queue != null) {
                queue.add(task);
                return;
            }
            waiting.put(key, new ArrayDeque<>());
        }
        Thread _ = Tasks.start(name, () -> drain(key, task));
    }

    /** Waits until nothing runs and nothing waits. */
    void awaitIdle() throws InterruptedException {
        synchronized (waiting) {
            while (!waiting.isEmpty()) {
                waiting.wait();
            }
        }
    }

    private void drain(Object key, Runnable first) {
        Runnable task = first;
        while (task != null) {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                System.getLogger(SerialTasks.class.getName())
                        .log(System.Logger.Level.ERROR, "a task for " + key + " failed", e);
            }
            task = next(key);
        }
    }

    private @org.jspecify.annotations.Nullable Runnable next(Object key) {
        synchronized (waiting) {
            ArrayDeque<Runnable> queue = waiting.get(key);
            Runnable task = queue == null ? null : queue.poll();
            if (task == null) {
                waiting.remove(key);
                waiting.notifyAll();
            }
            return task;
        }
    }
}
