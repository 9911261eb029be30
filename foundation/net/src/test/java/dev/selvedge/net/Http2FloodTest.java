package dev.selvedge.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that make HTTP/2 frames cost the server more than themselves, with prior knowledge, frame by frame. */
class Http2FloodTest {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int PRIORITY = 2;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int ENHANCE_YOUR_CALM = 11;
    private static final int RESET = -2;
    /** GET, /, http and the authority "a", from the static table. */
    private static final byte[] GET = {(byte) 0x82, (byte) 0x84, (byte) 0x86, 0x41, 1, 'a'};

    private final TestNet net = new TestNet(1);
    private final AtomicInteger handled = new AtomicInteger();

    @AfterEach
    void close() {
        net.close();
    }

    private static byte[] frame(int type, int flags, int stream, byte... payload) {
        ByteBuffer out = ByteBuffer.allocate(9 + payload.length);
        out.put((byte) (payload.length >> 16)).putShort((short) payload.length);
        return out.put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    private static byte[] open() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(frame(SETTINGS, 0, 0));
        return out.toByteArray();
    }

    /** The error code of the GOAWAY that ends the connection, -1 without one, {@link #RESET} if there was no time to read it. */
    private static int goAway(RawClient client) throws IOException {
        InputStream in = client.socket().getInputStream();
        int code = -1;
        while (true) {
            byte[] head = readHead(in);
            if (head == null) {
                return code < 0 ? RESET : code;
            }
            if (head.length < 9) {
                return code;
            }
            byte[] payload = in.readNBytes((head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | (head[2] & 0xff));
            if (head[3] == GOAWAY) {
                code = ByteBuffer.wrap(payload).getInt(4);
            }
        }
    }

    private static byte @Nullable [] readHead(InputStream in) {
        try {
            return in.readNBytes(9);
        } catch (IOException e) {
            return null;
        }
    }

    private void flood(HttpServer server, byte[] frames) throws Exception {
        try (RawClient client = new RawClient(server)) {
            client.send(open());
            try {
                client.send(frames);
            } catch (IOException e) {
                assertThat(e).isInstanceOf(SocketException.class);
            }
            assertThat(goAway(client)).isIn(ENHANCE_YOUR_CALM, RESET);
        }
        TestNet.await(() -> server.rejected() > 0 && server.connections() == 0);
    }

    private HttpServer server() throws IOException {
        return net.server(exchange -> {
            handled.incrementAndGet();
            TestNet.echo(exchange);
        });
    }

    private static byte[] repeated(int times, byte[]... frames) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            for (byte[] frame : frames) {
                out.writeBytes(frame);
            }
        }
        return out.toByteArray();
    }

    @Test
    void priorKnowledgeIsUnderstood() throws Exception {
        try (RawClient client = new RawClient(server())) {
            client.send(open()).send(frame(HEADERS, END_HEADERS | END_STREAM, 1, GET));
            TestNet.await(() -> handled.get() == 1);
        }
    }

    @Test
    void rapidResetEndsTheConnection() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < 1000; i++) {
            out.writeBytes(frame(HEADERS, END_HEADERS | END_STREAM, 2 * i + 1, GET));
            out.writeBytes(frame(RST_STREAM, 0, 2 * i + 1, (byte) 0, (byte) 0, (byte) 0, (byte) 8));
        }
        flood(net.server(exchange -> handled.incrementAndGet()), out.toByteArray());
        assertThat(handled.get()).isLessThanOrEqualTo(201);
    }

    @Test
    void pingFloodEndsTheConnection() throws Exception {
        flood(server(), repeated(3000, frame(PING, 0, 0, new byte[8])));
    }

    @Test
    void settingsFloodEndsTheConnection() throws Exception {
        flood(server(), repeated(3000, frame(SETTINGS, 0, 0)));
    }

    @Test
    void priorityFloodEndsTheConnection() throws Exception {
        byte[] priority = frame(PRIORITY, 0, 1, new byte[] {0, 0, 0, 0, 16});
        flood(server(), repeated(3000, priority));
    }

    @Test
    void emptyDataFloodEndsTheConnection() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(frame(HEADERS, END_HEADERS, 1, GET));
        out.writeBytes(repeated(100, frame(DATA, 0, 1)));
        flood(server(), out.toByteArray());
    }

    @Test
    void continuationFloodEndsTheConnection() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(frame(HEADERS, END_STREAM, 1, GET));
        out.writeBytes(repeated(1000, frame(CONTINUATION, 0, 1)));
        flood(server(), out.toByteArray());
        assertThat(handled).hasValue(0);
    }

    @Test
    void headerBombIsRefused() throws Exception {
        // One literal header of 2,000 octets that is then named 200 times through the dynamic table.
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(GET);
        block.writeBytes(new byte[] {0x40, 1, 'x', 0x7f, (byte) 0xd1, 0x0e});
        block.writeBytes(new byte[2000]);
        for (int i = 0; i < 2000; i++) {
            block.write(0xbe);
        }
        HttpServer server = server();
        try (RawClient client = new RawClient(server)) {
            client.send(open()).send(frame(HEADERS, END_HEADERS | END_STREAM, 1, block.toByteArray()));
            TestNet.await(() -> server.rejected() > 0);
        }
        assertThat(handled).hasValue(0);
    }

    @Test
    void streamsAboveTheLimitAreRefused() throws Exception {
        HttpServer server = net.server(NetLimits.DEFAULT.withPeers(10, 5), exchange -> handled.incrementAndGet());
        try (RawClient client = new RawClient(server)) {
            client.send(open());
            for (int i = 0; i < 20; i++) {
                client.send(frame(HEADERS, END_HEADERS | END_STREAM, 2 * i + 1, GET));
            }
            TestNet.await(() -> handled.get() >= 5);
            assertThat(TestNet.settled(handled::get)).isEqualTo(5);
        }
    }

    /** As a client does that opens streams before it has seen the server's settings. */
    @Test
    void bodiesOfRefusedStreamsDoNotCostTheConnection() throws Exception {
        HttpServer server = net.server(NetLimits.DEFAULT.withPeers(10, 5), exchange -> {
            handled.incrementAndGet();
            TestNet.echo(exchange);
        });
        byte[] post = {(byte) 0x83, (byte) 0x84, (byte) 0x86, 0x41, 1, 'a'};
        try (RawClient client = new RawClient(server)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(open());
            for (int i = 0; i < 20; i++) {
                out.writeBytes(frame(HEADERS, END_HEADERS, 2 * i + 1, post));
            }
            for (int i = 0; i < 20; i++) {
                out.writeBytes(frame(DATA, END_STREAM, 2 * i + 1, (byte) 'x'));
            }
            client.send(out.toByteArray());
            TestNet.await(() -> handled.get() == 5);
            client.send(frame(HEADERS, END_HEADERS | END_STREAM, 41, GET));
            TestNet.await(() -> handled.get() == 6);
        }
    }
}
