package dev.selvedge.node;

import dev.selvedge.workers.EngineOptions;
import dev.selvedge.workers.WorkersLimits;
import java.util.List;

/** Turns the configuration into what the engines are started with. */
final class EngineSetup {

    /** Java's own share of an engine: frames, modules under preparation. What Workers use is V8's. */
    private static final int HEAP_MEGABYTES = 64;

    private EngineSetup() {}

    /** As many event loops as lanes: loop i feeds lane i, so that a request never changes threads. */
    static int lanes(NodeConfig config) {
        int asked = config.engines().lanes();
        return asked > 0 ? asked : Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 4);
    }

    static EngineOptions options(NodeConfig config, DataDirectory data) {
        return new EngineOptions(
                Installation.java(),
                Installation.classPath(),
                Installation.v8(),
                data.run(),
                Installation.engineCache(),
                lanes(config),
                HEAP_MEGABYTES,
                List.of());
    }

    static WorkersLimits limits(NodeConfig config) {
        WorkersLimits usual = WorkersLimits.DEFAULTS;
        NodeConfig.Requests requests = config.requests();
        return new WorkersLimits(
                Math.toIntExact(requests.cpu().toMillis()),
                Math.toIntExact(requests.memory().bytes() >> 20),
                requests.subrequests(),
                Math.toIntExact(requests.startup().toMillis()),
                usual.waitUntil(),
                usual.drain(),
                config.engines().isolates(),
                config.engines().idle(),
                usual.idleEngine(),
                usual.requestsPerIsolate(),
                usual.waitingPerIsolate(),
                usual.serviceDepth(),
                usual.redirects(),
                usual.engineMegabytes(),
                usual.engineMegabytesMost(),
                usual.engineStart(),
                usual.probeIdle(),
                usual.prepare());
    }
}
