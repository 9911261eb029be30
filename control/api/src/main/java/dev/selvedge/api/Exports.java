package dev.selvedge.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.catalog.Script;
import dev.selvedge.catalog.Version;
import dev.selvedge.rest.Json;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The Durable Object classes that an upload declares in {@code exports}: the state that is wanted, in place of the steps
 * towards it. They are part of the version and come true when it is deployed.
 */
record Exports(Map<String, ObjectExport> classes) implements Lifecycle {

    private static final String KEY = "exports";

    Exports {
        classes = Map.copyOf(classes);
    }

    static Exports read(ObjectNode metadata) {
        JsonNode exports = metadata.path(KEY);
        if (!exports.isObject()) {
            return new Exports(Map.of());
        }
        ExportProblems problems = new ExportProblems();
        Map<String, ObjectExport> classes = new ExportReader(problems).read(exports);
        problems.throwIfAny();
        return new Exports(classes);
    }

    /** Those of a version that is stored: the upload's, which were checked. */
    static Exports of(Version version) {
        return version.extras().isEmpty()
                ? new Exports(Map.of())
                : read((ObjectNode) Json.parse(version.extras(), "stored settings"));
    }

    /** Those that are in force for a Worker. */
    static Exports deployed(Script script) {
        return script.deployment()
                .flatMap(deployment ->
                        script.version(deployment.shares().getFirst().version()))
                .map(Exports::of)
                .orElseGet(() -> new Exports(Map.of()));
    }

    boolean isEmpty() {
        return classes.isEmpty();
    }

    boolean isLive(String className) {
        return classes.get(className) instanceof ObjectExport.Live;
    }

    @Override
    public Optional<ObjectNode> apply(ClassTable table, Set<String> code) {
        return Optional.of(new Reconciliation(this, table, code).run());
    }

    /** What can be said of an upload that is not deployed yet. */
    void requireCode(ClassTable table, Set<String> code) {
        ExportProblems problems = new ExportProblems();
        new Reconciliation(this, table, code).requireCode(problems);
        problems.throwIfAny();
    }
}
