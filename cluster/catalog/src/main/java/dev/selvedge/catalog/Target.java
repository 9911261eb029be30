package dev.selvedge.catalog;

import org.jspecify.annotations.Nullable;

/**
 * Where a request goes.
 *
 * @param pinned the version that a preview host names; null = the deployment's percentages decide
 */
public record Target(
        Account account, Script script, @Nullable Version pinned) {}
