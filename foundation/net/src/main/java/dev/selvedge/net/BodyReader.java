package dev.selvedge.net;

import java.nio.ByteBuffer;

/**
 * Receives one body. Called on the loop. Bytes come only while there is credit (given with {@code allow(bytes)}), never
 * more than the credit, and at most 64 KiB at a time; without credit the peer is slowed down by TCP or HTTP/2 windows.
 */
public interface BodyReader {
    /** The buffer is the reader's until the method returns: copy what is needed later. */
    void chunk(ByteBuffer bytes);

    /** The body ended as announced. Nothing follows. */
    void end();

    /** The body will never be whole. Nothing follows. */
    void broken(NetFailure failure);
}
