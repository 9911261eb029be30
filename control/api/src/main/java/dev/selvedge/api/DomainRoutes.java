package dev.selvedge.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.catalog.CatalogView;
import dev.selvedge.catalog.Change;
import dev.selvedge.catalog.CustomDomain;
import dev.selvedge.catalog.Zone;
import dev.selvedge.rest.Json;
import dev.selvedge.rest.Reply;
import dev.selvedge.rest.Request;
import dev.selvedge.rest.Router;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Custom domains: whole hosts that belong to a Worker. */
final class DomainRoutes {

    private static final String DOMAINS = ControlApi.WORKERS + "/domains";

    private final ApiPorts ports;
    private final Zones zones;

    DomainRoutes(ApiPorts ports) {
        this.ports = ports;
        this.zones = new Zones(ports);
    }

    void addTo(Router router) {
        String script = ControlApi.SCRIPT + "/domains";
        router.add("POST", script + "/changeset", ScriptRoutes.WRITE, this::changeset)
                .add("PUT", script + "/records", ScriptRoutes.WRITE, this::replace)
                .add("GET", script + "/records", ScriptRoutes.READ, this::list)
                .add("GET", DOMAINS + "/records", ScriptRoutes.READ, this::list)
                .add("GET", DOMAINS + "/records/{domain}", ScriptRoutes.READ, request -> Reply.of(json(find(request))))
                .add("GET", DOMAINS, ScriptRoutes.READ, this::list)
                .add("PUT", DOMAINS, ScriptRoutes.WRITE, this::attach)
                .add("GET", DOMAINS + "/{domain}", ScriptRoutes.READ, request -> Reply.of(json(find(request))))
                .add("DELETE", DOMAINS + "/{domain}", ScriptRoutes.WRITE, this::detach);
    }

    private static ObjectNode json(CustomDomain domain) {
        return Json.object()
                .put("id", domain.id())
                .put("hostname", domain.hostname())
                .put("zone_id", domain.zoneId())
                .put("zone_name", domain.zoneName())
                .put("service", domain.script())
                .put("environment", "production")
                .put("enabled", domain.enabled())
                .put("previews_enabled", domain.previewsEnabled());
    }

    private Reply list(Request request) {
        Optional<String> service = request.query("service").filter(text -> !text.isEmpty());
        Optional<String> host = request.query("hostname").filter(text -> !text.isEmpty());
        ArrayNode array = Json.array();
        ports.catalog().view().domains().stream()
                .filter(domain -> domain.accountId().equals(request.path("account")))
                .filter(domain -> service.map(domain.script()::equals).orElse(true))
                .filter(domain -> host.map(domain.hostname()::equals).orElse(true))
                .forEach(domain -> array.add(json(domain)));
        return Reply.of(array);
    }

    private CustomDomain find(Request request) {
        return ports.catalog()
                .view()
                .domain(request.path("domain"))
                .filter(domain -> domain.accountId().equals(request.path("account")))
                .orElseThrow(() -> ApiError.NOT_FOUND.because("The account has no such domain."));
    }

    /** What {@link #replace} would do, so that wrangler can ask before it takes a host from another Worker. */
    private Reply changeset(Request request) throws IOException {
        JsonNode origins = request.json();
        String accountId = request.path("account");
        String script = request.path("script");
        CatalogView view = ports.catalog().view();
        Look.script(view, accountId, script);
        ObjectNode result = Json.object();
        ArrayNode added = result.putArray("added");
        ArrayNode removed = result.putArray("removed");
        ArrayNode updated = result.putArray("updated");
        ArrayNode conflicting = result.putArray("conflicting");
        Set<String> hosts = new HashSet<>();
        for (JsonNode origin : origins) {
            CustomDomain wanted = domain(view, accountId, script, origin, new ArrayList<>());
            hosts.add(wanted.hostname());
            CustomDomain old = at(view, wanted.hostname()).orElse(null);
            if (old == null) {
                added.add(json(wanted));
            } else if (old.script().equals(script)) {
                updated.add(json(wanted).put("modified", !old.equals(wanted)));
            } else {
                conflicting.add(json(old));
            }
        }
        if (request.flag("replace_state")) {
            of(view, accountId, script).stream()
                    .filter(domain -> !hosts.contains(domain.hostname()))
                    .forEach(domain -> removed.add(json(domain)));
        }
        return Reply.of(result);
    }

