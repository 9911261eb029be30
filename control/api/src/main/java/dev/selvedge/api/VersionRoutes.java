package dev.selvedge.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.catalog.Account;
import dev.selvedge.catalog.Script;
import dev.selvedge.catalog.Version;
import dev.selvedge.rest.Envelope;
import dev.selvedge.rest.Json;
import dev.selvedge.rest.Reply;
import dev.selvedge.rest.Request;
import dev.selvedge.rest.Router;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Versions: upload without deploying, list, view, and amend the secrets of the latest. */
final class VersionRoutes {

    private static final String VERSIONS = ControlApi.SCRIPT + "/versions";

    private final ApiPorts ports;
    private final Publisher publisher;

    VersionRoutes(ApiPorts ports, Publisher publisher) {
        this.ports = ports;
        this.publisher = publisher;
    }

    void addTo(Router router) {
        router.add("POST", VERSIONS, ScriptRoutes.WRITE, this::upload)
                .add("GET", VERSIONS, ScriptRoutes.READ, this::list)
                .add("GET", VERSIONS + "/{version}", ScriptRoutes.READ, this::view)
                .add(
                        "PATCH",
                        ControlApi.WORKERS + "/workers/{script}/versions/latest",
                        ScriptRoutes.WRITE,
                        this::amend);
    }

    private Reply upload(Request request) throws IOException {
        Account account = Look.account(ports, request);
        Publisher.Published published = publisher.upload(request, Publisher.Mode.VERSION_ONLY);
        return Reply.of(withPreview(account, published.script(), published.version()));
    }

    private ObjectNode withPreview(Account account, Script script, Version version) {
        ObjectNode json = VersionJson.version(script, version);
        if (script.previewsEnabled()) {
            String id = version.id().toString().substring(0, 8);
            json.put("preview_url", ports.publicScheme() + "://" + id + "-" + ports.hostOf(account, script.name()));
        }
        return json;
    }

    private Reply list(Request request) {
        Script script = Look.script(ports, request);
        List<Version> newestFirst = script.versions().reversed();
        int perPage = request.query("per_page", 100, 1, 1000);
        int page = request.query("page", 1, 1, 1_000_000);
        long from = Math.min((page - 1L) * perPage, newestFirst.size());
        List<Version> shown = newestFirst.subList((int) from, (int) Math.min(from + perPage, newestFirst.size()));
        ObjectNode result = Json.object();
        ArrayNode items = result.putArray("items");
        shown.forEach(version -> items.add(VersionJson.version(script, version)));
        return new Reply.Result(200, result, Envelope.page(page, perPage, shown.size(), newestFirst.size()));
    }

    private Reply view(Request request) {
        Account account = Look.account(ports, request);
        Script script = Look.script(ports, request);
        return Reply.of(withPreview(account, script, Look.version(script, request.path("version"))));
    }

    /** {@code wrangler versions secret put|bulk|delete}: a new version with other secrets, not deployed. */
    private Reply amend(Request request) throws IOException {
        JsonNode body = request.jsonObject();
        List<SecretEdit> edits = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : body.path("env").properties()) {
            edits.add(SecretEdit.of(entry.getKey(), entry.getValue()));
        }
        Publisher.Published published = publisher.amend(
                request,
                (latest, _) -> SecretEdit.apply(ports, request, latest, edits),
                UploadMetadata.annotations(body.path("annotations")),
                false);
        return Reply.of(VersionJson.version(published.script(), published.version()));
    }
}
