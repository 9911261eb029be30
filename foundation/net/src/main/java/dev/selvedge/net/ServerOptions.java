package dev.selvedge.net;

import java.net.InetSocketAddress;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What one listener is made of.
 *
 * @param address where to listen; port 0 takes a free one
 * @param tls the server's identity, or null for plain text; certificates are chosen by its key manager
 * @param limits its bounds
 */
public record ServerOptions(
        InetSocketAddress address, @Nullable SSLContext tls, NetLimits limits) {
    /** Plain HTTP with the default limits. */
    public static ServerOptions plain(InetSocketAddress address) {
        return new ServerOptions(address, null, NetLimits.DEFAULT);
    }
}
