package dev.selvedge.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.catalog.Binding;
import dev.selvedge.catalog.Version;
import dev.selvedge.rest.Json;

/** Bindings as the API shows them. Secrets are named and never shown. */
final class BindingJson {

    private BindingJson() {}

    static ArrayNode all(Version version) {
        ArrayNode array = Json.array();
        version.bindings().forEach(binding -> array.add(one(binding)));
        return array;
    }

    static ObjectNode one(Binding binding) {
        ObjectNode json = Json.object().put("name", binding.name()).put("type", binding.type());
        switch (binding) {
            case Binding.PlainText plain -> json.put("text", plain.text());
            case Binding.Json value -> json.set("json", Json.parse(value.json(), "a stored value"));
            case Binding.SecretText secret -> {}
            case Binding.SecretKey key -> {
                json.set("algorithm", Json.parse(key.algorithm(), "a stored value"));
                json.put("format", key.format());
                json.set("usages", Json.parse(key.usages(), "a stored value"));
            }
            case Binding.Service service -> {
                json.put("service", service.service());
                json.put("environment", service.environment() == null ? "production" : service.environment());
                if (service.entrypoint() != null) {
                    json.put("entrypoint", service.entrypoint());
                }
            }
            case Binding.VersionMetadata metadata -> {}
            case Binding.Part part -> json.put("part", part.module());
            case Binding.DurableObject objects -> {
                json.put("class_name", objects.className()).put("namespace_id", objects.namespaceId());
                if (objects.script() != null) {
                    json.put("script_name", objects.script());
                }
                if (objects.environment() != null) {
                    json.put("environment", objects.environment());
                }
            }
        }
        return json;
    }

    static boolean isSecret(Binding binding) {
        return binding instanceof Binding.SecretText || binding instanceof Binding.SecretKey;
    }
}
