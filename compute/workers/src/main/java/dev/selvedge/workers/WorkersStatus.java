package dev.selvedge.workers;

import java.util.List;

/** What `selvedge status` shows of the engines. */
public record WorkersStatus(List<Engine> engines, List<Suspect> suspects) {

    /**
     * One engine process.
     *
     * @param state starting, ready, draining or dead
     */
    public record Engine(
            int number,
            String cordon,
            String state,
            long pid,
            int isolates,
            int inFlight,
            long residentBytes,
            long upMillis,
            int restarts) {}

    /**
     * A Worker that ended an engine.
     *
     * @param standing   solo or refused
     * @param retryMillis time until it is tried again, 0 when it runs
     */
    public record Suspect(String worker, String version, String standing, int kills, long retryMillis) {}
}
