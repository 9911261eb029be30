package dev.selvedge.node;

import java.util.ArrayDeque;
import java.util.Deque;

/** What was opened, closed in the opposite order; one that fails does not keep the others open. */
final class Closing implements AutoCloseable {

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    synchronized <T extends AutoCloseable> T add(T resource) {
        opened.push(resource);
        return resource;
    }

    @Override
    public synchronized void close() {
        RuntimeException failure = null;
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                failure = failure == null ? new IllegalStateException("something could not be closed", e) : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
