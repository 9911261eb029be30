package dev.selvedge.engine;

import dev.selvedge.base.Clock;
import dev.selvedge.base.RandomSource;
import dev.selvedge.sqlite.DatabaseOptions;
import dev.selvedge.turn.Arena;
import dev.selvedge.v8.V8;
import dev.selvedge.v8.V8Library;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An engine in this process with one lane, and a node's end of its socket that a test speaks through: the real protocol, the real V8,
 * the real core. An engine that wants to exit does not take the test with it; see {@link #exited}.
 */
public final class EngineHarness extends NodeEnd {
    static final Path PREPARED = Path.of("target/v8");

    private static boolean prepared;

    private final Started started;

    private record Started(Engine engine, Arena arena, SocketChannel node, AtomicInteger exit) {}

    public EngineHarness() {
        this(EngineLimits.DEFAULT);
    }

    EngineHarness(EngineLimits limits) {
        this(start(limits, null));
    }

    /** An engine that may open the databases of objects in a folder. */
    EngineHarness(Path objects) {
        this(objects, DatabaseOptions.DEFAULT);
    }

    EngineHarness(Path objects, DatabaseOptions options) {
        this(start(EngineLimits.DEFAULT, new ObjectsFolder(objects, options)));
    }

    private EngineHarness(Started started) {
        super(started.node());
        this.started = started;
    }

    private static Started start(EngineLimits limits, @Nullable ObjectsFolder objects) {
        try {
            prepare();
            Path directory = Files.createTempDirectory("selvedge-engine");
            UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("s"));
            try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                server.bind(address);
                SocketChannel engineEnd = SocketChannel.open(address);
                return start(limits, objects, engineEnd, server.accept());
            } finally {
                Files.delete(directory.resolve("s"));
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Started start(
            EngineLimits limits, @Nullable ObjectsFolder objects, SocketChannel engineEnd, SocketChannel node)
            throws IOException {
        Arena arena = Arena.inMemory();
        AtomicInteger exit = new AtomicInteger(Integer.MIN_VALUE);
        Engine engine = new Engine(new Engine.Parts(
                V8.load(V8Library.in(PREPARED), limits.memoryMb(), V8Flags.of(true)),
                CoreImage.read(PREPARED),
                arena,
                Clock.system(),
                CpuClock.system(),
                RandomSource.secure(),
                EngineMain::crypto,
                limits,
                objects,
                1,
                exit::set));
        engine.start(List.of(new Lane(0, engineEnd, engine)));
        return new Started(engine, arena, node, exit);
    }

    /** Makes the snapshot and all that, once per build of the tests. */
    static synchronized void prepare() throws IOException {
        if (!prepared) {
            Prepare.into(PREPARED);
            prepared = true;
        }
    }

    public Arena arena() {
        return started.arena();
    }

    Engine engine() {
        return started.engine();
    }

    /** The code with which the engine wanted to exit, or null. */
    public @Nullable Integer exited() {
        int code = started.exit().get();
        return code == Integer.MIN_VALUE ? null : code;
    }
}
