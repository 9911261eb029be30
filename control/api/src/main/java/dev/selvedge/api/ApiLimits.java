package dev.selvedge.api;

/**
 * Bounds of what an account may store; the figures are Cloudflare's where it publishes one.
 *
 * @param scripts Workers of an account
 * @param modules files of an upload
 * @param rawBytes of all modules together
 * @param compressedBytes of all modules but source maps, each gzipped
 * @param metadataBytes of the upload's metadata
 * @param variables plain_text, json and secret_text bindings of a Worker
 * @param variableBytes value of each
 * @param crons of an account
 * @param routes of an account
 * @param domains of an account
 * @param tails followers of one Worker
 * @param tokens of an account
 * @param objectClasses Durable Object classes of an account
 * @param uploadMebibytes of uploads being read or checked at once; more wait
 */
public record ApiLimits(
        int scripts,
        int modules,
        int rawBytes,
        int compressedBytes,
        int metadataBytes,
        int variables,
        int variableBytes,
        int crons,
        int routes,
        int domains,
        int tails,
        int tokens,
        int objectClasses,
        int uploadMebibytes) {
    public static final ApiLimits DEFAULT = new ApiLimits(
            20_000, 5_000, 64 << 20, 10_000_000, 1_000_000, 128, 5 * 1024, 1_000, 1_000, 1_000, 10, 1_000, 500, 132);
}
