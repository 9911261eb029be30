package dev.selvedge.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the node tells an engine in the one line that it writes to its standard input.
 *
 * @param number which engine of its node this is
 * @param socket Unix socket of the node; the engine connects once per lane
 * @param arena file of the shared memory
 * @param secret said first on each connection, so that nobody else can pose as this engine
 * @param v8 the directory that {@link Prepare} filled
 * @param turbofan false for the solo engine: without the optimizer every loop can be terminated
 * @param memoryMb heap that one isolate may have
 * @param probe whether it only tries uploads out
 * @param objects the folder of the databases that it may open; null if it holds no objects
 * @param confined whether it gives up what it does not need; not while it records what it loads, which is written as it ends
 */
record EngineConfig(
        int number,
        Path socket,
        Path arena,
        int lanes,
        int secret,
        Path v8,
        boolean turbofan,
        int memoryMb,
        boolean probe,
        boolean confined,
        @Nullable Path objects) {
    private static final int MOST_LANES = 8;

    static EngineConfig parse(String line) {
        JsonNode json;
        try {
            json = new JsonMapper().readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException("the engine's configuration is not JSON", e);
        }
        EngineConfig config = new EngineConfig(
                json.path("number").asInt(),
                Path.of(json.path("socket").asText()),
                Path.of(json.path("arena").asText()),
                json.path("lanes").asInt(1),
                json.path("secret").asInt(),
                Path.of(json.path("v8").asText()),
                json.path("turbofan").asBoolean(true),
                json.path("memoryMb").asInt(128),
                json.path("probe").asBoolean(),
                json.path("confined").asBoolean(true),
                json.path("objects").isTextual() ? Path.of(json.path("objects").asText()) : null);
        if (config.lanes < 1 || config.lanes > MOST_LANES) {
            throw new IllegalArgumentException("an engine has 1 to " + MOST_LANES + " lanes, not " + config.lanes);
        }
        return config;
    }
}
