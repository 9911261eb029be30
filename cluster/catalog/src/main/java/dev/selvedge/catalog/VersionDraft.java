package dev.selvedge.catalog;

import java.util.List;

/** A version before it exists: an upload in memory, bounded and resolved, but not yet validated by V8. */
public record VersionDraft(
        String accountId,
        String script,
        VersionId id,
        ScriptFormat format,
        String mainModule,
        List<Part> modules,
        List<Binding> bindings,
        String compatibilityDate,
        List<String> compatibilityFlags,
        WorkerLimits limits) {

    /** A module with its bytes, which nobody changes. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Part(String name, ModuleType type, byte[] content) {}

    public VersionDraft {
        modules = List.copyOf(modules);
        bindings = List.copyOf(bindings);
        compatibilityFlags = List.copyOf(compatibilityFlags);
    }
}
