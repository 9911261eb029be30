package dev.selvedge.catalog;

/** Sends every request for a host name to a Worker. */
public record CustomDomain(
        String id,
        String accountId,
        String hostname,
        String zoneId,
        String zoneName,
        String script,
        boolean enabled,
        boolean previewsEnabled) {}
