package dev.selvedge.catalog;

import org.jspecify.annotations.Nullable;

/**
 * Sends requests whose host and path match a pattern to a Worker.
 *
 * @param pattern {@code example.org/api/*}, {@code *.example.org/*}, optionally with a scheme
 * @param script null: requests that match go to no Worker at all
 */
public record Route(
        String id,
        String accountId,
        String zoneId,
        String pattern,
        @Nullable String script) {}
