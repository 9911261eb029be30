package dev.selvedge.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.catalog.CatalogView;
import dev.selvedge.catalog.Change;
import dev.selvedge.catalog.Route;
import dev.selvedge.catalog.RoutePattern;
import dev.selvedge.catalog.TokenScope;
import dev.selvedge.catalog.Zone;
import dev.selvedge.rest.Access;
import dev.selvedge.rest.Json;
import dev.selvedge.rest.Reply;
import dev.selvedge.rest.Request;
import dev.selvedge.rest.RestError;
import dev.selvedge.rest.RestException;
import dev.selvedge.rest.Router;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Zones and their routes, by script as wrangler sets them and by zone as everybody else does. */
final class RouteRoutes {

    private static final Access READ = Access.signedIn();
    private static final Access WRITE = Access.needs(TokenScope.WORKERS_WRITE.label());
    private static final String ZONE = ControlApi.BASE + "/zones/{zone}";
    private static final String ROUTE = ZONE + "/workers/routes";

    private final ApiPorts ports;
    private final Zones zones;

    RouteRoutes(ApiPorts ports) {
        this.ports = ports;
        this.zones = new Zones(ports);
    }

    void addTo(Router router) {
        router.add("GET", ControlApi.BASE + "/zones", READ, this::zones)
                .add("POST", ControlApi.BASE + "/zones", WRITE, this::createZone)
                .add("GET", ZONE, READ, request -> Reply.of(json(zone(request))))
                .add("DELETE", ZONE, WRITE, this::deleteZone)
                .add("PUT", ControlApi.SCRIPT + "/routes", WRITE, this::replace)
                .add("GET", ROUTE, READ, this::list)
                .add("POST", ROUTE, WRITE, this::create)
                .add("GET", ROUTE + "/{route}", READ, request -> Reply.of(json(route(request))))
                .add("PUT", ROUTE + "/{route}", WRITE, this::update)
                .add("DELETE", ROUTE + "/{route}", WRITE, this::delete);
    }

    /**
     * Zones by name. A name that is free is answered as if its zone were there: wrangler looks zones up before it sets the
     * route that brings them into being.
     */
    private Reply zones(Request request) {
        CatalogView view = ports.catalog().view();
        String account = request.query("account.id").orElse("");
        String name = request.query("name").orElse("");
        List<Zone> found = new ArrayList<>(view.zones().stream()
                .filter(zone -> Caller.of(request).opens(zone.accountId()))
                .filter(zone -> account.isEmpty() || zone.accountId().equals(account))
                .filter(zone -> name.isEmpty() || zone.name().equals(name))
                .toList());
        boolean asksForOne =
                found.isEmpty() && !name.isEmpty() && view.account(account).isPresent();
        if (asksForOne
                && Caller.of(request).opens(account)
                && Zones.covering(view, account, name).isEmpty()) {
            found.add(zones.candidate(view, account, name));
        }
        return Pages.of(request, found, this::json);
    }

    private ObjectNode json(Zone zone) {
        ObjectNode json = Json.object().put("id", zone.id()).put("name", zone.name());
        json.put("status", "active").put("paused", false).put("type", "full");
        json.put("created_on", Ids.time(zone.createdMillis())).put("modified_on", Ids.time(zone.createdMillis()));
        String owner = ports.catalog()
                .view()
                .account(zone.accountId())
                .map(account -> account.name())
                .orElse("");
        json.putObject("account").put("id", zone.accountId()).put("name", owner);
        json.putArray("name_servers");
        return json;
    }

    private Zone zone(Request request) {
        return ports.catalog()
                .view()
                .zone(request.path("zone"))
                .filter(zone -> Caller.of(request).opens(zone.accountId()))
                .orElseThrow(() -> ApiError.ZONE_NOT_FOUND.because("There is no such zone."));
    }

    private Reply createZone(Request request) throws IOException {
        JsonNode body = request.jsonObject();
        String account = body.path("account").path("id").asText();
        if (ports.catalog().view().account(account).isEmpty()
                || !Caller.of(request).opens(account)) {
            throw new RestException(RestError.NOT_ALLOWED, "Authentication error");
        }
        String name = body.path("name").asText();
        Zone zone = zones.candidate(ports.catalog().view(), account, name);
        ports.catalog().commit(view -> List.of(new Change.PutZone(zones.candidate(view, account, name))));
        return Reply.of(json(zone));
    }

    private Reply deleteZone(Request request) {
        Zone zone = zone(request);
        ports.catalog().commit(view -> {
            List<Change> changes = new ArrayList<>();
            view.routes().stream()
                    .filter(route -> route.zoneId().equals(zone.id()))
                    .forEach(route -> changes.add(new Change.RemoveRoute(route.id())));
            view.domains().stream()
                    .filter(domain -> domain.zoneId().equals(zone.id()))
                    .forEach(domain -> changes.add(new Change.RemoveDomain(domain.id())));
            changes.add(new Change.RemoveZone(zone.id()));
            return changes;
        });
        return Reply.of(Json.object().put("id", zone.id()));
    }

