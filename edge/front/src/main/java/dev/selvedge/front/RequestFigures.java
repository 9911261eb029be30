package dev.selvedge.front;

import dev.selvedge.observe.Counters;
import dev.selvedge.observe.Histogram;
import dev.selvedge.observe.RequestEvent;
import java.util.concurrent.atomic.LongAdder;

/** Sums requests into the figures of {@code /metrics}. Labels are few and fixed: a tenant cannot make more of them. */
public final class RequestFigures implements RequestEvent.Sink {

    private static final double[] SECONDS = {
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30
    };
    private static final String[] CLASSES = {"none", "1xx", "2xx", "3xx", "4xx", "5xx"};

    private final LongAdder[] byWorker = new LongAdder[CLASSES.length];
    private final LongAdder[] byEdge = new LongAdder[CLASSES.length];
    private final LongAdder bytesIn;
    private final LongAdder bytesOut;
    private final LongAdder cpuMicros;
    private final Histogram durations;
    private final Counters counters;

    public RequestFigures(Counters counters) {
        this.counters = counters;
        String requests = "Requests that ended, by status and by who answered: a Worker, or the edge itself";
        for (int i = 0; i < CLASSES.length; i++) {
            byWorker[i] = counters.counter("selvedge_requests_total", requests, "by", "worker", "status", CLASSES[i]);
            byEdge[i] = counters.counter("selvedge_requests_total", requests, "by", "edge", "status", CLASSES[i]);
        }
        bytesIn = counters.counter("selvedge_request_body_bytes_total", "Bytes of request bodies");
        bytesOut = counters.counter("selvedge_response_body_bytes_total", "Bytes of response bodies");
        cpuMicros = counters.counter("selvedge_worker_cpu_microseconds_total", "CPU time of requests in Workers");
        durations = counters.histogram(
                "selvedge_request_duration_seconds", "From a request's head to the last byte of its answer", SECONDS);
    }

    @Override
    public void accept(RequestEvent event) {
        int statusClass = event.status() < 100 || event.status() > 599 ? 0 : event.status() / 100;
        (event.script().isEmpty() ? byEdge : byWorker)[statusClass].increment();
        bytesIn.add(event.bytesIn());
        bytesOut.add(event.bytesOut());
        cpuMicros.add(event.cpuMicros());
        durations.record(event.durationMicros());
        if (!event.outcome().isEmpty() && !event.outcome().equals("ok")) {
            counters.counter(
                            "selvedge_worker_failures_total",
                            "Invocations that did not end well, by outcome",
                            "outcome",
                            event.outcome())
                    .increment();
        }
    }
}
