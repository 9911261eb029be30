package dev.selvedge.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.catalog.Account;
import dev.selvedge.catalog.Change;
import dev.selvedge.catalog.Script;
import dev.selvedge.rest.Json;
import dev.selvedge.rest.Reply;
import dev.selvedge.rest.Request;
import dev.selvedge.rest.Router;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The account's subdomain, and whether a Worker is reachable under it. */
final class SubdomainRoutes {

    private static final String OF_SCRIPT = ControlApi.SCRIPT + "/subdomain";
    private static final String OF_ACCOUNT = ControlApi.WORKERS + "/subdomain";

    private final ApiPorts ports;

    SubdomainRoutes(ApiPorts ports) {
        this.ports = ports;
    }

    void addTo(Router router) {
        router.add("GET", OF_ACCOUNT, ScriptRoutes.READ, request -> Reply.of(json(Look.account(ports, request))))
                .add("PUT", OF_ACCOUNT, ScriptRoutes.WRITE, this::register)
                .add("GET", ControlApi.WORKERS + "/subdomains/{name}", ScriptRoutes.READ, this::lookUp)
                .add("GET", OF_SCRIPT, ScriptRoutes.READ, request -> Reply.of(json(Look.script(ports, request))))
                .add("POST", OF_SCRIPT, ScriptRoutes.WRITE, this::enable)
                .add("DELETE", OF_SCRIPT, ScriptRoutes.WRITE, request -> set(request, false, Optional.of(false)));
    }

    private static ObjectNode json(Account account) {
        return Json.object().put("subdomain", account.subdomain());
    }

    static ObjectNode json(Script script) {
        return Json.object()
                .put("enabled", script.subdomainEnabled())
                .put("previews_enabled", script.previewsEnabled());
    }

    private Reply register(Request request) throws IOException {
        String name = request.jsonObject().path("subdomain").asText();
        if (!IdentityRoutes.SUBDOMAIN.matcher(name).matches()) {
            throw ApiError.INVALID_REQUEST.because("A subdomain is one label of letters, digits and dashes.");
        }
        Account before = Look.account(ports, request);
        Account after = new Account(before.id(), before.name(), name, before.isDefault(), before.createdMillis());
        ports.catalog().commit(view -> {
            view.accountOfSubdomain(name)
                    .filter(other -> !other.id().equals(after.id()))
                    .ifPresent(other -> {
                        throw ApiError.SUBDOMAIN_TAKEN.because("The subdomain \"" + name + "\" is taken.");
                    });
            return List.of(new Change.PutAccount(after));
        });
        return Reply.of(json(after));
    }

    /** Fails in both cases: one number says free, the other says taken. */
    private Reply lookUp(Request request) {
        String name = request.path("name");
        if (ports.catalog().view().accountOfSubdomain(name).isPresent()) {
            throw ApiError.SUBDOMAIN_TAKEN.because("The subdomain \"" + name + "\" is taken.");
        }
        throw ApiError.SUBDOMAIN_FREE.because("The subdomain \"" + name + "\" is not registered.");
    }

    private Reply enable(Request request) throws IOException {
        JsonNode body = request.jsonObject();
        if (!body.path("enabled").isBoolean()) {
            throw ApiError.INVALID_REQUEST.because("The body needs a boolean \"enabled\".");
        }
        Optional<Boolean> previews = body.path("previews_enabled").isBoolean()
                ? Optional.of(body.path("previews_enabled").asBoolean())
                : Optional.empty();
        return set(request, body.path("enabled").asBoolean(), previews);
    }

    /** Since the API date that wrangler sends, previews follow the Worker where the call does not say. */
    private Reply set(Request request, boolean enabled, Optional<Boolean> previews) {
        ports.catalog().commit(view -> {
            Script script = Look.script(view, request.path("account"), request.path("script"));
            return List.of(new Change.PutScript(script.head().withSubdomain(enabled, previews.orElse(enabled))));
        });
        return Reply.of(json(Look.script(ports, request)));
    }
}
