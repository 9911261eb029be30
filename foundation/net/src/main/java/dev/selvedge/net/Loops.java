package dev.selvedge.net;

import dev.selvedge.base.Clock;
import org.jspecify.annotations.Nullable;

/** The event loops of a node: as many as there are lanes in an engine, so that loop {@code i} feeds lane {@code i}. */
public interface Loops extends AutoCloseable {
    /**
     * Starts the loops on epoll, or on NIO where the native library does not load (that is logged).
     *
     * @param count from 1 to 64
     */
    static Loops start(int count, Clock clock) {
        return new NettyLoops(count, clock);
    }

    /** How many there are. */
    int size();

    /** Loop {@code index}, from 0. */
    Loop get(int index);

    /** The loops in turn: for work that has no home. */
    Loop next();

    /** The loop whose thread is calling, or null. */
    @Nullable
    Loop current();

    /** Whether epoll carries them. */
    boolean epoll();

    /** Closes what lives on the loops and ends their threads; waits a few seconds at most. */
    @Override
    void close();
}
