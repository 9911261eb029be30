package dev.selvedge.node;

import dev.selvedge.base.Bytes;
import dev.selvedge.workers.ActorLimits;
import dev.selvedge.workers.EngineOptions;
import dev.selvedge.workers.WorkersLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Turns the configuration into what the engines are started with. */
final class EngineSetup {

    /** Java's own share of an engine: frames, modules under preparation. What Workers use is V8's. */
    private static final int HEAP_MEGABYTES = 64;

    /** Leaves room for the name of a socket in it. */
    private static final int LONGEST_FOLDER = 85;

    private EngineSetup() {}

    /** As many event loops as lanes: loop i feeds lane i, so that a request never changes threads. */
    static int lanes(NodeConfig config) {
        int asked = config.engines().lanes();
        return asked > 0 ? asked : Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 4);
    }

    static EngineOptions options(NodeConfig config, DataDirectory data) throws IOException {
        return new EngineOptions(
                Installation.java(),
                Installation.classPath(),
                Installation.v8(),
                sockets(data),
                Installation.engineCache(),
                lanes(config),
                HEAP_MEGABYTES,
                Installation.engineTraining());
    }

    /** The name of a Unix socket ends at 107 bytes, so a data directory that lies deep lends a folder elsewhere. */
    private static Path sockets(DataDirectory data) throws IOException {
        Path run = data.run();
        if (Bytes.utf8(run.toString()).length <= LONGEST_FOLDER) {
            return run;
        }
        Path folder = Files.createTempDirectory("selvedge-");
        folder.toFile().deleteOnExit();
        return folder;
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
                usual.prepare(),
                actors(config.objects(), usual.actors()));
    }

    private static ActorLimits actors(NodeConfig.Objects objects, ActorLimits usual) {
        return new ActorLimits(
                usual.events(), objects.live(), objects.hibernate(), usual.idle(), usual.grace(), usual.close());
    }
}
