package dev.selvedge.rest;

/**
 * Bounds of a form.
 *
 * @param parts how many
 * @param headerBytes headers of one part
 * @param totalBytes content of all parts together
 */
public record MultipartLimits(int parts, int headerBytes, int totalBytes) {}
