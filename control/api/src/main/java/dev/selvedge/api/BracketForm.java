package dev.selvedge.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.rest.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * Metadata as Cloudflare's SDK spells it: one text part per value, with names such as {@code metadata[bindings][][name]}. Every
 * value is text there; the readers of metadata take numbers and truth values from text too.
 */
final class BracketForm {

    private static final int MAX_DEPTH = 8;

    private final ObjectNode root = Json.object();

    /** Whether the part belongs to the metadata in this spelling. */
    static boolean isPart(String name, String metadataName) {
        return name.startsWith(metadataName + "[") && name.endsWith("]");
    }

    void add(String name, String value) {
        List<String> keys = new ArrayList<>();
        for (int open = name.indexOf('['); open >= 0; open = name.indexOf('[', open + 1)) {
            int close = name.indexOf(']', open);
            keys.add(close < 0 ? "" : name.substring(open + 1, close));
        }
        if (keys.size() > MAX_DEPTH || keys.getFirst().isEmpty()) {
            throw ApiError.INVALID_SCRIPT.because("The part \"" + Zones.shown(name) + "\" is no metadata.");
        }
        put(root, keys, 0, value);
    }

    ObjectNode metadata() {
        return root;
    }

    private static void put(ObjectNode object, List<String> keys, int at, String value) {
        String key = keys.get(at);
        if (at == keys.size() - 1) {
            object.set(key, scalar(value));
        } else if (keys.get(at + 1).isEmpty()) {
            append(array(object, key), keys, at + 2, value);
        } else {
            JsonNode child = object.get(key);
            put(child instanceof ObjectNode known ? known : object.putObject(key), keys, at + 1, value);
        }
    }

    /** An element begins anew when a key occurs that the last one has already. */
    private static void append(ArrayNode array, List<String> keys, int at, String value) {
        if (at >= keys.size()) {
            array.add(value);
            return;
        }
        boolean last = at == keys.size() - 1;
        boolean continues = !array.isEmpty()
                && array.get(array.size() - 1) instanceof ObjectNode open
                && !(last && open.has(keys.get(at)));
        put(continues ? (ObjectNode) array.get(array.size() - 1) : array.addObject(), keys, at, value);
    }

    private static ArrayNode array(ObjectNode object, String key) {
        return object.get(key) instanceof ArrayNode known ? known : object.putArray(key);
    }

    private static JsonNode scalar(String value) {
        if (value.equals("true") || value.equals("false")) {
            return Json.object().booleanNode(value.equals("true"));
        }
        return Json.object().textNode(value);
    }
}
