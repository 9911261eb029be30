package dev.selvedge.workers;

import dev.selvedge.net.HeaderNames;
import dev.selvedge.net.Headers;
import dev.selvedge.net.OutgoingRequest;
import dev.selvedge.turn.Records;
import dev.selvedge.turn.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
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

    /** What a Worker cannot set: framing and hop-by-hop headers, and what only the platform says about a client. */
    private static final HeaderNames FORBIDDEN = HeaderNames.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "transfer-encoding",
            "te",
            "trailer",
            "upgrade",
            "expect",
            "content-length",
            "host",
            "accept-encoding",
            "cf-ray",
            "cf-visitor",
            "cf-worker",
            "cdn-loop");

    private static final String METHOD_LINE = ":method ";

    /** From a FETCH record. */
    static OutgoingFetch of(Records records) {
        int flags = records.b();
        String block = new String(records.bytes(1), StandardCharsets.ISO_8859_1);
        String method = Wire.Method.name(flags & 0xFF);
        if (block.startsWith(METHOD_LINE)) {
            int end = block.indexOf("\r\n");
            method = block.substring(METHOD_LINE.length(), end);
            block = block.substring(end + 2);
        }
        if (method.isEmpty()) {
            throw new IllegalArgumentException("no method");
        }
        Headers all = Headers.parse(StandardCharsets.ISO_8859_1.encode(block));
        boolean streams = Wire.Body.of(flags) == Wire.Body.STREAM;
        long length = streams ? announced(all) : -1;
        String url = new String(records.bytes(0), StandardCharsets.UTF_8);
        byte[] body = streams ? null : records.bytes(2);
        return new OutgoingFetch(method, url, sendable(all), body, length, Wire.Flag.redirectMode(flags));
    }

    private static long announced(Headers headers) {
        String text = headers.get("content-length", "");
        boolean digits = !text.isEmpty() && text.length() < 18 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Long.parseLong(text) : -1;
    }

    private static Headers sendable(Headers all) {
        ByteBuffer kept = ByteBuffer.allocate(all.byteLength());
        all.copyTo(kept, FORBIDDEN);
        Headers.Builder headers = Headers.builder().addAll(Headers.parse(kept.flip()));
        String asked = all.get("accept-encoding", "gzip").toLowerCase(Locale.ROOT);
        headers.add("accept-encoding", asked.equals("identity") ? "identity" : "gzip");
        return headers.build();
    }

    boolean streams() {
        return body == null;
    }

    byte[] urlBytes() {
        return url.getBytes(StandardCharsets.UTF_8);
    }

    OutgoingRequest request() {
        ByteBuffer whole = body == null ? null : ByteBuffer.wrap(body);
        return new OutgoingRequest(method, url, headers.block(), whole, contentLength);
    }
}
