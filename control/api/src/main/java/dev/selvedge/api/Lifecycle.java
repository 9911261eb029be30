package dev.selvedge.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What an upload does to the Durable Object classes of its Worker. */
sealed interface Lifecycle permits Lifecycle.Unchanged, Migration, Exports {

    /** An identifier of JavaScript, of a bounded length. */
    Pattern CLASS_NAME = Pattern.compile("[\\p{L}\\p{Nl}_$][\\p{L}\\p{Nl}\\p{Mn}\\p{Mc}\\p{Nd}\\p{Pc}$]{0,254}");

    /**
     * Does it to the table, or says what does not fit.
     *
     * @param code names of the classes that the upload exports
     * @return the report that the client gets, if there is one
     */
    Optional<ObjectNode> apply(ClassTable table, Set<String> code);

    /** Reads the two forms in which an upload may say it; it says it in one of them at most. */
    static Lifecycle read(ObjectNode metadata) {
        Lifecycle migration = Migration.read(metadata.path("migrations"));
        Exports exports = Exports.read(metadata);
        if (exports.isEmpty()) {
            return migration;
        }
        if (!(migration instanceof Unchanged)) {
            throw ApiError.INVALID_SCRIPT.because(
                    "\"migrations\" and Durable Object classes in \"exports\" exclude each other.",
                    "Declare the classes in one of them.");
        }
        return exports;
    }

    /** Says so if a class that has objects is missing from the code that would have to serve them. */
    static void requireExported(ClassTable table, Set<String> code) {
        table.classes().stream()
                .filter(name -> !code.contains(name))
                .sorted()
                .findFirst()
                .ifPresent(name -> {
                    throw ApiError.CLASS_NOT_EXPORTED.because(
                            "New version of script does not export class '" + name
                                    + "' which is depended on by existing Durable Objects.",
                            "To delete those objects and what they stored, apply a delete-class migration.");
                });
    }

    /** Nothing: the classes stay as they are. */
    record Unchanged() implements Lifecycle {
        @Override
        public Optional<ObjectNode> apply(ClassTable table, Set<String> code) {
            requireExported(table, code);
            return Optional.empty();
        }
    }
}
