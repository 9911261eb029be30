package dev.selvedge.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebSocketTest {
    private static final String OPEN =
            "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n";

    private final TestNet net = new TestNet(1);
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final CompletableFuture<WebSocket> socket = new CompletableFuture<>();
    private final CompletableFuture<Exchange.Ending> ending = new CompletableFuture<>();

    @AfterEach
    void close() {
        net.close();
    }

    /** Sends back what it hears. */
    private class Echo implements WebSocketReader {
        @Override
        public void text(ByteBuffer utf8) {
            heard.add("text");
            socket.join().sendText(copy(utf8), () -> {});
            socket.join().allow(utf8.remaining());
        }

        @Override
        public void binary(ByteBuffer bytes) {
            heard.add("binary");
            socket.join().sendBinary(copy(bytes), () -> {});
            socket.join().allow(bytes.remaining());
        }

        @Override
        public void pong(ByteBuffer payload) {
            heard.add("pong " + TestNet.string(payload));
        }

        @Override
        public void closed(int code, String reason, boolean clean) {
            heard.add("closed " + code + " " + reason + " " + clean);
        }
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    }

    private HttpServer server(WebSocketOptions options) throws IOException {
        return net.server(exchange -> {
            if (!exchange.webSocketRequested()) {
                TestNet.echo(exchange);
                return;
            }
            exchange.onClose(ending::complete);
            socket.complete(exchange.acceptWebSocket(
                    Headers.of("sec-websocket-protocol", "chat", "x-mine", "1").block(), options, new Echo()));
        });
    }

    private RawClient open(WebSocketOptions options) throws IOException {
        RawClient client = new RawClient(server(options));
        client.send(OPEN);
        assertThat(client.head())
                .startsWith("HTTP/1.1 101 ")
                .contains("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
                .contains("x-mine: 1")
                .doesNotContain("permessage-deflate");
        return client;
    }

    /** A frame as a client must send it, masked. */
    private static byte[] frame(int firstByte, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(firstByte);
        if (payload.length < 126) {
            out.write(0x80 | payload.length);
        } else if (payload.length < 65_536) {
            out.write(0x80 | 126);
            out.write(payload.length >> 8);
            out.write(payload.length);
        } else {
            out.write(0x80 | 127);
            out.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
        }
        byte[] mask = {1, 2, 3, 4};
        out.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            out.write(payload[i] ^ mask[i % 4]);
        }
        return out.toByteArray();
    }

    private static byte[] frame(int firstByte, String payload) {
        return frame(firstByte, payload.getBytes(StandardCharsets.UTF_8));
    }

    /** An unmasked small frame from the server, as {@code opcode:payload}. */
    private static String read(RawClient client) throws IOException {
        byte[] head = client.read(2);
        return (head[0] & 0xff) + ":" + new String(client.read(head[1]), StandardCharsets.ISO_8859_1);
    }

    @Test
    void messagesPingsAndCloseWorkOnTheWire() throws Exception {
        try (RawClient client = open(WebSocketOptions.DEFAULT)) {
            client.send(frame(0x81, "hello"));
            assertThat(read(client)).isEqualTo("129:hello");
            client.send(frame(0x82, "bytes"));
            assertThat(read(client)).isEqualTo("130:bytes");
            client.send(frame(0x89, "ping"));
            assertThat(read(client)).isEqualTo("138:ping");
            client.send(frame(0x01, "frag"))
                    .send(frame(0x89, "mid"))
                    .send(frame(0x00, "men"))
                    .send(frame(0x80, "ted"));
            assertThat(read(client)).isEqualTo("138:mid");
            assertThat(read(client)).isEqualTo("129:fragmented");
            socket.join().ping(TestNet.ascii("you"));
            assertThat(read(client)).isEqualTo("137:you");
            client.send(frame(0x8a, "you"));
            client.send(frame(0x88, "\u0003\u00e8bye"));
            client.send(new byte[0]);
        }
        TestNet.await(() -> heard.contains("pong you"));
    }

    @Test
    void closeIsEchoedAndReported() throws Exception {
        try (RawClient client = open(WebSocketOptions.DEFAULT)) {
            client.send(frame(0x88, new byte[] {0x0f, (byte) 0xa0, 'b', 'y', 'e'}));
            assertThat(client.rest()).isEqualTo("\u0088\u0005\u000f\u00a0bye");
        }
        assertThat(ending.get(10, TimeUnit.SECONDS)).isEqualTo(Exchange.Ending.COMPLETE);
        assertThat(heard).containsExactly("closed 4000 bye true");
    }

    @Test
    void clientThatVanishesIsReported() throws Exception {
        try (RawClient client = open(WebSocketOptions.DEFAULT)) {
            assertThat(client).isNotNull();
        }
        assertThat(ending.get(10, TimeUnit.SECONDS)).isEqualTo(Exchange.Ending.CLIENT_GONE);
        assertThat(heard).containsExactly("closed 1006  false");
    }

    private String closeCodeAfter(WebSocketOptions options, byte[]... frames) throws IOException {
        try (RawClient client = open(options)) {
            for (byte[] frame : frames) {
                client.send(frame);
            }
            byte[] close = client.read(4);
            return (close[0] & 0xff) + ":" + ((close[2] & 0xff) << 8 | (close[3] & 0xff));
        }
    }

    @Test
    void unmaskedFrameIsAProtocolError() throws Exception {
        assertThat(closeCodeAfter(WebSocketOptions.DEFAULT, new byte[] {(byte) 0x81, 1, 'a'}))
                .isEqualTo("136:1002");
    }

    @Test
    void unmaskedFrameIsTakenWhereItIsAllowed() throws Exception {
        try (RawClient client = open(new WebSocketOptions(1000, 1000, true, true, 1000))) {
            client.send(new byte[] {(byte) 0x81, 1, 'a'});
            assertThat(read(client)).isEqualTo("129:a");
            client.send(frame(0x81, "masked"));
            assertThat(read(client)).isEqualTo("129:masked");
        }
    }

    @Test
    void textThatIsNotUtf8IsRefused() throws Exception {
        assertThat(closeCodeAfter(WebSocketOptions.DEFAULT, frame(0x81, new byte[] {(byte) 0xc3, 0x28})))
                .isEqualTo("136:1007");
    }

    @Test
    void reservedBitsAndContinuationsOfNothingAreRefused() throws Exception {
        assertThat(closeCodeAfter(WebSocketOptions.DEFAULT, frame(0xc1, "a"))).isEqualTo("136:1002");
    }

    @Test
    void largeMessageIsRefusedWhole() throws Exception {
        WebSocketOptions small = new WebSocketOptions(1000, 5000, false, true, 1000);
        assertThat(closeCodeAfter(small, frame(0x82, new byte[1001]))).isEqualTo("136:1009");
    }

    @Test
    void largeMessageIsRefusedInFragments() throws Exception {
        WebSocketOptions small = new WebSocketOptions(1000, 5000, false, true, 1000);
        assertThat(closeCodeAfter(small, frame(0x02, new byte[600]), frame(0x80, new byte[600])))
                .isEqualTo("136:1009");
    }

    @Test
    void readerWithoutCreditHearsNothingMore() throws Exception {
        AtomicLong received = new AtomicLong();
        HttpServer server = net.server(exchange -> socket.complete(exchange.acceptWebSocket(
                Headers.EMPTY.block(), new WebSocketOptions(1 << 20, 10, false, true, 1000), new Echo() {
                    @Override
                    public void text(ByteBuffer utf8) {
                        received.addAndGet(utf8.remaining());
                    }
                })));
        try (RawClient client = new RawClient(server)) {
            client.send(OPEN).head();
            for (int i = 0; i < 10; i++) {
                client.send(frame(0x81, "12345"));
            }
            assertThat(TestNet.settled(received::get)).isEqualTo(10);
            socket.join().allow(40);
            TestNet.await(() -> received.get() == 50);
        }
    }

    @Test
    void handshakeThatIsNotWholeIsServedAsARequest() throws Exception {
        HttpServer server = server(WebSocketOptions.DEFAULT);
        for (String broken : List.of(
                OPEN.replace("Version: 13", "Version: 8"),
                OPEN.replace("nonce", "once"),
                OPEN.replace("dGhlIHNhbXBsZSBub25jZQ==", "short"),
                OPEN.replace("keep-alive, Upgrade", "keep-alive"))) {
            if (broken.equals(OPEN)) {
                continue;
            }
            try (RawClient client = new RawClient(server)) {
                assertThat(client.send(broken).response()).endsWith("GET /ws\n");
            }
        }
    }

    @Test
    void clientOfTheJdkIsUnderstood() throws Exception {
        CompletableFuture<String> text = new CompletableFuture<>();
        java.net.http.WebSocket.Listener listener = new java.net.http.WebSocket.Listener() {
            private final StringBuilder parts = new StringBuilder();

            @Override
            public @Nullable CompletionStage<?> onText(java.net.http.WebSocket from, CharSequence part, boolean last) {
                parts.append(part);
                if (last) {
                    text.complete(parts.toString());
                }
                from.request(1);
                return null;
            }
        };
        String message = "g\u00fcn\u4e16\ud83c\udf0d".repeat(50_000);
        try (java.net.http.HttpClient client = java.net.http.HttpClient.newHttpClient()) {
            URI uri = URI.create(
                    TestNet.url(server(WebSocketOptions.DEFAULT), "/ws").replace("http", "ws"));
            java.net.http.WebSocket there = client.newWebSocketBuilder()
                    .subprotocols("chat")
                    .buildAsync(uri, listener)
                    .get(10, TimeUnit.SECONDS);
            assertThat(there.getSubprotocol()).isEqualTo("chat");
            there.sendText(message, true).get(10, TimeUnit.SECONDS);
            assertThat(text.get(10, TimeUnit.SECONDS)).isEqualTo(message);
            there.sendClose(1000, "done").get(10, TimeUnit.SECONDS);
            assertThat(ending.get(10, TimeUnit.SECONDS)).isEqualTo(Exchange.Ending.COMPLETE);
        }
    }

    @Test
    void ownClientOpensTalksAndCloses() throws Exception {
        HttpServer server = server(WebSocketOptions.DEFAULT);
        CompletableFuture<WebSocket> opened = new CompletableFuture<>();
        List<String> events = new CopyOnWriteArrayList<>();
        OutgoingRequest request = new OutgoingRequest(
                "GET",
                TestNet.url(server, "/ws").replace("http", "ws"),
                Headers.of("sec-websocket-protocol", "chat").block(),
                TestNet.ascii(""),
                -1);
        net.localClient()
                .openWebSocket(net.loops().get(0), request, WebSocketOptions.DEFAULT, new Opening(opened, events));
        WebSocket there = opened.get(10, TimeUnit.SECONDS);
        assertThat(there.protocol()).isEqualTo("chat");
        there.sendText(TestNet.ascii("one"), () -> events.add("written"));
        TestNet.await(() -> events.contains("text one"));
        there.sendBinary(ByteBuffer.allocate(100_000), () -> {});
        TestNet.await(() -> events.contains("binary 100000"));
        socket.join().close(4001, "server");
        TestNet.await(() -> events.contains("closed 4001 server true"));
        assertThat(events).contains("written", "closing 4001");
        TestNet.await(() -> heard.contains("closed 4001 server true"));
    }

    @Test
    void anotherAnswerToTheOpeningIsReadAsAnyOther() throws Exception {
        HttpServer server =
                net.server(exchange -> exchange.respond(403, null, TestNet.TEXT.duplicate(), TestNet.ascii("no")));
        List<String> events = new CopyOnWriteArrayList<>();
        ClientCall call = net.localClient()
                .openWebSocket(
                        net.loops().get(0),
                        OutgoingRequest.get(TestNet.url(server, "/")),
                        WebSocketOptions.DEFAULT,
                        new Opening(new CompletableFuture<>(), events));
        TestNet.await(() -> !events.isEmpty());
        assertThat(events).containsExactly("answered 403");
        call.allow(100);
        TestNet.await(() -> events.contains("end"));
        assertThat(events).containsExactly("answered 403", "chunk no", "end");
    }

    /** Writes down what happens to the opening of an outgoing WebSocket. */
    private record Opening(CompletableFuture<WebSocket> opened, List<String> events) implements WebSocketOpening {
        @Override
        public WebSocketReader opened(WebSocket socket, Headers responseHeaders) {
            opened.complete(socket);
            return new Reading(events);
        }

        @Override
        public void head(int status, String reason, Headers headers, HttpVersion version, long contentLength) {
            events.add("answered " + status);
        }

        @Override
        public void chunk(ByteBuffer bytes) {
            events.add("chunk " + TestNet.string(bytes));
        }

        @Override
        public void end() {
            events.add("end");
        }

        @Override
        public void broken(NetFailure failure) {
            events.add("failed " + failure);
        }
    }

    /** Writes down what happens to an outgoing WebSocket. */
    private record Reading(List<String> events) implements WebSocketReader {
        @Override
        public void text(ByteBuffer utf8) {
            events.add("text " + TestNet.string(utf8));
        }

        @Override
        public void binary(ByteBuffer bytes) {
            events.add("binary " + bytes.remaining());
        }

        @Override
        public void closing(int code, String reason) {
            events.add("closing " + code);
        }

        @Override
        public void closed(int code, String reason, boolean clean) {
            events.add("closed " + code + " " + reason + " " + clean);
        }
    }
}
