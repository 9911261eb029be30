package dev.selvedge.workers;

import java.nio.ByteBuffer;

/** The far end of an isolate's WebSocket: a client, an origin, or another isolate. Calls come on the lane's loop. */
interface SocketPeer {
    /** Not copied: the buffer keeps its content until {@code written} has run. */
    void text(ByteBuffer utf8, Runnable written);

    void binary(ByteBuffer bytes, Runnable written);

    void close(int code, String reason);

    /** The isolate is gone. */
    void abort();
}
