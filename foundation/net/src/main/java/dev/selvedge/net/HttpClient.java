package dev.selvedge.net;

/**
 * Makes requests for Workers: pooled connections per origin on the caller's loop, HTTP/1.1 and HTTP/2, TLS, streaming both
 * ways. It follows no redirects, keeps no cookies, decompresses nothing, and reaches only what {@link AddressPolicy} permits.
 */
public interface HttpClient extends AutoCloseable {
    /** A client on these loops. */
    static HttpClient open(Loops loops, ClientOptions options) {
        return new NettyHttpClient((NettyLoops) loops, options);
    }

    /** Sends the request on this loop. Failures come to the reader's {@code broken}, also those of the arguments. */
    ClientCall send(Loop loop, OutgoingRequest request, ResponseReader reader);

    /** Opens a WebSocket; the request's method and body are not used. The call can only be aborted. */
    ClientCall openWebSocket(Loop loop, OutgoingRequest request, WebSocketOptions options, WebSocketOpening opening);

    /** Cuts every connection; what is under way is broken as aborted. */
    @Override
    void close();
}
