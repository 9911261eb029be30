package dev.selvedge.net;

/**
 * Something with deadlines. Its loop asks it a few times a second, which is far cheaper than a timer per request: a request
 * only writes a number.
 */
interface Watched {
    /** Looks whether a deadline has passed, and acts. On the loop. */
    void check(long nowMillis);

    /** Wants to flush at the end of the round. */
    interface Flush {
        /** Writes out what was collected. On the loop. */
        void flushNow();
    }
}
