package dev.selvedge.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.catalog.Account;
import dev.selvedge.catalog.CatalogView;
import dev.selvedge.catalog.ObjectNamespace;
import dev.selvedge.catalog.Route;
import dev.selvedge.catalog.Script;
import dev.selvedge.catalog.Version;
import dev.selvedge.catalog.Zone;
import dev.selvedge.rest.Json;
import dev.selvedge.rest.Reply;
import dev.selvedge.rest.Request;
import dev.selvedge.rest.Router;

/** Other faces of a Worker: the "service" that wrangler probes before a deploy, and the newer "worker" resource. */
final class ServiceRoutes {

    private static final String SERVICE = ControlApi.WORKERS + "/services/{script}";
    private static final String ENVIRONMENT = SERVICE + "/environments/{environment}";
    private static final String WORKER = ControlApi.WORKERS + "/workers";

    private final ApiPorts ports;

    ServiceRoutes(ApiPorts ports) {
        this.ports = ports;
    }

    void addTo(Router router) {
        router.add("GET", SERVICE, ScriptRoutes.READ, this::service)
                .add("GET", ENVIRONMENT, ScriptRoutes.READ, this::environment)
                .add("GET", ENVIRONMENT + "/bindings", ScriptRoutes.READ, this::bindings)
                .add("GET", ENVIRONMENT + "/routes", ScriptRoutes.READ, this::routes)
                .add(
                        "GET",
                        ENVIRONMENT + "/subdomain",
                        ScriptRoutes.READ,
                        request -> Reply.of(SubdomainRoutes.json(find(request))))
                .add("GET", WORKER, ScriptRoutes.READ, this::workers)
                .add("GET", WORKER + "/{script}", ScriptRoutes.READ, this::worker)
                .add("GET", ControlApi.SCRIPT + "/references", ScriptRoutes.READ, this::references)
                .add(
                        "GET",
                        ControlApi.WORKERS + "/tails/by-consumer/{script}",
                        ScriptRoutes.READ,
                        request -> Reply.of(Json.array()));
    }

    private Script find(Request request) {
        Look.account(ports, request);
        return ports.catalog()
                .view()
                .script(request.path("account"), request.path("script"))
                .orElseThrow(() -> ApiError.SERVICE_NOT_FOUND.because("This Worker does not exist on your account."));
    }

    private Reply service(Request request) {
        Script script = find(request);
        ObjectNode json = Json.object().put("id", script.name());
        json.set("default_environment", environmentJson(script));
        json.putArray("environments").add(environmentJson(script));
        json.put("created_on", Ids.time(script.createdMillis()));
        json.put("modified_on", Ids.time(script.modifiedMillis()));
        return Reply.of(json);
    }

    private Reply environment(Request request) {
        return Reply.of(environmentJson(find(request)));
    }

    private static ObjectNode environmentJson(Script script) {
        ObjectNode json = Json.object().put("environment", "production");
        json.put("created_on", Ids.time(script.createdMillis())).put("modified_on", Ids.time(script.modifiedMillis()));
        Version latest = script.latest().orElse(null);
        if (latest != null) {
            json.set("script", VersionJson.script(script, latest));
        }
        return json;
    }

    private Reply bindings(Request request) {
        return Reply.of(find(request).latest().map(BindingJson::all).orElseGet(Json::array));
    }

    private Reply routes(Request request) {
        Script script = find(request);
        ArrayNode json = Json.array();
        for (Route route : ports.catalog().view().routes()) {
            if (route.accountId().equals(script.accountId()) && script.name().equals(route.script())) {
                String zone = ports.catalog()
                        .view()
                        .zone(route.zoneId())
                        .map(Zone::name)
                        .orElse("");
                json.add(RouteRoutes.json(route).put("zone_name", zone));
            }
        }
        return Reply.of(json);
    }

    private Reply workers(Request request) {
        Account account = Look.account(ports, request);
        return Pages.of(request, ports.catalog().view().scripts(account.id()), script -> workerJson(account, script));
    }

    private Reply worker(Request request) {
        Account account = Look.account(ports, request);
        String wanted = request.path("script");
        Script script = ports.catalog()
                .view()
                .script(account.id(), wanted)
                .or(() -> ports.catalog().view().scripts(account.id()).stream()
                        .filter(candidate -> candidate.tag().equals(wanted))
                        .findFirst())
                .orElseThrow(() -> ApiError.NOT_FOUND.because("This Worker does not exist on your account."));
        return Reply.of(workerJson(account, script));
    }

    /** {@code subdomain.url} makes wrangler show our own host in place of workers.dev. */
    private ObjectNode workerJson(Account account, Script script) {
        ObjectNode json = Json.object().put("id", script.tag()).put("name", script.name());
        json.setAll(ScriptSettings.json(script.settings()));
        json.put("created_on", Ids.time(script.createdMillis())).put("updated_on", Ids.time(script.modifiedMillis()));
        script.deployment().ifPresent(last -> json.put("deployed_on", Ids.time(last.createdMillis())));
        ObjectNode subdomain = SubdomainRoutes.json(script);
        subdomain.put("url", ports.urlOf(account, script.name()));
        subdomain.put("preview_url_suffix", "-" + ports.hostOf(account, script.name()));
        json.set("subdomain", subdomain);
        ObjectNode references = json.putObject("references");
        references.putArray("workers");
        return json;
    }

    private Reply references(Request request) {
        Script script = Look.script(ports, request);
        ObjectNode json = Json.object();
        ObjectNode services = json.putObject("services");
        ArrayNode incoming = services.putArray("incoming");
        for (String user : References.to(ports.catalog().view(), script.accountId(), script.name())) {
            incoming.addObject().put("name", user).put("service", user).put("environment", "production");
        }
        ArrayNode outgoing = services.putArray("outgoing");
        for (String used : References.from(script)) {
            outgoing.addObject().put("name", used).put("service", used).put("environment", "production");
        }
        json.set("durable_objects", objectUsers(script));
        json.putArray("dispatch_outbounds");
        return Reply.of(json);
    }

    /** Who else reaches the objects that the Worker serves. */
    private ArrayNode objectUsers(Script script) {
        CatalogView view = ports.catalog().view();
        ArrayNode json = Json.array();
        for (ObjectNamespace namespace : References.objectsOf(view, script.accountId(), script.name())) {
            for (String user : References.toObjects(view, namespace)) {
                json.addObject()
                        .put("service", user)
                        .put("environment", "production")
                        .put("durable_object_namespace_id", namespace.id())
                        .put("durable_object_namespace_name", NamespaceRoutes.nameOf(namespace));
            }
        }
        return json;
    }
}
