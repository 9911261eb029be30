package dev.selvedge.api;

import dev.selvedge.catalog.CatalogView;
import dev.selvedge.catalog.Change;
import dev.selvedge.catalog.Deployment;
import dev.selvedge.catalog.NamedHandler;
import dev.selvedge.catalog.Script;
import dev.selvedge.catalog.Version;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the deployment of stored versions does to Durable Object classes: each version must export those that have objects,
 * and what a new version declares of them comes true. Going back never changes a class.
 */
final class DeployedClasses {

    private DeployedClasses() {}

    static List<Change> changes(CatalogView view, Script script, Deployment deployment, ClassTable.Source source) {
        List<Version> versions = deployment.shares().stream()
                .map(share -> Look.version(script, share.version().toString()))
                .toList();
        Exports exports = Exports.of(versions.getFirst());
        if (versions.stream().anyMatch(version -> !Exports.of(version).equals(exports))) {
            throw ApiError.EXPORTS_DIFFER.because(
                    "All versions of a deployment must declare the same \"exports\".",
                    "Deploy the version that changes them alone first.");
        }
        if (exports.isEmpty()) {
            ClassTable table = new ClassTable(view, script.accountId(), script.name(), source);
            versions.forEach(version -> Lifecycle.requireExported(table, exported(version)));
            return List.of();
        }
        return reconciled(view, script, versions, exports, source);
    }

    private static List<Change> reconciled(
            CatalogView view, Script script, List<Version> versions, Exports exports, ClassTable.Source source) {
        ClassTable table = new ClassTable(view, script.accountId(), script.name(), source);
        exports.apply(table, exported(versions.getFirst()));
        versions.forEach(version -> Lifecycle.requireExported(table, exported(version)));
        boolean back = versions.stream().anyMatch(version -> version.number() < newestDeployed(script));
        if (back && !table.changes().isEmpty()) {
            throw ApiError.EXPORTS.because(
                    "A deployment of an older version cannot change the Durable Object classes of the Worker.",
                    "Upload a new version with the \"exports\" that you want.");
        }
        return table.changes();
    }

    private static int newestDeployed(Script script) {
        return script.deployments().stream()
                .flatMap(deployment -> deployment.shares().stream())
                .map(share -> script.version(share.version()))
                .flatMap(Optional::stream)
                .mapToInt(Version::number)
                .max()
                .orElse(0);
    }

    private static Set<String> exported(Version version) {
        return version.namedHandlers().stream().map(NamedHandler::name).collect(Collectors.toSet());
    }
}
