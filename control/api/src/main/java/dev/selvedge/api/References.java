package dev.selvedge.api;

import dev.selvedge.catalog.Binding;
import dev.selvedge.catalog.CatalogView;
import dev.selvedge.catalog.Script;
import java.util.List;

/** Which Workers use which through service bindings of their latest versions. */
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
}
