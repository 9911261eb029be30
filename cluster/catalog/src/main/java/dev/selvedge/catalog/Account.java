package dev.selvedge.catalog;

/**
 * A tenant. Its Workers share engines with nobody else (a cordon).
 *
 * @param id 32 lower-case hexadecimal digits
 * @param subdomain the label under the workers suffix; Workers of the default account live directly under the suffix
 */
public record Account(String id, String name, String subdomain, boolean isDefault, long createdMillis) {}
