package dev.selvedge.net;

import java.util.Arrays;

/**
 * Collects header lines into a {@link Headers} block, checking each octet once. It is the one place that decides what a
 * header line is, for requests, responses, trailers and for blocks that the node makes itself.
 */
final class HeaderScan {
    private byte[] block;
    private int length;
    private int[] marks = new int[48];
    private int size;

    HeaderScan(int bytes) {
        this.block = new byte[bytes + 16];
    }

    void clear() {
        length = 0;
        size = 0;
    }

    int size() {
        return size;
    }

    int length() {
        return length;
    }

    /**
     * Takes one line (without its CR LF).
     *
     * @return false if it is no header line: no name, a name that is no token (white space before the colon, a folded
     *     line), or a value with CR, LF, NUL or another control character
     */
    boolean line(byte[] from, int start, int end) {
        reserve(end - start + 4);
        byte[] to = block;
        int name = length;
        int at = name;
        int i = start;
        while (i < end && from[i] != ':') {
            byte lower = Octets.token(from[i++]);
            if (lower == 0) {
                return false;
            }
            to[at++] = lower;
        }
        if (i == end || at == name) {
            return false;
        }
        int colon = at;
        to[at++] = ':';
        to[at++] = ' ';
        return value(from, i + 1, end, name, colon, at);
    }

    private boolean value(byte[] from, int start, int end, int name, int colon, int at) {
        int first = start;
        int last = end;
        while (first < last && Octets.isBlank(from[first])) {
            first++;
        }
        while (last > first && Octets.isBlank(from[last - 1])) {
            last--;
        }
        for (int i = first; i < last; i++) {
            if (!Octets.isFieldValue(from[i])) {
                return false;
            }
        }
        int count = last - first;
        System.arraycopy(from, first, block, at, count);
        mark(name, colon, at + count);
        return true;
    }

    private void mark(int name, int colon, int valueEnd) {
        if (size * 3 == marks.length) {
            marks = Arrays.copyOf(marks, marks.length * 2);
        }
        int m = size++ * 3;
        marks[m] = name;
        marks[m + 1] = colon;
        marks[m + 2] = valueEnd;
        block[valueEnd] = '\r';
        block[valueEnd + 1] = '\n';
        length = valueEnd + 2;
    }

    private void reserve(int more) {
        if (block.length - length < more + 2) {
            block = Arrays.copyOf(block, Math.max(block.length * 2, length + more + 2));
        }
    }

    // The last line taken, for a caller that looks at framing headers while they pass.

    byte[] array() {
        return block;
    }

    int nameStart() {
        return nameStart(size - 1);
    }

    int nameEnd() {
        return nameEnd(size - 1);
    }

    int valueEnd() {
        return valueEnd(size - 1);
    }

    int nameStart(int index) {
        return marks[index * 3];
    }

    int nameEnd(int index) {
        return marks[index * 3 + 1];
    }

    int valueEnd(int index) {
        return marks[index * 3 + 2];
    }

    /** Forgets the last line taken. */
    void dropLast() {
        length = nameStart();
        size--;
    }

    /** An immutable copy of what was taken; the scan can be cleared and used again. */
    Headers headers() {
        return size == 0
                ? Headers.EMPTY
                : new Headers(Arrays.copyOf(block, length), length, Arrays.copyOf(marks, size * 3), size);
    }
}
