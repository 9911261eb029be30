package dev.selvedge.turn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A Worker as LOAD and PREPARE carry it. The engine reads what it needs; the rest (bindings, compatibility date and flags, cf)
 * is for the JavaScript side, which is given {@link #json} as it came.
 */
public record WorkerSpec(
        int isolate,
        String worker,
        String version,
        String main,
        List<ModuleSpec> modules,
        WorkerLimits limits,
        ObjectNode json) {

    public static WorkerSpec of(ControlMessage message) {
        JsonNode json = message.json();
        List<ModuleSpec> modules = new ArrayList<>();
        for (JsonNode module : json.path("modules")) {
            modules.add(ModuleSpec.of(module, message.blob().remaining()));
        }
        return new WorkerSpec(
                json.path("isolate").asInt(),
                json.path("worker").asText(),
                json.path("version").asText(),
                json.path("main").asText(),
                List.copyOf(modules),
                WorkerLimits.of(json.path("limits")),
                (ObjectNode) json);
    }

    /** The JSON of a LOAD or PREPARE; {@code more} holds the parts that only the JavaScript side reads. */
    public static ObjectNode json(
            int isolate,
            String worker,
            String version,
            String main,
            List<ModuleSpec> modules,
            WorkerLimits limits,
            ObjectNode more) {
        ObjectNode json = ControlMessage.object()
                .put("isolate", isolate)
                .put("worker", worker)
                .put("version", version)
                .put("main", main);
        ArrayNode list = json.putArray("modules");
        modules.forEach(module -> list.add(module.toJson()));
        json.set("limits", limits.toJson());
        json.setAll(more);
        return json;
    }
}
