package dev.selvedge.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.catalog.Binding;
import dev.selvedge.catalog.CatalogView;
import dev.selvedge.catalog.Change;
import dev.selvedge.catalog.Deployment;
import dev.selvedge.catalog.Script;
import dev.selvedge.catalog.ScriptHead;
import dev.selvedge.catalog.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One upload that the probe engine accepted, and what it changes in the catalog. It looks at the catalog twice: before its
 * blobs are stored, so that what is refused leaves nothing, and under the catalog's lock. Belongs to the thread of the call.
 *
 * @param code names of the classes that it exports
 */
record Upload(
        ApiPorts ports,
        String accountId,
        String name,
        Publisher.Mode mode,
        ObjectNode metadata,
        BindingPlan plan,
        Lifecycle lifecycle,
        NamespaceIds ids,
        Set<String> code) {

    /**
     * What the upload comes to.
     *
     * @param report on the classes that it declares
     */
    record Outcome(List<Binding> bindings, List<Change> classes, Optional<ObjectNode> report) {}

    /** Finds out, or says what does not fit. */
    Outcome look(CatalogView view) {
        Optional<Script> script = view.script(accountId, name);
        if (script.isEmpty() && mode != Publisher.Mode.DEPLOY) {
            throw ApiError.NOT_FOUND.because("The Worker was deleted meanwhile.");
        }
        ClassTable table = new ClassTable(view, accountId, name, ids);
        Optional<ObjectNode> report = apply(table, script);
        ObjectBindings objects =
                new ObjectBindings(table, lifecycle instanceof Exports exports ? exports : new Exports(Map.of()));
        return new Outcome(plan.resolve(script.flatMap(Script::latest), objects), table.changes(), report);
    }

    /** What is not deployed changes no classes; what it declares of them comes true when it is. */
    private Optional<ObjectNode> apply(ClassTable table, Optional<Script> script) {
        return switch (lifecycle) {
            case Migration migration -> {
                migration.requireTag(script.orElse(null));
                yield migration.apply(table, code);
            }
            case Exports exports
            when mode == Publisher.Mode.VERSION_ONLY -> {
                exports.requireCode(table, code);
                yield Optional.empty();
            }
            case Exports exports -> exports.apply(table, code);
            case Lifecycle.Unchanged unchanged -> unchanged.apply(table, code);
        };
    }

    /** The changes that make it true; runs under the catalog's lock. */
    List<Change> changes(CatalogView view, Version version, Outcome outcome) {
        Script script = view.script(accountId, name).orElse(null);
        ScriptHead head = head(script, version);
        Version numbered = Versions.derive(
                version,
                version.id(),
                head.nextNumber() - 1,
                outcome.bindings(),
                triggered(version.annotations(), "upload"));
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.PutScript(head));
        changes.add(new Change.AddVersion(accountId, name, numbered));
        if (mode != Publisher.Mode.VERSION_ONLY) {
            changes.add(new Change.Deploy(accountId, name, deployment(ports, version, numbered.annotations())));
        }
        changes.addAll(outcome.classes());
        return changes;
    }

    /** The script's own record after the upload. What is not deployed leaves everything but the number as it was. */
    private ScriptHead head(@Nullable Script script, Version version) {
        long now = version.createdMillis();
        ScriptHead before = script != null ? script.head() : first(version);
        ScriptHead numbered = before.numberTaken(now);
        if (mode != Publisher.Mode.DEPLOY) {
            return mode == Publisher.Mode.CODE_ONLY ? numbered.deployedFrom(version.source(), now) : numbered;
        }
        ScriptHead after = numbered.deployedFrom(version.source(), now)
                .withSettings(ScriptSettings.merge(before.settings(), metadata));
        return lifecycle instanceof Migration migration && !migration.newTag().isEmpty()
                ? after.migratedTo(migration.newTag())
                : after;
    }

    /**
     * A new script answers at its subdomain from its first deployment on: on a node of one's own an upload that nothing
     * reaches helps nobody. wrangler turns it off right after, where the configuration says so.
     */
    private ScriptHead first(Version version) {
        String tag = Ids.random(ports.random());
        return ScriptHead.first(
                new ScriptHead.Identity(accountId, name, tag, version.createdMillis()),
                version.source(),
                new ScriptHead.Subdomain(true, true));
    }

    static Map<String, String> triggered(Map<String, String> annotations, String by) {
        Map<String, String> all = new HashMap<>(annotations);
        all.putIfAbsent("workers/triggered_by", by);
        return all;
    }

    /** All traffic for one version. */
    static Deployment deployment(ApiPorts ports, Version version, Map<String, String> annotations) {
        Map<String, String> own = new HashMap<>();
        own.put("workers/triggered_by", "upload");
        String message = annotations.get("workers/message");
        if (message != null) {
            own.put("workers/message", message);
        }
        return new Deployment(
                Ids.version(ports.random()),
                version.createdMillis(),
                version.source(),
                version.author(),
                own,
                List.of(new Deployment.Share(version.id(), 100)));
    }
}
