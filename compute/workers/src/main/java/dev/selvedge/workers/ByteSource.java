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
}
