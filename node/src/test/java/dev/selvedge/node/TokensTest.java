package dev.selvedge.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvedge.base.ManualClock;
import dev.selvedge.base.RandomSource;
import dev.selvedge.catalog.Account;
import dev.selvedge.catalog.LocalCatalog;
import dev.selvedge.catalog.TokenScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {

    @TempDir
    Path data;

    private final ManualClock clock = new ManualClock(1_000);
    private final RandomSource random = RandomSource.seeded(3);
    private LocalCatalog catalog;
    private Tokens tokens;

    @BeforeEach
    void open() {
        catalog = LocalCatalog.open(new LocalCatalog.Options(data, "workers.localhost"), clock, random);
        tokens = new Tokens(catalog, "workers.localhost", clock, random);
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    @Test
    void theFirstStartMakesAnAccountAndATokenThatOnlyItsOwnerCanRead() throws IOException {
        Path file = data.resolve("token");
        Account account = tokens.ensureDefault(file);
        assertThat(account.id()).matches("[0-9a-f]{32}");
        assertThat(account.isDefault()).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        String secret = Files.readString(file).strip();
        assertThat(secret).matches("[0-9a-f]{40}");
        assertThat(catalog.view()
                        .tokenOfSecret(Tokens.hash(secret))
                        .orElseThrow()
                        .grants(TokenScope.ADMIN))
                .isTrue();
    }

    @Test
    void aSecondStartChangesNothing() throws IOException {
        Path file = data.resolve("token");
        Account first = tokens.ensureDefault(file);
        String secret = Files.readString(file);
        long sequence = catalog.view().sequence();
        assertThat(tokens.ensureDefault(file)).isEqualTo(first);
        assertThat(file).hasContent(secret);
        assertThat(catalog.view().sequence()).isEqualTo(sequence);
    }

    @Test
    void aLostTokenFileIsReplacedByAnother() throws IOException {
        Path file = data.resolve("token");
        Account first = tokens.ensureDefault(file);
        Files.delete(file);
        assertThat(tokens.ensureDefault(file)).isEqualTo(first);
        String secret = Files.readString(file).strip();
        assertThat(catalog.view().tokenOfSecret(Tokens.hash(secret))).isPresent();
    }

    @Test
    void aFurtherAccountComesWithItsFirstToken() throws IOException {
        Account owner = tokens.ensureDefault(data.resolve("token"));
        Map<String, Object> made = tokens.perform("POST", Map.of("account", "Team Blue!", "name", "ci"));
        assertThat(made).containsEntry("subdomain", "team-blue").containsEntry("accountName", "Team Blue!");
        assertThat(made).containsEntry("workersSuffix", "team-blue.workers.localhost");
        assertThat(String.valueOf(made.get("account"))).matches("[0-9a-f]{32}").isNotEqualTo(owner.id());
        Map<String, Object> second = tokens.perform("POST", Map.of("account", "Team Blue!"));
        assertThat(second.get("account")).isEqualTo(made.get("account"));
        Map<String, Object> clash = tokens.perform("POST", Map.of("account", "team/blue"));
        assertThat(clash).containsEntry("subdomain", "team-blue-2");
    }

    @Test
    void aTokenDoesWhatItsScopesSayAndNothingMore() throws IOException {
        tokens.ensureDefault(data.resolve("token"));
        Map<String, Object> narrow = tokens.perform("POST", Map.of("scope", "workers:read,tail:read"));
        assertThat(narrow).containsEntry("scopes", "workers:read, tail:read");
        Map<String, Object> usual = tokens.perform("POST", Map.of());
        assertThat(String.valueOf(usual.get("scopes")))
                .contains("workers:write")
                .doesNotContain("admin", "tokens");
        assertThat(Json.write(tokens.perform("GET", Map.of())))
                .doesNotContain(String.valueOf(usual.get("token")))
                .contains(String.valueOf(usual.get("id")));
    }

    @Test
    void aRevokedTokenIsGone() throws IOException {
        tokens.ensureDefault(data.resolve("token"));
        Map<String, Object> made = tokens.perform("POST", Map.of());
        tokens.perform("DELETE", Map.of("id", String.valueOf(made.get("id"))));
        assertThat(catalog.view().tokenOfSecret(Tokens.hash(String.valueOf(made.get("token")))))
                .isEmpty();
        assertThatThrownBy(() -> tokens.perform("DELETE", Map.of("id", "nobody")))
                .hasMessage("There is no token with the id \"nobody\".");
    }
}
