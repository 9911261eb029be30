package dev.selvedge.net;

import java.nio.ByteBuffer;

/**
 * An open WebSocket, on either side. Calls may come from any thread. Messages are whole; fragmentation, pings and the
 * masking of the protocol stay in here.
 */
public interface WebSocket {
    /** The loop that the socket lives on. */
    Loop loop();

    /** The agreed subprotocol, or empty. */
    String protocol();

    /** Sends UTF-8 text. The buffer must keep its content until {@code written} has run (exactly once, on the loop). */
    void sendText(ByteBuffer utf8, Runnable written);

    /** Sends bytes. The buffer must keep its content until {@code written} has run (exactly once, on the loop). */
    void sendBinary(ByteBuffer bytes, Runnable written);

    /** Sends a ping; the answer comes to {@link WebSocketReader#pong}. At most 125 bytes, copied. */
    void ping(ByteBuffer payload);

    /**
     * Starts, or answers, the closing handshake; nothing can be sent after it. Code 1005 sends a close frame without a code.
     * A peer that does not answer is cut off after {@link WebSocketOptions#closeTimeoutMillis()}.
     *
     * @param reason at most 123 bytes of UTF-8; what is longer is cut
     */
    void close(int code, String reason);

    /** Cuts the connection; the reader hears {@code closed(1006, "", false)}. */
    void abort();

    /** Lets the reader receive this many bytes of messages more (a message that has begun is always completed). */
    void allow(int bytes);

    /** False when the peer reads slowly and more bytes than the high-water mark wait here. */
    boolean writable();
}
