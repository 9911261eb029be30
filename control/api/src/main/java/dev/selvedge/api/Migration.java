package dev.selvedge.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.catalog.ObjectNamespace;
import dev.selvedge.catalog.ObjectNamespace.Storage;
import dev.selvedge.catalog.Script;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@code migrations} of an upload: steps from one tag to another. A Worker's first upload may bring all of its history, so
 * what a step makes need not be in the code if a later one renames or deletes it.
 *
 * @param oldTag of the state that it expects, "" for none
 * @param newTag of the state that it leaves, "" if it has none
 */
record Migration(String oldTag, String newTag, List<Step> steps) implements Lifecycle {

    private static final int MAX_TAG = 255;

    /** What one step does, in the order in which it does it. */
    record Step(
            List<String> deleted,
            List<Move> renamed,
            List<Move> transferred,
            List<String> made,
            List<String> madeSqlite) {}

    /** Objects get another class. */
    record Move(String from, @Nullable String fromScript, String to) {}

    /** A migration, or nothing if there is none in it. */
    static Lifecycle read(JsonNode json) {
        if (json.isMissingNode() || json.isNull() || (json.isObject() && json.isEmpty())) {
            return new Unchanged();
        }
        if (!json.isObject()) {
            throw ApiError.INVALID_SCRIPT.because("\"migrations\" must be an object.");
        }
        List<Step> steps = new ArrayList<>();
        if (json.path("steps").isArray()) {
            json.path("steps").forEach(step -> steps.add(step(step)));
        } else {
            steps.add(step(json));
        }
        return new Migration(tag(json, "old_tag"), tag(json, "new_tag"), List.copyOf(steps));
    }

    private static String tag(JsonNode json, String key) {
        JsonNode tag = json.path(key);
        if (tag.asText().length() > MAX_TAG || !(tag.isTextual() || tag.isNull() || tag.isMissingNode())) {
            throw ApiError.INVALID_SCRIPT.because(
                    "\"migrations." + key + "\" must be a string of up to " + MAX_TAG + " characters.");
        }
        return tag.isTextual() ? tag.asText() : "";
    }

    private static Step step(JsonNode json) {
        return new Step(
                names(json, "deleted_classes"),
                moves(json, "renamed_classes"),
                moves(json, "transferred_classes"),
                names(json, "new_classes"),
                names(json, "new_sqlite_classes"));
    }

    private static List<String> names(JsonNode step, String key) {
        List<String> names = new ArrayList<>();
        list(step, key).forEach(name -> names.add(className(name, key)));
        return names;
    }

    private static List<Move> moves(JsonNode step, String key) {
        List<Move> moves = new ArrayList<>();
        for (JsonNode move : list(step, key)) {
            String fromScript = move.path("from_script").isTextual()
                    ? move.path("from_script").asText()
                    : null;
            if (key.startsWith("transferred") && fromScript == null) {
                throw ApiError.INVALID_SCRIPT.because("Each of \"" + key + "\" needs a \"from_script\".");
            }
            moves.add(new Move(className(move.path("from"), key), fromScript, className(move.path("to"), key)));
        }
        return moves;
    }

    private static JsonNode list(JsonNode step, String key) {
        JsonNode list = step.path(key);
        if (!list.isArray() && !list.isMissingNode() && !list.isNull()) {
            throw ApiError.INVALID_SCRIPT.because("\"" + key + "\" of a migration must be an array.");
        }
        return list;
    }

    private static String className(JsonNode name, String key) {
        if (!name.isTextual() || !CLASS_NAME.matcher(name.asText()).matches()) {
            throw ApiError.INVALID_SCRIPT.because("\"" + key + "\" of a migration names something that is no class.");
        }
        return name.asText();
    }

    /** Clients take the stored tag out of this very sentence. */
    void requireTag(@Nullable Script script) {
        String stored = script == null || script.migrationTag() == null ? "" : script.migrationTag();
        if (!oldTag.equals(stored)) {
            throw ApiError.MIGRATION_TAG.because("Actor migration tag precondition failed, got tag '" + oldTag
                    + "' when expected tag is '" + stored + "'.");
        }
    }

    @Override
    public Optional<ObjectNode> apply(ClassTable table, Set<String> code) {
        Map<String, String> arrivals = new LinkedHashMap<>();
        steps.forEach(step -> apply(step, table, arrivals));
        arrivals.forEach((name, kind) -> {
            if (table.has(name) && !code.contains(name)) {
                throw ApiError.MIGRATION_NOT_EXPORTED.because(
                        "Cannot apply " + kind + " migration to class '" + name + "' that is not exported by script.");
            }
        });
        Lifecycle.requireExported(table, code);
        return Optional.empty();
    }

    private static void apply(Step step, ClassTable table, Map<String, String> arrivals) {
        step.deleted().forEach(name -> delete(table, name));
        for (Move move : step.renamed()) {
            require(table.has(move.from()), "rename-class", move.from(), BEFORE);
            require(!table.has(move.to()), "rename-class", move.to(), TAKEN);
            table.rename(move.from(), move.to());
            arrivals.put(move.to(), "rename-class");
        }
        step.transferred().forEach(move -> transfer(table, move, arrivals));
        make(table, step.made(), Storage.KEY_VALUE, "new-class", arrivals);
        make(table, step.madeSqlite(), Storage.SQLITE, "new-sqlite-class", arrivals);
    }

    private static final String BEFORE = "which was not exported in the previous version of the script.";
    private static final String TAKEN = "that is already depended on by existing Durable Objects.";

    private static void require(boolean condition, String kind, String name, String otherwise) {
        if (!condition) {
            throw ApiError.MIGRATION_CONFLICT.because(
                    "Cannot apply " + kind + " migration to class '" + name + "' " + otherwise);
        }
    }

    private static void delete(ClassTable table, String name) {
        require(table.has(name), "delete-class", name, BEFORE);
        List<String> users = References.toObjects(table.view(), table.of(name).orElseThrow());
        if (!users.isEmpty()) {
            throw ApiError.BINDING_CLASS.because(
                    "Cannot apply --delete-class migration to class '" + name
                            + "' without also removing the binding that references it.",
                    "It is bound by " + String.join(", ", users) + ".");
        }
        table.delete(name);
    }

    private static void transfer(ClassTable table, Move move, Map<String, String> arrivals) {
        String fromScript = String.valueOf(move.fromScript());
        require(!table.has(move.to()), "transfer-class", move.to(), TAKEN);
        if (fromScript.equals(table.script())) {
            require(table.has(move.from()), "transfer-class", move.from(), BEFORE);
            table.rename(move.from(), move.to());
        } else {
            ObjectNamespace namespace = table.view()
                    .namespaceOf(table.accountId(), fromScript, move.from())
                    .orElseThrow(() -> ApiError.MIGRATION_CONFLICT.because(
                            "Cannot apply transfer-class migration to class '" + move.from() + "' of script '"
                                    + fromScript + "', which has no such Durable Objects."));
            table.receive(namespace, move.to());
        }
        arrivals.put(move.to(), "transfer-class");
    }

    private static void make(
            ClassTable table, List<String> names, Storage storage, String kind, Map<String, String> arrivals) {
        for (String name : names) {
            require(!table.has(name), kind, name, TAKEN);
            table.create(name, storage);
            arrivals.put(name, kind);
        }
    }
}
