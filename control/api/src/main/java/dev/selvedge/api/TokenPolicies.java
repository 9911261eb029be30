package dev.selvedge.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.catalog.ApiToken;
import dev.selvedge.catalog.TokenScope;
import dev.selvedge.rest.Json;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Permissions in Cloudflare's form, policies with permission groups, and in our short one, {@code "scopes": ["workers:write"]}. */
final class TokenPolicies {

    private static final String RESOURCE = "com.cloudflare.api.account.";

    /** Cloudflare's names for what our scopes allow. */
    private static final Map<String, TokenScope> GROUPS = new LinkedHashMap<>();

    static {
        GROUPS.put("Account Settings Read", TokenScope.ACCOUNT_READ);
        GROUPS.put("Workers Scripts Read", TokenScope.WORKERS_READ);
        GROUPS.put("Workers Scripts Write", TokenScope.WORKERS_WRITE);
        GROUPS.put("Workers Routes Read", TokenScope.ROUTES_READ);
        GROUPS.put("Workers Routes Write", TokenScope.ROUTES_WRITE);
        GROUPS.put("Workers Tail Read", TokenScope.TAIL_READ);
        GROUPS.put("API Tokens Write", TokenScope.TOKENS_WRITE);
        GROUPS.put("Super Administrator", TokenScope.ADMIN);
    }

    private TokenPolicies() {}

    static ArrayNode groups() {
        ArrayNode groups = Json.array();
        GROUPS.keySet().forEach(name -> groups.add(group(name)));
        return groups;
    }

    private static ObjectNode group(String name) {
        ObjectNode group = Json.object().put("id", Ids.ofName("group", name)).put("name", name);
        group.putArray("scopes").add("com.cloudflare.api.account");
        return group;
    }

    static ArrayNode json(ApiToken token) {
        ArrayNode policies = Json.array();
        ObjectNode policy = policies.addObject().put("effect", "allow");
        policy.putObject("resources").put(RESOURCE + (token.accountId().isEmpty() ? "*" : token.accountId()), "*");
        ArrayNode groups = policy.putArray("permission_groups");
        GROUPS.forEach((name, scope) -> {
            if (token.scopes().contains(scope)) {
                groups.add(group(name));
            }
        });
        return policies;
    }

    static Set<TokenScope> scopes(JsonNode body) {
        Set<TokenScope> scopes = EnumSet.noneOf(TokenScope.class);
        body.path("scopes").forEach(label -> scopes.add(scopeOfLabel(label.asText())));
        for (JsonNode policy : body.path("policies")) {
            if (!policy.path("effect").asText("allow").equals("allow")) {
                throw ApiError.INVALID_REQUEST.because("Only policies with the effect \"allow\" are supported.");
            }
            policy.path("permission_groups").forEach(group -> scopes.add(scopeOfGroup(group)));
        }
        if (scopes.isEmpty()) {
            throw ApiError.INVALID_REQUEST.because("A token needs at least one permission.", known());
        }
        return scopes;
    }

    private static TokenScope scopeOfLabel(String label) {
        return Arrays.stream(TokenScope.values())
                .filter(scope -> scope.label().equals(label))
                .findFirst()
                .orElseThrow(() -> ApiError.INVALID_REQUEST.because("Unknown scope \"" + label + "\".", known()));
    }

    private static TokenScope scopeOfGroup(JsonNode group) {
        String id = group.path("id").asText();
        String name = group.path("name").asText();
        return GROUPS.entrySet().stream()
                .filter(entry -> entry.getKey().equals(name)
                        || Ids.ofName("group", entry.getKey()).equals(id))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> ApiError.INVALID_REQUEST.because(
                        "Unknown permission group \"" + (name.isEmpty() ? id : name) + "\".", known()));
    }

    private static String known() {
        return "Known are "
                + String.join(
                        ", ",
                        Arrays.stream(TokenScope.values())
                                .map(TokenScope::label)
                                .toList()) + ".";
    }

    /** The one account that the policies name; "" for every account. */
    static String account(JsonNode body, String fallback) {
        String found = null;
        for (JsonNode policy : body.path("policies")) {
            for (Map.Entry<String, JsonNode> resource : policy.path("resources").properties()) {
                String key = resource.getKey();
                if (!key.startsWith(RESOURCE) || (found != null && !found.equals(key))) {
                    throw ApiError.INVALID_REQUEST.because("The policies of a token must name one account.");
                }
                found = key;
            }
        }
        if (found == null) {
            return body.path("account_id").asText(fallback);
        }
        return found.endsWith(".*") ? "" : found.substring(RESOURCE.length());
    }
}
