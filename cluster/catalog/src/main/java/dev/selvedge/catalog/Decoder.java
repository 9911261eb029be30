package dev.selvedge.catalog;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link Encoder} wrote. Its input passed a checksum, so a surprise here means a newer format or a defect, and is
 * an exception.
 */
final class Decoder {

    private static final int SHARED_LENGTH = 64;
    private static final int SHARED_COUNT = 4096;

    private final byte[] bytes;
    private final Map<String, String> shared;
    private int position;

    /**
     * Reads all of the bytes.
     *
     * @param shared short texts seen before: account ids, dates and handler names repeat in every Worker
     */
    Decoder(byte[] bytes, Map<String, String> shared) {
        this.bytes = bytes;
        this.shared = shared;
    }

    Decoder(byte[] bytes) {
        this(bytes, new HashMap<>());
    }

    boolean isAtEnd() {
        return position == bytes.length;
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = next();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new CatalogException("a number of the catalog is too long");
    }

    int integer() {
        return Math.toIntExact(number());
    }

    boolean flag() {
        return next() != 0;
    }

    long fixed() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 8) {
            value |= (next() & 0xffL) << shift;
        }
        return value;
    }

    String text() {
        int length = take(integer());
        String text = new String(bytes, position - length, length, StandardCharsets.UTF_8);
        if (length > SHARED_LENGTH || shared.size() > SHARED_COUNT) {
            return shared.getOrDefault(text, text);
        }
        String known = shared.putIfAbsent(text, text);
        return known == null ? text : known;
    }

    @Nullable
    String optional() {
        return flag() ? text() : null;
    }

    byte[] raw() {
        int length = take(integer());
        return Arrays.copyOfRange(bytes, position - length, position);
    }

    <T> List<T> all(Supplier<T> each) {
        int count = integer();
        if (count < 0 || count > bytes.length - position) {
            throw new CatalogException("a list of the catalog is longer than its record");
        }
        List<T> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(each.get());
        }
        return values;
    }

    List<String> texts() {
        return all(this::text);
    }

    Map<String, String> map() {
        int count = integer();
        if (count == 0) {
            return Map.of();
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < count; i++) {
            values.put(text(), text());
        }
        return values;
    }

    private int take(int length) {
        if (length < 0 || length > bytes.length - position) {
            throw new CatalogException("a record of the catalog ends too early");
        }
        position += length;
        return length;
    }

    private byte next() {
        take(1);
        return bytes[position - 1];
    }
}
