package dev.selvedge.workers;

import java.time.Duration;

/**
 * Every bound of this module; the defaults are the platform's figures where it publishes one.
 *
 * @param cpuMillis            CPU per request when the version sets none
 * @param memoryMegabytes      per isolate
 * @param subrequests          per request
 * @param startupMillis        CPU of a version's global scope
 * @param waitUntil            how long a context may go on after its response
 * @param drain                how long requests may finish on a version that was replaced
 * @param residentIsolates     isolates that one engine keeps at most; above it the longest idle is unloaded
 * @param idleIsolate          an isolate without a request for so long is unloaded
 * @param idleEngine           an engine (not the default account's) without isolates for so long is stopped
 * @param requestsPerIsolate   requests in flight in one isolate; one more is answered with 503
 * @param waitingPerIsolate    requests that may wait while an isolate is being loaded
 * @param serviceDepth         how deep Workers may call one another within one request
 * @param redirects            hops that a followed fetch may take
 * @param engineMegabytes      resident memory at which an engine is relieved of idle isolates
 * @param engineMegabytesMost  resident memory at which an engine is killed
 * @param engineStart          an engine that has not reported for so long is taken for dead
 * @param probeIdle            how long the engine that checks uploads is kept without work
 * @param prepare              how long checking one upload may take
 * @param actors               the bounds of Durable Objects
 */
public record WorkersLimits(
        int cpuMillis,
        int memoryMegabytes,
        int subrequests,
        int startupMillis,
        Duration waitUntil,
        Duration drain,
        int residentIsolates,
        Duration idleIsolate,
        Duration idleEngine,
        int requestsPerIsolate,
        int waitingPerIsolate,
        int serviceDepth,
        int redirects,
        int engineMegabytes,
        int engineMegabytesMost,
        Duration engineStart,
        Duration probeIdle,
        Duration prepare,
        ActorLimits actors) {

    public static final WorkersLimits DEFAULTS = new WorkersLimits(
            30_000,
            128,
            1_000,
            1_000,
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            200,
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            2_000,
            1_000,
            16,
            20,
            900,
            2_048,
            Duration.ofSeconds(20),
            Duration.ofSeconds(45),
            Duration.ofSeconds(30),
            ActorLimits.DEFAULTS);

    /** Memory that an engine may still take when nothing more is loaded into it. */
    private static final int LAST_MEGABYTES = 256;

    /** What one engine may hold before it is full. */
    Admission.Bounds admission() {
        long most = Math.max(engineMegabytes, engineMegabytesMost - LAST_MEGABYTES);
        return new Admission.Bounds(residentIsolates, (long) engineMegabytes << 20, most << 20);
    }
}
