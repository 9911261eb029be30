package dev.selvedge.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.selvedge.catalog.Script;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Durable Object migrations: tags are checked and steps are kept; there are no objects to apply them to yet. */
final class Migrations {

    private Migrations() {}

    /**
     * The migration of an upload, if it has one that fits the script.
     *
     * @param script null for a script that does not exist yet
     */
    static Optional<JsonNode> check(JsonNode metadata, @Nullable Script script) {
        JsonNode migration = metadata.path("migrations");
        if (!migration.isObject() || migration.isEmpty()) {
            return Optional.empty();
        }
        String stored = script == null || script.migrationTag() == null ? "" : script.migrationTag();
        String expected = migration.path("old_tag").asText();
        if (!expected.equals(stored)) {
            throw ApiError.MIGRATION_TAG.because("Migration tag precondition failed; the Worker has "
                    + (stored.isEmpty() ? "no migration tag" : "the tag \"" + stored + "\"") + ", the upload expects "
                    + (expected.isEmpty() ? "none" : "\"" + expected + "\"") + ".");
        }
        if (migration.path("new_tag").asText().length() > 255) {
            throw ApiError.INVALID_SCRIPT.because("\"migrations.new_tag\" is longer than 255 characters.");
        }
        return Optional.of(migration);
    }
}
