package dev.selvedge.catalog;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes the catalog's own compact form: variable-length integers, UTF-8 text with its length. */
final class Encoder {

    private byte[] bytes = new byte[512];
    private int length;

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    int length() {
        return length;
    }

    Encoder number(long value) {
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7fL) != 0) {
            put((byte) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        put((byte) rest);
        return this;
    }

    Encoder flag(boolean value) {
        put(value ? (byte) 1 : (byte) 0);
        return this;
    }

    Encoder fixed(long value) {
        for (int shift = 0; shift < 64; shift += 8) {
            put((byte) (value >>> shift));
        }
        return this;
    }

    Encoder text(String value) {
        return raw(value.getBytes(StandardCharsets.UTF_8));
    }

    Encoder optional(@Nullable String value) {
        flag(value != null);
        return value == null ? this : text(value);
    }

    Encoder raw(byte[] value) {
        number(value.length);
        reserve(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
        return this;
    }

    <T> Encoder all(Collection<T> values, Consumer<T> each) {
        number(values.size());
        values.forEach(each);
        return this;
    }

    Encoder texts(Collection<String> values) {
        return all(values, this::text);
    }

    /** In the order of the keys, so that equal maps are equal bytes. */
    Encoder map(Map<String, String> values) {
        return all(
                new TreeMap<>(values).entrySet(), entry -> text(entry.getKey()).text(entry.getValue()));
    }

    private void put(byte value) {
        reserve(1);
        bytes[length++] = value;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, more)));
        }
    }
}
