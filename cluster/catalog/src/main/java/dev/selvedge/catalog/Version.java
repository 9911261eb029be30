package dev.selvedge.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One immutable upload of a Worker: code, bindings and settings that a deployment can send traffic to.
 *
 * @param number 1, 2, 3 … within the script
 * @param source {@code wrangler}, {@code api} or {@code dash}
 * @param mainModule name of the module where execution starts
 * @param prepared what the engine made of the modules, by module name
 * @param handlers of the default export, such as {@code fetch}, {@code scheduled}
 * @param etag hash over everything that was uploaded
 * @param extras JSON object: settings of the upload that have no field of their own here, or "" for none
 */
public record Version(
        VersionId id,
        int number,
        long createdMillis,
        String source,
        String author,
        ScriptFormat format,
        String mainModule,
        List<Module> modules,
        List<PreparedModule> prepared,
        List<Binding> bindings,
        String compatibilityDate,
        List<String> compatibilityFlags,
        WorkerLimits limits,
        Map<String, String> annotations,
        List<String> handlers,
        List<NamedHandler> namedHandlers,
        int startupMillis,
        String etag,
        String extras) {

    public Version {
        modules = List.copyOf(modules);
        prepared = List.copyOf(prepared);
        bindings = List.copyOf(bindings);
        compatibilityFlags = List.copyOf(compatibilityFlags);
        annotations = Map.copyOf(annotations);
        handlers = List.copyOf(handlers);
        namedHandlers = List.copyOf(namedHandlers);
    }

    public Optional<Module> module(String name) {
        return modules.stream().filter(module -> module.name().equals(name)).findFirst();
    }

    public Optional<PreparedModule> preparedModule(String name) {
        return prepared.stream().filter(module -> module.name().equals(name)).findFirst();
    }

    public Optional<Binding> binding(String name) {
        return bindings.stream().filter(binding -> binding.name().equals(name)).findFirst();
    }
}
