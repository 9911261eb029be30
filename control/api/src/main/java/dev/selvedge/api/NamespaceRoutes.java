package dev.selvedge.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.catalog.ObjectNamespace;
import dev.selvedge.rest.Json;
import dev.selvedge.rest.Reply;
import dev.selvedge.rest.Request;
import dev.selvedge.rest.Router;
import java.util.regex.Pattern;

/** Namespaces of Durable Objects and the objects in them: to be looked at, since uploads make and change them. */
final class NamespaceRoutes {

    private static final String NAMESPACES = ControlApi.WORKERS + "/durable_objects/namespaces";
    private static final Pattern OBJECT = Pattern.compile("[0-9a-f]{64}");
    private static final int PER_PAGE = 1000;
    private static final int MOST = 10_000;

    private final ApiPorts ports;

    NamespaceRoutes(ApiPorts ports) {
        this.ports = ports;
    }

    void addTo(Router router) {
        router.add("GET", NAMESPACES, ScriptRoutes.READ, this::list)
                .add("GET", NAMESPACES + "/{namespace}", ScriptRoutes.READ, request -> Reply.of(json(find(request))))
                .add("GET", NAMESPACES + "/{namespace}/objects", ScriptRoutes.READ, this::objects);
    }

    private Reply list(Request request) {
        String account = Look.account(ports, request).id();
        return Pages.of(request, ports.catalog().view().namespaces(account), NamespaceRoutes::json);
    }

    private ObjectNamespace find(Request request) {
        return ports.catalog()
                .view()
                .namespace(request.path("namespace"))
                .filter(namespace -> namespace.accountId().equals(request.path("account")))
                .orElseThrow(() -> ApiError.NAMESPACE_NOT_FOUND.because(
                        "This Durable Object namespace does not exist on your account."));
    }

    /** The API's name of a namespace, which nobody chose. */
    static String nameOf(ObjectNamespace namespace) {
        return namespace.script() + "_" + namespace.className();
    }

    private static ObjectNode json(ObjectNamespace namespace) {
        return Json.object()
                .put("id", namespace.id())
                .put("name", nameOf(namespace))
                .put("script", namespace.script())
                .put("class", namespace.className())
                .put("use_sqlite", namespace.storage() == ObjectNamespace.Storage.SQLITE);
    }

    /** The cursor is the last id of the page before, which lets clients go on whatever came or went meanwhile. */
    private Reply objects(Request request) {
        ObjectNamespace namespace = find(request);
        int limit = request.query("limit", PER_PAGE, 1, MOST);
        String after =
                request.query("cursor").filter(cursor -> !cursor.isEmpty()).orElse(null);
        if (after != null && !OBJECT.matcher(after).matches()) {
            throw ApiError.INVALID_REQUEST.because("\"cursor\" is not one that this list gave.");
        }
        ObjectListing.Page page = ports.objects().objects(namespace, after, limit);
        ArrayNode result = Json.array();
        for (ObjectListing.Item item : page.items()) {
            result.addObject().put("id", item.id()).put("hasStoredData", item.hasStoredData());
        }
        String cursor = page.more() ? page.items().getLast().id() : "";
        ObjectNode info = Json.object()
                .put("count", page.items().size())
                .put("per_page", limit)
                .put("total_count", page.total())
                .put("cursor", cursor);
        info.putObject("cursors").put("after", cursor);
        return new Reply.Result(200, result, info);
    }
}
