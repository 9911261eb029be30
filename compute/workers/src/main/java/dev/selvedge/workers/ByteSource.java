package dev.selvedge.workers;

import dev.selvedge.net.BodyReader;

/** Where the bytes of one stream come from. Calls may come from any loop; the reader is called on {@code home}'s loop. */
interface ByteSource {
    /** Starts reading with this much credit; the reader hears everything on the loop of its lane. */
    void start(Lane home, BodyReader reader, int credit);

    /** Lets so many bytes more come. */
    void allow(int bytes);

    /** Nobody reads any more. */
    void stop();

    /** Announced length in bytes, -1 if nobody knows. */
    default long length() {
        return -1;
    }

    /** The content encoding that {@link #raw} is in; empty if this is all there is. */
    default String encoding() {
        return "";
    }

    /** The same bytes as they came, before they were unpacked. */
    default ByteSource raw() {
        return this;
    }
}
