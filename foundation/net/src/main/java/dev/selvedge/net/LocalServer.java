package dev.selvedge.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Listens on a Unix stream socket (mode 0600). The first bytes of each connection, its greeting, say on which loop it is to
 * live: engine lane {@code i} must meet loop {@code i}.
 */
public interface LocalServer extends AutoCloseable {
    /**
     * Binds; an old socket file in the way is replaced.
     *
     * @param greetingBytes length of the greeting, at least 1
     * @throws IOException if the path cannot be bound
     */
    static LocalServer listen(Loops loops, Path path, int greetingBytes, Receptionist receptionist) throws IOException {
        return new NettyLocalServer((NettyLoops) loops, path, greetingBytes, receptionist);
    }

    /** Stops listening and removes the file; accepted channels stay. */
    @Override
    void close();

    /** Decides about each connection. */
    interface Receptionist {
        /**
         * The greeting is there; called on some loop.
         *
         * @return the loop to live on, or null to refuse
         */
        @Nullable
        Loop place(ByteBuffer greeting);

        /**
         * Called on that loop.
         *
         * @return who reads the channel
         */
        LocalReader accepted(LocalChannel channel, ByteBuffer greeting);
    }
}
