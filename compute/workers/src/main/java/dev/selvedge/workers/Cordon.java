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
    /** Starting, to take over from the current one. */
    private @Nullable Engine successor;

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
            Engine next = successor;
            engine = next != null && next.usable() ? next : make();
            current = engine;
            successor = null;
        }
        return engine;
    }

    private Engine make() {
        Engine made = engines.make(this);
        starts++;
        made.start(delay());
        return made;
    }

    /**
     * The engine will end by itself in a few seconds. Where it has neighbours to think of, another starts beside it and takes over
     * what is new once it is up; what is in flight may end where it is.
     */
    synchronized void replace(Engine leaving) {
        if (current != leaving) {
            return;
        }
        if (duty != Engine.Duty.SHARED) {
            current = null;
            leaving.retire();
        } else if (successor == null || !successor.usable()) {
            successor = make();
        }
    }

    /** An engine that fails before it is up is not tried again at once. */
    private Duration delay() {
        return failures == 0
                ? Duration.ZERO
                : Duration.ofMillis(FIRST_DELAY_MILLIS << Math.min(failures - 1, MOST_DOUBLINGS));
    }

    synchronized void cameUp(Engine engine) {
        failures = 0;
        Engine before = current;
        if (engine == successor) {
            successor = null;
            current = engine;
            if (before != null) {
                before.retire();
            }
        }
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
