package dev.selvedge.net;

import io.netty.buffer.ByteBuf;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads HTTP/1 request heads, strictly: what two parsers could understand differently is refused, because request smuggling
 * lives from that (RFC 9112 §11.2). One per connection; keeps its place when a head comes in pieces.
 */
final class RequestHeadParser {
    private static final int MAX_METHOD = 32;

    private final NetLimits limits;
    private final HeaderScan scan = new HeaderScan(512);
    private byte[] line = new byte[512];
    private int searched;
    private int headerBytes;
    private boolean blankSeen;

    private @Nullable String method;
    private String rawTarget = "";
    private HttpVersion version = HttpVersion.HTTP_1_1;
    private @Nullable String host;
    private long contentLength;
    private boolean lengthSeen;
    private boolean chunked;
    private boolean close;
    private boolean keepAlive;
    private boolean upgradeNamed;
    private boolean expectsContinue;
    private String upgrade = "";

    RequestHeadParser(NetLimits limits) {
        this.limits = limits;
        reset();
    }

    private void reset() {
        scan.clear();
        searched = 0;
        headerBytes = 0;
        blankSeen = false;
        method = null;
        host = null;
        contentLength = 0;
        lengthSeen = false;
        chunked = false;
        close = false;
        keepAlive = false;
        upgradeNamed = false;
        expectsContinue = false;
        upgrade = "";
    }

    /**
     * Takes as many lines as there are.
     *
     * @return the head once it is whole, else null
     * @throws BadMessage if the connection must be answered and closed
     */
    @Nullable
    RequestHead parse(ByteBuf in) {
        while (true) {
            int start = in.readerIndex();
            int end = in.indexOf(start + searched, in.writerIndex(), (byte) '\n');
            if (end < 0) {
                searched = in.readableBytes();
                checkLength(searched);
                checkFirst(in);
                return null;
            }
            searched = 0;
            checkLength(end - start);
            if (line(in, start, end - start)) {
                RequestHead head = head();
                reset();
                return head;
            }
        }
    }

    /** TLS or noise on a plain port is refused at its first octet: a line feed may never come. */
    private void checkFirst(ByteBuf in) {
        if (method == null && in.isReadable()) {
            byte first = in.getByte(in.readerIndex());
            if (Octets.token(first) == 0 && first != '\r') {
                throw new BadMessage(400, "not HTTP");
            }
        }
    }

    private void checkLength(int length) {
        if (method == null) {
            if (length > limits.maxTarget() + MAX_METHOD + 16) {
                throw new BadMessage(414, "request target is too long");
            }
        } else if (headerBytes + length > limits.maxHeaders() + 2) {
            throw new BadMessage(431, "request headers are too large");
        }
    }

    /** Takes one line with its line feed; true if it was the empty one that ends the head. */
    private boolean line(ByteBuf in, int start, int length) {
        if (length > line.length) {
            line = new byte[length * 2];
        }
        in.getBytes(start, line, 0, length);
        in.readerIndex(start + length + 1);
        int end = length - 1;
        if (end < 0 || line[end] != '\r') {
            throw new BadMessage(400, "line does not end with CR LF");
        }
        if (end == 0) {
            return emptyLine();
        }
        if (method == null) {
            requestLine(end);
        } else {
            headerLine(end);
        }
        return false;
    }

    private boolean emptyLine() {
        if (method != null) {
            return true;
        }
        // RFC 9112 §2.2: one empty line before a request is an old client's habit.
        if (blankSeen) {
            throw new BadMessage(400, "empty lines instead of a request");
        }
        blankSeen = true;
        return false;
    }

    private void requestLine(int end) {
        int space = find(' ', 0, end);
        int second = space < 0 ? -1 : find(' ', space + 1, end);
        if (space <= 0 || space > MAX_METHOD || second < 0) {
            throw new BadMessage(400, "malformed request line");
        }
        if (second - space - 1 > limits.maxTarget()) {
            throw new BadMessage(414, "request target is too long");
        }
        version = version(second + 1, end);
        method = method(space);
        rawTarget = Octets.latin1(line, space + 1, second);
    }

