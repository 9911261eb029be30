package dev.selvedge.net;

import io.netty.buffer.ByteBuf;

/** What carries one outgoing call: an HTTP/1 connection for its turn, or a stream of HTTP/2. On the loop. */
interface ClientStream {
    /** A piece of the request body; takes ownership. */
    void sendData(ByteBuf bytes, Runnable written);

    /** The request is whole. */
    void sendEnd();

    boolean writable();

    /** The response's reader took this many bytes. */
    void consumed(int bytes);

    void demandChanged();

    /** Nobody wants the rest. */
    void cut();
}
