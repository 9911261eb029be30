package dev.selvedge.workers;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where an invocation stands among those that one request has led to: how many Workers called one another above it, and how many
 * were invoked in all. Two calls in each of sixteen levels would be sixty thousand. Safe for any thread: actors run on loops of their
 * own.
 */
final class Lineage {
    /** The platform's bound on the Workers that one request may invoke. */
    private static final int MOST_INVOCATIONS = 32;

    private final int depth;
    private final AtomicInteger invocations;

    private Lineage(int depth, AtomicInteger invocations) {
        this.depth = depth;
        this.invocations = invocations;
    }

    /** Of an invocation that no Worker asked for. */
    static Lineage first() {
        return new Lineage(0, new AtomicInteger(1));
    }

    /** Of one more Worker that an invocation calls. */
    Lineage call() {
        invocations.incrementAndGet();
        return new Lineage(depth + 1, invocations);
    }

    /** Of an event of an actor: the platform bounds how deep they go, not how many there are. */
    Lineage callActor() {
        return new Lineage(depth + 1, invocations);
    }

    boolean deeperThan(int most) {
        return depth > most;
    }

    boolean tooMany() {
        return invocations.get() > MOST_INVOCATIONS;
    }
}
