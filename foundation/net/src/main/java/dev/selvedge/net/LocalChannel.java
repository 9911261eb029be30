package dev.selvedge.net;

import java.nio.ByteBuffer;

/** One Unix socket to a neighbour process on this machine. */
public interface LocalChannel {
    /** The loop that it lives on. */
    Loop loop();

    /**
     * Sends the remaining bytes of the parts, in order, in one system call if the kernel takes them. They are copied: the
     * buffers are the caller's again when the method returns. On the loop only.
     */
    void write(ByteBuffer... parts);

    /** False while more bytes than the high-water mark (1 MiB) wait because the neighbour does not read. */
    boolean writable();

    /** Stops ({@code false}) or goes on delivering what comes in. */
    void reading(boolean wanted);

    /** Closes; the reader hears {@link LocalReader#closed}. From any thread. */
    void close();
}
