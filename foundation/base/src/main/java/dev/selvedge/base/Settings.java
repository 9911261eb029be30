package dev.selvedge.base;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The values of one configuration, by dotted key ({@code workers.cpu-limit}). Each concern turns its keys into a record
 * of its own by asking here for each of them with a default and one line of documentation; what was asked for is what
 * exists, so the listing of all keys and the check for unknown ones need no second list.
 */
public final class Settings {

    /** One key as {@code selvedge config} lists it; {@code value} differs from {@code fallback} where it was set. */
    public record Key(String name, String value, String fallback, String meaning) {}

    private final Map<String, Object> values;
    private final Map<String, Key> keys = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();

    /** The values as read from the file: texts, booleans, whole numbers, or lists of texts. */
    public Settings(Map<String, Object> values) {
        this.values = Map.copyOf(values);
    }

    public String text(String key, String fallback, String meaning) {
        return read(key, fallback, meaning, value -> value, value -> value);
    }

    public boolean flag(String key, boolean fallback, String meaning) {
        return read(key, fallback, meaning, Settings::parseFlag, String::valueOf);
    }

    /** A whole number between {@code least} and {@code most}. */
    public int number(String key, int fallback, int least, int most, String meaning) {
        return read(key, fallback, meaning, value -> parseNumber(value, least, most), String::valueOf);
    }

    public DataSize size(String key, DataSize fallback, String meaning) {
        return read(key, fallback, meaning, DataSize::parse, DataSize::toString);
    }

    public Duration duration(String key, Duration fallback, String meaning) {
        return read(key, fallback, meaning, Durations::parse, Durations::format);
    }

    /** A list of texts; a single text counts as a list of one. */
    public List<String> texts(String key, List<String> fallback, String meaning) {
        Object value = values.get(key);
        List<String> read = value == null ? fallback : asTexts(value);
        keys.put(key, new Key(key, String.join(", ", read), String.join(", ", fallback), meaning));
        return read;
    }

    private static List<String> asTexts(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(value));
    }

    /** Every key that was asked for, in the order of asking. */
    public List<Key> keys() {
        return List.copyOf(keys.values());
    }

    /** One sentence for each wrong value and each key that nobody asked for; empty if all is well. */
    public List<String> faults() {
        List<String> all = new ArrayList<>(faults);
        Set<String> unknown = new TreeSet<>(values.keySet());
        unknown.removeAll(keys.keySet());
        for (String key : unknown) {
            all.add("Unknown key \"" + key + "\"." + Nearest.hint(key, keys.keySet()));
        }
        return all;
    }

    private <T> T read(String key, T fallback, String meaning, Function<String, T> parse, Function<T, String> format) {
        Object given = values.get(key);
        T value = given == null ? fallback : parsed(key, given, fallback, parse);
        keys.put(key, new Key(key, format.apply(value), format.apply(fallback), meaning));
        return value;
    }

    private <T> T parsed(String key, Object given, T fallback, Function<String, T> parse) {
        if (given instanceof List<?>) {
            faults.add("\"" + key + "\" takes one value, not a list.");
            return fallback;
        }
        try {
            return parse.apply(String.valueOf(given));
        } catch (IllegalArgumentException e) {
            faults.add("\"" + key + "\": " + e.getMessage() + ".");
            return fallback;
        }
    }

    private static boolean parseFlag(String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("\"" + value + "\" is neither true nor false");
        };
    }

    private static int parseNumber(String value, int least, int most) {
        String range = "a whole number from " + least + " to " + most;
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + value + "\" is not " + range, e);
        }
        throw new IllegalArgumentException(value + " is not " + range);
    }
}
