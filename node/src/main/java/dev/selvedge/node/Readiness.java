package dev.selvedge.node;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** What a node still waits for before it serves, and whether it is on its way out. */
final class Readiness {

    private final Set<String> waiting = new ConcurrentSkipListSet<>();

    Readiness(String... parts) {
        waiting.addAll(List.of(parts));
    }

    void reached(String part) {
        waiting.remove(part);
    }

    void waitFor(String part) {
        waiting.add(part);
    }

    boolean ready() {
        return waiting.isEmpty();
    }

    List<String> waiting() {
        return List.copyOf(waiting);
    }
}
