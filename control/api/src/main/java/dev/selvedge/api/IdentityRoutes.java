package dev.selvedge.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.catalog.Account;
import dev.selvedge.catalog.Change;
import dev.selvedge.catalog.TokenScope;
import dev.selvedge.rest.Access;
import dev.selvedge.rest.Json;
import dev.selvedge.rest.Reply;
import dev.selvedge.rest.Request;
import dev.selvedge.rest.Router;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Who am I, and which accounts do I see: what {@code wrangler whoami} and account discovery ask. */
final class IdentityRoutes {

    static final Pattern SUBDOMAIN = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private final ApiPorts ports;

    IdentityRoutes(ApiPorts ports) {
        this.ports = ports;
    }

    void addTo(Router router) {
        router.add("GET", ControlApi.BASE + "/user/tokens/verify", Access.signedIn(), this::verifyUserToken)
                .add("GET", ControlApi.ACCOUNT + "/tokens/verify", Access.signedIn(), IdentityRoutes::verified)
                .add("GET", ControlApi.BASE + "/user", Access.signedIn(), this::user)
                .add("GET", ControlApi.BASE + "/accounts", Access.signedIn(), this::accounts)
                .add("POST", ControlApi.BASE + "/accounts", Access.needs(TokenScope.ADMIN.label()), this::create)
                .add("GET", ControlApi.ACCOUNT, Access.signedIn(), this::account)
                .add("GET", ControlApi.BASE + "/memberships", Access.signedIn(), this::memberships);
    }

    private Reply verifyUserToken(Request request) {
        if (!Caller.of(request).token().ownedByUser()) {
            throw ApiError.NOT_A_USER_TOKEN.because("Invalid API Token");
        }
        return verified(request);
    }

    private static Reply verified(Request request) {
        return Reply.of(Json.object().put("id", Caller.of(request).token().id()).put("status", "active"));
    }

    private Reply user(Request request) {
        Caller caller = Caller.of(request);
        if (!caller.token().ownedByUser()) {
            throw ApiError.NO_USER.because("This token belongs to an account and not to a user.");
        }
        String id = Ids.ofName("user", caller.name());
        return Reply.of(Json.object().put("id", id).put("email", caller.name()).put("username", caller.name()));
    }

    private Reply accounts(Request request) {
        return page(request, IdentityRoutes::json);
    }

    private Reply memberships(Request request) {
        return page(request, account -> {
            ObjectNode membership = Json.object().put("id", Ids.ofName("membership", account.id()));
            membership.set("account", json(account));
            membership.putArray("roles").add("Super Administrator - All Privileges");
            return membership.put("status", "accepted");
        });
    }

    private Reply page(Request request, Function<Account, JsonNode> each) {
        List<Account> visible = ports.catalog().view().accounts().stream()
                .filter(account -> Caller.of(request).opens(account.id()))
                .toList();
        return Pages.of(request, visible, each);
    }

    private Reply account(Request request) {
        return Reply.of(json(Look.account(ports, request)));
    }

    private Reply create(Request request) throws IOException {
        JsonNode body = request.jsonObject();
        String name = body.path("name").asText().strip();
        String subdomain = body.path("subdomain").asText(slug(name));
        if (name.isEmpty()
                || name.length() > 100
                || !SUBDOMAIN.matcher(subdomain).matches()) {
            throw ApiError.INVALID_REQUEST.because("An account needs a \"name\" of up to 100 letters or digits.");
        }
        Account account = new Account(
                Ids.random(ports.random()),
                name,
                subdomain,
                false,
                ports.clock().wallMillis());
        ports.catalog().commit(view -> {
            if (view.accountOfSubdomain(subdomain).isPresent()) {
                throw ApiError.SUBDOMAIN_TAKEN.because("The subdomain \"" + subdomain + "\" is taken.");
            }
            return List.of(new Change.PutAccount(account));
        });
        return Reply.of(json(account));
    }

    private static String slug(String name) {
        String slug = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return slug.replaceAll("^-+|-+$", "");
    }

    private static ObjectNode json(Account account) {
        ObjectNode json = Json.object().put("id", account.id()).put("name", account.name());
        json.put("type", "standard").put("created_on", Ids.time(account.createdMillis()));
        json.putObject("settings").put("enforce_twofactor", false);
        return json;
    }
}
