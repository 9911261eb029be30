package dev.selvedge.net;

import io.netty.buffer.ByteBuf;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads HTTP/1 response heads, as strictly as {@link RequestHeadParser}: pooled connections carry many tenants' calls. */
final class ResponseHeadParser {
    private static final int MAX_STATUS_LINE = 8 << 10;

    /**
     * A response's first part.
     *
     * @param contentLength announced length, -1 if it is not announced
     */
    record ResponseHead(
            int status,
            String reason,
            HttpVersion version,
            Headers headers,
            long contentLength,
            boolean chunked,
            boolean keepAlive) {}

    private final ClientOptions options;
    private final HeaderScan scan = new HeaderScan(512);
    private byte[] line = new byte[512];
    private int searched;
    private int headerBytes;
    private int status;
    private String reason = "";
    private HttpVersion version = HttpVersion.HTTP_1_1;

    ResponseHeadParser(ClientOptions options) {
        this.options = options;
    }

    private void reset() {
        scan.clear();
        searched = 0;
        headerBytes = 0;
        status = 0;
    }

    /**
     * Takes as many lines as there are.
     *
     * @return the head once it is whole, else null
     * @throws BadMessage if the response cannot be understood
     */
    @Nullable
    ResponseHead parse(ByteBuf in) {
        while (true) {
            int start = in.readerIndex();
            int end = in.indexOf(start + searched, in.writerIndex(), (byte) '\n');
            int length = end < 0 ? in.readableBytes() : end - start;
            if (status == 0 ? length > MAX_STATUS_LINE : headerBytes + length > options.maxHeaders()) {
                throw new BadMessage(502, "the response head is too large");
            }
            if (end < 0) {
                searched = length;
                return null;
            }
            searched = 0;
            if (line(in, start, length)) {
                ResponseHead head = head();
                reset();
                return head;
            }
        }
    }

    private boolean line(ByteBuf in, int start, int length) {
        if (length > line.length) {
            line = new byte[length * 2];
        }
        in.getBytes(start, line, 0, length);
        in.readerIndex(start + length + 1);
        int end = length - 1;
        if (end < 0 || line[end] != '\r') {
            throw new BadMessage(502, "a line of the response does not end with CR LF");
        }
        if (status == 0) {
            statusLine(end);
            return false;
        }
        if (end == 0) {
            return true;
        }
        headerBytes += length + 1;
        if (scan.size() >= options.maxHeaderCount() || !scan.line(line, 0, end)) {
            throw new BadMessage(502, "malformed or too many response headers");
        }
        return false;
    }

    private void statusLine(int end) {
        boolean old = end >= 12 && Octets.equal(line, 0, 9, "HTTP/1.0 ");
        boolean known = old || (end >= 12 && Octets.equal(line, 0, 9, "HTTP/1.1 "));
        long code = known ? Octets.decimal(line, 9, 12) : -1;
        if (code < 100 || code > 999 || (end > 12 && line[12] != ' ')) {
            throw new BadMessage(502, "malformed status line");
        }
        version = old ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1;
        status = (int) code;
        reason = end > 13 ? Octets.latin1(line, 13, end) : "";
    }

    private ResponseHead head() {
        Headers headers = scan.headers();
        long length = -1;
        boolean chunked = false;
        boolean keepAlive = version == HttpVersion.HTTP_1_1;
        for (int i = 0; i < headers.size(); i++) {
            switch (headers.name(i)) {
                case "content-length" -> length = length(headers, i, length);
                case "transfer-encoding" -> chunked = chunked(headers.value(i), chunked);
                case "connection" ->
                    keepAlive = keepAlive
                            && !headers.value(i).toLowerCase(Locale.ROOT).contains("close");
                default -> {}
            }
        }
        if (chunked && length >= 0) {
            throw new BadMessage(502, "content-length together with transfer-encoding");
        }
        return new ResponseHead(status, reason, version, headers, length, chunked, keepAlive);
    }

    private static long length(Headers headers, int index, long before) {
        long length = Octets.decimal(headers.array(), headers.nameEnd(index) + 2, headers.valueEnd(index));
        if (length < 0 || (before >= 0 && before != length)) {
            throw new BadMessage(502, "malformed or contradicting content-length");
        }
        return length;
    }

    private static boolean chunked(String value, boolean before) {
        if (before || !value.equalsIgnoreCase("chunked")) {
            throw new BadMessage(502, "transfer-encoding other than one chunked");
        }
        return true;
    }
}
