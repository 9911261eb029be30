package dev.selvedge.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.selvedge.base.Bytes;
import dev.selvedge.catalog.Binding;
import dev.selvedge.catalog.CatalogView;
import dev.selvedge.catalog.Vault;
import dev.selvedge.rest.Json;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns one binding of an upload into the catalog's record, or says what is wrong with it. */
final class BindingReader {

    private static final int NAME_LENGTH = 255;

    /** Kinds that Cloudflare knows and this release does not have, with the name of the product. */
    private static final Map<String, String> ABSENT = Map.ofEntries(
            Map.entry("kv_namespace", "Workers KV"),
            Map.entry("r2_bucket", "R2"),
            Map.entry("d1", "D1"),
            Map.entry("queue", "Queues"),
            Map.entry("workflow", "Workflows"),
            Map.entry("hyperdrive", "Hyperdrive"),
            Map.entry("vectorize", "Vectorize"),
            Map.entry("analytics_engine", "Analytics Engine"),
            Map.entry("assets", "Static assets"),
            Map.entry("dispatch_namespace", "Workers for Platforms"),
            Map.entry("mtls_certificate", "mTLS certificates"),
            Map.entry("ratelimit", "Rate limiting"),
            Map.entry("secrets_store_secret", "Secrets Store"),
            Map.entry("send_email", "Email Routing"),
            Map.entry("browser", "Browser Rendering"),
            Map.entry("ai", "Workers AI"),
            Map.entry("images", "Images"),
            Map.entry("stream", "Stream"),
            Map.entry("media", "Media"),
            Map.entry("pipelines", "Pipelines"),
            Map.entry("worker_loader", "Dynamic Worker loading"),
            Map.entry("logfwdr", "Log forwarding"),
            Map.entry("vpc_service", "VPC services"),
            Map.entry("vpc_network", "VPC networks"),
            Map.entry("ai_search", "AI Search"),
            Map.entry("ai_search_namespace", "AI Search"));

    private final ApiLimits limits;
    private final Vault vault;
    private final CatalogView view;
    private final String accountId;
    private final String script;

    BindingReader(ApiPorts ports, CatalogView view, String accountId, String script) {
        this.limits = ports.limits();
        this.vault = ports.catalog().vault();
        this.view = view;
        this.accountId = accountId;
        this.script = script;
    }

    /** Null for {@code inherit}, which only the previous version can answer. */
    @Nullable
    Binding read(JsonNode json) {
        String name = name(json);
        String type = json.path("type").asText();
        return switch (type) {
            case "inherit" -> null;
            case "plain_text" -> new Binding.PlainText(name, bounded(name, text(json, name, "text")));
            case "json" -> new Binding.Json(name, bounded(name, Json.text(required(json, name, "json"))));
            case "secret_text" -> secret(name, text(json, name, "text"));
            case "secret_key" -> secretKey(json, name);
            case "service" -> service(json, name);
            case "durable_object_namespace" -> objects(json, name);
            case "version_metadata" -> new Binding.VersionMetadata(name);
            case "wasm_module", "text_blob", "data_blob" -> new Binding.Part(name, type, text(json, name, "part"));
            default -> throw unknown(name, type);
        };
    }

    static String name(JsonNode json) {
        String name = json.path("name").asText();
        if (!json.isObject()
                || name.isEmpty()
                || name.length() > NAME_LENGTH
                || name.chars().anyMatch(c -> c < 0x20)) {
            throw ApiError.INVALID_SCRIPT.because(
                    "Each binding needs a \"name\" of up to " + NAME_LENGTH + " printable characters.");
        }
        return name;
    }

    Binding secret(String name, String text) {
        return new Binding.SecretText(name, vault.seal(Vault.ownerOf(accountId, script), bounded(name, text)));
    }

    private Binding secretKey(JsonNode json, String name) {
        String key = json.has("key_jwk") ? Json.text(json.path("key_jwk")) : text(json, name, "key_base64");
        return new Binding.SecretKey(
                name,
                bounded(name, Json.text(required(json, name, "algorithm"))),
                text(json, name, "format"),
                Json.text(required(json, name, "usages")),
                vault.seal(Vault.ownerOf(accountId, script), bounded(name, key)));
    }

    private Binding service(JsonNode json, String name) {
        String service = text(json, name, "service");
        if (!service.equals(script) && view.script(accountId, service).isEmpty()) {
            throw ApiError.BOUND_SERVICE_NOT_FOUND.because(
                    "Service binding \"" + name + "\" references Worker \"" + service + "\" which was not found.",
                    "Deploy that Worker first.");
        }
        return new Binding.Service(
                name,
                service,
                optional(json, "environment").orElse(null),
                optional(json, "entrypoint").orElse(null),
                json.path("props").isObject() ? bounded(name, Json.text(json.path("props"))) : null);
    }

    /** Which objects those are, {@link ObjectBindings} finds out: the same upload may make the class. */
    private Binding objects(JsonNode json, String name) {
        String namespace = optional(json, "namespace_id").orElse("");
        String className = namespace.isEmpty()
                ? text(json, name, "class_name")
                : optional(json, "class_name").orElse("");
        String from = optional(json, "script_name").orElse(script);
        return new Binding.DurableObject(
                name,
                className,
                from.isEmpty() || from.equals(script) ? null : from,
                optional(json, "environment").orElse(null),
                namespace);
    }

    private String bounded(String name, String value) {
        int bytes = Bytes.utf8(value).length;
        if (bytes > limits.variableBytes()) {
            throw ApiError.VALUE_TOO_LARGE.because("The value of \"" + name + "\" is " + bytes
                    + " bytes long; the limit is " + limits.variableBytes() + " bytes.");
        }
        return value;
    }

    private static JsonNode required(JsonNode json, String name, String field) {
        JsonNode value = json.get(field);
        if (value == null) {
            throw ApiError.INVALID_SCRIPT.because("The binding \"" + name + "\" needs \"" + field + "\".");
        }
        return value;
    }

    private static String text(JsonNode json, String name, String field) {
        JsonNode value = required(json, name, field);
        if (!value.isTextual()) {
            throw ApiError.INVALID_SCRIPT.because(
                    "\"" + field + "\" of the binding \"" + name + "\" must be a string.");
        }
        return value.asText();
    }

    private static Optional<String> optional(JsonNode json, String field) {
        return json.path(field).isTextual() ? Optional.of(json.path(field).asText()) : Optional.empty();
    }

    private static RuntimeException unknown(String name, String type) {
        String product = ABSENT.get(type);
        return product == null
                ? ApiError.INVALID_SCRIPT.because("The binding \"" + name + "\" has the unknown type \"" + type + "\".")
                : ApiError.INVALID_SCRIPT.because(
                        "The binding \"" + name + "\" of type \"" + type + "\" needs " + product
                                + ", which this node does not have yet.",
                        "Remove the binding.");
    }
}
