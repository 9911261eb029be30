package dev.selvedge.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.catalog.CatalogView;
import dev.selvedge.catalog.ObjectNamespace;
import dev.selvedge.catalog.ObjectNamespace.Storage;
import dev.selvedge.catalog.Script;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares the classes that the code exports, those that {@code exports} declares and those that have objects, and makes the
 * last agree with the second; or says everything that does not fit, in the API's scenarios.
 */
final class Reconciliation {

    private final Map<String, ObjectExport> entries;
    private final ClassTable table;
    private final Set<String> code;
    private final ExportProblems problems = new ExportProblems();
    private final ReconciliationReport report = new ReconciliationReport();

    Reconciliation(Exports exports, ClassTable table, Set<String> code) {
        this.entries = new TreeMap<>(exports.classes());
        this.table = table;
        this.code = code;
    }

    /** Changes the table and tells what it did; changes nothing that lasts if it throws. */
    ObjectNode run() {
        requireCode(problems);
        table.classes().stream()
                .sorted()
                .filter(name -> !entries.containsKey(name))
                .forEach(this::undeclared);
        entries.forEach((name, entry) -> {
            // First what frees a name or gives it away, so that what is left to make is really new.
            switch (entry) {
                case ObjectExport.Deleted _ -> delete(name);
                case ObjectExport.Renamed renamed -> rename(name, renamed);
                case ObjectExport.Transferred transferred -> transfer(name, transferred.script());
                case ObjectExport.Live _, ObjectExport.Expected _ -> {}
            }
        });
        entries.forEach((name, entry) -> {
            switch (entry) {
                case ObjectExport.Live live -> keep(name, live.storage());
                case ObjectExport.Expected expected -> expect(name, expected);
                case ObjectExport.Deleted _, ObjectExport.Renamed _, ObjectExport.Transferred _ -> {}
            }
        });
        problems.throwIfAny();
        return report.json();
    }

    void requireCode(ExportProblems into) {
        entries.forEach((name, entry) -> {
            boolean live = entry instanceof ObjectExport.Live || entry instanceof ObjectExport.Expected;
            if (live && !code.contains(name)) {
                boolean known = table.has(name);
                into.add(
                        name,
                        known ? "config_export_not_in_code" : "config_references_nonexistent_class",
                        "\"exports\" declares '" + name + "', which the code does not export.",
                        known
                                ? "Export the class, or say what becomes of its objects."
                                : "Export the class, or remove the entry.");
            }
        });
    }

    private void undeclared(String name) {
        boolean inCode = code.contains(name);
        problems.add(
                name,
                inCode ? "provisioned_class_missing_from_config" : "orphaned_provisioned_namespace",
                "A namespace exists for '" + name + "', and no entry of \"exports\" declares it.",
                "Add an entry for '" + name + "', or one with the state deleted, renamed or transferred.",
                usersOf(name));
    }

    private void keep(String name, Storage storage) {
        ObjectNamespace existing = table.of(name).orElse(null);
        if (existing != null) {
            requireStorage(name, existing, storage);
        } else if (storage == Storage.KEY_VALUE) {
            problems.add(
                    name,
                    "invalid_export",
                    "'" + name + "' would be a new class with key-value storage.",
                    "Declare \"storage\": \"sqlite\".");
        } else if (code.contains(name)) {
            table.create(name, storage);
            report.created(name);
        }
    }

    private void requireStorage(String name, ObjectNamespace existing, Storage declared) {
        if (existing.storage() != declared) {
            problems.add(
                    name,
                    "storage_type_mismatch",
                    "'" + name + "' has the storage " + nameOf(existing.storage()) + ", not " + nameOf(declared) + ".",
                    "The storage of a class cannot be changed; declare the one that it has.");
        }
    }

    private static String nameOf(Storage storage) {
        return switch (storage) {
            case SQLITE -> "sqlite";
            case KEY_VALUE -> "legacy-kv";
        };
    }

    private void delete(String name) {
        List<String> users = usersOf(name);
        if (code.contains(name)) {
            problems.add(
                    name,
                    "tombstone_delete_class_still_in_code",
                    "'" + name + "' is to be deleted, and the code still exports it.",
                    "Remove the class from the code.");
        } else if (!table.has(name)) {
            stale(name, "deleted", List.of());
        } else if (!users.isEmpty()) {
            problems.add(
                    name,
                    "tombstone_delete_blocked_by_external_bindings",
                    "Other Workers bind the objects of '" + name + "'.",
                    "Deploy those Workers without the binding first.",
                    users);
        } else {
            table.delete(name);
            report.deleted(name);
        }
    }

    private void rename(String name, ObjectExport.Renamed renamed) {
        if (!table.has(name)) {
            stale(name, "renamed", References.toClass(table.view(), table.accountId(), table.script(), name));
        } else if (table.has(renamed.to())) {
            problems.add(
                    name,
                    "tombstone_renamed_to_occupied",
                    "'" + name + "' cannot become '" + renamed.to() + "', which has objects of its own.",
                    "Delete those in an earlier deployment.");
        } else {
            table.rename(name, renamed.to());
            report.renamed(name, renamed.to());
            stillInCode(name, "renamed");
        }
    }

