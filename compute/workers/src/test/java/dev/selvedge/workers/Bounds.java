package dev.selvedge.workers;

import java.time.Duration;

/** The usual limits with a few of them changed. */
final class Bounds {
    private final WorkersLimits usual = WorkersLimits.DEFAULTS;
    private Duration waitUntil = usual.waitUntil();
    private int isolates = usual.residentIsolates();
    private Duration idle = usual.idleIsolate();
    private Duration engineStart = usual.engineStart();
    private ActorLimits actors = usual.actors();
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

    Bounds engineStart(Duration bound) {
        engineStart = bound;
        return this;
    }

    Bounds actors(ActorLimits bounds) {
        actors = bounds;
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
                engineStart,
                usual.probeIdle(),
                usual.prepare(),
                actors);
    }
}
