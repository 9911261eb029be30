package dev.selvedge.api;

import dev.selvedge.catalog.Binding;
import dev.selvedge.catalog.CatalogView;
import dev.selvedge.catalog.Deployment;
import dev.selvedge.catalog.ObjectNamespace;
import dev.selvedge.catalog.Script;
import dev.selvedge.catalog.Version;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Which Workers use which: through service bindings of their latest versions, and through Durable Objects. */
final class References {

    private References() {}

    /** Names of the Workers that bind this one. */
    static List<String> to(CatalogView view, String accountId, String name) {
        return view.scripts(accountId).stream()
                .filter(script -> !script.name().equals(name) && from(script).contains(name))
                .map(Script::name)
                .toList();
    }

    /** Names of the Workers that this one binds. */
    static List<String> from(Script script) {
        return script.latest().stream()
                .flatMap(version -> version.bindings().stream())
                .filter(Binding.Service.class::isInstance)
                .map(binding -> ((Binding.Service) binding).service())
                .distinct()
                .toList();
    }

    /** The namespaces whose objects a Worker serves. */
    static List<ObjectNamespace> objectsOf(CatalogView view, String accountId, String name) {
        return view.namespaces(accountId).stream()
                .filter(namespace -> namespace.script().equals(name))
                .toList();
    }

    /** Names of the other Workers that reach the objects of a namespace. */
    static List<String> toObjects(CatalogView view, ObjectNamespace namespace) {
        return binding(
                view,
                namespace.accountId(),
                namespace.script(),
                bound -> bound.namespaceId().equals(namespace.id()));
    }

    /** Names of the other Workers that name a class of a Worker, whether it still has the objects or not. */
    static List<String> toClass(CatalogView view, String accountId, String script, String className) {
        return binding(
                view,
                accountId,
                script,
                bound -> script.equals(bound.script()) && bound.className().equals(className));
    }

    private static List<String> binding(
            CatalogView view, String accountId, String except, Predicate<Binding.DurableObject> which) {
        return view.scripts(accountId).stream()
                .filter(script -> !script.name().equals(except))
                .filter(script -> versionsInUse(script)
                        .flatMap(version -> version.bindings().stream())
                        .anyMatch(binding -> binding instanceof Binding.DurableObject bound && which.test(bound)))
                .map(Script::name)
                .toList();
    }

    /** The versions that have traffic, and the newest, which secrets and settings start from. */
    private static Stream<Version> versionsInUse(Script script) {
        Stream<Version> deployed = script.deployment().stream()
                .map(Deployment::shares)
                .flatMap(List::stream)
                .map(share -> script.version(share.version()))
                .flatMap(Optional::stream);
        return Stream.concat(deployed, script.latest().stream()).distinct();
    }
}
