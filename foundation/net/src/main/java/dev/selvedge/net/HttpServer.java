package dev.selvedge.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A listening HTTP server: HTTP/1.1 and HTTP/2, in the clear (prior knowledge and upgrade) or over TLS (ALPN). Its
 * connections are spread evenly over the loops and stay where they are.
 */
public interface HttpServer extends AutoCloseable {
    /**
     * Binds and serves.
     *
     * @throws IOException if the address is taken or not ours; the message names the address
     */
    static HttpServer start(Loops loops, ServerOptions options, HttpHandler handler) throws IOException {
        return new NettyHttpServer((NettyLoops) loops, options, handler);
    }

    /** Where it listens, with the real port. */
    InetSocketAddress address();

    /** Open connections now. */
    int connections();

    /** Connections accepted since the start. */
    long accepted();

    /** Connections refused since the start because {@link NetLimits#maxConnections} was reached. */
    long refused();

    /** Malformed, oversized and too slow requests since the start, which no handler has seen. */
    long rejected();

    /**
     * Stops accepting, tells the clients ({@code Connection: close}, GOAWAY), lets what is in flight end, and closes. What is
     * still there after the bound is cut. Completes when no connection is left.
     */
    CompletableFuture<Void> drain(Duration bound);

    /** Cuts everything at once. */
    @Override
    void close();
}
