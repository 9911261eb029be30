package dev.selvedge.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.base.RandomSource;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Http2ServerTest {
    private final TestNet net = new TestNet(1);
    private java.net.http.HttpClient client = java.net.http.HttpClient.newHttpClient();

    @BeforeEach
    void open() {
        client = java.net.http.HttpClient.newBuilder()
                .version(java.net.http.HttpClient.Version.HTTP_2)
                .build();
    }

    @AfterEach
    void close() {
        client.shutdownNow();
        net.close();
    }

    private static HttpRequest.Builder request(HttpServer server, String target) {
        return HttpRequest.newBuilder(URI.create(TestNet.url(server, target)));
    }

    @Test
    void clearTextConnectionIsUpgraded() throws Exception {
        HttpServer server = net.server(exchange -> {
            assertThat(exchange.headers().get("host")).isEqualTo(exchange.authority());
            TestNet.echo(exchange);
        });
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> response =
                    client.send(request(server, "/up?" + i).build(), BodyHandlers.ofString());
            assertThat(response.version()).isEqualTo(java.net.http.HttpClient.Version.HTTP_2);
            assertThat(response.body()).isEqualTo("GET /up?" + i + "\n");
            assertThat(response.headers().firstValue("date")).isPresent();
        }
        assertThat(server.accepted()).isEqualTo(1);
    }

    @Test
    void manyStreamsShareOneConnection() throws Exception {
        HttpServer server = net.server(TestNet::echo);
        client.send(request(server, "/first").build(), BodyHandlers.ofString());
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            HttpRequest post = request(server, "/" + i)
                    .POST(BodyPublishers.ofString("body " + i))
                    .build();
            all.add(client.sendAsync(post, BodyHandlers.ofString()));
        }
        for (int i = 0; i < 80; i++) {
            assertThat(all.get(i).get(20, TimeUnit.SECONDS).body()).isEqualTo("POST /" + i + "\nbody " + i);
        }
        assertThat(server.accepted()).isEqualTo(1);
    }

    @Test
    void largeUploadStaysWithinItsWindow() throws Exception {
        AtomicLong received = new AtomicLong();
        CompletableFuture<Exchange> begun = new CompletableFuture<>();
        HttpServer server = net.server(exchange -> {
            if (!exchange.hasBody()) {
                TestNet.echo(exchange);
                return;
            }
            exchange.readBody(new BodyReader() {
                @Override
                public void chunk(ByteBuffer bytes) {
                    received.addAndGet(bytes.remaining());
                }

                @Override
                public void end() {
                    exchange.respond(200, null, TestNet.TEXT.duplicate(), TestNet.ascii("" + received.get()));
                }

                @Override
                public void broken(NetFailure failure) {}
            });
            exchange.allow(1000);
            begun.complete(exchange);
        });
        client.send(request(server, "/").build(), BodyHandlers.discarding());
        int size = 24 << 20;
        CompletableFuture<HttpResponse<String>> response = client.sendAsync(
                request(server, "/")
                        .POST(BodyPublishers.ofByteArray(new byte[size]))
                        .build(),
                BodyHandlers.ofString());
        Exchange exchange = begun.get(10, TimeUnit.SECONDS);
        assertThat(TestNet.settled(received::get)).isEqualTo(1000);
        assertThat(TestNet.settled(exchange::bytesIn)).isLessThanOrEqualTo(256 << 10);
        exchange.allow(Integer.MAX_VALUE);
        assertThat(response.get(20, TimeUnit.SECONDS).body()).isEqualTo("" + size);
    }

    @Test
    void largeDownloadIsPacedByTheClientsWindow() throws Exception {
        byte[] body = new byte[24 << 20];
        RandomSource.seeded(1).fill(body);
        AtomicInteger at = new AtomicInteger();
        HttpServer server = net.server(exchange -> {
            exchange.respondStreaming(200, null, TestNet.TEXT.duplicate());
            Runnable pump = () -> {
                while (exchange.writable() && at.get() < body.length) {
                    int size = Math.min(100_000, body.length - at.get());
                    exchange.write(ByteBuffer.wrap(body, at.getAndAdd(size), size), () -> {});
                }
                if (at.get() == body.length) {
                    exchange.finish();
                }
            };
            exchange.onWritable(pump);
            pump.run();
        });
        HttpResponse<byte[]> response = client.send(request(server, "/").build(), BodyHandlers.ofByteArray());
        assertThat(response.body()).isEqualTo(body);
    }

    @Test
    void clientThatCancelsIsReported() throws Exception {
        CompletableFuture<Exchange.Ending> ending = new CompletableFuture<>();
        CompletableFuture<Boolean> reached = new CompletableFuture<>();
        HttpServer server = net.server(exchange -> {
            if (exchange.target().equals("/wait")) {
                exchange.onClose(ending::complete);
                reached.complete(true);
            } else {
                TestNet.echo(exchange);
            }
        });
        client.send(request(server, "/").build(), BodyHandlers.discarding());
        CompletableFuture<HttpResponse<String>> waiting =
                client.sendAsync(request(server, "/wait").build(), BodyHandlers.ofString());
        assertThat(reached.get(10, TimeUnit.SECONDS)).isTrue();
        waiting.cancel(true);
        assertThat(ending.get(10, TimeUnit.SECONDS)).isEqualTo(Exchange.Ending.CLIENT_GONE);
    }

    @Test
    void largeBodyIsRefused() throws Exception {
        AtomicInteger handled = new AtomicInteger();
        HttpServer server = net.server(NetLimits.DEFAULT.withMaxBody(1000), exchange -> {
            handled.incrementAndGet();
            TestNet.echo(exchange);
        });
        client.send(request(server, "/").build(), BodyHandlers.discarding());
        HttpRequest post = request(server, "/")
                .POST(BodyPublishers.ofByteArray(new byte[1001]))
                .build();
        assertThat(client.send(post, BodyHandlers.ofString()).statusCode()).isEqualTo(413);
        assertThat(handled).hasValue(1);
    }

    @Test
    void longTargetIsRefused() throws Exception {
        HttpServer server = net.server(TestNet::echo);
        client.send(request(server, "/").build(), BodyHandlers.discarding());
        HttpResponse<String> response =
                client.send(request(server, "/" + "a".repeat(16_384)).build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(414);
    }

    @Test
    void handlerThatThrowsAnswersFiveHundred() throws Exception {
        HttpServer server = net.server(exchange -> {
            throw new IllegalStateException("on purpose");
        });
        assertThat(client.send(request(server, "/").build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(500);
        assertThat(client.send(request(server, "/").build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(500);
        assertThat(server.accepted()).isEqualTo(1);
    }

    @Test
    void brokenOffResponseIsSeenAsBroken() throws Exception {
        HttpServer server = net.server(exchange -> {
            if (exchange.target().equals("/")) {
                TestNet.echo(exchange);
                return;
            }
            exchange.respondStreaming(200, null, TestNet.TEXT.duplicate());
            exchange.write(TestNet.ascii("part"), exchange::breakOff);
        });
        client.send(request(server, "/").build(), BodyHandlers.discarding());
        CompletableFuture<HttpResponse<String>> broken =
                client.sendAsync(request(server, "/broken").build(), BodyHandlers.ofString());
        assertThat(broken).failsWithin(Duration.ofSeconds(10));
    }
}
