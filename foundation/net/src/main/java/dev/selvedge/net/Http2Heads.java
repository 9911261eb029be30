package dev.selvedge.net;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns HTTP/2 header lists into the one form that the rest of the platform knows, and back. Applies the same rules as the HTTP/1
 * parser: a name or value that HTTP/1 could not carry must not get in by the other door.
 */
final class Http2Heads {
    private Http2Heads() {}

    /**
     * The head of a request.
     *
     * @throws BadMessage if it is malformed or too large
     */
    static RequestHead request(Http2Headers list, boolean whole, NetLimits limits) {
        String method = text(list.method());
        String path = text(list.path());
        if (list.size() > limits.maxHeaderCount()) {
            throw new BadMessage(431, "too many request headers");
        }
        if (method.equals("CONNECT") || !Octets.isToken(method)) {
            throw new BadMessage(405, "this method is not offered here");
        }
        if (path.length() > limits.maxTarget()) {
            throw new BadMessage(414, "request target is too long");
        }
        String authority = authority(list);
        Headers headers = headers(list, authority);
        if (headers.byteLength() > limits.maxHeaders()) {
            throw new BadMessage(431, "request headers are too large");
        }
        return new RequestHead(
                method,
                RequestTarget.origin(path, method),
                authority,
                HttpVersion.HTTP_2,
                headers,
                whole ? 0 : length(headers),
                true,
                headers.get("expect", "").equalsIgnoreCase("100-continue"),
                "");
    }

    private static String authority(Http2Headers list) {
        String named = text(list.authority());
        CharSequence host = list.get("host");
        if (named.isEmpty()) {
            named = text(host);
        } else if (host != null && !named.equalsIgnoreCase(host.toString())) {
            throw new BadMessage(400, "host and :authority differ");
        }
        if (!RequestTarget.isAuthority(named)) {
            throw new BadMessage(400, "no host, or a malformed one");
        }
        return named;
    }

    private static Headers headers(Http2Headers list, String authority) {
        HeaderScan scan = new HeaderScan(512);
        StringBuilder cookies = new StringBuilder();
        add(scan, "host", authority);
        for (Map.Entry<CharSequence, CharSequence> each : list) {
            String name = text(each.getKey());
            if (name.startsWith(":") || name.equals("host")) {
                continue;
            }
            if (name.equals("cookie")) {
                // RFC 9113 §8.2.3: cookies may come in crumbs, but are one header to everybody behind us.
                cookies.append(cookies.isEmpty() ? "" : "; ").append(each.getValue());
            } else {
                add(scan, name, each.getValue());
            }
        }
        if (!cookies.isEmpty()) {
            add(scan, "cookie", cookies);
        }
        return scan.headers();
    }

    private static void add(HeaderScan scan, String name, CharSequence value) {
        byte[] line = new byte[name.length() + 1 + value.length()];
        int at = 0;
        for (int i = 0; i < name.length(); i++) {
            line[at++] = (byte) name.charAt(i);
        }
        line[at++] = ':';
        for (int i = 0; i < value.length(); i++) {
            line[at++] = (byte) value.charAt(i);
        }
        if (!Octets.isToken(name) || !scan.line(line, 0, at)) {
            throw new BadMessage(400, "malformed header");
        }
    }

    private static long length(Headers headers) {
        if (!headers.contains("content-length")) {
            return -1;
        }
        if (headers.all("content-length").size() > 1) {
            throw new BadMessage(400, "repeated content-length");
        }
        String text = headers.get("content-length", "");
        byte[] digits = AsciiString.of(text).toByteArray();
        long length = Octets.decimal(digits, 0, digits.length);
        if (length < 0) {
            throw new BadMessage(400, "malformed content-length");
        }
        return length;
    }

    /**
     * The headers of a response.
     *
     * @throws BadMessage if one is malformed
     */
    static Headers response(Http2Headers list) {
        HeaderScan scan = new HeaderScan(512);
        for (Map.Entry<CharSequence, CharSequence> each : list) {
            String name = text(each.getKey());
            if (!name.startsWith(":")) {
                add(scan, name, each.getValue());
            }
        }
        return scan.headers();
    }

    /** Appends checked lines to a header list on its way out. */
    static void append(Http2Headers list, HeaderScan lines, HeaderNames except) {
        byte[] block = lines.array();
        for (int i = 0; i < lines.size(); i++) {
            int name = lines.nameStart(i);
            int colon = lines.nameEnd(i);
            if (except.contains(block, name, colon)) {
                continue;
            }
            list.add(
                    new AsciiString(block, name, colon - name, true),
                    new AsciiString(block, colon + 2, lines.valueEnd(i) - colon - 2, true));
        }
    }

    static Http2Headers empty(int size) {
        return new DefaultHttp2Headers(false, size + 8);
    }

    static String text(@Nullable CharSequence characters) {
        return characters == null ? "" : characters.toString();
    }
}
