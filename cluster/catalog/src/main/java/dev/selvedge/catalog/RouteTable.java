package dev.selvedge.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Routes by host, most specific first. Built anew when a route changes, read on event loops. */
final class RouteTable {

    static final RouteTable EMPTY = new RouteTable(Stream.of());

    private record Entry(RoutePattern pattern, Route route) {}

    private final Map<String, List<Entry>> exact = new HashMap<>();
    private final Map<String, List<Entry>> wild = new HashMap<>();

    RouteTable(Stream<Route> routes) {
        routes.forEach(route -> RoutePattern.parse(route.pattern()).ifPresent(pattern -> {
            Map<String, List<Entry>> table = pattern.anySubdomain() ? wild : exact;
            table.computeIfAbsent(pattern.host(), host -> new ArrayList<>()).add(new Entry(pattern, route));
        }));
        Comparator<Entry> order = Comparator.comparingInt(
                        (Entry entry) -> entry.pattern().specificity())
                .reversed()
                .thenComparing(entry -> entry.route().id());
        exact.values().forEach(entries -> entries.sort(order));
        wild.values().forEach(entries -> entries.sort(order));
    }

    /** The route in force, or null. An exact host beats a wildcard, a longer wildcard beats a shorter one. */
    @Nullable
    Route find(boolean secure, String host, String path) {
        Route found = first(exact.get(host), secure, path);
        if (found != null || wild.isEmpty()) {
            return found;
        }
        for (int i = 0; i < host.length(); i++) {
            if (isEdge(host, i)) {
                found = first(wild.get(host.substring(i)), secure, path);
            }
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** Only whole labels match: "*example.org" must not catch "myexample.org", which may be somebody else's. */
    private static boolean isEdge(String host, int i) {
        return i == 0 || host.charAt(i) == '.' || host.charAt(i - 1) == '.';
    }

    private static @Nullable Route first(@Nullable List<Entry> entries, boolean secure, String path) {
        if (entries == null) {
            return null;
        }
        for (Entry entry : entries) {
            if (entry.pattern().matchesPath(path) && entry.pattern().matchesScheme(secure)) {
                return entry.route();
            }
        }
        return null;
    }
}
