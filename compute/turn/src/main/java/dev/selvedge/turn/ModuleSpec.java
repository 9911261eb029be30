package dev.selvedge.turn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One module of a Worker: its name (a path without a leading slash), and where its bytes, its code cache and its source map lie
 * in the blob. A length of 0 means that there is none.
 */
public record ModuleSpec(
        String name,
        ModuleType type,
        int offset,
        int length,
        int cacheOffset,
        int cacheLength,
        int mapOffset,
        int mapLength) {

    static ModuleSpec of(JsonNode json, int blobLength) {
        ModuleSpec spec = new ModuleSpec(
                json.path("name").asText(),
                ModuleType.of(json.path("type").asText()),
                json.path("offset").asInt(),
                json.path("length").asInt(),
                json.path("cacheOffset").asInt(),
                json.path("cacheLength").asInt(),
                json.path("mapOffset").asInt(),
                json.path("mapLength").asInt());
        spec.check(spec.offset, spec.length, blobLength);
        spec.check(spec.cacheOffset, spec.cacheLength, blobLength);
        spec.check(spec.mapOffset, spec.mapLength, blobLength);
        return spec;
    }

    private void check(int at, int bytes, int blobLength) {
        if (at < 0 || bytes < 0 || bytes > blobLength - at) {
            throw new WireException("module " + name + " claims " + bytes + " bytes at " + at + " of " + blobLength);
        }
    }

    public ObjectNode toJson() {
        return ControlMessage.object()
                .put("name", name)
                .put("type", type.word())
                .put("offset", offset)
                .put("length", length)
                .put("cacheOffset", cacheOffset)
                .put("cacheLength", cacheLength)
                .put("mapOffset", mapOffset)
                .put("mapLength", mapLength);
    }
}
