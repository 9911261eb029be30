package dev.selvedge.net;

import java.nio.ByteBuffer;

/** A request under way. Calls may come from any thread; what comes too late does nothing but run {@code written}. */
public interface ClientCall {
    /** Lets the reader receive this many bytes of the response body more. There is none before the first call. */
    void allow(int bytes);

    /** A piece of a streamed request body; the buffer must keep its content until {@code written} has run on the loop. */
    void write(ByteBuffer chunk, Runnable written);

    /** Ends a streamed request body. */
    void finish();

    /** False while more bytes than the high-water mark wait here (also until the connection is made). */
    boolean writable();

    /** Gives up; the reader hears {@link NetFailure.Kind#ABORTED} if it has not heard the end yet. */
    void abort();
}
