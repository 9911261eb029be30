package dev.selvedge.workers;

import dev.selvedge.base.Clock;
import dev.selvedge.catalog.Account;
import dev.selvedge.catalog.Script;
import dev.selvedge.catalog.VersionId;
import dev.selvedge.net.HttpClient;
import dev.selvedge.net.Loops;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the parts of this module share: the ports, the limits, and one another. Everything in it is safe for any thread. */
final class Shared {
    final EngineOptions options;
    final WorkersLimits limits;
    final WorkersPorts ports;
    final Figures figures;
    final InvocationEnds ends;
    final Suspects suspects;
    final Enclosure enclosure;
    final Engines engines;
    final ExchangeCaller.Callers callers;
    private final ConcurrentHashMap<VersionId, Placement> placements = new ConcurrentHashMap<>();
    private final Dispatcher[] dispatchers;
    private final Actors[] actors;

    Shared(EngineOptions options, WorkersLimits limits, WorkersPorts ports) {
        this.options = options;
        this.limits = limits;
        this.ports = ports;
        this.figures = new Figures(ports.counters());
        this.ends = new InvocationEnds(ports, figures);
        this.suspects = new Suspects(ports.clock(), ports.logs());
        this.enclosure = new Enclosure(options, ports.logs());
        this.engines = new Engines(this);
        this.callers = new ExchangeCaller.Callers(ports.pages(), ports.passThrough());
        this.dispatchers = new Dispatcher[ports.loops().size()];
        this.actors = new Actors[dispatchers.length];
        for (int i = 0; i < dispatchers.length; i++) {
            dispatchers[i] = new Dispatcher(this, ports.loops().get(i));
            actors[i] = new Actors(this, ports.loops().get(i), ports.store());
        }
    }

    Clock clock() {
        return ports.clock();
    }

    Loops loops() {
        return ports.loops();
    }

    HttpClient http() {
        return ports.http();
    }

    Dispatcher dispatcher(int loop) {
        return dispatchers[loop];
    }

    /** The actors whose home is that loop. */
    Actors actors(int loop) {
        return actors[loop];
    }

    Placement placement(VersionId version) {
        return placements.computeIfAbsent(version, _ -> new Placement());
    }

    /** Forgets where a version runs; a loop that still holds the object only loses the chance to share an isolate. */
    void dropPlacement(VersionId version) {
        placements.computeIfPresent(version, (_, placement) -> placement.home() < 0 ? null : placement);
    }

    @Nullable
    Script script(String account, String name) {
        return ports.catalog().view().script(account, name).orElse(null);
    }

    @Nullable
    String defaultAccount() {
        return ports.catalog().view().defaultAccount().map(Account::id).orElse(null);
    }
}
