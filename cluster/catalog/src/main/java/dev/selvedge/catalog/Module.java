package dev.selvedge.catalog;

/**
 * One file of a version, as it was uploaded.
 *
 * @param name path of the module, such as {@code lib/render.js}; a source map is named after its module plus {@code .map}
 */
public record Module(String name, ModuleType type, BlobId content, int size) {}
