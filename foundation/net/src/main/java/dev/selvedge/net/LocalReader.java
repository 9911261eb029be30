package dev.selvedge.net;

import java.nio.ByteBuffer;

/** Receives what comes in on a {@link LocalChannel}. Called on its loop. */
public interface LocalReader {
    /**
     * All that is there. What the reader leaves between position and limit is shown again, with what came after it: read whole
     * frames and leave the rest. The buffer is valid until the method returns. Throwing closes the channel.
     */
    void read(ByteBuffer bytes);

    /** {@link LocalChannel#writable} became true again. */
    default void writable() {}

    /** The channel is closed; nothing follows. */
    void closed();
}
