package dev.selvedge.workers;

/**
 * Where an invocation stands among those that one request has led to: how many Workers called one another above it, and how many
 * were invoked in all. Two calls in each of sixteen levels would be sixty thousand. Belongs to the loop that all of them run on.
 */
final class Lineage {
    /** The platform's bound on the Workers that one request may invoke. */
    private static final int MOST_INVOCATIONS = 32;

    private final int depth;
    private final int[] invocations;

    private Lineage(int depth, int[] invocations) {
        this.depth = depth;
        this.invocations = invocations;
    }

    /** Of an invocation that no Worker asked for. */
    static Lineage first() {
        return new Lineage(0, new int[] {1});
    }

    /** Of one more Worker that an invocation calls. */
    Lineage call() {
        invocations[0]++;
        return new Lineage(depth + 1, invocations);
    }

    boolean deeperThan(int most) {
        return depth > most;
    }

    boolean tooMany() {
        return invocations[0] > MOST_INVOCATIONS;
    }
}
