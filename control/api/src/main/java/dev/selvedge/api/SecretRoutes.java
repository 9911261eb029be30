package dev.selvedge.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.catalog.Binding;
import dev.selvedge.catalog.Version;
import dev.selvedge.rest.Json;
import dev.selvedge.rest.Reply;
import dev.selvedge.rest.Request;
import dev.selvedge.rest.Router;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Secrets: each change makes a version and deploys it. */
final class SecretRoutes {

    private final ApiPorts ports;
    private final Publisher publisher;

    SecretRoutes(ApiPorts ports, Publisher publisher) {
        this.ports = ports;
        this.publisher = publisher;
    }

    void addTo(Router router) {
        String service = ControlApi.WORKERS + "/services/{script}/environments/{environment}";
        for (String base : List.of(ControlApi.SCRIPT, service)) {
            router.add("PUT", base + "/secrets", ScriptRoutes.WRITE, this::put)
                    .add("GET", base + "/secrets", ScriptRoutes.READ, this::list)
                    .add("GET", base + "/secrets/{name}", ScriptRoutes.READ, this::view)
                    .add("DELETE", base + "/secrets/{name}", ScriptRoutes.WRITE, this::delete);
        }
        router.add("PATCH", ControlApi.SCRIPT + "/secrets-bulk", ScriptRoutes.WRITE, this::bulk);
    }

    private Reply put(Request request) throws IOException {
        JsonNode body = request.jsonObject();
        String name = BindingReader.name(body);
        Binding binding =
                edit(request, List.of(SecretEdit.of(name, body))).binding(name).orElseThrow();
        return Reply.of(BindingJson.one(binding));
    }

    private Version edit(Request request, List<SecretEdit> edits) {
        return publisher
                .amend(request, (latest, _) -> SecretEdit.apply(ports, request, latest, edits), Map.of(), true)
                .version();
    }

    private Reply list(Request request) {
        return Reply.of(shown(
                Look.script(ports, request).latest().map(Version::bindings).orElse(List.of())));
    }

    private static ArrayNode shown(List<Binding> bindings) {
        ArrayNode secrets = Json.array();
        bindings.stream().filter(BindingJson::isSecret).forEach(binding -> secrets.add(BindingJson.one(binding)));
        return secrets;
    }

    private Reply view(Request request) {
        return Look.script(ports, request)
                .latest()
                .flatMap(version -> version.binding(request.path("name")))
                .filter(BindingJson::isSecret)
                .map(binding -> Reply.of(BindingJson.one(binding)))
                .orElseThrow(() -> missing(request.path("name")));
    }

    private Reply delete(Request request) {
        String name = request.path("name");
        publisher.amend(
                request,
                (latest, _) -> {
                    if (latest.binding(name).filter(BindingJson::isSecret).isEmpty()) {
                        throw missing(name);
                    }
                    return SecretEdit.apply(ports, request, latest, List.of(new SecretEdit(name, null)));
                },
                Map.of(),
                true);
        return Reply.nothing();
    }

    private static RuntimeException missing(String name) {
        return ApiError.SECRET_NOT_FOUND.because("The Worker has no secret \"" + name + "\".");
    }

    /** A merge-patch: objects set, null removes. */
    private Reply bulk(Request request) throws IOException {
        JsonNode body = request.jsonObject();
        JsonNode secrets = body.path("secrets");
        if (!(secrets instanceof ObjectNode)) {
            throw ApiError.INVALID_REQUEST.because("The body needs an object \"secrets\".");
        }
        List<SecretEdit> edits = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : secrets.properties()) {
            edits.add(SecretEdit.of(entry.getKey(), entry.getValue()));
        }
        return Reply.of(shown(edit(request, edits).bindings()));
    }
}
