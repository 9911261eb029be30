package dev.selvedge.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** What {@link Prepare} made: the snapshot that isolates start from, and the lazy parts with their code caches. */
final class CoreImage {
    static final String SNAPSHOT = "snapshot.bin";
    static final String PARTS = "parts";
    static final String LEXER = "lexer";

    /** A script and what V8 compiled of it; files on disk until somebody asks. */
    static final class Part {
        private final String name;
        private final String source;
        private final byte @Nullable [] cache;

        Part(String name, String source, byte @Nullable [] cache) {
            this.name = name;
            this.source = source;
            this.cache = cache;
        }

        String name() {
            return name;
        }

        String source() {
            return source;
        }

        byte @Nullable [] cache() {
            return cache;
        }
    }

    private final Path directory;
    private final byte[] snapshot;
    private final ConcurrentMap<String, Part> parts = new ConcurrentHashMap<>();

    private CoreImage(Path directory, byte[] snapshot) {
        this.directory = directory;
        this.snapshot = snapshot;
    }

    static CoreImage read(Path directory) throws IOException {
        return new CoreImage(directory, Files.readAllBytes(directory.resolve(SNAPSHOT)));
    }

    byte[] snapshot() {
        return snapshot;
    }

    /** The part of a name; read when it is first wanted. */
    Part part(String name) {
        return parts.computeIfAbsent(name, this::readPart);
    }

    private Part readPart(String name) {
        if (!name.matches("[a-z0-9-]+")) {
            throw new IllegalArgumentException("no part is called " + name);
        }
        Path source = directory.resolve(PARTS).resolve(name + ".js");
        Path cache = directory.resolve(PARTS).resolve(name + ".cache");
        try {
            return new Part(
                    "selvedge:" + name,
                    Files.readString(source),
                    Files.exists(cache) ? Files.readAllBytes(cache) : null);
        } catch (IOException e) {
            throw new UncheckedIOException("the part " + name + " is missing; build Selvedge again", e);
        }
    }
}