    private int find(char wanted, int from, int end) {
        for (int i = from; i < end; i++) {
            if (line[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private HttpVersion version(int from, int end) {
        if (Octets.equal(line, from, end, "HTTP/1.1")) {
            return HttpVersion.HTTP_1_1;
        }
        if (Octets.equal(line, from, end, "HTTP/1.0")) {
            return HttpVersion.HTTP_1_0;
        }
        boolean wellFormed = end - from == 8
                && Octets.equal(line, from, from + 5, "HTTP/")
                && Octets.isDigit(line[from + 5])
                && line[from + 6] == '.'
                && Octets.isDigit(line[from + 7]);
        throw wellFormed
                ? new BadMessage(505, "this version of HTTP is not spoken here")
                : new BadMessage(400, "malformed request line");
    }

    private String method(int end) {
        if (Octets.equal(line, 0, end, "GET")) {
            return "GET";
        }
        if (Octets.equal(line, 0, end, "POST")) {
            return "POST";
        }
        String text = Octets.latin1(line, 0, end);
        if (!Octets.isToken(text)) {
            throw new BadMessage(400, "malformed method");
        }
        if (text.equals("CONNECT")) {
            throw new BadMessage(405, "CONNECT is not offered here");
        }
        return text;
    }

    private void headerLine(int end) {
        headerBytes += end + 2;
        if (scan.size() >= limits.maxHeaderCount()) {
            throw new BadMessage(431, "too many request headers");
        }
        if (!scan.line(line, 0, end)) {
            throw new BadMessage(400, "malformed header line");
        }
        byte[] block = scan.array();
        int from = scan.nameStart();
        int to = scan.nameEnd();
        switch (to - from) {
            case 4 -> host(block, from, to);
            case 6 -> expect(block, from, to);
            case 7 -> upgrade(block, from, to);
            case 10 -> connection(block, from, to);
            case 14 -> contentLength(block, from, to);
            case 17 -> transferEncoding(block, from, to);
            default -> {}
        }
    }

    private void host(byte[] block, int from, int to) {
        if (!Octets.equal(block, from, to, "host")) {
            return;
        }
        if (host != null) {
            throw new BadMessage(400, "more than one host header");
        }
        host = lastValue();
        if (!RequestTarget.isAuthority(host)) {
            throw new BadMessage(400, "malformed host header");
        }
    }

    private void expect(byte[] block, int from, int to) {
        if (Octets.equal(block, from, to, "expect")) {
            if (!lastValue().equalsIgnoreCase("100-continue")) {
                throw new BadMessage(417, "unknown expectation");
            }
            expectsContinue = true;
        }
    }

    private void upgrade(byte[] block, int from, int to) {
        if (Octets.equal(block, from, to, "upgrade")) {
            upgrade = lastValue().toLowerCase(Locale.ROOT);
        }
    }

    private void connection(byte[] block, int from, int to) {
        if (!Octets.equal(block, from, to, "connection")) {
            return;
        }
        for (String option : lastValue().split(",", -1)) {
            switch (option.strip().toLowerCase(Locale.ROOT)) {
                case "close" -> close = true;
                case "keep-alive" -> keepAlive = true;
                case "upgrade" -> upgradeNamed = true;
                default -> {}
            }
        }
    }

    private void contentLength(byte[] block, int from, int to) {
        if (!Octets.equal(block, from, to, "content-length")) {
            return;
        }
        long length = Octets.decimal(block, to + 2, scan.valueEnd());
        if (length < 0 || lengthSeen) {
            throw new BadMessage(400, "malformed or repeated content-length");
        }
        contentLength = length;
        lengthSeen = true;
    }

    private void transferEncoding(byte[] block, int from, int to) {
        if (!Octets.equal(block, from, to, "transfer-encoding")) {
            return;
        }
        if (chunked || !Octets.equalIgnoreCase(block, to + 2, scan.valueEnd(), "chunked")) {
            throw new BadMessage(400, "transfer-encoding other than one chunked");
        }
        chunked = true;
    }

    private String lastValue() {
        return Octets.latin1(scan.array(), scan.nameEnd() + 2, scan.valueEnd());
    }

    private RequestHead head() {
        String verb = method == null ? "" : method;
        boolean old = version == HttpVersion.HTTP_1_0;
        if (chunked && (lengthSeen || old)) {
            throw new BadMessage(400, "content-length together with transfer-encoding");
        }
        String named = RequestTarget.authorityOf(rawTarget);
        boolean badName = !named.isEmpty() && !RequestTarget.isAuthority(named);
        if (badName || (host == null && !old)) {
            throw new BadMessage(400, "no host, or a malformed one");
        }
        String authority = named.isEmpty() ? (host == null ? "" : host) : named;
        return new RequestHead(
                verb,
                RequestTarget.origin(rawTarget, verb),
                authority,
                version,
                scan.headers(),
                chunked ? -1 : contentLength,
                !close && (!old || keepAlive),
                expectsContinue && !old,
                upgradeNamed && !old ? upgrade : "");
    }
}
