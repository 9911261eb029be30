package dev.selvedge.front;

import dev.selvedge.base.Clock;
import dev.selvedge.net.LocalAuthority;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Finds the certificate for the name that a client asks for (SNI), and has it signed when it is asked for the first time.
 * One certificate serves all Workers of an account, because a wildcard covers one level. Names that are not ours get no
 * certificate, and there is a bound, so that nobody can make us sign without end.
 */
public final class ServerIdentities extends X509ExtendedKeyManager {

    private static final int MOST = 1000;
    private static final String KEY_TYPE = "EC";
    /** Renewed this long before it ends. */
    private static final Duration MARGIN = Duration.ofDays(30);

    private final LocalAuthority authority;
    private final String suffix;
    private final Predicate<String> customDomains;
    private final Clock clock;
    private final ConcurrentHashMap<String, LocalAuthority.Identity> issued = new ConcurrentHashMap<>();

    /** Serves everything under the suffix, and the custom domains. */
    public ServerIdentities(LocalAuthority authority, String suffix, Predicate<String> customDomains, Clock clock) {
        this.authority = authority;
        this.suffix = suffix;
        this.customDomains = customDomains;
        this.clock = clock;
    }

    /** A TLS context that asks here for its certificates. */
    public SSLContext context() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        // The last null asks for the strongest random source that the platform has.
        context.init(new KeyManager[] {this}, null, null);
        return context;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return engine == null ? null : alias(keyType, engine.getHandshakeSession());
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return socket instanceof SSLSocket secure ? alias(keyType, secure.getHandshakeSession()) : null;
    }

    private @Nullable String alias(String keyType, @Nullable SSLSession handshake) {
        if (!keyType.equals(KEY_TYPE)) {
            return null;
        }
        String host = suffix;
        if (handshake instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                host = name instanceof SNIHostName known ? known.getAsciiName().toLowerCase(Locale.ROOT) : host;
            }
        }
        return zoneOf(host);
    }

    /** The name whose certificate covers the host, or null if the host is not ours. */
    @Nullable
    String zoneOf(String host) {
        if (host.equals(suffix) || customDomains.test(host)) {
            return host;
        }
        if (host.endsWith("." + suffix)) {
            return host.substring(host.indexOf('.') + 1);
        }
        return host.equals("localhost") ? suffix : null;
    }

    private LocalAuthority.@Nullable Identity identity(String zone) {
        LocalAuthority.Identity known = issued.get(zone);
        if (known != null && endOf(known).minus(MARGIN).isAfter(clock.now())) {
            return known;
        }
        if (known == null && issued.size() >= MOST) {
            return null;
        }
        try {
            LocalAuthority.Identity made = authority.issue(namesOf(zone));
            issued.put(zone, made);
            return made;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK cannot sign a certificate", e);
        }
    }

    private static Instant endOf(LocalAuthority.Identity identity) {
        return identity.chain().getFirst().getNotAfter().toInstant();
    }

    private List<String> namesOf(String zone) {
        List<String> names = new ArrayList<>(List.of(zone, "*." + zone));
        if (zone.equals(suffix)) {
            names.add("localhost");
        }
        return names;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        LocalAuthority.Identity identity = identity(alias);
        return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        LocalAuthority.Identity identity = identity(alias);
        return identity == null ? null : identity.key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {suffix};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
