package dev.selvedge.base;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until it is told to move. Safe for use from several threads. */
public final class ManualClock implements Clock {

    private final long startMillis;
    private final AtomicLong nanos = new AtomicLong();

    public ManualClock(long startMillis) {
        this.startMillis = startMillis;
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public long wallMillis() {
        return startMillis + nanos.get() / 1_000_000;
    }

    @Override
    public void sleep(Duration duration) {
        advance(duration);
    }

    public void advance(Duration duration) {
        Invariant.check(!duration.isNegative(), "a clock moves forward only");
        nanos.addAndGet(duration.toNanos());
    }
}
