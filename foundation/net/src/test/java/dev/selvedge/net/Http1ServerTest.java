package dev.selvedge.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.base.Tasks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class Http1ServerTest {
    private final TestNet net = new TestNet(1);

    @AfterEach
    void close() {
        net.close();
    }

    private RawClient connect(HttpHandler handler) throws IOException {
        return new RawClient(net.server(handler));
    }

    @Test
    void connectionIsKeptForTheNextRequest() throws Exception {
        try (RawClient client = connect(TestNet::echo)) {
            for (int i = 0; i < 3; i++) {
                client.send("GET /" + i + " HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(client.response())
                        .startsWith("HTTP/1.1 200 OK\r\n")
                        .contains("date: ")
                        .endsWith("GET /" + i + "\n");
            }
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        List<Exchange> held = new CopyOnWriteArrayList<>();
        HttpHandler holdFirst = exchange -> {
            if (exchange.target().equals("/0")) {
                held.add(exchange);
            } else {
                TestNet.echo(exchange);
            }
        };
        try (RawClient client = connect(holdFirst)) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                all.append("POST /").append(i).append(" HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
            }
            client.send(all.toString());
            TestNet.await(() -> !held.isEmpty());
            held.getFirst().respond(200, null, TestNet.TEXT.duplicate(), TestNet.ascii("POST /0\nabc"));
            for (int i = 0; i < 20; i++) {
                assertThat(client.response()).endsWith("POST /" + i + "\nabc");
            }
        }
    }

    @Test
    void bodyThatComesByteByByteArrivesWhole() throws Exception {
        try (RawClient client = connect(TestNet::echo)) {
            for (char c :
                    "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x=1\r\nabc\r\n2\r\nde\r\n0\r\nt: 1\r\n\r\n"
                            .toCharArray()) {
                client.send(String.valueOf(c));
            }
            assertThat(client.response()).endsWith("POST /x\nabcde");
            client.send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.response()).endsWith("GET /next\n");
        }
    }

    @Test
    void bodyIsSentOnlyAfterContinueWhenTheClientAsksForIt() throws Exception {
        try (RawClient client = connect(TestNet::echo)) {
            client.send("POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
            assertThat(client.head()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            client.send("body");
            assertThat(client.response()).endsWith("POST /x\nbody");
        }
    }

    @Test
    void refusedExpectationClosesTheConnection() throws Exception {
        try (RawClient client =
                connect(exchange -> exchange.respond(403, null, TestNet.TEXT.duplicate(), TestNet.ascii("no")))) {
            client.send("POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
            assertThat(client.rest())
                    .startsWith("HTTP/1.1 403")
                    .contains("connection: close")
                    .endsWith("no");
        }
    }

    @Test
    void headGetsTheLengthButNoBody() throws Exception {
        try (RawClient client = connect(TestNet::echo)) {
            client.send("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\nGET /y HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.head()).contains("content-length: 8\r\n");
            assertThat(client.response()).endsWith("GET /y\n");
        }
    }

    @Test
    void oldClientsAreAnsweredAndClosed() throws Exception {
        try (RawClient client = connect(TestNet::echo)) {
            client.send("GET /old HTTP/1.0\r\n\r\n");
            assertThat(client.rest()).contains("connection: close").endsWith("GET /old\n");
        }
    }

    @Test
    void streamedResponseIsChunkedAndReportsEachWrite() throws Exception {
        AtomicInteger written = new AtomicInteger();
        HttpHandler stream = exchange -> {
            exchange.respondStreaming(200, "Fine", TestNet.TEXT.duplicate());
            exchange.write(TestNet.ascii("hello "), written::incrementAndGet);
            exchange.write(ByteBuffer.allocateDirect(70_000), written::incrementAndGet);
            exchange.finish();
            exchange.write(TestNet.ascii("too late"), written::incrementAndGet);
        };
        try (RawClient client = connect(stream)) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            String all = client.rest();
            assertThat(all)
                    .startsWith("HTTP/1.1 200 Fine\r\n")
                    .contains("transfer-encoding: chunked")
                    .contains("6\r\nhello \r\n11170\r\n")
                    .endsWith("\r\n0\r\n\r\n");
            TestNet.await(() -> written.get() == 3);
        }
    }

    @Test
    void announcedLengthIsKeptTo() throws Exception {
        ByteBuffer three = Headers.of("content-length", "3").block();
        HttpHandler tooShort = exchange -> {
            exchange.respondStreaming(200, null, three.duplicate());
            exchange.write(TestNet.ascii("ab"), () -> {});
            exchange.finish();
        };
        try (RawClient client = connect(tooShort)) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.rest()).doesNotEndWith("abc").doesNotContain("chunked");
        }
    }

    @Test
    void handlerThatThrowsAnswersFiveHundredAndKeepsTheConnection() throws Exception {
        HttpHandler broken = exchange -> {
            if (exchange.target().equals("/bad")) {
                throw new IllegalStateException("on purpose");
            }
            TestNet.echo(exchange);
        };
        try (RawClient client = connect(broken)) {
            client.send("GET /bad HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.response()).startsWith("HTTP/1.1 500").doesNotContain("purpose");
            client.send("GET /good HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.response()).endsWith("GET /good\n");
        }
    }

    @Test
    void bodyReaderThatThrowsAnswersFiveHundred() throws Exception {
        HttpHandler broken = exchange -> {
            exchange.readBody(new Collecting() {
                @Override
                public void end() {
                    throw new IllegalStateException("on purpose");
                }
            });
            exchange.allow(1000);
        };
        try (RawClient client = connect(broken)) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab");
            assertThat(client.response()).startsWith("HTTP/1.1 500").doesNotContain("purpose");
        }
    }

    @Test
    void malformedHeaderBlocksOfHandlersNeverReachTheWire() throws Exception {
        HttpHandler split = exchange -> exchange.respond(
                200, null, TestNet.ascii(exchange.headers().get("x", "").replace('|', '\n')), TestNet.ascii("x"));
        for (String block : List.of("a: b|evil: 1", "no colon", "a: b", "sp ace: 1")) {
            try (RawClient client = connect(split)) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + block + "\r\n\r\n");
                assertThat(client.response()).startsWith("HTTP/1.1 500").doesNotContain("evil");
            }
        }
    }

    @Test
    void framingHeadersOfHandlersAreDropped() throws Exception {
        ByteBuffer framing = Headers.of(
                        "transfer-encoding", "chunked", "connection", "close", "content-length", "99", "x", "1")
                .block();
        try (RawClient client =
                connect(exchange -> exchange.respond(200, null, framing.duplicate(), TestNet.ascii("body")))) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            String response = client.response();
            assertThat(response)
                    .contains("content-length: 4\r\n")
                    .contains("x: 1\r\n")
                    .doesNotContain("chunked")
                    .doesNotContain("close")
                    .endsWith("body");
        }
    }

    @Test
    void answersMayComeFromAnotherThread() throws Exception {
        HttpHandler elsewhere = exchange -> Tasks.start("answer", () -> {
            exchange.respondStreaming(200, null, TestNet.TEXT.duplicate());
            exchange.write(TestNet.ascii("far"), () -> {});
            exchange.finish();
        });
        try (RawClient client = connect(elsewhere)) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(client.rest()).contains("3\r\nfar\r\n0\r\n\r\n");
        }
    }

    @Test
    void clientThatLeavesIsReported() throws Exception {
        CompletableFuture<Exchange.Ending> ending = new CompletableFuture<>();
        AtomicInteger reached = new AtomicInteger();
        HttpHandler waiting = exchange -> {
            exchange.onClose(ending::complete);
            reached.incrementAndGet();
        };
        try (RawClient client = connect(waiting)) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            TestNet.await(() -> reached.get() == 1);
        }
        assertThat(ending.get(10, TimeUnit.SECONDS)).isEqualTo(Exchange.Ending.CLIENT_GONE);
    }

    @Test
    void halfClosedClientStillGetsAQuickAnswer() throws Exception {
        HttpHandler later = exchange -> exchange.loop().schedule(50, () -> TestNet.echo(exchange));
        try (RawClient client = connect(later)) {
            client.send("GET /half HTTP/1.1\r\nHost: a\r\n\r\n").socket().shutdownOutput();
            assertThat(client.rest()).endsWith("GET /half\n");
        }
    }

    @Test
    void readerWithoutCreditStopsTheClient() throws Exception {
        AtomicLong received = new AtomicLong();
        CompletableFuture<Exchange> begun = new CompletableFuture<>();
        HttpHandler slow = exchange -> {
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
        };
        int size = 32 << 20;
        try (RawClient client = connect(slow)) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n");
            AtomicLong sent = new AtomicLong();
            Thread sender = Tasks.start("sender", () -> {
                byte[] piece = new byte[64 << 10];
                try {
                    while (sent.get() < size) {
                        client.send(piece);
                        sent.addAndGet(piece.length);
                    }
                } catch (IOException e) {
                    sent.set(-1);
                }
            });
            Exchange exchange = begun.get(10, TimeUnit.SECONDS);
            TestNet.await(() -> received.get() == 1000);
            assertThat(received.get()).isEqualTo(1000);
            assertThat(TestNet.settled(sent::get)).isLessThan(size / 2);
            exchange.allow(Integer.MAX_VALUE);
            assertThat(client.response()).endsWith("" + size);
            sender.join();
        }
    }

    @Test
    void slowReaderMakesTheExchangeUnwritableAndBoundsMemory() throws Exception {
        long total = 64L << 20;
        AtomicLong handed = new AtomicLong();
        AtomicLong returned = new AtomicLong();
        ByteBuffer piece = ByteBuffer.allocateDirect(64 << 10);
        HttpHandler stream = exchange -> {
            exchange.respondStreaming(200, null, TestNet.TEXT.duplicate());
            Runnable pump = () -> {
                while (exchange.writable() && handed.get() < total) {
                    handed.addAndGet(piece.remaining());
                    exchange.write(piece.duplicate(), () -> returned.addAndGet(piece.remaining()));
                }
                if (handed.get() == total) {
                    exchange.finish();
                }
            };
            exchange.onWritable(pump);
            pump.run();
        };
        try (RawClient client = connect(stream)) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            TestNet.await(() -> handed.get() > 0);
            long most = 0;
            byte[] sink = new byte[1 << 20];
            long read = 0;
            for (int n = client.socket().getInputStream().read(sink);
                    n > 0;
                    n = client.socket().getInputStream().read(sink)) {
                read += n;
                most = Math.max(most, handed.get() - returned.get());
            }
            assertThat(read).isGreaterThan(total);
            assertThat(most).isLessThan(1 << 20);
        }
    }

    @Test
    void connectionsAreSpreadEvenlyOverTheLoops() throws Exception {
        try (TestNet two = new TestNet(2)) {
            AtomicInteger first = new AtomicInteger();
            HttpServer server = two.server(exchange -> {
                first.addAndGet(exchange.loop().index() == 0 ? 1 : 0);
                TestNet.echo(exchange);
            });
            for (int i = 0; i < 32; i++) {
                RawClient client = new RawClient(server);
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").response();
            }
            assertThat(first.get()).isEqualTo(16);
        }
    }

    @Test
    void targetsAreNormalised() throws Exception {
        try (RawClient client = connect(TestNet::echo)) {
            client.send("GET http://b:1/p?q HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.response()).endsWith("GET /p?q\n");
            client.send("GET /caf\u00c3\u00a9 HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.response()).endsWith("GET /caf%C3%A9\n");
            client.send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.response()).endsWith("OPTIONS *\n");
        }
    }
}
