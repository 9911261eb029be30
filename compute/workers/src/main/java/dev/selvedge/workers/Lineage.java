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

    /** The platform bounds how deep events of actors go, not how many there are; but three in each level never end. */
    private static final int MOST_EVENTS = 20_000;

    private final int depth;
    private final Counts counts;

    /** What all of them share. */
    private static final class Counts {
        private final AtomicInteger invocations = new AtomicInteger(1);
        private final AtomicInteger events = new AtomicInteger();
    }

    private Lineage(int depth, Counts counts) {
        this.depth = depth;
        this.counts = counts;
    }

    /** Of an invocation that no Worker asked for. */
    static Lineage first() {
        return new Lineage(0, new Counts());
    }

    /** Of one more Worker that an invocation calls. */
    Lineage call() {
        counts.invocations.incrementAndGet();
        return new Lineage(depth + 1, counts);
    }

    /** Of an event of an actor. */
    Lineage callActor() {
        counts.events.incrementAndGet();
        return new Lineage(depth + 1, counts);
    }

    boolean deeperThan(int most) {
        return depth > most;
    }

    boolean tooManyInvocations() {
        return counts.invocations.get() > MOST_INVOCATIONS;
    }

    boolean tooManyEvents() {
        return counts.events.get() > MOST_EVENTS;
    }
}
