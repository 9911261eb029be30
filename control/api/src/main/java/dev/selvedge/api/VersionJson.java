package dev.selvedge.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.catalog.Deployment;
import dev.selvedge.catalog.NamedHandler;
import dev.selvedge.catalog.Script;
import dev.selvedge.catalog.ScriptFormat;
import dev.selvedge.catalog.Version;
import dev.selvedge.catalog.WorkerLimits;
import dev.selvedge.rest.Json;
import java.util.List;
import java.util.Map;

/** Versions, deployments and scripts as the API shows them. */
final class VersionJson {

    private VersionJson() {}

    static ObjectNode version(Script script, Version version) {
        ObjectNode json = brief(script, version);
        ObjectNode resources = json.putObject("resources");
        resources.set("bindings", BindingJson.all(version));
        ObjectNode code = resources.putObject("script");
        code.put("etag", version.etag()).put("last_deployed_from", version.source());
        code.set("handlers", Json.texts(version.handlers()));
        code.set("named_handlers", handlers(version.namedHandlers()));
        ObjectNode runtime = resources.putObject("script_runtime");
        runtime.put("compatibility_date", version.compatibilityDate()).put("usage_model", "standard");
        runtime.set("compatibility_flags", Json.texts(version.compatibilityFlags()));
        runtime.set("limits", limits(version.limits()));
        return json.put("startup_time_ms", version.startupMillis());
    }

    /** As lists of versions show it. */
    static ObjectNode brief(Script script, Version version) {
        ObjectNode json = Json.object().put("id", version.id().toString()).put("number", version.number());
        ObjectNode metadata = json.putObject("metadata");
        metadata.put("created_on", Ids.time(version.createdMillis()));
        metadata.put("modified_on", Ids.time(version.createdMillis()));
        metadata.put("source", version.source()).put("author_email", version.author());
        metadata.put("author_id", Ids.ofName("user", version.author()));
        metadata.put("hasPreview", script.previewsEnabled());
        json.set("annotations", annotations(version.annotations()));
        return json;
    }

    static ObjectNode limits(WorkerLimits limits) {
        ObjectNode json = Json.object();
        if (limits.cpuMillis() != 0) {
            json.put("cpu_ms", limits.cpuMillis());
        }
        if (limits.subrequests() != 0) {
            json.put("subrequests", limits.subrequests());
        }
        return json;
    }

    static ArrayNode handlers(List<NamedHandler> handlers) {
        ArrayNode array = Json.array();
        handlers.forEach(handler ->
                array.addObject().put("name", handler.name()).set("handlers", Json.texts(handler.handlers())));
        return array;
    }

    static ObjectNode annotations(Map<String, String> annotations) {
        ObjectNode json = Json.object();
        annotations.forEach(json::put);
        return json;
    }

    static ObjectNode deployment(Deployment deployment) {
        ObjectNode json = Json.object().put("id", deployment.id().toString());
        json.put("source", deployment.source()).put("strategy", "percentage");
        json.put("author_email", deployment.author()).put("created_on", Ids.time(deployment.createdMillis()));
        json.set("annotations", annotations(deployment.annotations()));
        ArrayNode versions = json.putArray("versions");
        for (Deployment.Share share : deployment.shares()) {
            ObjectNode version =
                    versions.addObject().put("version_id", share.version().toString());
            if (share.percentage() == Math.rint(share.percentage())) {
                version.put("percentage", (int) share.percentage());
            } else {
                version.put("percentage", share.percentage());
            }
        }
        return json;
    }

    /** The script resource, in the light of one of its versions. */
    static ObjectNode script(Script script, Version version) {
        ObjectNode json = Json.object().put("id", script.name()).put("tag", script.tag());
        json.setAll(ScriptSettings.json(script.settings()));
        json.put("etag", version.etag()).put("usage_model", "standard");
        json.set("handlers", Json.texts(version.handlers()));
        json.set("named_handlers", handlers(version.namedHandlers()));
        json.put("created_on", Ids.time(script.createdMillis()));
        json.put("modified_on", Ids.time(script.modifiedMillis()));
        json.put("compatibility_date", version.compatibilityDate());
        json.set("compatibility_flags", Json.texts(version.compatibilityFlags()));
        json.put("has_assets", false).put("has_modules", version.format() == ScriptFormat.MODULES);
        json.put("last_deployed_from", script.lastDeployedFrom());
        json.put("deployment_id", version.id().hex());
        if (script.migrationTag() != null) {
            json.put("migration_tag", script.migrationTag());
        }
        return json;
    }
}
