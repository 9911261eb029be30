package dev.selvedge.workers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.base.DurableFiles;
import dev.selvedge.base.Tasks;
import dev.selvedge.observe.LogRing;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/** The child process of one engine: how it is started, what it says on stderr, how much memory it holds, its end. */
final class EngineProcess {
    private static final String MAIN = "dev.selvedge.engine.EngineMain";
    private static final long PAGE_BYTES = 4096;
    private static final int LONGEST_LINE = 4096;
    /** A Worker of the largest size passes through the heap once when it is loaded, and several times when it is checked. */
    private static final int LEAST_HEAP = 128;

    private static final int PROBE_HEAP = 384;

    private final Process process;
    private final OutputStream lifeline;

    private EngineProcess(Process process) {
        this.process = process;
        this.lifeline = process.getOutputStream();
    }

    /**
     * Starts an engine. The one line of configuration goes through stdin, which then stays open: an engine whose stdin ends
     * knows that its node is gone. On a platform thread, as {@link Enclosure} says.
     */
    static EngineProcess start(
            Enclosure enclosure, ObjectNode config, boolean probe, String source, LogRing logs, IntConsumer exited)
            throws IOException {
        EngineOptions options = enclosure.options();
        DurableFiles.createFolders(crashes(options));
        ProcessBuilder builder = new ProcessBuilder(command(options, probe))
                .directory(options.run().toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        // Of the node's environment next to nothing reaches a process that runs strangers' code.
        builder.environment().keySet().retainAll(List.of("PATH", "LANG", "TMPDIR", "SELVEDGE_SQLITE"));
        // What an isolate leaves behind, the next one takes: with a heap for each thread it would lie idle in the
        // others.
        builder.environment().put("MALLOC_ARENA_MAX", "1");
        EngineProcess engine = new EngineProcess(enclosure.start(builder, writable(options, config)));
        engine.lifeline.write((config + "\n").getBytes(StandardCharsets.UTF_8));
        engine.lifeline.flush();
        Tasks.start(source + " stderr", () -> engine.listen(source, logs));
        // Woken by a thread that may have been started inside of the enclosure: no virtual one.
        Tasks.platform(source + " end").newThread(() -> engine.awaitEnd(exited)).start();
        engine.sacrificeFirst();
        return engine;
    }

    /** What this engine writes: the memory that it shares with its node, databases, and how its JVM crashed. */
    private static List<Path> writable(EngineOptions options, ObjectNode config) throws IOException {
        List<Path> writable = new ArrayList<>();
        writable.add(crashes(options));
        writable.add(Path.of(config.path("arena").asText()));
        if (config.hasNonNull("objects")) {
            Path objects = Path.of(config.path("objects").asText());
            DurableFiles.createFolders(objects);
            writable.add(objects);
        }
        return writable;
    }

    private static Path crashes(EngineOptions options) {
        return options.run().resolve("crashes");
    }

    private static List<String> command(EngineOptions options, boolean probe) {
        List<String> command = new ArrayList<>();
        command.add(options.java().toString());
        command.add("-Xmx" + Math.max(probe ? PROBE_HEAP : LEAST_HEAP, options.heapMegabytes()) + "m");
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-Xms8m",
                "-Xss1m",
                "-XX:ReservedCodeCacheSize=32m",
                "-XX:-UsePerfData",
                "-XX:CompileCommand=quiet",
                // The JVM makes classes at the start only: what the second compiler did for that took half a second and
                // 16 MB.
                "-XX:CompileCommand=CompileThresholdScaling,jdk.internal.classfile.impl.*::*,50.0",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + crashes(options).resolve("hs_err_%p.log"),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.library.path=" + options.v8()));
        options.aotCache().ifPresent(cache -> command.add("-XX:AOTCache=" + cache));
        if (!probe) {
            command.addAll(options.extraFlags());
        }
        command.add("-cp");
        command.add(options.classPath().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        command.add(MAIN);
        return command;
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.toHandle().isAlive();
    }

    /** Resident memory in bytes, 0 when it cannot be read. */
    long residentBytes() {
        try {
            String[] fields = Files.readString(Path.of("/proc", Long.toString(pid()), "statm"))
                    .split(" ", 3);
            return Long.parseLong(fields[1]) * PAGE_BYTES;
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return 0;
        }
    }

    /** Lets go of the lifeline: the engine ends by itself. */
    void release() {
        try {
            lifeline.close();
        } catch (IOException e) {
            process.destroy();
        }
    }

    /** Without the lock of {@link Process}, for the same reason. */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    /** When the machine runs out of memory an engine goes before the node does. */
    private void sacrificeFirst() {
        try {
            Files.writeString(Path.of("/proc", Long.toString(pid()), "oom_score_adj"), "1000");
        } catch (IOException e) {
            // Not Linux, or not ours to set: the kernel then chooses by size, which is the engine as well.
        }
    }

    private void awaitEnd(IntConsumer exited) {
        try {
            exited.accept(process.waitFor());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen(String source, LogRing logs) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                logs.append("warn", source, line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) : line);
            }
        } catch (IOException | UncheckedIOException e) {
            logs.append("debug", source, "its stderr ended: " + e.getMessage());
        }
    }
}
