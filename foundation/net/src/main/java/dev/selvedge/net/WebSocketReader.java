package dev.selvedge.net;

import java.nio.ByteBuffer;

/** Receives what comes in on a {@link WebSocket}. Called on its loop; buffers are valid until the method returns. */
public interface WebSocketReader {
    /** A whole text message, checked to be UTF-8. */
    void text(ByteBuffer utf8);

    /** A whole binary message. */
    void binary(ByteBuffer bytes);

    /** The answer to {@link WebSocket#ping}. */
    default void pong(ByteBuffer payload) {}

    /** {@link WebSocket#writable} became true again. */
    default void writable() {}

    /**
     * The peer began the closing handshake; with {@link WebSocketOptions#echoClose()} it is answered by itself, otherwise the
     * owner must call {@link WebSocket#close}. {@link #closed} follows.
     */
    default void closing(int code, String reason) {}

    /**
     * The socket is closed; nothing follows.
     *
     * @param code the peer's close code, 1005 if it gave none, 1006 if the connection just ended
     * @param clean whether the closing handshake was complete
     */
    void closed(int code, String reason, boolean clean);
}
