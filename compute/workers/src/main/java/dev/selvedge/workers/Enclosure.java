package dev.selvedge.workers;

import dev.selvedge.base.Invariant;
import dev.selvedge.base.Tasks;
import dev.selvedge.observe.LogRing;
import dev.selvedge.workers.Landlock.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files that an engine may open, from its first instruction on: whoever breaks out of V8 finds the databases of objects and what a
 * JVM reads, but neither the node's keys, catalog and log nor anything else of this user's. One for a node.
 *
 * <p>Landlock holds for a thread and what that starts, and all of an engine must be inside. So the process is started by a thread that
 * confines itself first and does nothing else: whatever it woke might have it start threads, which would be confined as well.
 */
final class Enclosure {
    /** Libraries, and a java that is a script; what a JVM asks the system about itself and the machine. */
    private static final List<String> SYSTEM = List.of(
            "/lib",
            "/lib64",
            "/usr/lib",
            "/usr/lib64",
            "/usr/local/lib",
            "/usr/share/zoneinfo",
            "/bin",
            "/usr/bin",
            "/nix/store",
            "/run/current-system",
            "/etc/ld.so.cache",
            "/etc/ld-musl-x86_64.path",
            "/etc/localtime",
            "/etc/nsswitch.conf",
            "/etc/passwd",
            "/proc",
            "/sys/devices/system",
            "/sys/fs/cgroup",
            "/sys/kernel/mm",
            "/dev/random",
            "/dev/urandom",
            "/dev/zero");

    private static final String NO_LANDLOCK =
            "This system has no Landlock, which Linux has from 5.13 on unless it was built or"
                    + " started without: what breaks out of an engine can open every file that the node's user can.";
    private static final Path NULL_DEVICE = Path.of("/dev/null");
    private static final String SQLITE = "SELVEDGE_SQLITE";

    private final EngineOptions options;
    private final LogRing logs;
    private final Supplier<Optional<Landlock>> finder;
    private volatile @Nullable Landlock kernel;
    private List<Rule> common = List.of();

    Enclosure(EngineOptions options, LogRing logs) {
        this(options, logs, Landlock::find);
    }

    /** On a kernel that may have no Landlock. */
    Enclosure(EngineOptions options, LogRing logs, Supplier<Optional<Landlock>> finder) {
        this.options = options;
        this.logs = logs;
        this.finder = finder;
    }

    EngineOptions options() {
        return options;
    }

    /**
     * Starts an engine inside.
     *
     * @param builder with an environment of its own
     * @param writable files and folders of this engine, which must be there
     */
    Process start(ProcessBuilder builder, List<Path> writable) throws IOException {
        List<Rule> rules = new ArrayList<>(common());
        Landlock landlock = kernel;
        if (landlock == null || options.recording()) {
            return builder.start();
        }
        Invariant.check(!Thread.currentThread().isVirtual(), "waking a virtual thread may start others");
        writable.forEach(path -> rules.add(Rule.writing(path)));
        FutureTask<Process> start = new FutureTask<>(() -> {
            if (!landlock.confine(rules)) {
                throw new IOException("Landlock is there, but does not confine it");
            }
            return builder.start();
        });
        Tasks.platform("enclosure").newThread(start).start();
        try {
            return start.get();
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the start of an engine was interrupted", e);
        }
    }

    /** What all engines may open. The first one that starts asks what the kernel can do. */
    private synchronized List<Rule> common() throws IOException {
        if (common.isEmpty()) {
            kernel = finder.get().orElse(null);
            if (kernel == null) {
                logs.append("warn", "engines", NO_LANDLOCK);
            }
            List<Rule> rules = new ArrayList<>();
            SYSTEM.forEach(path -> rules.add(Rule.reading(Path.of(path))));
            installation().forEach(path -> rules.add(Rule.reading(path)));
            rules.add(Rule.writing(NULL_DEVICE));
            common = List.copyOf(rules);
        }
        return common;
    }

    private List<Path> installation() throws IOException {
        Path home = Path.of(System.getProperty("java.home"));
        List<Path> paths = new ArrayList<>(options.classPath());
        paths.addAll(List.of(options.java(), options.v8(), home));
        options.aotCache().ifPresent(paths::add);
        String sqlite = System.getenv().getOrDefault(SQLITE, "");
        if (!sqlite.isEmpty()) {
            paths.add(Path.of(sqlite));
        }
        for (String folder : List.of("conf", "conf/security", "lib", "lib/security")) {
            paths.addAll(linkedFrom(home.resolve(folder)));
        }
        return paths;
    }

    /** Debian's JDK has its configuration in /etc. */
    private static List<Path> linkedFrom(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isSymbolicLink).toList();
        }
    }
}
