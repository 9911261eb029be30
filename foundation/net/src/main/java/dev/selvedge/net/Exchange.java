package dev.selvedge.net;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response. It lives on one loop; the response calls may come from any thread, and are cheapest on the
 * loop. A call that comes too late (the client is gone, the response is finished) does nothing except run its
 * {@code written} callback.
 *
 * <p>Order of a response: {@link #respond} alone, or {@link #respondStreaming}, any number of {@link #write}, then
 * {@link #finish} or {@link #breakOff}, or {@link #acceptWebSocket} alone.
 *
 * <p>A header block is {@code name: value\r\n} lines in ISO-8859-1, without the empty line. It is checked: a line with CR,
 * LF or NUL in it, or a name that is no token, is a programmer's error and answers 500. Hop-by-hop headers in it are
 * dropped; framing is this module's business. {@code date} is added when it is missing.
 */
public interface Exchange {
    /** The loop that this exchange lives on. */
    Loop loop();

    /** As sent, case kept: {@code GET}. */
    String method();

    /** Path and query as sent, in origin form ({@code /a?b}), or {@code *} for OPTIONS. ASCII, 16 KiB at most. */
    String target();

    /** Host and port as the client named it: {@code Host} or {@code :authority}; empty only in HTTP/1.0. */
    String authority();

    /** Whether the client speaks TLS to us. */
    boolean secure();

    /** The protocol of the client's connection. */
    HttpVersion version();

    /** Where the connection comes from. */
    InetSocketAddress peer();

    /** Request headers, names in lower case; {@code host} is there for HTTP/2 too. */
    Headers headers();

    /** Whether a request body follows or is here. */
    boolean hasBody();

    /** Announced length of the request body in bytes, -1 if it is not announced, 0 if there is none. */
    long contentLength();

    /**
     * The whole request body, if it was small ({@link NetLimits#inlineBody()}) and arrived together with the head; empty
     * without a body; null if it has to be read with {@link #readBody}. Valid until the handler returns.
     */
    @Nullable
    ByteBuffer wholeBody();

    /**
     * Starts reading the request body; give credit with {@link #allow}. On the loop only, once. What is never read is
     * drained or cut off by the server after the response. Not reading sends no {@code 100 Continue}.
     */
    void readBody(BodyReader reader);

    /** Lets the reader receive this many bytes more. */
    void allow(int bytes);

    /**
     * A whole response. Headers and body are copied before the method returns. A body for HEAD, 204 or 304 is left out;
     * its length is still announced for HEAD.
     *
     * @param reason the reason phrase, or null for the usual one; HTTP/2 has none
     */
    void respond(int status, @Nullable String reason, ByteBuffer headers, ByteBuffer body);

    /**
     * The head of a response whose body follows with {@link #write}. A {@code content-length} in the headers is announced and
     * kept to (a body that is too short or too long breaks the exchange off); without one the body is chunked.
     */
    void respondStreaming(int status, @Nullable String reason, ByteBuffer headers);

    /**
     * A piece of the body, not copied: the buffer must keep its content until {@code written} has run (on the loop, exactly
     * once, whether it was sent or the exchange died).
     */
    void write(ByteBuffer chunk, Runnable written);

    /** Ends a streamed body. */
    void finish();

    /** Ends the exchange so that the client can see that the response is not whole. */
    void breakOff();

    /** False when the peer reads slowly and more bytes than the high-water mark wait here. */
    boolean writable();

    /** Called on the loop each time {@link #writable} becomes true again. One callback; the last one given counts. */
    void onWritable(Runnable callback);

    /** Whether {@link #acceptWebSocket} is possible: a correct WebSocket handshake over HTTP/1.1. */
    boolean webSocketRequested();

    /**
     * Answers 101 and turns the connection into a WebSocket. The subprotocol is what {@code sec-websocket-protocol} in the
     * headers says, if anything.
     *
     * @throws IllegalStateException if {@link #webSocketRequested} is false
     */
    WebSocket acceptWebSocket(ByteBuffer headers, WebSocketOptions options, WebSocketReader reader);

    /**
     * Called on the loop exactly once when the exchange is over, at once if it is over already. For a WebSocket, when the
     * socket is closed. Several callbacks may be given.
     */
    void onClose(Consumer<Ending> callback);

    /** Status of the response head that was handed over, 0 if there is none yet. */
    int status();

    /** Bytes of request body received so far. */
    long bytesIn();

    /** Bytes of response body handed over so far. */
    long bytesOut();

    /** How an exchange ended. */
    enum Ending {
        /** The response was handed over whole. */
        COMPLETE,
        /** The client closed, reset or stopped reading before that. */
        CLIENT_GONE,
        /** {@link #breakOff}, a handler's exception, or the end of the server. */
        BROKEN_OFF
    }
}
