package dev.selvedge.webapi;

/** How long work learns that nobody waits for it any more. */
@FunctionalInterface
interface Patience {
    /** Throws {@link HostException} if the work is to stop. Cheap, but not free: once in a millisecond is often enough. */
    void check();
}
