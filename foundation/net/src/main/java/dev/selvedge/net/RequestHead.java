package dev.selvedge.net;

/**
 * A request's first part, checked.
 *
 * @param contentLength announced length of the body, -1 if it is chunked (or, in HTTP/2, not announced), 0 without a body
 * @param keepAlive whether the connection may carry another request
 * @param expectsContinue whether the client waits for 100 before it sends the body
 * @param upgrade lower-case value of {@code upgrade} if {@code connection} names it too, else empty
 */
record RequestHead(
        String method,
        String target,
        String authority,
        HttpVersion version,
        Headers headers,
        long contentLength,
        boolean keepAlive,
        boolean expectsContinue,
        String upgrade) {
    boolean hasBody() {
        return contentLength != 0;
    }

    /** Only the client of a HEAD request wants no body. */
    boolean isHead() {
        return method.equals("HEAD");
    }
}
