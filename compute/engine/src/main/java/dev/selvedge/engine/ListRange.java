package dev.selvedge.engine;

import org.jspecify.annotations.Nullable;

/**
 * Which keys a list wants.
 *
 * @param start the first, if it is there
 * @param startAfter or the one before the first
 * @param end the one after the last
 * @param limit 0 for all
 */
record ListRange(
        @Nullable String start,
        @Nullable String startAfter,
        @Nullable String end,
        @Nullable String prefix,
        boolean reverse,
        int limit) {}
