package dev.selvedge.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.rest.Json;
import java.util.List;

/** Settings of a Worker that are not part of a version. */
final class ScriptSettings {

    private static final List<String> KEYS = List.of("logpush", "observability", "tail_consumers", "tags");
    private static final int MAX_LENGTH = 64 << 10;

    private ScriptSettings() {}

    static ObjectNode read(String settings) {
        return settings.isEmpty() ? Json.object() : (ObjectNode) Json.parse(settings, "stored settings");
    }

    /** Those that {@code patch} gives replace the old ones; null removes. */
    static String merge(String settings, JsonNode patch) {
        ObjectNode merged = read(settings);
        for (String key : KEYS) {
            JsonNode value = patch.get(key);
            if (value != null && value.isNull()) {
                merged.remove(key);
            } else if (value != null) {
                merged.set(key, value);
            }
        }
        return bounded(merged);
    }

    private static String bounded(ObjectNode settings) {
        String text = settings.isEmpty() ? "" : Json.text(settings);
        if (text.length() > MAX_LENGTH) {
            throw ApiError.INVALID_REQUEST.because("The settings are larger than " + MAX_LENGTH + " characters.");
        }
        return text;
    }

    /** As the API shows them, every key present. */
    static ObjectNode json(String settings) {
        ObjectNode stored = read(settings);
        ObjectNode json = Json.object();
        json.put("logpush", stored.path("logpush").asBoolean(false));
        json.set("tags", stored.path("tags").isArray() ? stored.get("tags") : Json.array());
        json.set(
                "tail_consumers",
                stored.path("tail_consumers").isArray() ? stored.get("tail_consumers") : Json.array());
        json.set(
                "observability",
                stored.path("observability").isObject()
                        ? stored.get("observability")
                        : Json.object().put("enabled", false));
        return json;
    }
}
