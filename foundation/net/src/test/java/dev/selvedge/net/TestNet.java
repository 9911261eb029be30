package dev.selvedge.net;

import dev.selvedge.base.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Loops, and servers on free ports, for one test; everything ends with it. */
final class TestNet implements AutoCloseable {
    static final ByteBuffer TEXT = Headers.of("content-type", "text/plain").block();

    private final Loops loops;
    private final List<Runnable> open = new ArrayList<>();

    TestNet(int count) {
        loops = Loops.start(count, Clock.system());
    }

    Loops loops() {
        return loops;
    }

    HttpServer server(HttpHandler handler) throws IOException {
        return server(NetLimits.DEFAULT, null, handler);
    }

    HttpServer server(NetLimits limits, HttpHandler handler) throws IOException {
        return server(limits, null, handler);
    }

    HttpServer server(NetLimits limits, @Nullable SSLContext tls, HttpHandler handler) throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        HttpServer server = HttpServer.start(loops, new ServerOptions(any, tls, limits), handler);
        open.add(server::close);
        return server;
    }

    HttpClient client(ClientOptions options) {
        HttpClient client = HttpClient.open(loops, options);
        open.add(client::close);
        return client;
    }

    /** A client that may reach the test's own servers. */
    HttpClient localClient() {
        return client(ClientOptions.standard(AddressPolicy.allowing(List.of("127.0.0.0/8", "::1"))));
    }

    static String url(HttpServer server, String target) {
        return "http://127.0.0.1:" + server.address().getPort() + target;
    }

    /** Answers with the request's method, target and body. */
    static void echo(Exchange exchange) {
        ByteBuffer whole = exchange.wholeBody();
        if (whole != null) {
            answer(exchange, whole);
            return;
        }
        exchange.readBody(new Collecting() {
            @Override
            public void end() {
                answer(exchange, ByteBuffer.wrap(bytes()));
            }
        });
        exchange.allow(Integer.MAX_VALUE);
    }

    private static void answer(Exchange exchange, ByteBuffer body) {
        byte[] start = (exchange.method() + " " + exchange.target() + "\n").getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer all = ByteBuffer.allocate(start.length + body.remaining());
        all.put(start).put(body).flip();
        exchange.respond(200, null, TEXT.duplicate(), all);
    }

    static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    static String string(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    /** Waits for a condition that another thread brings about. */
    static void await(BooleanSupplier condition) throws InterruptedException, TimeoutException {
        long deadline = Clock.system().nanos() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (Clock.system().nanos() > deadline) {
                throw new TimeoutException("the condition did not come true");
            }
            Clock.system().sleep(Duration.ofMillis(2));
        }
    }

    /** Waits until a figure has stopped changing. */
    static long settled(LongSupplier figure) throws InterruptedException, TimeoutException {
        AtomicLong last = new AtomicLong(-1);
        AtomicInteger same = new AtomicInteger();
        await(() -> {
            long now = figure.getAsLong();
            return last.getAndSet(now) == now ? same.incrementAndGet() > 50 : same.getAndSet(0) < 0;
        });
        return last.get();
    }

    @Override
    public void close() {
        open.reversed().forEach(Runnable::run);
        loops.close();
    }
}
