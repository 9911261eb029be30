package dev.selvedge.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.selvedge.catalog.ObjectNamespace.Storage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the Durable Object classes out of the {@code exports} of an upload and collects what is wrong with them. */
final class ExportReader {

    static final String TYPE = "durable-object";

    private static final List<String> FIELDS = List.of("storage", "renamed_to", "transferred_to", "transfer_from");

    private final ExportProblems problems;

    ExportReader(ExportProblems problems) {
        this.problems = problems;
    }

    Map<String, ObjectExport> read(JsonNode exports) {
        Map<String, ObjectExport> classes = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : exports.properties()) {
            if (entry.getValue().path("type").asText().equals(TYPE)) {
                ObjectExport read = one(entry.getKey(), entry.getValue());
                if (read != null) {
                    classes.put(entry.getKey(), read);
                }
            }
        }
        classes.forEach((name, export) -> {
            if (export instanceof ObjectExport.Renamed renamed
                    && !(classes.get(renamed.to()) instanceof ObjectExport.Live)) {
                invalid(
                        name,
                        "\"renamed_to\" names '" + renamed.to() + "', which is no live class of the same exports.");
            }
        });
        return classes;
    }

    private @Nullable ObjectExport one(String name, JsonNode json) {
        if (!Lifecycle.CLASS_NAME.matcher(name).matches()) {
            return invalid(name, "This is no name for a class.");
        }
        String state = json.path("state").asText("created");
        return switch (state) {
            case "created" -> only(name, json, "storage") ? live(name, json) : null;
            case "deleted" -> only(name, json) ? new ObjectExport.Deleted() : null;
            case "renamed" -> only(name, json, "renamed_to") ? renamed(name, json) : null;
            case "transferred" ->
                only(name, json, "transferred_to")
                        ? new ObjectExport.Transferred(
                                json.path("transferred_to").asText())
                        : null;
            case "expecting-transfer" -> only(name, json, "storage", "transfer_from") ? expected(name, json) : null;
            default -> invalid(name, "\"state\" is created, deleted, renamed, transferred or expecting-transfer.");
        };
    }

    /** Whether it has exactly these of the fields that depend on the state. */
    private boolean only(String name, JsonNode json, String... needed) {
        List<String> allowed = List.of(needed);
        for (String field : FIELDS) {
            boolean there =
                    json.path(field).isTextual() && !json.path(field).asText().isEmpty();
            if (there != allowed.contains(field)) {
                invalid(name, "\"" + field + "\" " + (there ? "does not belong to" : "is needed in") + " this state.");
                return false;
            }
        }
        return true;
    }

    private @Nullable ObjectExport live(String name, JsonNode json) {
        Storage storage = storage(name, json);
        return storage == null ? null : new ObjectExport.Live(storage);
    }

    private @Nullable ObjectExport expected(String name, JsonNode json) {
        Storage storage = storage(name, json);
        return storage == null
                ? null
                : new ObjectExport.Expected(storage, json.path("transfer_from").asText());
    }

    private @Nullable ObjectExport renamed(String name, JsonNode json) {
        String to = json.path("renamed_to").asText();
        return to.equals(name) || !Lifecycle.CLASS_NAME.matcher(to).matches()
                ? invalid(name, "\"renamed_to\" must be the name of another class.")
                : new ObjectExport.Renamed(to);
    }

    private @Nullable Storage storage(String name, JsonNode json) {
        return switch (json.path("storage").asText()) {
            case "sqlite" -> Storage.SQLITE;
            case "legacy-kv" -> Storage.KEY_VALUE;
            default -> {
                invalid(name, "\"storage\" is sqlite or legacy-kv.");
                yield null;
            }
        };
    }

    private @Nullable ObjectExport invalid(String name, String message) {
        problems.add(name, "invalid_export", message, "Correct the entry of '" + name + "' in \"exports\".");
        return null;
    }
}
