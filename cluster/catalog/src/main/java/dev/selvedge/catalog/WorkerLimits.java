package dev.selvedge.catalog;

/**
 * Limits that the owner of a Worker asked for; 0 = the platform's default.
 *
 * @param cpuMillis CPU time a request may take
 * @param subrequests outgoing requests a request may make
 */
public record WorkerLimits(int cpuMillis, int subrequests) {
    public static final WorkerLimits DEFAULT = new WorkerLimits(0, 0);
}
