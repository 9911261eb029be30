package dev.selvedge.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalServerTest {
    private final TestNet net = new TestNet(2);

    @TempDir
    Path folder = Path.of("");

    @AfterEach
    void close() {
        net.close();
    }

    /** Puts a channel on the loop that its first byte names, and sends frames of one length byte back. */
    private final class FrameEcho implements LocalServer.Receptionist {
        final CompletableFuture<LocalChannel> accepted = new CompletableFuture<>();
        final CompletableFuture<Boolean> closed = new CompletableFuture<>();
        final AtomicInteger wrongLoop = new AtomicInteger();

        @Override
        public @Nullable Loop place(ByteBuffer greeting) {
            byte index = greeting.get(0);
            return index < 2 ? net.loops().get(index) : null;
        }

        @Override
        public LocalReader accepted(LocalChannel channel, ByteBuffer greeting) {
            wrongLoop.addAndGet(channel.loop().current() && channel.loop().index() == greeting.get(0) ? 0 : 1);
            accepted.complete(channel);
            return new LocalReader() {
                @Override
                public void read(ByteBuffer bytes) {
                    while (bytes.hasRemaining() && bytes.remaining() > bytes.get(bytes.position())) {
                        int length = bytes.get();
                        ByteBuffer frame = bytes.slice(bytes.position(), length);
                        bytes.position(bytes.position() + length);
                        channel.write(TestNet.ascii("<"), frame, TestNet.ascii(">"));
                        assertThat(frame.hasRemaining()).isEqualTo(length > 0);
                    }
                }

                @Override
                public void closed() {
                    closed.complete(true);
                }
            };
        }
    }

    private static SocketChannel connect(Path path, int lane) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(path));
        channel.write(ByteBuffer.wrap(new byte[] {(byte) lane}));
        return channel;
    }

    private static String read(SocketChannel channel, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
        return TestNet.string(bytes.flip());
    }

    @Test
    void channelsLiveOnTheLoopThatTheirGreetingNames() throws Exception {
        for (int lane = 0; lane < 2; lane++) {
            FrameEcho echo = new FrameEcho();
            Path path = folder.resolve("engine.sock");
            try (LocalServer server = LocalServer.listen(net.loops(), path, 1, echo);
                    SocketChannel client = connect(path, lane)) {
                assertThat(server).isNotNull();
                client.write(TestNet.ascii("\3abc\2d"));
                assertThat(read(client, 5)).isEqualTo("<abc>");
                client.write(TestNet.ascii("e\1f"));
                assertThat(read(client, 7)).isEqualTo("<de><f>");
                assertThat(echo.accepted.get(10, TimeUnit.SECONDS).loop().index())
                        .isEqualTo(lane);
                assertThat(echo.wrongLoop).hasValue(0);
            }
            assertThat(echo.closed.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(path).doesNotExist();
        }
    }

    @Test
    void socketFileIsOursAlone() throws Exception {
        Path path = folder.resolve("engine.sock");
        Files.writeString(path, "left over");
        try (LocalServer server = LocalServer.listen(net.loops(), path, 1, new FrameEcho())) {
            assertThat(server).isNotNull();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void megabyteArrivesInFewReadsAndWhatFollowsTheGreetingIsNotLost() throws Exception {
        AtomicInteger reads = new AtomicInteger();
        AtomicInteger received = new AtomicInteger();
        LocalServer.Receptionist counting = new LocalServer.Receptionist() {
            @Override
            public Loop place(ByteBuffer greeting) {
                return net.loops().get(greeting.get(0));
            }

            @Override
            public LocalReader accepted(LocalChannel channel, ByteBuffer greeting) {
                return new LocalReader() {
                    @Override
                    public void read(ByteBuffer bytes) {
                        reads.incrementAndGet();
                        received.addAndGet(bytes.remaining());
                        bytes.position(bytes.limit());
                    }

                    @Override
                    public void closed() {}
                };
            }
        };
        Path path = folder.resolve("engine.sock");
        int size = 1 << 20;
        for (int lane = 0; lane < 2; lane++) {
            reads.set(0);
            received.set(0);
            try (LocalServer server = LocalServer.listen(net.loops(), path, 1, counting);
                    SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                assertThat(server).isNotNull();
                ByteBuffer all = ByteBuffer.allocate(1 + size).put(0, (byte) lane);
                while (all.hasRemaining()) {
                    client.write(all);
                }
                TestNet.await(() -> received.get() == size);
                assertThat(reads.get()).isLessThan(100);
            }
        }
    }

    @Test
    void strangerIsRefused() throws Exception {
        Path path = folder.resolve("engine.sock");
        try (LocalServer server = LocalServer.listen(net.loops(), path, 1, new FrameEcho());
                SocketChannel client = connect(path, 7)) {
            assertThat(server).isNotNull();
            assertThat(read(client, 1)).isEmpty();
        }
    }

    @Test
    void neighbourThatDoesNotReadIsNoticed() throws Exception {
        FrameEcho echo = new FrameEcho();
        Path path = folder.resolve("engine.sock");
        try (LocalServer server = LocalServer.listen(net.loops(), path, 1, echo);
                SocketChannel client = connect(path, 1)) {
            assertThat(server).isNotNull();
            LocalChannel channel = echo.accepted.get(10, TimeUnit.SECONDS);
            CompletableFuture<Boolean> full = new CompletableFuture<>();
            channel.loop().execute(() -> {
                for (int i = 0; i < 64 && channel.writable(); i++) {
                    channel.write(ByteBuffer.allocate(64 << 10));
                }
                full.complete(!channel.writable());
            });
            assertThat(full.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(read(client, 1 << 20)).hasSize(1 << 20);
            TestNet.await(channel::writable);
        }
    }
}
