package dev.selvedge.workers;

import dev.selvedge.net.HeaderNames;
import dev.selvedge.net.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The head of a Worker's answer.
 *
 * @param reason the reason phrase, or null for the usual one
 * @param headers a header block, good until the call that it is handed to returns
 * @param encode whether the body is plain although the headers name a content encoding
 */
record AnswerHead(int status, @Nullable String reason, ByteBuffer headers, boolean encode) {
    private static final HeaderNames LENGTH = HeaderNames.of("content-length");

    /** The encoding that the body has to be put into; null for none. */
    @Nullable
    ContentCoding coding() {
        return encode ? ContentCoding.of(parsed().get("content-encoding", "")) : null;
    }

    /** With a header block of its own, good for ever. */
    AnswerHead copy() {
        return new AnswerHead(status, reason, Text.copy(headers), encode);
    }

    Headers parsed() {
        return Headers.parse(headers);
    }

    /** With the length that the body really has; -1 for one that nobody knows. */
    AnswerHead withLength(long length) {
        byte[] line =
                length < 0 ? new byte[0] : ("content-length: " + length + "\r\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer block = ByteBuffer.allocate(headers.remaining() + line.length);
        parsed().copyTo(block, LENGTH);
        return new AnswerHead(status, reason, block.put(line).flip(), encode);
    }
}
