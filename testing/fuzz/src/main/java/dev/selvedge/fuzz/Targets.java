package dev.selvedge.fuzz;

import dev.selvedge.engine.SourceMapTarget;
import dev.selvedge.front.HostNameTarget;
import dev.selvedge.net.ChunkedBodyTarget;
import dev.selvedge.net.HeaderBlockTarget;
import dev.selvedge.net.RequestHeadTarget;
import dev.selvedge.net.ResponseHeadTarget;
import dev.selvedge.net.WebSocketTarget;
import dev.selvedge.node.ConfigTarget;
import dev.selvedge.rest.MultipartTarget;
import dev.selvedge.turn.ControlTarget;
import dev.selvedge.turn.FramesTarget;
import dev.selvedge.webapi.DecompressorTarget;
import dev.selvedge.webapi.KeyTarget;
import dev.selvedge.workers.BrotliTarget;
import dev.selvedge.workers.CronTarget;
import dev.selvedge.workers.GzipTarget;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** All targets by name. Only the chosen one is made: some load native libraries. */
final class Targets {
    static final Map<String, Supplier<Target>> ALL = new TreeMap<>(Map.ofEntries(
            Map.entry("brotli", BrotliTarget::new),
            Map.entry("chunked-body", ChunkedBodyTarget::new),
            Map.entry("config", ConfigTarget::new),
            Map.entry("control", ControlTarget::new),
            Map.entry("cron", CronTarget::new),
            Map.entry("decompressor", DecompressorTarget::new),
            Map.entry("frames", FramesTarget::new),
            Map.entry("gzip", GzipTarget::new),
            Map.entry("header-block", HeaderBlockTarget::new),
            Map.entry("host-name", HostNameTarget::new),
            Map.entry("key", KeyTarget::new),
            Map.entry("multipart", MultipartTarget::new),
            Map.entry("request-head", RequestHeadTarget::new),
            Map.entry("response-head", ResponseHeadTarget::new),
            Map.entry("source-map", SourceMapTarget::new),
            Map.entry("web-socket", WebSocketTarget::new)));

    private Targets() {}

    static Target named(String name) {
        Supplier<Target> target = ALL.get(name);
        if (target == null) {
            throw new IllegalArgumentException("there is no target " + name + "; there are: " + ALL.keySet());
        }
        return target.get();
    }
}