    private void transfer(String name, String target) {
        CatalogView view = table.view();
        Optional<Script> script = view.script(table.accountId(), target);
        if (!table.has(name)) {
            stale(name, "transferred", References.toClass(view, table.accountId(), table.script(), name));
        } else if (script.isEmpty()) {
            problems.add(
                    name,
                    "transferred_target_missing",
                    "The Worker '" + target + "' does not exist.",
                    "Name the Worker that expects the class.");
        } else if (!expects(script.get(), name)
                || view.namespaceOf(table.accountId(), target, name).isPresent()) {
            notExpected(name, target);
        } else {
            table.send(name, target);
            report.transferred(name, target);
            stillInCode(name, "transferred");
        }
    }

    private void notExpected(String name, String target) {
        Optional<String> other = table.view().scripts(table.accountId()).stream()
                .filter(script -> expects(script, name))
                .map(Script::name)
                .findFirst();
        problems.add(
                name,
                other.isPresent() ? "transferred_target_mismatch" : "transferred_pending_not_found",
                other.map(it -> "'" + name + "' is expected by the Worker '" + it + "', not by '" + target + "'.")
                        .orElse("The Worker '" + target + "' does not expect '" + name + "'."),
                "Deploy '" + target + "' with an entry that expects the class from this Worker first.");
    }

    /** Whether that Worker waits for this one's class. */
    private boolean expects(Script script, String name) {
        return Exports.deployed(script).classes().get(name) instanceof ObjectExport.Expected expected
                && expected.script().equals(table.script());
    }

    private void expect(String name, ObjectExport.Expected expected) {
        Optional<ObjectNamespace> own = table.of(name);
        ObjectExport before = table.view()
                .script(table.accountId(), table.script())
                .map(script -> Exports.deployed(script).classes().get(name))
                .orElse(null);
        if (own.isPresent()) {
            received(name, expected, own.get(), before);
        } else if (before instanceof ObjectExport.Expected other
                && !other.script().equals(expected.script())) {
            problems.add(
                    name,
                    "phase_one_transfer_duplicate",
                    "'" + name + "' is expected from the Worker '" + other.script() + "' already.",
                    "Cancel that by a deployment without the entry.");
        } else {
            await(name, expected);
        }
    }

    /** The objects are here: they came after the entry was deployed, or the entry asks for what it has already. */
    private void received(
            String name, ObjectExport.Expected expected, ObjectNamespace own, @Nullable ObjectExport before) {
        requireStorage(name, own, expected.storage());
        if (before instanceof ObjectExport.Expected earlier && earlier.script().equals(expected.script())) {
            report.info(
                    name,
                    "transfer_receive_already_applied",
                    "The objects of '" + name + "' have arrived. Declare it as a live class from now on.",
                    List.of());
        } else if (before instanceof ObjectExport.Expected) {
            problems.add(
                    name,
                    "phase_one_transfer_after_commit_mismatch",
                    "The objects of '" + name + "' came from another Worker than '" + expected.script() + "'.",
                    "Declare it as a live class.");
        } else {
            problems.add(
                    name,
                    "phase_one_transfer_target_class_provisioned",
                    "'" + name + "' has objects of its own and cannot receive others.",
                    "Declare it as a live class, or delete it first.");
        }
    }

    private void await(String name, ObjectExport.Expected expected) {
        CatalogView view = table.view();
        Optional<ObjectNamespace> source = view.namespaceOf(table.accountId(), expected.script(), name);
        if (view.script(table.accountId(), expected.script()).isEmpty()) {
            problems.add(
                    name,
                    "phase_one_transfer_source_missing",
                    "The Worker '" + expected.script() + "' does not exist.",
                    "Name the Worker that has the class.");
        } else if (source.isEmpty()) {
            problems.add(
                    name,
                    "phase_one_transfer_source_namespace_missing",
                    "The Worker '" + expected.script() + "' has no objects of '" + name + "'.",
                    "Deploy that Worker with the class first.");
        } else {
            requireStorage(name, source.get(), expected.storage());
            report.pending(name, expected.script());
        }
    }

    private void stillInCode(String name, String kind) {
        if (code.contains(name)) {
            report.info(
                    name,
                    "tombstone_class_still_in_code",
                    "'" + name + "' was " + kind
                            + "; the code still exports the class, as it should until all is over.",
                    List.of());
        }
    }

    private void stale(String name, String kind, List<String> users) {
        report.info(
                name,
                "stale_tombstone",
                "The entry says that '" + name + "' is " + kind + ", and there is no namespace of that class any more.",
                users);
        if (users.isEmpty()) {
            report.removable(name);
        }
    }

    private List<String> usersOf(String name) {
        return table.of(name)
                .map(namespace -> References.toObjects(table.view(), namespace))
                .orElse(List.of());
    }
}
