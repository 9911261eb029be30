package dev.selvedge.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.catalog.ApiToken;
import dev.selvedge.catalog.CatalogView;
import dev.selvedge.catalog.Change;
import dev.selvedge.catalog.TokenScope;
import dev.selvedge.rest.Access;
import dev.selvedge.rest.Json;
import dev.selvedge.rest.Reply;
import dev.selvedge.rest.Request;
import dev.selvedge.rest.RestError;
import dev.selvedge.rest.RestException;
import dev.selvedge.rest.Router;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Tokens: made, listed and revoked. A secret is shown once; nobody can give away more than he has. */
final class TokenRoutes {

    private static final String USER = ControlApi.BASE + "/user/tokens";
    private static final String ACCOUNT = ControlApi.ACCOUNT + "/tokens";
    private static final int SECRET_BYTES = 24;

    private final ApiPorts ports;

    TokenRoutes(ApiPorts ports) {
        this.ports = ports;
    }

    void addTo(Router router) {
        Access write = Access.needs(TokenScope.TOKENS_WRITE.label());
        for (String base : List.of(USER, ACCOUNT)) {
            boolean account = base.equals(ACCOUNT);
            router.add("GET", base, write, request -> list(request, account))
                    .add("POST", base, write, request -> create(request, account))
                    .add("GET", base + "/permission_groups", write, request -> Reply.of(TokenPolicies.groups()))
                    .add("GET", base + "/{token}", write, request -> Reply.of(json(find(request, account))))
                    .add("DELETE", base + "/{token}", write, request -> delete(request, account));
        }
    }

    private Reply list(Request request, boolean account) {
        List<ApiToken> tokens = ports.catalog().view().tokens().stream()
                .filter(token -> isVisible(request, account, token))
                .sorted(Comparator.comparingLong(ApiToken::createdMillis).thenComparing(ApiToken::id))
                .toList();
        return Pages.of(request, tokens, TokenRoutes::json);
    }

    private static boolean isVisible(Request request, boolean account, ApiToken token) {
        Caller caller = Caller.of(request);
        return account
                ? token.accountId().equals(request.path("account")) && !token.ownedByUser()
                : token.ownedByUser() && (caller.token().accountId().isEmpty() || caller.opens(token.accountId()));
    }

    private ApiToken find(Request request, boolean account) {
        return ports.catalog()
                .view()
                .token(request.path("token"))
                .filter(token -> isVisible(request, account, token))
                .orElseThrow(() -> new RestException(RestError.NO_ROUTE, "No such token."));
    }

    private Reply create(Request request, boolean account) throws IOException {
        JsonNode body = request.jsonObject();
        Caller caller = Caller.of(request);
        Set<TokenScope> scopes = TokenPolicies.scopes(body);
        String accountId = account
                ? request.path("account")
                : TokenPolicies.account(body, caller.token().accountId());
        String name = body.path("name").asText().strip();
        if (name.isEmpty() || name.length() > 120) {
            throw ApiError.INVALID_REQUEST.because("A token needs a \"name\" of up to 120 characters.");
        }
        if (!caller.scopes().containsAll(scopes) || !caller.opens(accountId)) {
            throw new RestException(RestError.NOT_ALLOWED, "A token cannot allow more than the one that makes it.");
        }
        String secret = ports.random().hex(SECRET_BYTES);
        ApiToken token = new ApiToken(
                Ids.random(ports.random()),
                accountId,
                name,
                Tokens.hash(secret),
                scopes,
                !account,
                ports.clock().wallMillis(),
                expiry(body));
        ports.catalog().commit(view -> put(view, token));
        return Reply.of(json(token).put("value", secret));
    }

    private List<Change> put(CatalogView view, ApiToken token) {
        if (!token.accountId().isEmpty() && view.account(token.accountId()).isEmpty()) {
            throw new RestException(RestError.NO_ROUTE, "No such account.");
        }
        long siblings = view.tokens().stream()
                .filter(other -> other.accountId().equals(token.accountId()))
                .count();
        if (siblings >= ports.limits().tokens()) {
            throw ApiError.TOO_MANY.because("The account has its " + siblings + " tokens.", "Revoke one first.");
        }
        return List.of(new Change.PutToken(token));
    }

    private static long expiry(JsonNode body) {
        String text = body.path("expires_on").asText();
        try {
            return text.isEmpty() ? 0 : Instant.parse(text).toEpochMilli();
        } catch (DateTimeParseException e) {
            throw ApiError.INVALID_REQUEST.because("\"expires_on\" must be a time such as 2027-01-31T00:00:00Z.");
        }
    }

    private Reply delete(Request request, boolean account) {
        ApiToken token = find(request, account);
        ports.catalog().commit(new Change.RemoveToken(token.id()));
        return Reply.of(Json.object().put("id", token.id()));
    }

    private static ObjectNode json(ApiToken token) {
        ObjectNode json = Json.object().put("id", token.id()).put("name", token.name());
        json.put("status", "active").put("issued_on", Ids.time(token.createdMillis()));
        if (token.expiresMillis() != 0) {
            json.put("expires_on", Ids.time(token.expiresMillis()));
        }
        json.set("policies", TokenPolicies.json(token));
        json.set(
                "scopes",
                Json.texts(
                        token.scopes().stream().map(TokenScope::label).sorted().toList()));
        return json;
    }
}
