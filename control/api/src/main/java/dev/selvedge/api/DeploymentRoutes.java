package dev.selvedge.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.catalog.Binding;
import dev.selvedge.catalog.Change;
import dev.selvedge.catalog.Deployment;
import dev.selvedge.catalog.Script;
import dev.selvedge.catalog.Version;
import dev.selvedge.catalog.VersionId;
import dev.selvedge.rest.Json;
import dev.selvedge.rest.Reply;
import dev.selvedge.rest.Request;
import dev.selvedge.rest.Router;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Deployments: which versions get the traffic, and roll-back, which is nothing but deploying an old version. */
final class DeploymentRoutes {

    private static final String DEPLOYMENTS = ControlApi.SCRIPT + "/deployments";

    private final ApiPorts ports;

    DeploymentRoutes(ApiPorts ports) {
        this.ports = ports;
    }

    void addTo(Router router) {
        router.add("GET", DEPLOYMENTS, ScriptRoutes.READ, this::list)
                .add("GET", DEPLOYMENTS + "/{deployment}", ScriptRoutes.READ, this::view)
                .add("POST", DEPLOYMENTS, ScriptRoutes.WRITE, this::create);
    }

    private Reply list(Request request) {
        Script script = Look.script(ports, request);
        ObjectNode result = Json.object();
        ArrayNode deployments = result.putArray("deployments");
        script.deployments().forEach(deployment -> deployments.add(VersionJson.deployment(deployment)));
        return Reply.of(result);
    }

    private Reply view(Request request) {
        VersionId id = Look.versionId(request.path("deployment"));
        return Look.script(ports, request).deployments().stream()
                .filter(deployment -> deployment.id().equals(id))
                .findFirst()
                .map(deployment -> Reply.of(VersionJson.deployment(deployment)))
                .orElseThrow(() -> ApiError.NOT_FOUND.because("The Worker has no such deployment."));
    }

    private Reply create(Request request) throws IOException {
        JsonNode body = request.jsonObject();
        List<Deployment.Share> shares = shares(body);
        Map<String, String> annotations = new HashMap<>(UploadMetadata.annotations(body.path("annotations")));
        Deployment deployment = new Deployment(
                Ids.version(ports.random()),
                ports.clock().wallMillis(),
                Publisher.sourceOf(request),
                request.principal().name(),
                annotations,
                shares);
        boolean force = request.flag("force");
        NamespaceIds ids = new NamespaceIds(ports);
        ports.catalog().commit(view -> {
            Script script = Look.script(view, request.path("account"), request.path("script"));
            shares.forEach(share -> Look.version(script, share.version().toString()));
            if (!force) {
                requireSameSecrets(script, shares);
            }
            List<Change> changes = new ArrayList<>();
            changes.add(
                    new Change.PutScript(script.head().deployedFrom(deployment.source(), deployment.createdMillis())));
            changes.add(new Change.Deploy(script.accountId(), script.name(), deployment));
            changes.addAll(DeployedClasses.changes(view, script, deployment, ids));
            return changes;
        });
        return Reply.of(VersionJson.deployment(deployment));
    }

    private static List<Deployment.Share> shares(JsonNode body) {
        if (!body.path("strategy").asText("percentage").equals("percentage")) {
            throw ApiError.INVALID_REQUEST.because("The only strategy is \"percentage\".");
        }
        List<Deployment.Share> shares = new ArrayList<>();
        Set<VersionId> ids = new HashSet<>();
        double sum = 0;
        for (JsonNode version : body.path("versions")) {
            double percentage = version.path("percentage").asDouble(Double.NaN);
            VersionId id = Look.versionId(version.path("version_id").asText());
            if (!(percentage >= 0 && percentage <= 100) || !ids.add(id)) {
                throw ApiError.INVALID_REQUEST.because(
                        "Each version needs a \"percentage\" from 0 to 100, and occurs once.");
            }
            sum += percentage;
            if (percentage > 0) {
                shares.add(new Deployment.Share(id, percentage));
            }
        }
        if (shares.isEmpty() || shares.size() > 2 || Math.abs(sum - 100) > 0.001) {
            throw ApiError.INVALID_REQUEST.because(
                    "A deployment has one or two versions whose percentages sum to 100.");
        }
        return shares;
    }

    /** Going back to a version from before a secret was changed brings the old secret back: that needs a word. */
    private static void requireSameSecrets(Script script, List<Deployment.Share> shares) {
        Deployment current = script.deployment().orElse(null);
        if (current == null) {
            return;
        }
        Version newest = current.shares().stream()
                .map(share -> script.version(share.version()).orElse(null))
                .filter(Objects::nonNull)
                .max((a, b) -> Integer.compare(a.number(), b.number()))
                .orElse(null);
        for (Deployment.Share share : shares) {
            Version target = Look.version(script, share.version().toString());
            if (newest != null
                    && target.number() < newest.number()
                    && !secrets(target).equals(secrets(newest))) {
                throw ApiError.SECRETS_CHANGED.because("The version " + target.id()
                        + " is older than its Worker's secrets. The following secrets have changed: "
                        + changed(target, newest));
            }
        }
    }

    /** Names, in the form in which wrangler takes them out of the message. */
    private static String changed(Version target, Version newest) {
        Set<Binding> different = new HashSet<>(secrets(target));
        Set<Binding> newer = new HashSet<>(secrets(newest));
        different.removeAll(secrets(newest));
        newer.removeAll(secrets(target));
        different.addAll(newer);
        return different.stream().map(Binding::name).distinct().sorted().collect(Collectors.joining(", "));
    }

    private static Set<Binding> secrets(Version version) {
        return version.bindings().stream().filter(BindingJson::isSecret).collect(Collectors.toSet());
    }
}
