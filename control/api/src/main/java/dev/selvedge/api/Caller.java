package dev.selvedge.api;

import dev.selvedge.catalog.ApiToken;
import dev.selvedge.catalog.TokenScope;
import dev.selvedge.rest.Principal;
import dev.selvedge.rest.Request;
import java.util.EnumSet;
import java.util.Set;

/** A token as the principal of a call. */
record Caller(ApiToken token) implements Principal {

    static Caller of(Request request) {
        return (Caller) request.principal();
    }

    @Override
    public String name() {
        return token.name();
    }

    @Override
    public boolean opens(String accountId) {
        return token.opens(accountId);
    }

    @Override
    public boolean may(String permission) {
        return scopes().stream().anyMatch(scope -> scope.label().equals(permission));
    }

    /** What the token may do, with what follows from it: who writes may read. */
    Set<TokenScope> scopes() {
        Set<TokenScope> scopes = EnumSet.noneOf(TokenScope.class);
        scopes.addAll(token.scopes());
        if (scopes.contains(TokenScope.ADMIN)) {
            return EnumSet.allOf(TokenScope.class);
        }
        scopes.add(TokenScope.ACCOUNT_READ);
        if (scopes.contains(TokenScope.WORKERS_WRITE)) {
            scopes.add(TokenScope.WORKERS_READ);
        }
        if (scopes.contains(TokenScope.ROUTES_WRITE)) {
            scopes.add(TokenScope.ROUTES_READ);
        }
        return scopes;
    }
}
