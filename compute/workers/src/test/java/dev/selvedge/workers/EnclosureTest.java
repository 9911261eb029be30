package dev.selvedge.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.selvedge.base.Tasks;
import dev.selvedge.observe.LogRing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process inside can open. That engines do all their work in there, every other test of this module shows. */
class EnclosureTest {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final List<Path> CLASS_PATH = Stream.of(
                    System.getProperty("java.class.path").split(":", -1))
            .map(Path::of)
            .toList();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private Path inside = Path.of("");
    private Path outside = Path.of("");

    @BeforeEach
    void makeFiles() throws IOException {
        assumeTrue(Landlock.find().isPresent(), "a kernel with Landlock");
        inside = Files.createDirectory(folder.resolve("objects"));
        outside = Files.writeString(folder.resolve("secrets.key"), "secret");
        Files.writeString(inside.resolve("database"), "rows");
    }

    @Test
    void itsOwnFilesAreReadAndWritten() throws Exception {
        assertThat(prowl("read", inside.resolve("database"), "write", inside.resolve("database-wal")))
                .containsExactly("done", "done");
    }

    @Test
    void anythingElseIsNot() throws Exception {
        Path link = Files.createSymbolicLink(inside.resolve("link"), outside);
        assertThat(prowl("read", outside, "write", outside, "write", folder.resolve("new"), "read", link))
                .containsOnly("AccessDeniedException")
                .hasSize(4);
        assertThat(outside).hasContent("secret");
        assertThat(folder.resolve("new")).doesNotExist();
    }

    @Test
    void whatTheNodeWasStartedWithIsHidden() throws Exception {
        Path node = Path.of("/proc", Long.toString(ProcessHandle.current().pid()));
        assertThat(prowl("read", node.resolve("environ"), "read", node.resolve("mem")))
                .doesNotContain("done");
    }

    @Test
    void noPortIsReached() throws Exception {
        assumeTrue(Landlock.find().orElseThrow().knowsPorts(), "a kernel whose Landlock knows ports");
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(prowl("connect", server.getLocalPort())).doesNotContain("done");
        }
    }

    /** A confined thread of the node could not write the catalog any more, and all that it starts would be so as well. */
    @Test
    void noThreadOfTheNodeStaysInside() throws Exception {
        prowl("read", inside.resolve("database"));
        try (ExecutorService virtual = Tasks.virtual("reads")) {
            assertThat(virtual.submit(() -> Files.readString(outside)).get()).isEqualTo("secret");
        }
        // The one that started it may be about to end.
        assertThat(confinedThreads()).allSatisfy(name -> assertThat(name).matches("(process reaper|enclosure).*"));
    }

    /** By the mark that goes with it. */
    private static List<String> confinedThreads() throws IOException {
        List<String> confined = new ArrayList<>();
        try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
            for (Path thread : threads.toList()) {
                String status = statusOf(thread);
                if (status.contains("NoNewPrivs:\t1")) {
                    confined.add(status.lines().findFirst().orElse("").replaceFirst("Name:\\s+", ""));
                }
            }
        }
        return confined;
    }

    private static String statusOf(Path thread) {
        try {
            return Files.readString(thread.resolve("status"));
        } catch (IOException e) {
            return ""; // it has ended
        }
    }

    @Test
    void aKernelWithoutItIsSaidOnceAndEnginesRunAsEver() throws Exception {
        LogRing logs = new LogRing(16, () -> 0);
        Enclosure none = new Enclosure(options(), logs, Optional::empty);
        assertThat(prowlIn(none, "read", outside)).containsExactly("done");
        assertThat(prowlIn(none, "read", outside)).containsExactly("done");
        assertThat(logs.since(0, 10))
                .singleElement()
                .satisfies(line -> assertThat(line.toString()).contains("This system has no Landlock"));
    }

    private EngineOptions options() {
        return new EngineOptions(JAVA, CLASS_PATH, folder.resolve("v8"), folder, Optional.empty(), 1, 64, List.of());
    }

    private List<String> prowl(Object... attempts) throws IOException, InterruptedException {
        return prowlIn(new Enclosure(options(), new LogRing(16, () -> 0)), attempts);
    }

    private List<String> prowlIn(Enclosure enclosure, Object... attempts) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(JAVA.toString(), "-XX:+UseSerialGC", "-XX:-UsePerfData"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Prowler.class.getName()));
        Stream.of(attempts).map(Object::toString).forEach(command::add);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Process process = enclosure.start(builder, List.of(inside));
        try (var lines = process.inputReader()) {
            List<String> said = lines.lines().toList();
            assertThat(process.waitFor()).as("%s", said).isZero();
            return said;
        }
    }
}
