package dev.selvedge.workers;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How engine processes are started.
 *
 * @param java       the Java binary; normally the one that runs this node
 * @param classPath  entries of the class path, jars when an AOT cache is used
 * @param v8         folder with the unpacked V8 library, its data, the snapshot and the parts
 * @param run        folder for sockets; must have a short path (Unix socket names end at 107 bytes)
 * @param aotCache   AOT cache of the engine, if one was made
 * @param lanes      threads that run JavaScript in each engine: as many as the node has event loops
 * @param heapMegabytes Java heap of an engine
 * @param extraFlags further flags for the JVM of an engine that serves, not for the one that checks uploads
 */
public record EngineOptions(
        Path java,
        List<Path> classPath,
        Path v8,
        Path run,
        Optional<Path> aotCache,
        int lanes,
        int heapMegabytes,
        List<String> extraFlags) {

    /** Whether the engines write down what they load, as they end, for a class cache. */
    boolean recording() {
        return extraFlags.stream().anyMatch(flag -> flag.startsWith("-XX:AOTMode=record"));
    }
}
