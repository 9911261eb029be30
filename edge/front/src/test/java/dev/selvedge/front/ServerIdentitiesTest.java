package dev.selvedge.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvedge.base.Clock;
import dev.selvedge.base.RandomSource;
import dev.selvedge.base.Tasks;
import dev.selvedge.net.LocalAuthority;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ServerIdentitiesTest {

    private static final String SUFFIX = "workers.localhost";

    @TempDir
    Path folder;

    private LocalAuthority authority;
    private ServerIdentities identities;

    @BeforeEach
    void open() throws IOException {
        authority = LocalAuthority.in(folder, Clock.system(), RandomSource.secure());
        identities = new ServerIdentities(authority, SUFFIX, "shop.example"::equals, Clock.system());
    }

    @Test
    void eachAccountHasAWildcardAndForeignNamesHaveNothing() {
        assertThat(identities.zoneOf("hello." + SUFFIX)).isEqualTo(SUFFIX);
        assertThat(identities.zoneOf("hello.team." + SUFFIX)).isEqualTo("team." + SUFFIX);
        assertThat(identities.zoneOf("shop.example")).isEqualTo("shop.example");
        assertThat(identities.zoneOf("bank.example")).isNull();
        assertThat(identities.zoneOf("evil" + SUFFIX)).isNull();
    }

    @Test
    void aClientThatTrustsTheAuthorityIsServedUnderEveryNameOfOurs() throws Exception {
        assertThat(handshake("hello." + SUFFIX)).isEqualTo(SUFFIX);
        assertThat(handshake("hello.team." + SUFFIX)).isEqualTo("team." + SUFFIX);
        assertThat(handshake("shop.example")).isEqualTo("shop.example");
        assertThatThrownBy(() -> handshake("bank.example")).isInstanceOf(SSLHandshakeException.class);
    }

    /** Shakes hands over a real socket, checking the host as browsers do, and gives the name on the certificate. */
    private String handshake(String host) throws Exception {
        SSLContext server = identities.context();
        try (SSLServerSocket listener =
                (SSLServerSocket) server.getServerSocketFactory().createServerSocket(0)) {
            Thread accepting = Tasks.start("accept", () -> accept(listener));
            try (SSLSocket socket =
                    (SSLSocket) trusting().getSocketFactory().createSocket("127.0.0.1", listener.getLocalPort())) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setServerNames(List.of(new SNIHostName(host)));
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                X509Certificate leaf = (X509Certificate) socket.getSession().getPeerCertificates()[0];
                return leaf.getSubjectX500Principal().getName().substring("CN=".length());
            } finally {
                accepting.join();
            }
        }
    }

    private static void accept(SSLServerSocket listener) {
        try (SSLSocket socket = (SSLSocket) listener.accept()) {
            socket.startHandshake();
        } catch (IOException e) {
            // The client sees the same failure and judges it.
        }
    }

    private SSLContext trusting() throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", authority.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
