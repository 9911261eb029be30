package dev.selvedge.workers;

import java.util.Set;

/** What the end of an engine says about the Worker that was on the CPU. */
enum Evidence {
    /** V8 or the JVM gave up, or the node had a reason to end it: that Worker did it. */
    CLEAR,
    /** It was killed while memory was short, and an engine goes first: perhaps for what that Worker took, perhaps for others. */
    FAINT,
    /** It was killed from outside for no reason that the node knows, as a person may do: that Worker is as good as any. */
    NONE;

    /** What a process that a signal ended tells its parent. */
    private static final int SIGNALLED = 128;

    /** SIGHUP, SIGINT, SIGKILL, SIGTERM: no program does that to itself. The kernel's choice when memory is short is SIGKILL. */
    private static final Set<Integer> FROM_OUTSIDE = Set.of(1, 2, 9, 15);

    /** Out of a code that the node did not cause. */
    static Evidence of(int exitCode, boolean memoryWasShort) {
        if (!FROM_OUTSIDE.contains(exitCode - SIGNALLED)) {
            return CLEAR;
        }
        return memoryWasShort ? FAINT : NONE;
    }
}
