package dev.selvedge.node;

import dev.selvedge.base.Bytes;
import dev.selvedge.base.Clock;
import dev.selvedge.base.DurableFiles;
import dev.selvedge.base.Hex;
import dev.selvedge.base.Nearest;
import dev.selvedge.base.RandomSource;
import dev.selvedge.catalog.Account;
import dev.selvedge.catalog.ApiToken;
import dev.selvedge.catalog.Catalog;
import dev.selvedge.catalog.CatalogView;
import dev.selvedge.catalog.Change;
import dev.selvedge.catalog.TokenScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Accounts and tokens, as far as the owner of the node makes them from the command line. */
final class Tokens {

    /** What a token for deploying needs; not the making of further tokens. */
    private static final Set<TokenScope> DEPLOYING =
            EnumSet.complementOf(EnumSet.of(TokenScope.ADMIN, TokenScope.TOKENS_WRITE));

    private static final int SECRET_BYTES = 20;

    private final Catalog catalog;
    private final String suffix;
    private final Clock clock;
    private final RandomSource random;

    /** The suffix is the one under which Workers have their hosts. */
    Tokens(Catalog catalog, String suffix, Clock clock, RandomSource random) {
        this.catalog = catalog;
        this.suffix = suffix;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Makes sure that there is a default account and that the token in the file opens it. The file is written first: a
     * node that dies in between finds it at the next start and goes on from there.
     */
    Account ensureDefault(Path file) throws IOException {
        String secret = Files.exists(file) ? Files.readString(file).strip() : "";
        if (secret.isEmpty()) {
            secret = newSecret();
            DurableFiles.write(file, Bytes.utf8(secret + "\n"));
        }
        String hash = hash(secret);
        if (catalog.view().defaultAccount().isEmpty()
                || catalog.view().tokenOfSecret(hash).isEmpty()) {
            catalog.commit(view -> missingDefaults(view, hash));
        }
        return catalog.view().defaultAccount().orElseThrow();
    }

    private List<Change> missingDefaults(CatalogView view, String hash) {
        List<Change> changes = new ArrayList<>();
        if (view.defaultAccount().isEmpty()) {
            changes.add(new Change.PutAccount(new Account(random.hex(16), "local", "local", true, clock.wallMillis())));
        }
        if (view.tokenOfSecret(hash).isEmpty()) {
            changes.add(new Change.PutToken(new ApiToken(
                    random.hex(16), "", "owner", hash, Set.of(TokenScope.ADMIN), true, clock.wallMillis(), 0)));
        }
        return changes;
    }

    /** One command: POST creates, GET lists, DELETE revokes. */
    Map<String, Object> perform(String method, Map<String, String> query) {
        return switch (method) {
            case "POST" ->
                create(
                        query.getOrDefault("name", ""),
                        query.getOrDefault("account", ""),
                        scopes(query.getOrDefault("scope", "")));
            case "DELETE" -> revoke(query.getOrDefault("id", ""));
            default -> list();
        };
    }

    private Map<String, Object> create(String name, String accountName, Set<TokenScope> scopes) {
        String secret = newSecret();
        String id = random.hex(16);
        CatalogView after = catalog.commit(view -> {
            List<Change> changes = new ArrayList<>();
            Account account = accountNamed(view, accountName).orElseGet(() -> {
                Account made = newAccount(view, accountName);
                changes.add(new Change.PutAccount(made));
                return made;
            });
            changes.add(new Change.PutToken(
                    new ApiToken(id, account.id(), name, hash(secret), scopes, true, clock.wallMillis(), 0)));
            return changes;
        });
        Account account =
                after.account(after.token(id).orElseThrow().accountId()).orElseThrow();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", id);
        answer.put("name", name);
        answer.put("token", secret);
        answer.put("account", account.id());
        answer.put("accountName", account.name());
        answer.put("subdomain", account.subdomain());
        answer.put("workersSuffix", account.isDefault() ? suffix : account.subdomain() + "." + suffix);
        answer.put("scopes", labels(scopes));
        return answer;
    }

    private Map<String, Object> list() {
        CatalogView view = catalog.view();
        List<Map<String, Object>> tokens = new ArrayList<>();
        view.tokens().stream()
                .sorted(Comparator.comparingLong(ApiToken::createdMillis))
                .forEach(token -> {
                    Map<String, Object> object = new LinkedHashMap<>();
                    object.put("id", token.id());
                    object.put("name", token.name());
                    object.put("account", token.accountId());
                    object.put(
                            "accountName",
                            view.account(token.accountId()).map(Account::name).orElse("*"));
                    object.put("scopes", labels(token.scopes()));
                    object.put("created", token.createdMillis());
                    tokens.add(object);
                });
        return Map.of("tokens", tokens);
    }

    private Map<String, Object> revoke(String id) {
        catalog.commit(view -> {
            if (view.token(id).isEmpty()) {
                List<String> ids = view.tokens().stream().map(ApiToken::id).toList();
                throw CommandException.failed("There is no token with the id \"" + id + "\"." + Nearest.hint(id, ids));
            }
            return List.of(new Change.RemoveToken(id));
        });
        return Map.of("id", id, "revoked", true);
    }

    private static Optional<Account> accountNamed(CatalogView view, String name) {
        return name.isEmpty()
                ? view.defaultAccount()
                : view.accounts().stream()
                        .filter(account ->
                                account.name().equals(name) || account.id().equals(name))
                        .findFirst();
    }

    private Account newAccount(CatalogView view, String name) {
        String wanted =
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
        String subdomain = wanted.isEmpty() ? "account" : wanted.substring(0, Math.min(40, wanted.length()));
        for (int i = 2; view.accountOfSubdomain(subdomain).isPresent(); i++) {
            subdomain = wanted + "-" + i;
        }
        return new Account(random.hex(16), name, subdomain, false, clock.wallMillis());
    }

    /** The scope that somebody wrote as {@code workers:write}. */
    static TokenScope scope(String label) {
        for (TokenScope scope : TokenScope.values()) {
            if (scope.label().equals(label)) {
                return scope;
            }
        }
        List<String> labels =
                Arrays.stream(TokenScope.values()).map(TokenScope::label).toList();
        String hint = Nearest.hint(label, labels);
        throw CommandException.usage("There is no scope \"" + label + "\"."
                + (hint.isEmpty() ? " The scopes are " + String.join(", ", labels) + "." : hint));
    }

    private static Set<TokenScope> scopes(String labels) {
        if (labels.isEmpty()) {
            return DEPLOYING;
        }
        EnumSet<TokenScope> scopes = EnumSet.noneOf(TokenScope.class);
        for (String label : labels.split(",", 32)) {
            scopes.add(scope(label));
        }
        return scopes;
    }

    private static String labels(Set<TokenScope> scopes) {
        return String.join(", ", scopes.stream().sorted().map(TokenScope::label).toList());
    }

    /** Forty characters, as Cloudflare's own tokens have, and none that a shell or an option could take amiss. */
    private String newSecret() {
        return random.hex(SECRET_BYTES);
    }

    static String hash(String secret) {
        return Hex.encode(Bytes.sha256(Bytes.utf8(secret)));
    }
}
