package dev.selvedge.node;

import dev.selvedge.catalog.Catalog;
import dev.selvedge.net.HttpServer;
import dev.selvedge.observe.Counters;
import dev.selvedge.workers.Workers;
import dev.selvedge.workers.WorkersStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToLongFunction;

/** The readings of {@code /metrics} that are taken only when somebody asks. */
final class NodeFigures {

    private static final Path STATM = Path.of("/proc/self/statm");
    private static final int PAGE = 4096;

    private NodeFigures() {}

    static void register(Counters counters, Workers workers, Catalog catalog, HttpServer front) {
        counters.gauge("selvedge_node_resident_bytes", "Memory of the node's own process", NodeFigures::residentBytes);
        counters.gauge("selvedge_node_heap_bytes", "Java heap in use in the node", NodeFigures::heapBytes);
        counters.gauge(
                "selvedge_workers",
                "Deployed Workers",
                () -> catalog.view().scripts().size());
        counters.gauge(
                "selvedge_catalog_sequence",
                "Number of the last commit",
                () -> catalog.view().sequence());
        counters.gauge(
                "selvedge_engines",
                "Engine processes",
                () -> workers.status().engines().size());
        ofEngines(counters, workers, "selvedge_isolates", "Loaded isolates", WorkersStatus.Engine::isolates);
        ofEngines(counters, workers, "selvedge_in_flight", "Requests in engines", WorkersStatus.Engine::inFlight);
        ofEngines(
                counters,
                workers,
                "selvedge_engines_resident_bytes",
                "Memory of the engine processes",
                WorkersStatus.Engine::residentBytes);
        ofEngines(
                counters, workers, "selvedge_engine_restarts", "Engines started again", WorkersStatus.Engine::restarts);
        counters.gauge("selvedge_connections", "Open client connections", front::connections);
        counters.gauge("selvedge_connections_accepted", "Client connections since the start", front::accepted);
        counters.gauge("selvedge_connections_refused", "Client connections refused at the bound", front::refused);
        counters.gauge("selvedge_requests_rejected", "Malformed, oversized and too slow requests", front::rejected);
    }

    private static void ofEngines(
            Counters counters,
            Workers workers,
            String name,
            String help,
            ToLongFunction<WorkersStatus.Engine> reading) {
        counters.gauge(
                name,
                help,
                () -> workers.status().engines().stream().mapToLong(reading).sum());
    }

    static double heapBytes() {
        Runtime runtime = Runtime.getRuntime();
        return (double) (runtime.totalMemory() - runtime.freeMemory());
    }

    /** 0 where the system does not tell. */
    static long residentBytes() {
        try {
            return Long.parseLong(Files.readString(STATM).split(" ", 3)[1]) * PAGE;
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }
}
