package dev.selvedge.workers;

import dev.selvedge.observe.Counters;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** The module's counters, looked up once. */
final class Figures {
    private final Map<Outcome, LongAdder> invocations = new EnumMap<>(Outcome.class);
    final LongAdder cpuMicros;
    final LongAdder fetches;
    final LongAdder loads;
    final LongAdder unloads;
    final LongAdder hops;
    final LongAdder engineDeaths;
    final LongAdder engineStarts;

    Figures(Counters counters) {
        for (Outcome outcome : Outcome.values()) {
            invocations.put(
                    outcome,
                    counters.counter(
                            "selvedge_worker_invocations_total",
                            "Invocations of Workers by how they ended.",
                            "outcome",
                            outcome.word()));
        }
        cpuMicros = counters.counter("selvedge_worker_cpu_microseconds_total", "CPU that Workers used.");
        fetches = counters.counter("selvedge_worker_fetches_total", "Requests that Workers sent to the internet.");
        loads = counters.counter("selvedge_isolate_loads_total", "Isolates made for Workers.");
        unloads = counters.counter("selvedge_isolate_unloads_total", "Isolates closed because they were idle.");
        hops = counters.counter("selvedge_worker_hops_total", "Requests that ran on another event loop's lane.");
        engineDeaths = counters.counter("selvedge_engine_deaths_total", "Engine processes that died.");
        engineStarts = counters.counter("selvedge_engine_starts_total", "Engine processes that were started.");
    }

    void ended(Outcome outcome, int cpu) {
        LongAdder count = invocations.get(outcome);
        if (count != null) {
            count.increment();
        }
        cpuMicros.add(cpu);
    }
}
