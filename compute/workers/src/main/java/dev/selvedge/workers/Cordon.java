package dev.selvedge.workers;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A group of Workers that share engines, and the engine that serves it now. Safe for any thread. */
final class Cordon {
    private static final int MOST_DOUBLINGS = 7;
    private static final long FIRST_DELAY_MILLIS = 250;

    final String name;
    final Engine.Duty duty;
    private final Engines engines;
    private @Nullable Engine current;
    private int failures;
    private int starts;

    Cordon(String name, Engine.Duty duty, Engines engines) {
        this.name = name;
        this.duty = duty;
        this.engines = engines;
    }

    /** The engine for new work, started if there is none. */
    synchronized Engine engine() {
        Engine engine = current;
        if (engine == null || !engine.usable()) {
            engine = engines.make(this);
            current = engine;
            starts++;
            engine.start(delay());
        }
        return engine;
    }

    /** An engine that fails before it is up is not tried again at once. */
    private Duration delay() {
        return failures == 0
                ? Duration.ZERO
                : Duration.ofMillis(FIRST_DELAY_MILLIS << Math.min(failures - 1, MOST_DOUBLINGS));
    }

    synchronized void cameUp() {
        failures = 0;
    }

    synchronized void failed(Engine engine) {
        failures++;
        if (current == engine) {
            current = null;
        }
    }

    synchronized @Nullable Engine current() {
        return current;
    }

    synchronized int restarts() {
        return Math.max(0, starts - 1);
    }
}
