package dev.selvedge.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The uploaded source maps of one Worker; read only when an exception is reported. */
final class SourceMaps {
    /** A place in a V8 stack line: a module's name, line and column. */
    private static final Pattern PLACE = Pattern.compile("([^\\s()]+):(\\d+):(\\d+)");

    private final Map<String, Supplier<byte[]>> sources = new HashMap<>();
    private final Map<String, SourceMap> read = new HashMap<>();

    void add(String module, Supplier<byte[]> json) {
        sources.put(module, json);
    }

    /** A stack with every place in a mapped module told in terms of its sources. */
    String map(String stack) {
        if (sources.isEmpty()) {
            return stack;
        }
        Matcher matcher = PLACE.matcher(stack);
        StringBuilder mapped = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(mapped, Matcher.quoteReplacement(place(matcher)));
        }
        return matcher.appendTail(mapped).toString();
    }

    private String place(Matcher matcher) {
        SourceMap map = mapOf(matcher.group(1));
        if (map == null || matcher.group(2).length() > 9 || matcher.group(3).length() > 9) {
            return matcher.group();
        }
        String place = map.place(Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(3)));
        return place == null ? matcher.group() : place;
    }

    private @Nullable SourceMap mapOf(String module) {
        Supplier<byte[]> json = sources.get(module);
        return json == null ? null : read.computeIfAbsent(module, _ -> SourceMap.parse(json.get()));
    }
}
