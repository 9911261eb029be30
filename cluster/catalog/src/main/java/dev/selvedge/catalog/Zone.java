package dev.selvedge.catalog;

/** A domain that routes and custom domains of one account may use. The first account to name a zone owns it. */
public record Zone(String id, String accountId, String name, long createdMillis) {}
