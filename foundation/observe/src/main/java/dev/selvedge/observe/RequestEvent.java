package dev.selvedge.observe;

/**
 * What one finished request leaves behind: the access log prints it, the figures sum it.
 *
 * @param ray            see {@link RayIds}
 * @param startMillis    wall clock when the request head was complete
 * @param durationMicros from the head to the last byte of the answer
 * @param cpuMicros      time its Worker spent on the CPU; 0 when none ran
 * @param script         name of the Worker, or empty
 * @param outcome        ok, exception, exceededCpu, exceededMemory, canceled, or empty when no Worker ran
 * @param httpVersion    10, 11, 20 or 30
 */
public record RequestEvent(
        long ray,
        long startMillis,
        long durationMicros,
        long cpuMicros,
        String clientIp,
        String method,
        String host,
        String target,
        int httpVersion,
        int status,
        long bytesIn,
        long bytesOut,
        String script,
        String version,
        String outcome) {

    /** Takes events; called on an event loop, so it must never block. */
    @FunctionalInterface
    public interface Sink {
        void accept(RequestEvent event);
    }
}
