package dev.selvedge.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DrainTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private final TestNet net = new TestNet(2);
    private final CompletableFuture<Exchange> held = new CompletableFuture<>();

    @AfterEach
    void close() {
        net.close();
    }

    @Test
    void requestsInFlightEndAndIdleConnectionsCloseAtOnce() throws Exception {
        HttpServer server = net.server(held::complete);
        try (RawClient busy = new RawClient(server);
                RawClient idle = new RawClient(server)) {
            busy.send(GET);
            Exchange exchange = held.get(10, TimeUnit.SECONDS);
            TestNet.await(() -> server.connections() == 2);
            CompletableFuture<Void> drained = server.drain(Duration.ofSeconds(20));
            assertThat(idle.rest()).isEmpty();
            assertThatThrownBy(() -> new RawClient(server)).isInstanceOf(ConnectException.class);
            assertThat(drained).isNotDone();
            exchange.respond(200, null, TestNet.TEXT.duplicate(), TestNet.ascii("last"));
            assertThat(busy.rest()).contains("connection: close").endsWith("last");
            busy.socket().shutdownOutput();
            drained.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void whatDoesNotEndIsCut() throws Exception {
        HttpServer server = net.server(held::complete);
        try (RawClient busy = new RawClient(server)) {
            busy.send(GET);
            CompletableFuture<Exchange.Ending> ending = new CompletableFuture<>();
            held.get(10, TimeUnit.SECONDS).onClose(ending::complete);
            server.drain(Duration.ofMillis(200)).get(10, TimeUnit.SECONDS);
            assertThat(busy.rest()).isEmpty();
            assertThat(ending.get(10, TimeUnit.SECONDS)).isNotEqualTo(Exchange.Ending.COMPLETE);
        }
    }

    @Test
    void streamsInFlightEndBeforeTheirConnection() throws Exception {
        HttpServer server = net.server(exchange -> {
            if (exchange.target().equals("/held")) {
                held.complete(exchange);
            } else {
                TestNet.echo(exchange);
            }
        });
        try (java.net.http.HttpClient client = java.net.http.HttpClient.newHttpClient()) {
            client.send(
                    HttpRequest.newBuilder(URI.create(TestNet.url(server, "/"))).build(), BodyHandlers.discarding());
            CompletableFuture<HttpResponse<String>> response = client.sendAsync(
                    HttpRequest.newBuilder(URI.create(TestNet.url(server, "/held")))
                            .build(),
                    BodyHandlers.ofString());
            Exchange exchange = held.get(10, TimeUnit.SECONDS);
            assertThat(exchange.version()).isEqualTo(HttpVersion.HTTP_2);
            CompletableFuture<Void> drained = server.drain(Duration.ofSeconds(20));
            assertThat(drained).isNotDone();
            exchange.respond(200, null, TestNet.TEXT.duplicate(), TestNet.ascii("last"));
            assertThat(response.get(10, TimeUnit.SECONDS).body()).isEqualTo("last");
            drained.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void webSocketsAreClosedWithTheServer() throws Exception {
        CompletableFuture<Integer> code = new CompletableFuture<>();
        HttpServer server = net.server(exchange ->
                exchange.acceptWebSocket(Headers.EMPTY.block(), WebSocketOptions.DEFAULT, new WebSocketReader() {
                    @Override
                    public void text(ByteBuffer utf8) {}

                    @Override
                    public void binary(ByteBuffer bytes) {}

                    @Override
                    public void closed(int how, String reason, boolean clean) {
                        code.complete(how);
                    }
                }));
        try (RawClient client = new RawClient(server)) {
            client.send(
                    "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            assertThat(client.head()).contains("101");
            CompletableFuture<Void> drained = server.drain(Duration.ofSeconds(2));
            assertThat(client.read(4)).startsWith(0x88, 2, 0x03, 0xe9);
            assertThat(code.get(10, TimeUnit.SECONDS)).isEqualTo(1006);
            drained.get(10, TimeUnit.SECONDS);
        }
    }
}
