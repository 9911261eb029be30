package dev.selvedge.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.catalog.Change;
import dev.selvedge.catalog.ObjectNamespace;
import dev.selvedge.catalog.Script;
import dev.selvedge.catalog.TokenScope;
import dev.selvedge.rest.Access;
import dev.selvedge.rest.Json;
import dev.selvedge.rest.Reply;
import dev.selvedge.rest.Request;
import dev.selvedge.rest.Router;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Workers as such: upload and deploy, list, delete. */
final class ScriptRoutes {

    static final Access READ = Access.needs(TokenScope.WORKERS_READ.label());
    static final Access WRITE = Access.needs(TokenScope.WORKERS_WRITE.label());

    private final ApiPorts ports;
    private final Publisher publisher;

    ScriptRoutes(ApiPorts ports, Publisher publisher) {
        this.ports = ports;
        this.publisher = publisher;
    }

    void addTo(Router router) {
        router.add("GET", ControlApi.WORKERS + "/scripts", READ, this::list)
                .add("PUT", ControlApi.SCRIPT, WRITE, request -> upload(request, Publisher.Mode.DEPLOY))
                .add("PUT", ControlApi.SCRIPT + "/content", WRITE, request -> upload(request, Publisher.Mode.CODE_ONLY))
                .add("DELETE", ControlApi.SCRIPT, WRITE, request -> delete(request, request.flag("force")))
                .add("DELETE", ControlApi.WORKERS + "/services/{script}", WRITE, request -> delete(request, true));
    }

    private Reply list(Request request) {
        List<Script> scripts = ports
                .catalog()
                .view()
                .scripts(Look.account(ports, request).id())
                .stream()
                .filter(script -> script.latest().isPresent())
                .toList();
        return Pages.of(
                request,
                scripts,
                script -> VersionJson.script(script, script.latest().orElseThrow()));
    }

    private Reply upload(Request request, Publisher.Mode mode) throws IOException {
        Look.account(ports, request);
        Publisher.Published published = publisher.upload(request, mode);
        ObjectNode json = VersionJson.script(published.script(), published.version());
        json.put("startup_time_ms", published.version().startupMillis());
        json.put("entry_point", published.version().mainModule());
        json.put("pipeline_hash", "").put("mutable_pipeline_id", "");
        published.report().ifPresent(report -> json.set("exports_reconciliation", report));
        return Reply.of(json);
    }

    /**
     * Deletes a Worker with its objects and what they stored. wrangler asks its user before it calls for a service; whoever
     * calls for the script itself must say that the objects may go.
     */
    private Reply delete(Request request, boolean objectsToo) {
        String accountId = request.path("account");
        String name = request.path("script");
        boolean force = request.flag("force");
        ports.catalog().commit(view -> {
            Look.script(view, accountId, name);
            List<String> users = References.to(view, accountId, name);
            List<ObjectNamespace> namespaces = References.objectsOf(view, accountId, name);
            Set<String> all = new TreeSet<>(users);
            namespaces.forEach(namespace -> all.addAll(References.toObjects(view, namespace)));
            if (!force && !all.isEmpty()) {
                throw ApiError.INVALID_REQUEST.because(
                        "The Worker \"" + name + "\" is bound by " + String.join(", ", all) + ".",
                        "Delete with force, or remove those bindings first.");
            }
            if (!objectsToo && !namespaces.isEmpty()) {
                throw ApiError.INVALID_REQUEST.because(
                        "The Worker \"" + name + "\" has Durable Objects, which would be deleted with all they stored.",
                        "Delete with force, or apply a delete-class migration first.");
            }
            return List.of(new Change.RemoveScript(accountId, name));
        });
        return Reply.of(Json.object().put("id", name));
    }
}
