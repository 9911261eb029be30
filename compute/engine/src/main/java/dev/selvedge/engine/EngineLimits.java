package dev.selvedge.engine;

/**
 * The bounds of an engine that no Worker may move.
 *
 * @param memoryMb old generation of one isolate's heap
 * @param reliefThreads threads that may be busy beside the lanes' leaders
 * @param reliefMs a turn longer than this no longer holds up its lane
 * @param tickMs how often the watchdog looks while turns run
 * @param graceMs CPU that a terminated turn may still burn before its isolate is given up
 * @param recycleMs how long an engine with a thread that cannot be stopped goes on serving its other isolates
 * @param spares isolates restored ahead of need
 */
record EngineLimits(int memoryMb, int reliefThreads, int reliefMs, int tickMs, int graceMs, int recycleMs, int spares) {
    static final EngineLimits DEFAULT = new EngineLimits(128, 16, 20, 5, 250, 5_000, 2);
}
