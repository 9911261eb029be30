package dev.selvedge.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.turn.Arena;
import dev.selvedge.turn.ControlMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real engine process with one lane, as a node would start it: for what may kill the process. */
final class EngineProcess extends NodeEnd {
    private final Process process;
    private final Path directory;

    private record Spawned(Process process, SocketChannel node, Path directory) {}

    EngineProcess(boolean turbofan) {
        this(spawn(turbofan, null));
    }

    /** One that may hold objects, in a folder. */
    EngineProcess(Path objects) {
        this(spawn(true, objects));
    }

    private EngineProcess(Spawned spawned) {
        super(spawned.node());
        process = spawned.process();
        directory = spawned.directory();
    }

    private static Spawned spawn(boolean turbofan, @Nullable Path objects) {
        try {
            EngineHarness.prepare();
            Path directory = Files.createTempDirectory("selvedge-engine");
            Path socket = directory.resolve("s");
            Path arena = directory.resolve("arena");
            Arena.create(arena);
            try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                server.bind(UnixDomainSocketAddress.of(socket));
                Process process = java();
                configure(process, config(socket, arena, turbofan, objects));
                SocketChannel node = server.accept();
                ByteBuffer hello = ByteBuffer.allocate(8);
                while (hello.hasRemaining()) {
                    node.read(hello);
                }
                return new Spawned(process, node, directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process java() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-XX:+UseSerialGC",
                        "-Xmx128m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.library.path=" + EngineHarness.PREPARED.toAbsolutePath(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        EngineMain.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static String config(Path socket, Path arena, boolean turbofan, @Nullable Path objects) {
        ObjectNode config = ControlMessage.object()
                .put("number", 1)
                .put("socket", socket.toString())
                .put("arena", arena.toString())
                .put("lanes", 1)
                .put("secret", 7)
                .put("v8", EngineHarness.PREPARED.toAbsolutePath().toString())
                .put("turbofan", turbofan)
                .put("memoryMb", 128)
                .put("probe", false);
        if (objects != null) {
            config.put("objects", objects.toString());
        }
        return config.toString();
    }

    private static void configure(Process process, String line) throws IOException {
        OutputStream stdin = process.getOutputStream();
        stdin.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        stdin.flush();
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until the process has ended; returns its exit code. */
    int awaitExit() throws InterruptedException {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new AssertionError("the engine still runs");
        }
        return process.exitValue();
    }

    /** Closes its lifeline, as the death of a node would. */
    void cutLifeline() throws IOException {
        process.getOutputStream().close();
    }

    @Override
    public void close() {
        super.close();
        process.destroyForcibly();
        try {
            Files.deleteIfExists(directory.resolve("s"));
            Files.deleteIfExists(directory.resolve("arena"));
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
