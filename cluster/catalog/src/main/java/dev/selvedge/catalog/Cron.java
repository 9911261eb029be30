package dev.selvedge.catalog;

/** When a Worker runs by itself: five fields in UTC, as the owner wrote them. */
public record Cron(String expression, long createdMillis, long modifiedMillis) {}
