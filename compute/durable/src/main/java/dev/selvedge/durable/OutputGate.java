package dev.selvedge.durable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Holds back what an actor says until everything that it had written before is durable. Belongs to one thread at a time.
 *
 * @param <T> what it says
 */
public final class OutputGate<T> {
    private record Held<T>(long sequence, T item) {}

    private final ArrayDeque<Held<T>> held = new ArrayDeque<>();
    private long committed;
    private long durable;

    /**
     * An open one.
     *
     * @param sequence of the last commit, which is durable
     */
    public OutputGate(long sequence) {
        this.committed = sequence;
        this.durable = sequence;
    }

    /** Whether what is said now may leave at once. */
    public boolean isOpen() {
        return committed <= durable && held.isEmpty();
    }

    /** A commit is on its way to the disk: what is said from now on waits for it. */
    public void committed(long sequence) {
        committed = Math.max(committed, sequence);
    }

    /** Keeps something until the last commit is durable. */
    public void hold(T item) {
        held.add(new Held<>(committed, item));
    }

    public int size() {
        return held.size();
    }

    /** All commits up to this one are durable: what waited for them leaves, in order. */
    public void durable(long sequence, Consumer<T> release) {
        durable = Math.max(durable, sequence);
        while (!held.isEmpty() && held.element().sequence() <= durable) {
            release.accept(held.remove().item());
        }
    }

    /** A commit will never be durable: hands out, in order, what must not leave, and is open again. */
    public List<T> fail() {
        List<T> lost = new ArrayList<>();
        held.forEach(each -> lost.add(each.item()));
        held.clear();
        committed = durable;
        return lost;
    }
}
