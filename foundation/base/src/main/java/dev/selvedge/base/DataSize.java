package dev.selvedge.base;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes, written as people write it: {@code 128MiB}, {@code 64 KiB}, {@code 100MB}, {@code 512}. */
public record DataSize(long bytes) implements Comparable<DataSize> {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,15})\\s*([a-zA-Z]*)");
    private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB"};

    public DataSize {
        Invariant.check(bytes >= 0, "a size is not negative", bytes);
    }

    public static DataSize mebibytes(long count) {
        return new DataSize(count << 20);
    }

    public static DataSize kibibytes(long count) {
        return new DataSize(count << 10);
    }

    /**
     * Reads a size with or without a unit.
     *
     * @throws IllegalArgumentException with a sentence that shows an example
     */
    public static DataSize parse(String text) {
        Matcher matcher = TEXT.matcher(text.trim());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not a size such as 128MiB");
        }
        long factor = switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
            case "", "b" -> 1L;
            case "k", "kib" -> 1L << 10;
            case "m", "mib" -> 1L << 20;
            case "g", "gib" -> 1L << 30;
            case "t", "tib" -> 1L << 40;
            case "kb" -> 1_000L;
            case "mb" -> 1_000_000L;
            case "gb" -> 1_000_000_000L;
            case "tb" -> 1_000_000_000_000L;
            default -> throw new IllegalArgumentException("\"" + text + "\" is not a size such as 128MiB");
        };
        try {
            return new DataSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), factor));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("\"" + text + "\" is more than a size can hold", e);
        }
    }

    /** For fields that are ints; sizes above 2 GiB - 1 are a programmer's error there. */
    public int toInt() {
        return Math.toIntExact(bytes);
    }

    @Override
    public int compareTo(DataSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** The largest binary unit that divides it, so that {@link #parse} gives the same size back. */
    @Override
    public String toString() {
        long count = bytes;
        int unit = 0;
        while (count != 0 && count % 1024 == 0 && unit < BINARY.length - 1) {
            count /= 1024;
            unit++;
        }
        return count + BINARY[unit];
    }
}
