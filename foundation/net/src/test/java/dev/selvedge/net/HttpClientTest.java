package dev.selvedge.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.base.Clock;
import dev.selvedge.base.RandomSource;
import dev.selvedge.base.Tasks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpClientTest {
    private static final AddressPolicy LOCAL = AddressPolicy.allowing(List.of("127.0.0.0/8", "::1"));

    private final TestNet net = new TestNet(1);
    private final Loop loop = net.loops().get(0);

    @TempDir
    Path folder = Path.of("");

    @AfterEach
    void close() {
        net.close();
    }

    @Test
    void connectionsArePooled() throws Exception {
        HttpServer server = net.server(TestNet::echo);
        HttpClient client = net.localClient();
        for (int i = 0; i < 5; i++) {
            assertThat(Asking.post(client, loop, TestNet.url(server, "/" + i + "#f"), "b")
                            .text())
                    .isEqualTo("POST /" + i + "\nb");
            assertThat(Asking.get(client, loop, TestNet.url(server, "?q")).text())
                    .isEqualTo("GET /?q\n");
        }
        assertThat(server.accepted()).isEqualTo(1);
    }

    @Test
    void concurrentRequestsWaitInLineForConnections() throws Exception {
        HttpServer server = net.server(exchange -> exchange.loop().schedule(5, () -> TestNet.echo(exchange)));
        ClientOptions few = new ClientOptions(LOCAL, null, 5000, 5000, 5000, 5000, 1 << 16, 100, 3, 30, true);
        HttpClient client = net.client(few);
        List<Asking> all = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            all.add(Asking.get(client, loop, TestNet.url(server, "/" + i)));
        }
        for (int i = 0; i < 30; i++) {
            assertThat(all.get(i).text()).isEqualTo("GET /" + i + "\n");
        }
        assertThat(server.accepted()).isLessThanOrEqualTo(3);
    }

    @Test
    void requestsThatTheServerRefusedToLookAtAreSentAgain() throws Exception {
        LocalAuthority authority = LocalAuthority.in(folder, Clock.system(), RandomSource.secure());
        HttpServer server = net.server(
                NetLimits.DEFAULT.withPeers(100, 5), authority.identity(List.of("localhost")), TestNet::echo);
        HttpClient client = net.client(
                new ClientOptions(LOCAL, authority.trust(), 5000, 5000, 5000, 5000, 1 << 16, 100, 1, 500, true));
        List<Asking> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String url = "https://localhost:" + server.address().getPort() + "/" + i;
            all.add(i % 2 == 0 ? Asking.get(client, loop, url) : Asking.post(client, loop, url, "body"));
        }
        for (int i = 0; i < 50; i++) {
            assertThat(all.get(i).text()).isEqualTo(i % 2 == 0 ? "GET /" + i + "\n" : "POST /" + i + "\nbody");
        }
    }

    @Test
    void nobodyWaitsInLineForEver() throws Exception {
        HttpServer server = net.server(exchange -> {});
        HttpClient client = net.client(new ClientOptions(LOCAL, null, 5000, 300, 300, 5000, 1 << 16, 100, 1, 9, true));
        Asking first = Asking.get(client, loop, TestNet.url(server, "/1"));
        Asking second = Asking.get(client, loop, TestNet.url(server, "/2"));
        assertThat(first.failed()).isEqualTo(NetFailure.Kind.TIMEOUT);
        assertThat(second.failed()).isEqualTo(NetFailure.Kind.TIMEOUT);
    }

    @Test
    void lineHasAnEnd() throws Exception {
        HttpServer server = net.server(exchange -> {});
        ClientOptions few = new ClientOptions(LOCAL, null, 5000, 5000, 5000, 5000, 1 << 16, 100, 1, 1, true);
        HttpClient client = net.client(few);
        List<Asking> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(Asking.get(client, loop, TestNet.url(server, "/" + i)));
        }
        assertThat(all.getLast().failed()).isEqualTo(NetFailure.Kind.BUSY);
    }

    @Test
    void http2IsAgreedOverTlsAndCarriesConcurrentRequests() throws Exception {
        LocalAuthority authority = LocalAuthority.in(folder, Clock.system(), RandomSource.secure());
        HttpServer server = net.server(NetLimits.DEFAULT, authority.identity(List.of("localhost")), TestNet::echo);
        HttpClient client = net.client(
                new ClientOptions(LOCAL, authority.trust(), 5000, 5000, 5000, 5000, 1 << 16, 100, 8, 500, true));
        String url = "https://localhost:" + server.address().getPort();
        List<Asking> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(Asking.post(client, loop, url + "/" + i, "body " + i));
        }
        for (int i = 0; i < 200; i++) {
            assertThat(all.get(i).text()).isEqualTo("POST /" + i + "\nbody " + i);
            assertThat(all.get(i).version()).isEqualTo(HttpVersion.HTTP_2);
        }
        assertThat(server.accepted()).isLessThanOrEqualTo(4);
    }

    @Test
    void certificateMustBeTrustedAndForTheName() throws Exception {
        LocalAuthority authority = LocalAuthority.in(folder, Clock.system(), RandomSource.secure());
        HttpServer server = net.server(NetLimits.DEFAULT, authority.identity(List.of("localhost")), TestNet::echo);
        int port = server.address().getPort();
        assertThat(Asking.get(net.localClient(), loop, "https://localhost:" + port + "/")
                        .failed())
                .isEqualTo(NetFailure.Kind.TLS);
        HttpClient trusting = net.client(new ClientOptions(
                LOCAL,
                Trust.systemAnd(List.of(authority.certificate())),
                5000,
                5000,
                5000,
                5000,
                1 << 16,
                100,
                8,
                9,
                true));
        assertThat(Asking.get(trusting, loop, "https://localhost:" + port + "/").text())
                .isEqualTo("GET /\n");
        assertThat(Asking.get(trusting, loop, "https://other.localhost:" + port + "/")
                        .failed())
                .isEqualTo(NetFailure.Kind.TLS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bodiesStreamBothWaysInBoundedMemory(boolean secure) throws Exception {
        LocalAuthority authority = LocalAuthority.in(folder, Clock.system(), RandomSource.secure());
        HttpServer server = net.server(
                NetLimits.DEFAULT.withMaxBody(1L << 40),
                secure ? authority.identity(List.of("localhost")) : null,
                HttpClientTest::echoStream);
        HttpClient client = net.client(
                new ClientOptions(LOCAL, authority.trust(), 5000, 20_000, 20_000, 5000, 1 << 16, 100, 8, 500, true));
        String url =
                (secure ? "https" : "http") + "://localhost:" + server.address().getPort() + "/";
        long total = 32L << 20;
        AtomicLong outstanding = new AtomicLong();
        AtomicLong most = new AtomicLong();
        AtomicLong received = new AtomicLong();
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        CompletableFuture<ClientCall> call = new CompletableFuture<>();
        ResponseReader reader = new ResponseReader() {
            @Override
            public void head(int status, String reason, Headers headers, HttpVersion version, long length) {}

            @Override
            public void chunk(ByteBuffer bytes) {
                most.accumulateAndGet(outstanding.addAndGet(-bytes.remaining()), Math::max);
                received.addAndGet(bytes.remaining());
                call.join().allow(bytes.remaining());
            }

            @Override
            public void end() {
                done.complete(true);
            }

            @Override
            public void broken(NetFailure failure) {
                done.completeExceptionally(new IllegalStateException(failure.toString()));
            }
        };
        OutgoingRequest request = new OutgoingRequest("POST", url, TestNet.TEXT.duplicate(), null, -1);
        ClientCall sending = client.send(loop, request, reader);
        call.complete(sending);
        sending.allow(256 << 10);
        pump(sending, total, outstanding);
        assertThat(done.get(60, TimeUnit.SECONDS)).isTrue();
        assertThat(received.get()).isEqualTo(total);
        assertThat(most.get()).isLessThan(16 << 20);
    }

    /** Sends pieces, each when the one before was written. */
    private static void pump(ClientCall call, long left, AtomicLong outstanding) {
        if (left == 0) {
            call.finish();
            return;
        }
        outstanding.addAndGet(64 << 10);
        call.write(ByteBuffer.allocate(64 << 10), () -> pump(call, left - (64 << 10), outstanding));
    }

    private static void echoStream(Exchange exchange) {
        exchange.respondStreaming(200, null, TestNet.TEXT.duplicate());
        exchange.readBody(new BodyReader() {
            @Override
            public void chunk(ByteBuffer bytes) {
                int size = bytes.remaining();
                ByteBuffer copy = ByteBuffer.allocate(size).put(bytes).flip();
                exchange.write(copy, () -> exchange.allow(size));
            }

            @Override
            public void end() {
                exchange.finish();
            }

            @Override
            public void broken(NetFailure failure) {
                exchange.breakOff();
            }
        });
        exchange.allow(256 << 10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:1/",
                "http://localhost:1/",
                "http://[::1]:1/",
                "http://x.localhost:1/",
                "http://[::ffff:127.0.0.1]:1/",
                "http://169.254.169.254/",
                "http://0.0.0.0:1/"
            })
    void addressThatIsNotAllowedIsRefused(String url) throws Exception {
        HttpClient client = net.client(ClientOptions.standard(AddressPolicy.PUBLIC_ONLY));
        assertThat(Asking.get(client, loop, url).failed()).isEqualTo(NetFailure.Kind.ADDRESS_REFUSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/relative",
                "ftp://a/",
                "http://",
                "http://a:0/",
                "http://a:99999/",
                "http://a b/",
                "http://a/\r\nx: y",
                "http://a/\u00e9"
            })
    void urlThatMakesNoSenseIsRefused(String url) throws Exception {
        assertThat(Asking.get(net.localClient(), loop, url).failed()).isEqualTo(NetFailure.Kind.PROTOCOL);
    }

    @Test
    void failuresAreTold() throws Exception {
        HttpClient client = net.localClient();
        int unused;
        try (ServerSocket socket = new ServerSocket(0)) {
            unused = socket.getLocalPort();
        }
        assertThat(Asking.get(client, loop, "http://127.0.0.1:" + unused + "/").failed())
                .isEqualTo(NetFailure.Kind.CONNECT);
        assertThat(Asking.get(client, loop, "http://no-such-name.invalid/").failed())
                .isEqualTo(NetFailure.Kind.NAME_UNKNOWN);
        OutgoingRequest split = new OutgoingRequest(
                "GET",
                "http://127.0.0.1:" + unused + "/",
                TestNet.ascii("a: b\r\n\r\nGET /evil"),
                TestNet.ascii(""),
                -1);
        HttpServer server = net.server(TestNet::echo);
        OutgoingRequest evil = new OutgoingRequest("GET", TestNet.url(server, "/"), split.headers(), split.body(), -1);
        assertThat(Asking.send(client, loop, evil).failed()).isEqualTo(NetFailure.Kind.PROTOCOL);
    }

    /** A server that answers each connection's first request with fixed bytes, then closes. */
    private static int canned(String response, AtomicInteger connections) throws IOException {
        ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Tasks.start("canned", () -> {
            try (socket) {
                while (true) {
                    try (Socket client = socket.accept()) {
                        connections.incrementAndGet();
                        byte[] request = new byte[4096];
                        if (client.getInputStream().read(request) > 0) {
                            client.getOutputStream().write(response.getBytes(StandardCharsets.ISO_8859_1));
                        }
                    }
                }
            } catch (IOException e) {
                connections.set(-1);
            }
        });
        return socket.getLocalPort();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 200 OK\nx: y\n\n",
                "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
                "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\n folded: 1\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n"
            })
    void responseThatMakesNoSenseFails(String response) throws Exception {
        int port = canned(response, new AtomicInteger());
        assertThat(Asking.get(net.localClient(), loop, "http://127.0.0.1:" + port + "/")
                        .failed())
                .isEqualTo(NetFailure.Kind.PROTOCOL);
    }

    @Test
    void responseThatEndsEarlyFailsAndOneWithoutLengthEndsWithTheConnection() throws Exception {
        HttpClient client = net.localClient();
        int shortOne = canned("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nabc", new AtomicInteger());
        assertThat(Asking.get(client, loop, "http://127.0.0.1:" + shortOne + "/")
                        .failed())
                .isEqualTo(NetFailure.Kind.PEER_GONE);
        int endless = canned("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nabc", new AtomicInteger());
        assertThat(Asking.get(client, loop, "http://127.0.0.1:" + endless + "/").text())
                .isEqualTo("abc");
        int silent = canned("", new AtomicInteger());
        assertThat(Asking.get(client, loop, "http://127.0.0.1:" + silent + "/").failed())
                .isEqualTo(NetFailure.Kind.PEER_GONE);
    }

    @Test
    void connectionWithUnaskedBytesIsNotUsedAgain() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        int port = canned(
                "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil",
                connections);
        HttpClient client = net.localClient();
        for (int i = 1; i <= 3; i++) {
            assertThat(Asking.get(client, loop, "http://127.0.0.1:" + port + "/")
                            .text())
                    .isEqualTo("ok");
            assertThat(connections).hasValue(i);
        }
    }

    @Test
    void silentServerTimesOut() throws Exception {
        HttpServer server = net.server(exchange -> {});
        HttpClient client = net.client(new ClientOptions(LOCAL, null, 5000, 300, 300, 5000, 1 << 16, 100, 8, 9, true));
        assertThat(Asking.get(client, loop, TestNet.url(server, "/")).failed()).isEqualTo(NetFailure.Kind.TIMEOUT);
        TestNet.await(() -> server.connections() == 0);
    }

    @Test
    void abortedCallEndsAtTheServerToo() throws Exception {
        CompletableFuture<Exchange.Ending> ending = new CompletableFuture<>();
        CompletableFuture<Boolean> reached = new CompletableFuture<>();
        HttpServer server = net.server(exchange -> {
            exchange.onClose(ending::complete);
            reached.complete(true);
        });
        Asking asking = new Asking();
        ClientCall call = net.localClient().send(loop, OutgoingRequest.get(TestNet.url(server, "/")), asking);
        assertThat(reached.get(10, TimeUnit.SECONDS)).isTrue();
        call.abort();
        assertThat(asking.failed()).isEqualTo(NetFailure.Kind.ABORTED);
        assertThat(ending.get(10, TimeUnit.SECONDS)).isEqualTo(Exchange.Ending.CLIENT_GONE);
    }

    @Test
    void headAndEmptyResponsesHaveNoBody() throws Exception {
        HttpServer server = net.server(exchange -> exchange.respond(
                exchange.target().equals("/204") ? 204 : 200, null, TestNet.TEXT.duplicate(), TestNet.ascii("text")));
        HttpClient client = net.localClient();
        OutgoingRequest head =
                new OutgoingRequest("HEAD", TestNet.url(server, "/"), TestNet.TEXT.duplicate(), TestNet.ascii(""), -1);
        Asking asking = Asking.send(client, loop, head);
        assertThat(asking.text()).isEmpty();
        assertThat(asking.headers().get("content-length")).isEqualTo("4");
        assertThat(Asking.get(client, loop, TestNet.url(server, "/204")).text()).isEmpty();
        assertThat(Asking.get(client, loop, TestNet.url(server, "/")).text()).isEqualTo("text");
        assertThat(server.accepted()).isEqualTo(1);
    }
}
