package dev.selvedge.engine;

/**
 * How many rows a statement had read when it came to each row of a page. A cursor shows that row by row, while the rows
 * themselves come ahead of need.
 */
final class ReadCounts {
    private final long[] counts;
    private int size;
    private boolean even;

    ReadCounts(int mostRows) {
        counts = new long[mostRows];
    }

    void begin() {
        size = 0;
        even = true;
    }

    void add(long read) {
        even &= size == 0 || read == counts[size - 1] + 1;
        counts[size++] = read;
    }

    /** The count at the first row, if each other one is one more than that before it; else a list of all. */
    void write(StringBuilder out) {
        if (even) {
            out.append(size == 0 ? 0 : counts[0]);
            return;
        }
        out.append('[');
        for (int i = 0; i < size; i++) {
            out.append(i > 0 ? "," : "").append(counts[i]);
        }
        out.append(']');
    }
}
