package dev.selvedge.workers;

import java.time.Duration;

/** The usual limits with a few of them changed. */
final class Bounds {
    private final WorkersLimits usual = WorkersLimits.DEFAULTS;
    private Duration waitUntil = usual.waitUntil();
    private int isolates = usual.residentIsolates();
    private Duration idle = usual.idleIsolate();
    private int requests = usual.requestsPerIsolate();

    Bounds waitUntil(Duration bound) {
        waitUntil = bound;
        return this;
    }

    Bounds isolates(int most) {
        isolates = most;
        return this;
    }

    Bounds idle(Duration patience) {
        idle = patience;
        return this;
    }

    Bounds requests(int perIsolate) {
        requests = perIsolate;
        return this;
    }

    WorkersLimits limits() {
        return new WorkersLimits(
                usual.cpuMillis(),
                usual.memoryMegabytes(),
                usual.subrequests(),
                usual.startupMillis(),
                waitUntil,
                usual.drain(),
                isolates,
                idle,
                usual.idleEngine(),
                requests,
                usual.waitingPerIsolate(),
                usual.serviceDepth(),
                usual.redirects(),
                usual.engineMegabytes(),
                usual.engineMegabytesMost(),
                usual.engineStart(),
                usual.probeIdle(),
                usual.prepare(),
                usual.actors());
    }
}
