package dev.selvedge.net;

/**
 * Bounds of everything that a peer can make large or slow. Cloudflare's figure is the default where it publishes one.
 *
 * @param maxTarget bytes of a request target; more is 414. Cloudflare: 16 KiB of URL
 * @param maxHeaders bytes of all request headers together; more is 431. Cloudflare: 128 KiB
 * @param maxHeaderCount header lines of a request; more is 431
 * @param maxBody bytes of a request body, chunked or not; more is 413. Cloudflare: 100 MB on the first two plans
 * @param inlineBody a body up to this length that arrives with the head is given to the handler whole
 * @param headMillis time for a whole request head, from its first byte (from the accept for the first one); then 408
 * @param idleMillis an idle connection between requests is closed after this
 * @param bodyMillis a wanted body must bring {@code bodyMinimum} bytes in each such time; else 408
 * @param bodyMinimum see {@code bodyMillis}
 * @param writeMillis a client that takes no byte of a waiting response for this long is cut off
 * @param maxConnections connections of one server; more are closed as soon as they are accepted
 * @param maxStreams concurrent streams of one HTTP/2 connection
 * @param maxResets streams that an HTTP/2 client may reset, or make us reset, in 30 s ("rapid reset", CVE-2023-44487)
 * @param maxControls PING, SETTINGS and PRIORITY frames of an HTTP/2 client in 30 s
 * @param lowWater waiting response bytes below which a connection is writable again
 * @param highWater waiting response bytes above which a connection is not writable
 */
public record NetLimits(
        int maxTarget,
        int maxHeaders,
        int maxHeaderCount,
        long maxBody,
        int inlineBody,
        int headMillis,
        int idleMillis,
        int bodyMillis,
        int bodyMinimum,
        int writeMillis,
        int maxConnections,
        int maxStreams,
        int maxResets,
        int maxControls,
        int lowWater,
        int highWater) {
    /** The figures named above, else: 256 headers, 15 s, 75 s, 1 KiB in 30 s, 60 s, 16,384 connections, 128 streams. */
    public static final NetLimits DEFAULT = new NetLimits(
            16 << 10,
            128 << 10,
            256,
            100L << 20,
            64 << 10,
            15_000,
            75_000,
            30_000,
            1024,
            60_000,
            16_384,
            128,
            200,
            1000,
            64 << 10,
            256 << 10);

    /** The same with another bound for request bodies. */
    public NetLimits withMaxBody(long bytes) {
        return new NetLimits(
                maxTarget,
                maxHeaders,
                maxHeaderCount,
                bytes,
                inlineBody,
                headMillis,
                idleMillis,
                bodyMillis,
                bodyMinimum,
                writeMillis,
                maxConnections,
                maxStreams,
                maxResets,
                maxControls,
                lowWater,
                highWater);
    }

    /** The same with other bounds for slow peers. */
    public NetLimits withTimes(int head, int idle, int body, int write) {
        return new NetLimits(
                maxTarget,
                maxHeaders,
                maxHeaderCount,
                maxBody,
                inlineBody,
                head,
                idle,
                body,
                bodyMinimum,
                write,
                maxConnections,
                maxStreams,
                maxResets,
                maxControls,
                lowWater,
                highWater);
    }

    /** The same with other bounds for connections and HTTP/2 streams. */
    public NetLimits withPeers(int connections, int streams) {
        return new NetLimits(
                maxTarget,
                maxHeaders,
                maxHeaderCount,
                maxBody,
                inlineBody,
                headMillis,
                idleMillis,
                bodyMillis,
                bodyMinimum,
                writeMillis,
                connections,
                streams,
                maxResets,
                maxControls,
                lowWater,
                highWater);
    }
}
