package dev.selvedge.workers;

import java.nio.ByteBuffer;

/** Where the bytes of one stream go: a client, an origin, or another isolate. Order: writes, then one end. */
interface ByteSink {
    /** Not copied: the buffer keeps its content until {@code written} has run, once, on any thread. */
    void write(ByteBuffer chunk, Runnable written);

    void finish();

    /** The stream will never be whole. */
    void breakOff(String reason);
}
