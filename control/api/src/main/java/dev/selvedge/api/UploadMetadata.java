package dev.selvedge.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.catalog.ScriptFormat;
import dev.selvedge.catalog.WorkerLimits;
import dev.selvedge.rest.Json;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the metadata of an upload says, checked field by field. */
record UploadMetadata(
        ScriptFormat format,
        String mainModule,
        String compatibilityDate,
        List<String> compatibilityFlags,
        WorkerLimits limits,
        Map<String, String> annotations,
        String extras) {

    /** What Cloudflare assumes for uploads that name no date. */
    static final String OLDEST_DATE = "2021-11-02";

    private static final int MAX_ANNOTATION = 1000;
    private static final int MIN_CPU_MILLIS = 10;
    private static final int MAX_CPU_MILLIS = 300_000;
    private static final int MAX_SUBREQUESTS = 1_000_000;

    /** Keys with a place of their own, and those that say how to upload and not what. */
    private static final Set<String> MODELLED = Set.of(
            "main_module",
            "body_part",
            "bindings",
            "compatibility_date",
            "compatibility_flags",
            "limits",
            "annotations",
            "keep_bindings",
            "keep_assets",
            "migrations",
            "code_update_strategy",
            "usage_model",
            "logpush",
            "observability",
            "tail_consumers",
            "tags");

    static UploadMetadata read(ObjectNode metadata, long nowMillis) {
        boolean modules = metadata.hasNonNull("main_module");
        String main = modules ? text(metadata, "main_module") : text(metadata, "body_part");
        if (main.isEmpty()) {
            throw ApiError.INVALID_SCRIPT.because(
                    metadata.has("assets")
                            ? "Workers that consist of static assets alone are not available on this node yet."
                            : "The metadata names neither a \"main_module\" nor a \"body_part\".");
        }
        return new UploadMetadata(
                modules ? ScriptFormat.MODULES : ScriptFormat.SERVICE_WORKER,
                main,
                date(metadata, nowMillis),
                CompatibilityFlags.of(metadata),
                limits(metadata.path("limits")),
                annotations(metadata.path("annotations")),
                extras(metadata));
    }

    private static String text(ObjectNode metadata, String key) {
        JsonNode value = metadata.path(key);
        if (!value.isMissingNode() && !value.isNull() && !value.isTextual()) {
            throw ApiError.INVALID_SCRIPT.because("\"" + key + "\" must be a string.");
        }
        return value.isTextual() ? value.asText() : "";
    }

    private static String date(ObjectNode metadata, long nowMillis) {
        String text = text(metadata, "compatibility_date");
        if (text.isEmpty()) {
            return OLDEST_DATE;
        }
        try {
            LocalDate date = LocalDate.parse(text);
            if (date.isAfter(LocalDate.ofInstant(Instant.ofEpochMilli(nowMillis), ZoneOffset.UTC))) {
                throw ApiError.INVALID_SCRIPT.because("Can't set compatibility date in the future: " + text);
            }
            return text;
        } catch (DateTimeParseException e) {
            throw ApiError.INVALID_SCRIPT.because(
                    "Invalid compatibility date: " + text.substring(0, Math.min(40, text.length())));
        }
    }

    private static WorkerLimits limits(JsonNode limits) {
        return new WorkerLimits(
                bounded(limits, "cpu_ms", MIN_CPU_MILLIS, MAX_CPU_MILLIS),
                bounded(limits, "subrequests", 1, MAX_SUBREQUESTS));
    }

    private static int bounded(JsonNode limits, String key, int least, int most) {
        JsonNode value = limits.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return 0;
        }
        double number = value.asDouble(Double.NaN);
        if (!(number >= least && number <= most)) {
            throw ApiError.INVALID_SCRIPT.because(
                    "\"limits." + key + "\" must be a number from " + least + " to " + most + ".");
        }
        return (int) Math.ceil(number);
    }

    static Map<String, String> annotations(JsonNode json) {
        Map<String, String> annotations = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            String value = entry.getValue().asText();
            if (!entry.getKey().startsWith("workers/")
                    || entry.getKey().length() > 100
                    || value.length() > MAX_ANNOTATION
                    || annotations.size() > 10) {
                throw ApiError.INVALID_SCRIPT.because(
                        "Annotations are workers/message, workers/tag and workers/alias, up to " + MAX_ANNOTATION
                                + " characters each.");
            }
            if (!value.isEmpty()) {
                annotations.put(entry.getKey(), value);
            }
        }
        return annotations;
    }

    private static String extras(ObjectNode metadata) {
        ObjectNode extras = Json.object();
        metadata.properties().stream()
                .filter(entry ->
                        !MODELLED.contains(entry.getKey()) && !entry.getValue().isNull())
                .forEach(entry -> extras.set(entry.getKey(), entry.getValue()));
        return extras.isEmpty() ? "" : Json.text(extras);
    }
}
