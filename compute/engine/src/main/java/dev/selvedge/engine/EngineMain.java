package dev.selvedge.engine;

import dev.selvedge.base.Clock;
import dev.selvedge.base.RandomSource;
import dev.selvedge.base.Tasks;
import dev.selvedge.turn.Arena;
import dev.selvedge.turn.ControlMessage;
import dev.selvedge.turn.ControlOp;
import dev.selvedge.v8.V8;
import dev.selvedge.v8.V8Library;
import dev.selvedge.webapi.CryptoDesk;
import dev.selvedge.webapi.HostCrypto;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The engine process. Reads its configuration from the first line of standard input, which stays open as its lifeline: when the node
 * goes, so does the engine.
 */
public final class EngineMain {
    private EngineMain() {}

    public static void main(String[] arguments) throws IOException {
        BufferedReader stdin = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line = stdin.readLine();
        if (line == null) {
            System.err.println("an engine is started by its node, which writes a configuration to its standard input");
            System.exit(2);
            return;
        }
        EngineConfig config = EngineConfig.parse(line);
        V8 v8 = V8.load(V8Library.in(config.v8()), config.memoryMb(), V8Flags.of(config.turbofan()));
        serve(config, v8);
        awaitEnd(stdin);
        Runtime.getRuntime().halt(0);
    }

    private static void serve(EngineConfig config, V8 v8) throws IOException {
        Engine engine = new Engine(new Engine.Parts(
                v8,
                CoreImage.read(config.v8()),
                Arena.open(config.arena()),
                Clock.system(),
                CpuClock.system(),
                RandomSource.secure(),
                EngineMain::crypto,
                EngineLimits.DEFAULT,
                config.objects() == null ? null : new ObjectsFolder(config.objects()),
                config.lanes(),
                code -> Runtime.getRuntime().halt(code)));
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < config.lanes(); i++) {
            lanes.add(new Lane(i, connect(config, i), engine));
        }
        if (config.objects() != null) {
            Tasks.platform("sqlite").newThread(() -> warm(engine)).start();
        }
        if (config.confined()) {
            Confinement.begin(config.objects() != null).forEach(engine::log);
        }
        lanes.getFirst()
                .sayNow(new ControlMessage(
                        ControlOp.READY,
                        0,
                        ControlMessage.object()
                                .put("pid", ProcessHandle.current().pid())));
        engine.start(lanes);
    }

    /** The first object must not wait for the library. */
    private static void warm(Engine engine) {
        try {
            ObjectsFolder.warm();
        } catch (IllegalStateException e) {
            engine.log(String.valueOf(e.getMessage()));
        }
    }

    /** The web platform's cryptography for one Worker. */
    static HostOps.Crypto crypto(BooleanSupplier stopped) {
        CryptoDesk desk = new CryptoDesk(new HostCrypto(RandomSource.secure(), stopped));
        return new HostOps.Crypto() {
            @Override
            public ByteBuffer memory() {
                return desk.memory();
            }

            @Override
            public @Nullable Object ask(List<ByteBuffer> lent) {
                return desk.ask(lent);
            }
        };
    }

    private static SocketChannel connect(EngineConfig config, int lane) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(config.socket()));
        ByteBuffer hello = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        hello.putInt(lane).putInt(config.secret()).flip();
        while (hello.hasRemaining()) {
            channel.write(hello);
        }
        return channel;
    }

    private static void awaitEnd(BufferedReader stdin) throws IOException {
        while (stdin.readLine() != null) {
            // The node has nothing more to say here; only the end matters.
        }
    }
}
