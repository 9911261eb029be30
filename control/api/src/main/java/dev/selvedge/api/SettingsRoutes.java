package dev.selvedge.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.catalog.Binding;
import dev.selvedge.catalog.Change;
import dev.selvedge.catalog.Script;
import dev.selvedge.catalog.Version;
import dev.selvedge.rest.Json;
import dev.selvedge.rest.Reply;
import dev.selvedge.rest.Request;
import dev.selvedge.rest.Router;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Settings with a version behind them ({@code settings}) and without ({@code script-settings}). */
final class SettingsRoutes {

    private final ApiPorts ports;
    private final Publisher publisher;

    SettingsRoutes(ApiPorts ports, Publisher publisher) {
        this.ports = ports;
        this.publisher = publisher;
    }

    void addTo(Router router) {
        router.add("GET", ControlApi.SCRIPT + "/settings", ScriptRoutes.READ, this::view)
                .add("PATCH", ControlApi.SCRIPT + "/settings", ScriptRoutes.WRITE, this::patch)
                .add("GET", ControlApi.SCRIPT + "/script-settings", ScriptRoutes.READ, this::viewScript)
                .add("PATCH", ControlApi.SCRIPT + "/script-settings", ScriptRoutes.WRITE, this::patchScript)
                .add("GET", ControlApi.SCRIPT + "/usage-model", ScriptRoutes.READ, this::usageModel)
                .add("PUT", ControlApi.SCRIPT + "/usage-model", ScriptRoutes.WRITE, this::usageModel)
                .add(
                        "GET",
                        ControlApi.WORKERS + "/account-settings",
                        ScriptRoutes.READ,
                        request -> Reply.of(Json.object()
                                .put("default_usage_model", "standard")
                                .put("green_compute", false)));
    }

    private Reply view(Request request) {
        Script script = Look.script(ports, request);
        return Reply.of(json(
                script,
                script.latest().orElseThrow(() -> ApiError.NO_VERSIONS.because("The Worker has no versions."))));
    }

    private static ObjectNode json(Script script, Version version) {
        ObjectNode json = ScriptSettings.json(script.settings());
        json.set("bindings", BindingJson.all(version));
        json.put("compatibility_date", version.compatibilityDate()).put("usage_model", "standard");
        json.set("compatibility_flags", Json.texts(version.compatibilityFlags()));
        json.set("limits", VersionJson.limits(version.limits()));
        json.set("annotations", VersionJson.annotations(version.annotations()));
        JsonNode extras = version.extras().isEmpty() ? Json.object() : Json.parse(version.extras(), "stored settings");
        json.set("placement", extras.path("placement").isObject() ? extras.get("placement") : Json.object());
        if (script.migrationTag() != null) {
            json.put("migration_tag", script.migrationTag());
        }
        return json;
    }

    /** Older wrangler sets secrets in bulk this way: bindings with a value are set, those without one stay. */
    private Reply patch(Request request) throws IOException {
        ObjectNode settings = request.isMultipart()
                ? UploadForm.read(request, ports.limits(), "settings").metadata()
                : (ObjectNode) request.jsonObject();
        if (settings.has("bindings")) {
            BindingPlan plan = BindingPlan.read(
                    withInherited(settings),
                    new BindingReader(ports, ports.catalog().view(), request.path("account"), request.path("script")),
                    false,
                    ports.limits().variables());
            publisher.amend(request, (latest, objects) -> resolve(plan, latest, objects), Map.of(), true);
        } else {
            Look.onlyVersion(Look.script(ports, request), ApiError.LATEST_NOT_DEPLOYED_SETTINGS);
        }
        merge(request, settings);
        return view(request);
    }

    private static List<Binding> resolve(BindingPlan plan, Version latest, ObjectBindings objects) {
        BindingPlan exact = new BindingPlan(plan.given(), Set.of(), plan.strict(), plan.most());
        return exact.resolve(Optional.of(latest), objects);
    }

    /** A binding with nothing but name and type means "as it is". */
    private static ObjectNode withInherited(ObjectNode settings) {
        ObjectNode copy = settings.deepCopy();
        for (JsonNode binding : copy.path("bindings")) {
            boolean complete =
                    binding.size() > 2 || binding.path("type").asText().equals("version_metadata");
            if (!complete && binding instanceof ObjectNode object) {
                object.put("type", "inherit");
            }
        }
        return copy;
    }

    private Reply viewScript(Request request) {
        return Reply.of(ScriptSettings.json(Look.script(ports, request).settings()));
    }

    private Reply patchScript(Request request) throws IOException {
        merge(request, request.jsonObject());
        return viewScript(request);
    }

    private void merge(Request request, JsonNode patch) {
        ports.catalog().commit(view -> {
            Script script = Look.script(view, request.path("account"), request.path("script"));
            return List.of(
                    new Change.PutScript(script.head().withSettings(ScriptSettings.merge(script.settings(), patch))));
        });
    }

    private Reply usageModel(Request request) {
        Look.script(ports, request);
        return Reply.of(Json.object().put("usage_model", "standard"));
    }
}
