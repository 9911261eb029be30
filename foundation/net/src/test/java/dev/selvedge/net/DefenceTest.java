package dev.selvedge.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the server refuses: broken HTTP/1, too much of it, and too slow. */
class DefenceTest {
    private static final String HOST = "Host: a\r\n";

    private final TestNet net = new TestNet(1);
    private final AtomicInteger handled = new AtomicInteger();

    @AfterEach
    void close() {
        net.close();
    }

    private void count(Exchange exchange) {
        handled.incrementAndGet();
        TestNet.echo(exchange);
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                bad("both lengths", 400, post("Content-Length: 5\r\nTransfer-Encoding: chunked") + "0\r\n\r\n"),
                bad(
                        "both lengths, other order",
                        400,
                        post("Transfer-Encoding: chunked\r\nContent-Length: 5") + "0\r\n\r\n"),
                bad("two lengths", 400, post("Content-Length: 5\r\nContent-Length: 6")),
                bad("two equal lengths", 400, post("Content-Length: 5\r\nContent-Length: 5")),
                bad("length list", 400, post("Content-Length: 5, 5")),
                bad("signed length", 400, post("Content-Length: +5")),
                bad("negative length", 400, post("Content-Length: -5")),
                bad("hexadecimal length", 400, post("Content-Length: 0x5")),
                bad("empty length", 400, post("Content-Length: ")),
                bad("endless length", 400, post("Content-Length: 99999999999999999999")),
                bad("two encodings", 400, post("Transfer-Encoding: gzip, chunked")),
                bad("chunked twice", 400, post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked")),
                bad("unknown encoding", 400, post("Transfer-Encoding: xchunked")),
                bad("identity encoding", 400, post("Transfer-Encoding: identity")),
                bad("encoding with a tab in it", 400, post("Transfer-Encoding: chu\tnked")),
                bad("encoding in HTTP/1.0", 400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                bad("space before the colon", 400, post("Content-Length : 5")),
                bad("folded header", 400, post("X: a\r\n b")),
                bad("line feed alone", 400, "GET / HTTP/1.1\nHost: a\n\n"),
                bad("line feed alone in a header", 400, "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n"),
                bad("carriage return alone", 400, "GET / HTTP/1.1\r\nHost: a\r\nX: b\rY: c\r\n\r\n"),
                bad("NUL in a value", 400, get("X: a\0b")),
                bad("NUL in a name", 400, get("X\0: a")),
                bad("NUL in the target", 400, "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad("no name", 400, get(": a")),
                bad("no colon", 400, get("nonsense")),
                bad("space in the target", 400, "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad("no target", 400, "GET HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad("relative target", 400, "GET a HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad("fragment", 400, "GET /#a HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad("no version", 400, "GET /\r\nHost: a\r\n\r\n"),
                bad("lower-case version", 400, "GET / http/1.1\r\nHost: a\r\n\r\n"),
                bad("other version", 505, "GET / HTTP/3.0\r\nHost: a\r\n\r\n"),
                bad("no host", 400, "GET / HTTP/1.1\r\n\r\n"),
                bad("two hosts", 400, get("Host: b")),
                bad("user name in the host", 400, "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"),
                bad("path in the host", 400, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
                bad("method that is no token", 400, "G(T / HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad("tunnel", 405, "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad("unknown expectation", 417, post("Expect: miracles\r\nContent-Length: 1")),
                bad("TLS on a plain port", 400, "\u0016\u0003\u0001\n\n\n"),
                bad("only empty lines", 400, "\r\n\r\n\r\n"));
    }

    static Stream<Arguments> malformedChunks() {
        return Stream.of(
                bad("no digits", 400, "\r\n"),
                bad("not hexadecimal", 400, "g\r\n"),
                bad("prefix", 400, "0x5\r\nhello\r\n0\r\n\r\n"),
                bad("sign", 400, "+5\r\nhello\r\n0\r\n\r\n"),
                bad("leading space", 400, " 5\r\nhello\r\n0\r\n\r\n"),
                bad("trailing space", 400, "5 \r\nhello\r\n0\r\n\r\n"),
                bad("overflow", 400, "ffffffffffffffff1\r\n"),
                bad("line feed alone", 400, "5\nhello\r\n0\r\n\r\n"),
                bad("longer than it says", 400, "4\r\nhello\r\n0\r\n\r\n"),
                bad("line feed after data", 400, "5\r\nhello\n0\r\n\r\n"),
                bad("control character in an extension", 400, "5;a=\0\r\nhello\r\n0\r\n\r\n"),
                bad("endless extension", 400, "5;" + "a".repeat(400)),
                bad("malformed trailer", 400, "0\r\nno colon\r\n\r\n"),
                bad("header bomb in the trailers", 431, "0\r\n" + ("t: " + "a".repeat(1000) + "\r\n").repeat(20)));
    }

    private static Arguments bad(String name, int status, String request) {
        return Arguments.of(name, status, request);
    }

    private static String post(String headers) {
        return "POST / HTTP/1.1\r\n" + HOST + headers + "\r\n\r\n";
    }

    private static String get(String headers) {
        return "GET / HTTP/1.1\r\n" + HOST + headers + "\r\n\r\n";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void malformedRequestIsRefusedAndTheConnectionClosed(String name, int status, String request) throws Exception {
        HttpServer server = net.server(this::count);
        try (RawClient client = new RawClient(server)) {
            client.send(request + get(""));
            assertThat(client.rest())
                    .as(name)
                    .startsWith("HTTP/1.1 " + status + " ")
                    .contains("connection: close")
                    .containsOnlyOnce("HTTP/1.1");
        }
        assertThat(handled).hasValue(0);
        assertThat(server.rejected()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformedChunks")
    void malformedChunkIsRefusedAndTheConnectionClosed(String name, int status, String body) throws Exception {
        try (RawClient client = new RawClient(net.server(this::count))) {
            client.send(post("Transfer-Encoding: chunked") + body);
            assertThat(client.rest())
                    .as(name)
                    .startsWith("HTTP/1.1 " + status + " ")
                    .containsOnlyOnce("HTTP/1.1");
        }
    }

    @Test
    void noiseIsRefusedWithoutWaitingForALine() throws Exception {
        try (RawClient client = new RawClient(net.server(this::count))) {
            client.send("\u0016\u0003\u0001\u0002\u0000\u0001");
            assertThat(client.rest()).startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void longTargetIsRefused() throws Exception {
        HttpServer server = net.server(this::count);
        assertThat(answer(server, "GET /" + "a".repeat(16_383) + " HTTP/1.1\r\n" + HOST + "\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(answer(server, "GET /" + "a".repeat(16_384) + " HTTP/1.1\r\n" + HOST + "\r\n"))
                .startsWith("HTTP/1.1 414");
        assertThat(answer(server, "GET /" + "a".repeat(100_000))).startsWith("HTTP/1.1 414");
    }

    @Test
    void manyOrLargeHeadersAreRefused() throws Exception {
        HttpServer server = net.server(this::count);
        assertThat(answer(server, get("X: " + "a".repeat(100_000)))).startsWith("HTTP/1.1 200");
        assertThat(answer(server, get("X: " + "a".repeat(132_000)))).startsWith("HTTP/1.1 431");
        assertThat(answer(server, get(("X: " + "a".repeat(1000) + "\r\n").repeat(131) + "Y: 1")))
                .startsWith("HTTP/1.1 431");
        assertThat(answer(server, get("a: 1\r\n".repeat(254) + "Y: 1"))).startsWith("HTTP/1.1 200");
        assertThat(answer(server, get("a: 1\r\n".repeat(256) + "Y: 1"))).startsWith("HTTP/1.1 431");
    }

    private static String answer(HttpServer server, String request) throws IOException {
        try (RawClient client = new RawClient(server)) {
            return client.send(request).response();
        }
    }

    @Test
    void largeBodyIsRefusedBeforeAnybodySeesIt() throws Exception {
        HttpServer server = net.server(NetLimits.DEFAULT.withMaxBody(1000), this::count);
        assertThat(answer(server, post("Content-Length: 1000") + "a".repeat(1000)))
                .startsWith("HTTP/1.1 200");
        assertThat(answer(server, post("Content-Length: 1001") + "a".repeat(1001)))
                .startsWith("HTTP/1.1 413");
        assertThat(handled).hasValue(1);
    }

    @Test
    void largeChunkedBodyIsCutAtTheLimit() throws Exception {
        HttpServer server = net.server(NetLimits.DEFAULT.withMaxBody(1000), this::count);
        String chunk = "1f4\r\n" + "a".repeat(500) + "\r\n";
        assertThat(answer(server, post("Transfer-Encoding: chunked") + chunk + chunk + "0\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(answer(server, post("Transfer-Encoding: chunked") + chunk + chunk + chunk))
                .startsWith("HTTP/1.1 413");
    }

    @Test
    void clientReadsTheRefusalAlthoughItStillSends() throws Exception {
        HttpServer server = net.server(NetLimits.DEFAULT.withMaxBody(1000), this::count);
        try (RawClient client = new RawClient(server)) {
            client.send(post("Content-Length: 900000") + "a".repeat(900_000));
            assertThat(client.rest()).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void slowHeadTimesOut() throws Exception {
        HttpServer server = net.server(NetLimits.DEFAULT.withTimes(300, 10_000, 10_000, 10_000), this::count);
        try (RawClient client = new RawClient(server)) {
            client.send("GET / HTTP/1.1\r\nHo");
            assertThat(client.rest()).startsWith("HTTP/1.1 408");
        }
    }

    @Test
    void silentConnectionIsClosedWithoutAWord() throws Exception {
        HttpServer server = net.server(NetLimits.DEFAULT.withTimes(300, 300, 10_000, 10_000), this::count);
        try (RawClient silent = new RawClient(server);
                RawClient idle = new RawClient(server)) {
            idle.send(get("X: 1")).response();
            assertThat(silent.rest()).isEmpty();
            assertThat(idle.rest()).isEmpty();
        }
    }

    @Test
    void slowBodyTimesOut() throws Exception {
        HttpServer server = net.server(NetLimits.DEFAULT.withTimes(10_000, 10_000, 300, 10_000), this::count);
        try (RawClient client = new RawClient(server)) {
            client.send(post("Content-Length: 5000") + "abc");
            assertThat(client.rest()).startsWith("HTTP/1.1 408");
        }
        assertThat(handled).hasValue(1);
    }

    @Test
    void clientThatDoesNotReadIsCutOff() throws Exception {
        HttpServer server = net.server(
                NetLimits.DEFAULT.withTimes(10_000, 10_000, 10_000, 300),
                exchange -> exchange.respond(200, null, TestNet.TEXT.duplicate(), ByteBuffer.allocate(32 << 20)));
        try (RawClient client = new RawClient(server)) {
            client.send(get(""));
            TestNet.await(() -> server.accepted() == 1 && server.connections() == 0);
        }
    }

    @Test
    void connectionsAboveTheLimitAreClosedAtOnce() throws Exception {
        HttpServer server = net.server(NetLimits.DEFAULT.withPeers(2, 100), this::count);
        try (RawClient first = new RawClient(server);
                RawClient second = new RawClient(server);
                RawClient third = new RawClient(server)) {
            first.send(get("")).response();
            second.send(get("")).response();
            assertThat(readQuietly(third)).isEmpty();
            assertThat(server.refused()).isEqualTo(1);
        }
        TestNet.await(() -> server.connections() == 0);
        assertThat(answer(server, get(""))).startsWith("HTTP/1.1 200");
    }

    private static String readQuietly(RawClient client) {
        try {
            return client.send("GET").rest();
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void bodyThatNobodyReadsDoesNotPoisonTheNextRequest() throws Exception {
        HttpServer server = net.server(
                exchange -> exchange.respond(200, null, TestNet.TEXT.duplicate(), TestNet.ascii(exchange.method())));
        try (RawClient client = new RawClient(server)) {
            String smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
            byte[] body = (smuggled + " ".repeat(100_000)).getBytes(StandardCharsets.US_ASCII);
            client.send(post("Content-Length: " + body.length)).send(body).send("DELETE / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.response()).endsWith("POST");
            assertThat(client.response()).endsWith("DELETE");
        }
    }
}
