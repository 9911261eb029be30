package dev.selvedge.net;

import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How an {@link HttpClient} behaves.
 *
 * @param policy which addresses it may reach
 * @param tls trust for https, or null for the JDK's trust store
 * @param connectMillis time for name, connection and TLS together
 * @param headMillis time from the request's last byte to the response's head
 * @param stallMillis a body that is wanted but brings nothing for this long fails
 * @param idleMillis how long an unused connection is kept
 * @param maxHeaders bytes of all response headers together
 * @param maxHeaderCount response header lines
 * @param maxConnectionsPerOrigin HTTP/1.1 connections to one origin per loop; more requests wait in line
 * @param maxWaiting requests in that line; more fail as {@link NetFailure.Kind#BUSY}
 * @param http2 whether to offer HTTP/2 in ALPN
 */
public record ClientOptions(
        AddressPolicy policy,
        @Nullable SSLContext tls,
        int connectMillis,
        int headMillis,
        int stallMillis,
        int idleMillis,
        int maxHeaders,
        int maxHeaderCount,
        int maxConnectionsPerOrigin,
        int maxWaiting,
        boolean http2) {
    /** Public addresses, the JDK's trust, 15 s to connect, 100 s for a head, 100 s stall, 60 s idle, 128 KiB of headers. */
    public static ClientOptions standard(AddressPolicy policy) {
        return new ClientOptions(policy, null, 15_000, 100_000, 100_000, 60_000, 128 << 10, 512, 64, 1024, true);
    }
}
