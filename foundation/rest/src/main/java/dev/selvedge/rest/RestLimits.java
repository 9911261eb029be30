package dev.selvedge.rest;

/**
 * Bounds of the API.
 *
 * @param concurrentCalls calls being answered at once; more get 503
 * @param jsonBytes body of a JSON call
 * @param jsonDepth nesting of a JSON body
 * @param uploadBytes body of a multipart call
 */
public record RestLimits(int concurrentCalls, int jsonBytes, int jsonDepth, int uploadBytes) {
    /** 64 MiB of upload as Cloudflare has it, and room for the form around it. */
    public static final RestLimits DEFAULT = new RestLimits(256, 4 << 20, Json.MAX_DEPTH, 66 << 20);
}
