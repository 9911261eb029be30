package dev.selvedge.workers;

import dev.selvedge.turn.FrameBatch;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Whoever waits for the end of one invocation: a client, another Worker, or the cron ticker. Its methods are called on the
 * loop of the lane that runs the invocation.
 */
interface Caller extends Refusal {
    /** Makes the request independent of the event-loop round it arrived in, because it has to wait or to move. */
    void capture();

    /** Most bytes of text that {@link #write} puts. */
    int room();

    /**
     * Puts the REQUEST or EVENT record with its text.
     *
     * @param actor number of the actor that it is for, or 0 for an entry point of the Worker
     */
    void write(FrameBatch batch, int id, int actor);

    /** Where the request's body streams from; null if it was written whole. */
    @Nullable
    ByteSource body();

    /** The invocation has begun. */
    void began(Flight flight);

    /** Whether a body of the answer goes anywhere: nobody reads the body of an answer to HEAD. */
    boolean wantsBody();

    /** Whether the answer goes out as it is: it then has to be in the encoding that its headers name. */
    boolean wantsEncoded();

    /** A whole answer; the buffers are the caller's only until this returns. */
    void respond(AnswerHead head, ByteBuffer body);

    /** The head of an answer that streams. */
    ByteSink respondStreaming(AnswerHead head);

    /** The Worker accepted a WebSocket; null if the caller cannot have one. */
    @Nullable
    SocketPeer acceptSocket(ByteBuffer headers, SocketInlet link);

    /** Why {@link #acceptSocket} gave nothing. */
    default WorkerError noSocket() {
        return WorkerError.EXCEPTION;
    }

    /** As {@link #fail}, where the callee knows more: JSON of an error, for who can tell it to a Worker. */
    default void thrown(byte[] error) {
        fail(WorkerError.EXCEPTION, "", 0);
    }

    /** The Worker failed and asked that its origin answer instead; false if there is none. */
    boolean passThrough();

    /** The invocation is over; {@link Flight} says how. */
    void ended(Flight flight);

    /** Where this invocation stands among those of one request. */
    Lineage lineage();

    /** See {@link dev.selvedge.observe.RayIds}. */
    long ray();

    /** Of the Worker, if it is no actor that is called: 0 is the default export, n the n-th of the named ones. */
    default int entrypoint() {
        return 0;
    }

    /** Whether it calls a method: what would be a socket is a link then, over which calls go on. */
    default boolean calls() {
        return false;
    }

    /** What a tail shows as the event. */
    TailSubject subject();
}