    /** All routes of one Worker at once. */
    private Reply replace(Request request) throws IOException {
        JsonNode body = request.json();
        if (!body.isArray()) {
            throw ApiError.INVALID_REQUEST.because("The body must be an array of routes.");
        }
        String accountId = request.path("account");
        String script = request.path("script");
        ports.catalog().commit(view -> {
            Look.script(view, accountId, script);
            List<Change> changes = new ArrayList<>();
            view.routes().stream()
                    .filter(route -> route.accountId().equals(accountId) && script.equals(route.script()))
                    .forEach(route -> changes.add(new Change.RemoveRoute(route.id())));
            for (JsonNode route : body) {
                changes.add(put(view, accountId, script, route, changes));
            }
            requireFew(view, accountId, changes);
            return changes;
        });
        List<String> patterns = new ArrayList<>();
        body.forEach(route -> patterns.add(patternOf(route)));
        return Reply.of(Json.texts(patterns));
    }

    private static String patternOf(JsonNode route) {
        return route.isTextual() ? route.asText() : route.path("pattern").asText();
    }

    private Change put(CatalogView view, String accountId, String script, JsonNode json, List<Change> changes) {
        String text = patternOf(json);
        RoutePattern pattern = parse(text);
        Zones.Named named = new Zones.Named(
                json.path("zone_id").asText(), json.path("zone_name").asText());
        Zone zone = zones.claim(view, accountId, named, pattern.bareHost(), changes);
        requireInside(pattern, text, zone);
        requireFree(view, zone, text, script, null);
        return new Change.PutRoute(new Route(Ids.random(ports.random()), accountId, zone.id(), text, script));
    }

    private static RoutePattern parse(String text) {
        return RoutePattern.parse(text)
                .orElseThrow(() -> ApiError.INVALID_PATTERN.because(
                        "\"" + Zones.shown(text) + "\" is not a route pattern:",
                        "a host with an optional star in front, a path with an optional star at its end, no query."));
    }

    private static void requireInside(RoutePattern pattern, String text, Zone zone) {
        if (!Zones.isWithin(pattern.bareHost(), zone.name())) {
            throw ApiError.INVALID_PATTERN.because(
                    "The route \"" + text + "\" does not lie in the zone \"" + zone.name() + "\".");
        }
    }

    private static void requireFree(
            CatalogView view, Zone zone, String pattern, @Nullable String script, @Nullable String id) {
        Optional<Route> taken = view.routes().stream()
                .filter(route ->
                        route.zoneId().equals(zone.id()) && route.pattern().equals(pattern))
                .filter(route -> !route.id().equals(id) && (script == null || !script.equals(route.script())))
                .findFirst();
        if (taken.isPresent()) {
            String owner = taken.get().script();
            throw ApiError.ROUTE_TAKEN.because("The route \"" + pattern + "\" is already assigned to "
                    + (owner == null ? "no Worker on purpose" : "the Worker \"" + owner + "\"") + ".");
        }
    }

    private void requireFew(CatalogView view, String accountId, List<Change> changes) {
        long now = view.routes().stream()
                .filter(route -> route.accountId().equals(accountId))
                .count();
        long more = changes.stream().filter(Change.PutRoute.class::isInstance).count()
                - changes.stream().filter(Change.RemoveRoute.class::isInstance).count();
        if (now + more > ports.limits().routes() && more > 0) {
            throw ApiError.TOO_MANY.because(
                    "An account has at most " + ports.limits().routes() + " routes.");
        }
    }

    /** An unknown zone has no routes: it may be one that only comes into being with its first route. */
    private Reply list(Request request) {
        List<Route> routes = ports.catalog().view().routes().stream()
                .filter(route -> route.zoneId().equals(request.path("zone")))
                .filter(route -> Caller.of(request).opens(route.accountId()))
                .toList();
        return Pages.of(request, routes, RouteRoutes::json);
    }

    static ObjectNode json(Route route) {
        ObjectNode json = Json.object().put("id", route.id()).put("pattern", route.pattern());
        if (route.script() != null) {
            json.put("script", route.script());
        }
        return json.put("request_limit_fail_open", false);
    }

    private Reply create(Request request) throws IOException {
        return Reply.of(json(save(request, Ids.random(ports.random()))));
    }

    private Reply update(Request request) throws IOException {
        return Reply.of(json(save(request, route(request).id())));
    }

    private Route save(Request request, String id) throws IOException {
        JsonNode body = request.jsonObject();
        Zone zone = zone(request);
        String text = body.path("pattern").asText();
        String script = body.path("script").asText();
        requireInside(parse(text), text, zone);
        Route route = new Route(id, zone.accountId(), zone.id(), text, script.isEmpty() ? null : script);
        ports.catalog().commit(view -> {
            if (route.script() != null) {
                Look.script(view, zone.accountId(), route.script());
            }
            requireFree(view, zone, text, null, id);
            List<Change> changes = List.of(new Change.PutRoute(route));
            if (view.route(id).isEmpty()) {
                requireFew(view, zone.accountId(), changes);
            }
            return changes;
        });
        return route;
    }

    private Route route(Request request) {
        return ports.catalog()
                .view()
                .route(request.path("route"))
                .filter(route -> route.zoneId().equals(zone(request).id()))
                .orElseThrow(() -> ApiError.NOT_FOUND.because("The zone has no such route."));
    }

    private Reply delete(Request request) {
        Route route = route(request);
        ports.catalog().commit(new Change.RemoveRoute(route.id()));
        return Reply.of(Json.object().put("id", route.id()));
    }
}
