package dev.selvedge.catalog;

import org.jspecify.annotations.Nullable;

/**
 * What the engine made of an ES module when it was uploaded: specifiers rewritten, and V8's code cache, which an engine
 * of another build simply rejects.
 */
public record PreparedModule(
        String name, BlobId code, int size, @Nullable BlobId cache, int cacheSize) {}
