package dev.selvedge.base;

import java.time.Duration;
import java.time.Instant;

/**
 * The only source of time. It comes in through constructors, so that a test or a simulated cluster can own it; calling
 * the system's clock anywhere else makes that place impossible to replay.
 */
public interface Clock {

    /** Monotonic nanoseconds from an arbitrary origin: for measuring, never for showing. */
    long nanos();

    /** Milliseconds since 1970 UTC. May jump when the machine's clock is corrected. */
    long wallMillis();

    /** Blocks the calling (virtual) thread. A {@link ManualClock} moves itself instead of blocking. */
    void sleep(Duration duration) throws InterruptedException;

    default Instant now() {
        return Instant.ofEpochMilli(wallMillis());
    }

    static Clock system() {
        return SystemClock.INSTANCE;
    }
}
