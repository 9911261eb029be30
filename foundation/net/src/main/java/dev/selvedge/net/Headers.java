package dev.selvedge.net;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Header fields in the form in which they travel: one block of {@code name: value\r\n} lines, names in lower case,
 * ISO-8859-1, in the order in which they came. Immutable, so it may be read from any thread. Copying the block is one array
 * copy; nothing is turned into strings unless it is asked for.
 */
public final class Headers {
    /** No headers. */
    public static final Headers EMPTY = new Headers(new byte[0], 0, new int[0], 0);

    private static final int MARKS = 3;

    private final byte[] block;
    private final int length;
    /** Per header: start of the name, its colon, end of the value. The value starts two octets after the colon. */
    private final int[] marks;

    private final int size;

    Headers(byte[] block, int length, int[] marks, int size) {
        this.block = block;
        this.length = length;
        this.marks = marks;
        this.size = size;
    }

    /**
     * Names and values in turn.
     *
     * @throws IllegalArgumentException if a name is no token or a value has control characters or non-latin1 characters
     */
    public static Headers of(String... namesAndValues) {
        Builder builder = builder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            builder.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return builder.build();
    }

    /** Collects headers. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads a block of {@code name: value\r\n} lines, names in any case.
     *
     * @throws IllegalArgumentException if it is not such a block
     */
    public static Headers parse(ByteBuffer lines) {
        byte[] bytes = new byte[lines.remaining()];
        lines.duplicate().get(bytes);
        HeaderScan scan = new HeaderScan(bytes.length);
        int from = 0;
        while (from < bytes.length) {
            int end = from;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            if (end == bytes.length || end == from || bytes[end - 1] != '\r' || !scan.line(bytes, from, end - 1)) {
                throw new IllegalArgumentException("not a header block at octet " + from);
            }
            from = end + 1;
        }
        return scan.headers();
    }

    /** Number of header lines. */
    public int size() {
        return size;
    }

    /** Lower-case name of line {@code index}. */
    public String name(int index) {
        return Octets.latin1(block, marks[index * MARKS], marks[index * MARKS + 1]);
    }

    /** Value of line {@code index}. */
    public String value(int index) {
        return Octets.latin1(block, marks[index * MARKS + 1] + 2, marks[index * MARKS + 2]);
    }

    /** Value of the first line with this lower-case name. */
    public @Nullable String get(String name) {
        int index = find(name, 0);
        return index < 0 ? null : value(index);
    }

    /** Value of the first line with this lower-case name, or the fallback. */
    public String get(String name, String fallback) {
        String value = get(name);
        return value == null ? fallback : value;
    }

    /** Whether there is a line with this lower-case name. */
    public boolean contains(String name) {
        return find(name, 0) >= 0;
    }

    /** Values of all lines with this lower-case name, in order. */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(2);
        for (int i = find(name, 0); i >= 0; i = find(name, i + 1)) {
            values.add(value(i));
        }
        return values;
    }

    /** Each line, in order. */
    public void forEach(BiConsumer<String, String> line) {
        for (int i = 0; i < size; i++) {
            line.accept(name(i), value(i));
        }
    }

    /** Bytes of the whole block. */
    public int byteLength() {
        return length;
    }

    /** The whole block, read-only. */
    public ByteBuffer block() {
        return ByteBuffer.wrap(block, 0, length).asReadOnlyBuffer();
    }

    /** Copies the whole block into the sink; {@link #byteLength} bytes must be free. */
    public void copyTo(ByteBuffer sink) {
        sink.put(block, 0, length);
    }

    /** Copies the lines whose names are not in the set; at most {@link #byteLength} bytes. */
    public void copyTo(ByteBuffer sink, HeaderNames except) {
        int run = 0;
        for (int i = 0; i < size; i++) {
            int start = marks[i * MARKS];
            if (except.contains(block, start, marks[i * MARKS + 1])) {
                sink.put(block, run, start - run);
                run = marks[i * MARKS + 2] + 2;
            }
        }
        sink.put(block, run, length - run);
    }

    /** Index of the first line from {@code from} on with this lower-case name, or -1. */
    private int find(String name, int from) {
        for (int i = from; i < size; i++) {
            if (Octets.equal(block, marks[i * MARKS], marks[i * MARKS + 1], name)) {
                return i;
            }
        }
        return -1;
    }

    byte[] array() {
        return block;
    }

    int nameStart(int index) {
        return marks[index * MARKS];
    }

    int nameEnd(int index) {
        return marks[index * MARKS + 1];
    }

    int valueEnd(int index) {
        return marks[index * MARKS + 2];
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Headers that && Arrays.equals(block, 0, length, that.block, 0, that.length);
    }

    @Override
    public int hashCode() {
        return block().hashCode();
    }

    /** The block as text: for logs and tests. */
    @Override
    public String toString() {
        return Octets.latin1(block, 0, length);
    }

    /** Collects headers line by line. */
    public static final class Builder {
        private HeaderScan scan = new HeaderScan(256);

        private Builder() {}

        /**
         * Adds a line.
         *
         * @throws IllegalArgumentException if the name is no token or the value has control or non-latin1 characters
         */
        public Builder add(String name, String value) {
            byte[] line = (name + ": " + value).getBytes(StandardCharsets.ISO_8859_1);
            boolean latin1 = value.chars().allMatch(c -> c < 256);
            if (!latin1 || !Octets.isToken(name) || !scan.line(line, 0, line.length)) {
                throw new IllegalArgumentException("not a header: " + name);
            }
            return this;
        }

        /** Adds all lines of another block. */
        public Builder addAll(Headers others) {
            for (int i = 0; i < others.size; i++) {
                scan.line(others.block, others.nameStart(i), others.valueEnd(i));
            }
            return this;
        }

        /** What was added so far. */
        public Headers build() {
            Headers headers = scan.headers();
            scan = new HeaderScan(64);
            return headers;
        }
    }
}
