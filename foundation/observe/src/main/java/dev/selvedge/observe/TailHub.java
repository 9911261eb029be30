package dev.selvedge.observe;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * Brings the events of a Worker to those who follow it. While nobody does, publishing costs one look-up and the event
 * is never built. Sinks are called on the publishing thread, so they hand over and return.
 */
public final class TailHub {
    private record Listener(TailFilter filter, Consumer<TailEvent> sink) {}

    private final ConcurrentHashMap<String, CopyOnWriteArrayList<Listener>> listeners = new ConcurrentHashMap<>();
    private final DoubleSupplier draws;

    /** @param draws random figures from 0 (inclusive) to 1 (exclusive), for sampled tails */
    public TailHub(DoubleSupplier draws) {
        this.draws = draws;
    }

    /** Follows {@code script} (its account, a slash and its name) until the result is closed. */
    public AutoCloseable subscribe(String script, TailFilter filter, Consumer<TailEvent> sink) {
        Listener listener = new Listener(filter, sink);
        listeners.compute(script, (_, list) -> {
            CopyOnWriteArrayList<Listener> kept = list == null ? new CopyOnWriteArrayList<>() : list;
            kept.add(listener);
            return kept;
        });
        return () -> listeners.computeIfPresent(script, (_, list) -> {
            list.remove(listener);
            return list.isEmpty() ? null : list;
        });
    }

    /** Whether anybody follows {@code script}. */
    public boolean hears(String script) {
        return !listeners.isEmpty() && listeners.containsKey(script);
    }

    /** How many follow {@code script}. */
    public int listeners(String script) {
        List<Listener> list = listeners.get(script);
        return list == null ? 0 : list.size();
    }

    /** Builds the event once if anybody follows {@code script} and hands it to those whose filter lets it through. */
    public void publish(String script, Supplier<TailEvent> event) {
        List<Listener> list = listeners.get(script);
        if (list == null) {
            return;
        }
        TailEvent built = event.get();
        for (Listener listener : list) {
            if (listener.filter.accepts(built, draws.getAsDouble())) {
                listener.sink.accept(built);
            }
        }
    }
}
