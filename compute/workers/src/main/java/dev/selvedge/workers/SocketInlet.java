package dev.selvedge.workers;

import java.nio.ByteBuffer;

/** Where what comes in on a WebSocket goes: an isolate, an actor that may sleep, or another loop. On the loop of the socket. */
interface SocketInlet {
    /** Buffers are the caller's again when this returns. */
    void textIn(ByteBuffer utf8);

    void binaryIn(ByteBuffer bytes);

    /** As {@link #textIn(ByteBuffer)} of a buffer that keeps its content until {@code taken} has run. */
    default void textIn(ByteBuffer utf8, Runnable taken) {
        textIn(utf8);
        taken.run();
    }

    default void binaryIn(ByteBuffer bytes, Runnable taken) {
        binaryIn(bytes);
        taken.run();
    }

    /** The other end closed. If that was clean it waits for an answer, as long as {@link #gone} does not follow. */
    void closedIn(int code, String reason, boolean clean);

    /** The other end, which closed before, is over: an answer would reach nobody. */
    default void gone() {}

    /** Runs the task, on the same loop, once what came in before it is taken up: what holds senders back. */
    void whenRoom(Runnable task);
}