    private Reply replace(Request request) throws IOException {
        JsonNode body = request.jsonObject();
        String accountId = request.path("account");
        String script = request.path("script");
        boolean override = body.path("override_existing_origin").asBoolean();
        CatalogView after = ports.catalog().commit(view -> {
            Look.script(view, accountId, script);
            List<Change> changes = new ArrayList<>();
            List<Change> puts = new ArrayList<>();
            Set<String> hosts = new HashSet<>();
            for (JsonNode origin : body.path("origins")) {
                CustomDomain domain = domain(view, accountId, script, origin, changes);
                requireFree(view, domain, override);
                if (hosts.add(domain.hostname())) {
                    puts.add(new Change.PutDomain(domain));
                }
            }
            of(view, accountId, script).stream()
                    .filter(domain -> !hosts.contains(domain.hostname()))
                    .forEach(domain -> changes.add(new Change.RemoveDomain(domain.id())));
            changes.addAll(puts);
            requireFew(view, accountId, puts.size());
            return changes;
        });
        ArrayNode result = Json.array();
        of(after, accountId, script).forEach(domain -> result.add(json(domain)));
        return Reply.of(result);
    }

    private Reply attach(Request request) throws IOException {
        JsonNode body = request.jsonObject();
        String accountId = request.path("account");
        String script = body.path("service").asText();
        String host = body.path("hostname").asText().toLowerCase(Locale.ROOT);
        CatalogView after = ports.catalog().commit(view -> {
            Look.script(view, accountId, script);
            List<Change> changes = new ArrayList<>();
            CustomDomain domain = domain(view, accountId, script, body, changes);
            requireFree(view, domain, true);
            requireFew(view, accountId, 1);
            changes.add(new Change.PutDomain(domain));
            return changes;
        });
        return Reply.of(json(at(after, host).orElseThrow()));
    }

    private Reply detach(Request request) {
        CustomDomain domain = find(request);
        ports.catalog().commit(new Change.RemoveDomain(domain.id()));
        return Reply.of(Json.object().put("id", domain.id()));
    }

    /** The domain as an origin of the call describes it; it keeps its id if the host is known already. */
    private CustomDomain domain(
            CatalogView view, String accountId, String script, JsonNode origin, List<Change> changes) {
        String host = origin.path("hostname").asText().toLowerCase(Locale.ROOT);
        Zones.Named named = new Zones.Named(
                origin.path("zone_id").asText(), origin.path("zone_name").asText());
        Zone zone = zones.claim(view, accountId, named, host, changes);
        zones.candidate(view, accountId, host);
        if (!Zones.isWithin(host, zone.name())) {
            throw ApiError.INVALID_PATTERN.because(
                    "The host \"" + Zones.shown(host) + "\" does not lie in the zone \"" + zone.name() + "\".");
        }
        String id = at(view, host).map(CustomDomain::id).orElseGet(() -> Ids.ofName("domain", host));
        return new CustomDomain(
                id,
                accountId,
                host,
                zone.id(),
                zone.name(),
                script,
                origin.path("enabled").asBoolean(true),
                origin.path("previews_enabled").asBoolean(false));
    }

    private static void requireFree(CatalogView view, CustomDomain domain, boolean override) {
        at(view, domain.hostname())
                .filter(old -> !old.accountId().equals(domain.accountId())
                        || (!override && !old.script().equals(domain.script())))
                .ifPresent(old -> {
                    throw ApiError.HOST_TAKEN.because(
                            "The host \"" + old.hostname() + "\" is already connected to another Worker.");
                });
    }

    private void requireFew(CatalogView view, String accountId, int more) {
        long now = view.domains().stream()
                .filter(domain -> domain.accountId().equals(accountId))
                .count();
        if (now + more > ports.limits().domains()) {
            throw ApiError.TOO_MANY.because(
                    "An account has at most " + ports.limits().domains() + " custom domains.");
        }
    }

    private static Optional<CustomDomain> at(CatalogView view, String host) {
        return view.domains().stream()
                .filter(domain -> domain.hostname().equals(host))
                .findFirst();
    }

    private static List<CustomDomain> of(CatalogView view, String accountId, String script) {
        return view.domains().stream()
                .filter(domain ->
                        domain.accountId().equals(accountId) && domain.script().equals(script))
                .toList();
    }
}
