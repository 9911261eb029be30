package dev.selvedge.node;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Where this program was started from. The launcher names its folder {@code dist}; in tests there is none. */
final class Installation {

    private static final String DIST = System.getProperty("selvedge.dist", "");

    private Installation() {}

    /** The folder with {@code ./selvedge} in it, or the working directory. */
    static Path root() {
        Path parent = DIST.isEmpty() ? null : Path.of(DIST).toAbsolutePath().getParent();
        return parent == null ? Path.of("").toAbsolutePath() : parent;
    }

    /** V8 unpacked, with its data, snapshot and parts. */
    static Path v8() {
        return Path.of(System.getProperty("selvedge.v8", DIST.isEmpty() ? "dist/v8" : DIST + "/v8"))
                .toAbsolutePath();
    }

    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    static List<Path> classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath())
                .toList();
    }

    /**
     * Flags that make an engine write down the classes it loads, if this is the training run of a build: its start-up cache
     * is made from that. Several engines end at about the same time, so each has a file of its own.
     */
    static List<String> engineTraining() {
        String folder = System.getenv().getOrDefault("SELVEDGE_TRAIN", "");
        return folder.isEmpty()
                ? List.of()
                : List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + folder + "/engine-%p.conf");
    }

    static Optional<Path> engineCache() {
        return Optional.of(Path.of(DIST, "aot", "engine.aot")).filter(file -> !DIST.isEmpty() && Files.exists(file));
    }
}
