package dev.selvedge.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvedge.base.Clock;
import dev.selvedge.base.RandomSource;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private static final List<String> NAMES = List.of("localhost", "*.workers.localhost", "127.0.0.1", "::1");

    private final TestNet net = new TestNet(1);

    @TempDir
    Path folder = Path.of("");

    @AfterEach
    void close() {
        net.close();
    }

    private LocalAuthority authority() throws Exception {
        return LocalAuthority.in(folder.resolve("tls"), Clock.system(), RandomSource.secure());
    }

    private HttpServer server(LocalAuthority authority) throws Exception {
        return net.server(NetLimits.DEFAULT, authority.identity(NAMES), exchange -> {
            assertThat(exchange.secure()).isTrue();
            TestNet.echo(exchange);
        });
    }

    private static HttpResponse<String> ask(
            LocalAuthority trusted, HttpServer server, java.net.http.HttpClient.Version version) throws Exception {
        try (java.net.http.HttpClient client = java.net.http.HttpClient.newBuilder()
                .sslContext(trusted.trust())
                .version(version)
                .build()) {
            URI uri = URI.create("https://127.0.0.1:" + server.address().getPort() + "/tls");
            return client.send(
                    HttpRequest.newBuilder(uri)
                            .POST(BodyPublishers.ofString("body"))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    @Test
    void bothProtocolsAreAgreedOverTls() throws Exception {
        LocalAuthority authority = authority();
        HttpServer server = server(authority);
        for (java.net.http.HttpClient.Version version : java.net.http.HttpClient.Version.values()) {
            if (version.name().equals("HTTP_3")) {
                continue;
            }
            HttpResponse<String> response = ask(authority, server, version);
            assertThat(response.version()).isEqualTo(version);
            assertThat(response.body()).isEqualTo("POST /tls\nbody");
        }
    }

    @Test
    void authorityIsMadeOnceAndItsKeyIsPrivate() throws Exception {
        LocalAuthority first = authority();
        LocalAuthority second = authority();
        assertThat(second.certificate()).isEqualTo(first.certificate());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("tls/ca.key"))))
                .isEqualTo("rw-------");
        assertThat(ask(first, server(second), java.net.http.HttpClient.Version.HTTP_2)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void strangerIsNotTrusted() throws Exception {
        LocalAuthority other = LocalAuthority.in(folder.resolve("other"), Clock.system(), RandomSource.secure());
        HttpServer server = server(authority());
        assertThatThrownBy(() -> ask(other, server, java.net.http.HttpClient.Version.HTTP_2))
                .isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void plainTextOnATlsPortIsClosed() throws Exception {
        try (RawClient client = new RawClient(server(authority()))) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.rest()).doesNotContain("HTTP/1.1");
        }
    }

    @Test
    void opensslBelievesTheChain() throws Exception {
        LocalAuthority authority = authority();
        HttpServer server = server(authority);
        Process curl = new ProcessBuilder(
                        "curl",
                        "-sS",
                        "--cacert",
                        folder.resolve("tls/ca.pem").toString(),
                        "--resolve",
                        "hello.workers.localhost:" + server.address().getPort() + ":127.0.0.1",
                        "https://hello.workers.localhost:" + server.address().getPort() + "/curl")
                .redirectErrorStream(true)
                .start();
        assertThat(new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("GET /curl\n");
    }
}
