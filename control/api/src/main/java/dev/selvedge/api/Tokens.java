package dev.selvedge.api;

import dev.selvedge.base.Bytes;
import dev.selvedge.base.Clock;
import dev.selvedge.base.Hex;
import dev.selvedge.catalog.ApiToken;
import dev.selvedge.catalog.Catalog;
import dev.selvedge.rest.Authenticator;
import dev.selvedge.rest.Principal;
import java.util.Optional;

/** Finds the token behind a secret by the secret's hash: nothing that is compared tells anything about a secret. */
public record Tokens(Catalog catalog, Clock clock) implements Authenticator {

    @Override
    public Optional<Principal> authenticate(String secret) {
        if (secret.isEmpty()) {
            return Optional.empty();
        }
        return catalog.view()
                .tokenOfSecret(hash(secret))
                .filter(token -> !token.isExpired(clock.wallMillis()))
                .map(Caller::new);
    }

    /** The form in which {@link ApiToken} keeps a secret. */
    public static String hash(String secret) {
        return Hex.encode(Bytes.sha256(Bytes.utf8(secret)));
    }
}
