package dev.selvedge.net;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A request that this node makes.
 *
 * @param method as it should be sent
 * @param url absolute {@code http} or {@code https} URL ({@code ws}, {@code wss} for WebSockets), ASCII, percent-encoded
 * @param headers a header block ({@link Exchange} says what that is); {@code host} is made from the URL, framing headers are dropped
 * @param body the whole body (copied before {@code send} returns, empty for none), or null if it is streamed
 * @param contentLength announced length of a streamed body, -1 for chunked; not used with a whole body
 */
public record OutgoingRequest(
        String method,
        String url,
        ByteBuffer headers,
        @Nullable ByteBuffer body,
        long contentLength) {
    /** A request without a body or headers. */
    public static OutgoingRequest get(String url) {
        return new OutgoingRequest("GET", url, ByteBuffer.allocate(0), ByteBuffer.allocate(0), -1);
    }
}
