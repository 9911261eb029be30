package dev.selvedge.v8;

/** Finds the module that an import names. */
@FunctionalInterface
public interface ModuleResolver {
    /**
     * The module that an import means.
     *
     * @param specifier as it stands in the source
     * @param referrer name of the importing module
     * @throws RuntimeException if there is none; its message reaches the importer
     */
    JsModule resolve(String specifier, String referrer);
}
