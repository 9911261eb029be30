package dev.selvedge.net;

import java.nio.ByteBuffer;

/**
 * Takes a header block that somebody else made and leaves what may go on the wire: checked line by line, hop-by-hop headers
 * dropped, framing headers taken out and remembered. A scratch object of one loop.
 */
final class HeaderBlock {
    private static final HeaderNames HOP_BY_HOP = HeaderNames.of(
            "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "te", "trailer");

    private final HeaderScan scan = new HeaderScan(2048);
    private byte[] raw = new byte[2048];
    private long contentLength;
    private boolean dated;

    /**
     * Reads a block.
     *
     * @return false if it is malformed; nothing of it may be sent then
     */
    boolean take(ByteBuffer lines) {
        int length = lines.remaining();
        if (length > raw.length) {
            raw = new byte[length * 2];
        }
        lines.get(lines.position(), raw, 0, length);
        scan.clear();
        contentLength = -1;
        dated = false;
        return lines(length);
    }

    private boolean lines(int length) {
        int from = 0;
        while (from < length) {
            int end = from;
            while (end < length && raw[end] != '\n') {
                end++;
            }
            if (end == length || end == from || raw[end - 1] != '\r' || !line(from, end - 1)) {
                return false;
            }
            from = end + 1;
        }
        return true;
    }

    private boolean line(int from, int end) {
        if (!scan.line(raw, from, end)) {
            return false;
        }
        byte[] name = scan.array();
        int start = scan.nameStart();
        int stop = scan.nameEnd();
        if (HOP_BY_HOP.contains(name, start, stop)) {
            scan.dropLast();
        } else if (Octets.equal(name, start, stop, "content-length")) {
            long announced = Octets.decimal(name, stop + 2, scan.valueEnd());
            boolean same = contentLength < 0 || contentLength == announced;
            contentLength = announced;
            scan.dropLast();
            return announced >= 0 && same;
        } else if (Octets.equal(name, start, stop, "date")) {
            dated = true;
        }
        return true;
    }

    /** The lines that may be sent. Valid until the next {@link #take}. */
    HeaderScan lines() {
        return scan;
    }

    /** What {@code content-length} said, or -1. */
    long contentLength() {
        return contentLength;
    }

    boolean dated() {
        return dated;
    }
}
