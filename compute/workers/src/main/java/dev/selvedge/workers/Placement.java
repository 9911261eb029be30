package dev.selvedge.workers;

import java.util.concurrent.atomic.AtomicLong;

/** Which loops have an isolate of one version. Shared between the loops; a wrong guess costs an isolate, nothing else. */
final class Placement {
    private final AtomicLong homes = new AtomicLong();

    void settle(int loop) {
        homes.getAndUpdate(set -> set | (1L << loop));
    }

    void leave(int loop) {
        homes.getAndUpdate(set -> set & ~(1L << loop));
    }

    /** A loop that has one, or -1. */
    int home() {
        long set = homes.get();
        return set == 0 ? -1 : Long.numberOfTrailingZeros(set);
    }
}
