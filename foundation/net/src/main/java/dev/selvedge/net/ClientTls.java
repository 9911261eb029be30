package dev.selvedge.net;

import io.netty.handler.ssl.SslContext;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The client's TLS contexts, made when the first secure connection is: reading the JDK's trust store takes over 100 ms, which a
 * starting node does not have. Asked on virtual threads only.
 */
final class ClientTls {
    private final ClientOptions options;
    private @Nullable SslContext both;
    private @Nullable SslContext http1Only;

    ClientTls(ClientOptions options) {
        this.options = options;
    }

    synchronized SslContext context(boolean http2) {
        SslContext made = http2 ? both : http1Only;
        if (made != null) {
            return made;
        }
        SSLContext trust = options.tls() == null ? systemTrust() : options.tls();
        SslContext fresh = Tls.client(trust, http2);
        if (http2) {
            both = fresh;
        } else {
            http1Only = fresh;
        }
        return fresh;
    }

    private static SSLContext systemTrust() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no TLS", e);
        }
    }
}
