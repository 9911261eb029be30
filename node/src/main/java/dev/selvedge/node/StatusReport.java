package dev.selvedge.node;

import dev.selvedge.base.Clock;
import dev.selvedge.catalog.Catalog;
import dev.selvedge.workers.Workers;
import dev.selvedge.workers.WorkersStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What {@code selvedge status} shows, put together when somebody asks. */
record StatusReport(Supplier<NodeFile> file, Readiness readiness, Catalog catalog, Workers workers, Clock clock)
        implements Supplier<Map<String, Object>> {

    @Override
    public Map<String, Object> get() {
        NodeFile node = file.get();
        WorkersStatus status = workers.status();
        Map<String, Object> report = new LinkedHashMap<>(node.toObject());
        report.put("running", true);
        report.put("ready", readiness.ready());
        report.put("waiting", readiness.waiting());
        report.put("upMillis", clock.wallMillis() - node.started());
        report.put("residentBytes", NodeFigures.residentBytes());
        report.put("workers", catalog.view().scripts().size());
        report.put("objects", workers.liveObjects());
        report.put("engines", engines(status));
        report.put("suspects", suspects(status));
        return report;
    }

    private static List<Map<String, Object>> engines(WorkersStatus status) {
        List<Map<String, Object>> engines = new ArrayList<>();
        for (WorkersStatus.Engine engine : status.engines()) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("number", engine.number());
            object.put("cordon", engine.cordon());
            object.put("state", engine.state());
            object.put("pid", engine.pid());
            object.put("isolates", engine.isolates());
            object.put("inFlight", engine.inFlight());
            object.put("residentBytes", engine.residentBytes());
            object.put("upMillis", engine.upMillis());
            object.put("restarts", engine.restarts());
            engines.add(object);
        }
        return engines;
    }

    private static List<Map<String, Object>> suspects(WorkersStatus status) {
        List<Map<String, Object>> suspects = new ArrayList<>();
        for (WorkersStatus.Suspect suspect : status.suspects()) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("worker", suspect.worker());
            object.put("version", suspect.version());
            object.put("standing", suspect.standing());
            object.put("kills", suspect.kills());
            object.put("retryMillis", suspect.retryMillis());
            suspects.add(object);
        }
        return suspects;
    }
}
