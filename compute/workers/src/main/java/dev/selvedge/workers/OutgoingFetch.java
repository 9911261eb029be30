package dev.selvedge.workers;

import dev.selvedge.net.HeaderNames;
import dev.selvedge.net.Headers;
import dev.selvedge.net.OutgoingRequest;
import dev.selvedge.turn.Records;
import dev.selvedge.turn.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What one hop of a fetch sends.
 *
 * @param body the whole body, or null while it streams
 * @param mode see {@link Wire.Flag}
 */
@SuppressWarnings("ArrayRecordComponent")
record OutgoingFetch(String method, String url, Headers headers, byte @Nullable [] body, long contentLength, int mode) {

    static final OutgoingFetch NONE = new OutgoingFetch("GET", "", Headers.EMPTY, new byte[0], 0, 0);

    /** What a Worker cannot set: framing and hop-by-hop headers, and the name of the server, which is in the URL. */
    private static final HeaderNames FORBIDDEN = HeaderNames.of(
            "connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "content-length", "host");

    private static final String METHOD_LINE = ":method ";

    /** From a FETCH record. */
    static OutgoingFetch of(Records records) {
        int flags = records.b();
        ByteBuffer block = records.part(1);
        String method = Wire.Method.name(flags & 0xFF);
        if (method.isEmpty()) {
            method = methodLine(block);
        }
        Headers headers = block.hasRemaining() ? Headers.parse(block) : Headers.EMPTY;
        String url = Text.utf8(records.part(0));
        boolean streams = switch (Wire.Body.of(flags)) {
            case Wire.Body.STREAM, Wire.Body.JOINED -> true;
            default -> false;
        };
        byte[] body = streams ? null : records.bytes(2);
        long length = Wire.Body.of(flags) == Wire.Body.STREAM ? length(records) : -1;
        return new OutgoingFetch(method, url, headers, body, length, Wire.Flag.redirectMode(flags));
    }

    /** Takes the line with the name of an unusual method off the block. */
    private static String methodLine(ByteBuffer block) {
        String text = Text.latin1(block);
        int end = text.indexOf("\r\n");
        if (!text.startsWith(METHOD_LINE) || end <= METHOD_LINE.length()) {
            throw new IllegalArgumentException("no method");
        }
        block.position(block.position() + end + 2);
        return text.substring(METHOD_LINE.length(), end);
    }

    private static long length(Records records) {
        String digits = Text.latin1(records.part(2));
        boolean number =
                !digits.isEmpty() && digits.length() < 18 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Long.parseLong(digits) : -1;
    }

    /** The same with a body of which the length is known. */
    OutgoingFetch withLength(long length) {
        return new OutgoingFetch(method, url, headers, body, length, mode);
    }

    boolean streams() {
        return body == null;
    }

    byte[] urlBytes() {
        return url.getBytes(StandardCharsets.UTF_8);
    }

    OutgoingRequest request() {
        ByteBuffer whole = body == null ? null : ByteBuffer.wrap(body);
        if (headers.size() == 0) {
            return new OutgoingRequest(method, url, ExchangeCaller.nothing(), whole, contentLength);
        }
        ByteBuffer kept = ByteBuffer.allocate(headers.byteLength());
        headers.copyTo(kept, FORBIDDEN);
        return new OutgoingRequest(method, url, kept.flip(), whole, contentLength);
    }
}
