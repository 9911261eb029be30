package dev.selvedge.catalog;

import java.util.Set;

/**
 * A credential of the control API. The secret itself is never stored, only its SHA-256.
 *
 * @param id 32 lower-case hexadecimal digits
 * @param accountId the only account that it opens, or "" for every account (tokens of the node's owner)
 * @param sha256 lower-case hexadecimal SHA-256 of the secret
 * @param expiresMillis 0 = never
 */
public record ApiToken(
        String id,
        String accountId,
        String name,
        String sha256,
        Set<TokenScope> scopes,
        boolean ownedByUser,
        long createdMillis,
        long expiresMillis) {

    public ApiToken {
        scopes = Set.copyOf(scopes);
    }

    public boolean opens(String account) {
        return accountId.isEmpty() || accountId.equals(account);
    }

    public boolean grants(TokenScope scope) {
        return scopes.contains(scope) || scopes.contains(TokenScope.ADMIN);
    }

    public boolean isExpired(long nowMillis) {
        return expiresMillis != 0 && expiresMillis <= nowMillis;
    }
}
