package dev.selvedge.net;

import java.nio.ByteBuffer;

/**
 * Receives one body. Called on the loop. Bytes come only while there is credit (given with {@code allow(bytes)}), never
 * more than the credit, and at most 64 KiB at a time; without credit the peer is slowed down by TCP or HTTP/2 windows.
 */
public interface BodyReader {
    /** The buffer is the reader's until the method returns: copy what is needed later. */
    void chunk(ByteBuffer bytes);

    /** Whether the reader keeps buffers for a while: it then hears {@link #kept} instead of {@link #chunk}. */
    default boolean keeps() {
        return false;
    }

    /** The buffer is the reader's until it runs {@code release}, which it does exactly once, on any thread. */
    default void kept(ByteBuffer bytes, Runnable release) {
        chunk(bytes);
        release.run();
    }

    /** The body ended as announced. Nothing follows. */
    void end();

    /** The body will never be whole. Nothing follows. */
    void broken(NetFailure failure);
}
