package dev.selvedge.rest;

import dev.selvedge.base.Invariant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the handler of a method and a path. Templates are literal segments, {@code {name}} for any one segment, and
 * {@code {name...}} at the end for all that is left. A literal beats a parameter. Filled at start, read by any thread.
 */
public final class Router {

    private final Node root = new Node();

    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private @Nullable Node parameter;
        private final Map<String, Route> routes = new TreeMap<>();
        private final Map<String, Route> tails = new TreeMap<>();
    }

    /** A handler with what its path held. */
    record Route(List<String> names, Access access, Handler handler) {}

    /** How a look-up ended. */
    sealed interface Match {
        record Found(Route route, Map<String, String> parameters) implements Match {}

        record WrongMethod(Set<String> allowed) implements Match {}

        record None() implements Match {}
    }

    /** Adds a route; HEAD is answered by GET. */
    public Router add(String method, String template, Access access, Handler handler) {
        Node node = root;
        List<String> names = new ArrayList<>();
        boolean tail = false;
        for (String segment : template.substring(1).split("/", -1)) {
            Invariant.check(!tail, "nothing follows the tail of a template", template);
            if (segment.startsWith("{")) {
                tail = segment.endsWith("...}");
                names.add(segment.substring(1, segment.length() - (tail ? 4 : 1)));
                node = tail ? node : parameterOf(node);
            } else {
                node = node.literals.computeIfAbsent(segment, key -> new Node());
            }
        }
        Route old = (tail ? node.tails : node.routes).put(method, new Route(names, access, handler));
        Invariant.check(old == null, "a route is there twice", method + " " + template);
        return this;
    }

    private static Node parameterOf(Node node) {
        Node parameter = node.parameter;
        if (parameter == null) {
            parameter = new Node();
            node.parameter = parameter;
        }
        return parameter;
    }

    Match find(String method, List<String> segments) {
        Set<String> allowed = new TreeSet<>();
        Match found = find(root, "HEAD".equals(method) ? "GET" : method, segments, 0, new ArrayList<>(), allowed);
        if (found != null) {
            return found;
        }
        return allowed.isEmpty() ? new Match.None() : new Match.WrongMethod(allowed);
    }

    private static @Nullable Match find(
            Node node, String method, List<String> segments, int at, List<String> values, Set<String> allowed) {
        if (at == segments.size()) {
            Match exact = take(node.routes, method, values, allowed);
            return exact != null ? exact : takeTail(node, method, "", values, allowed);
        }
        String segment = segments.get(at);
        Node literal = node.literals.get(segment);
        Match found = literal == null ? null : find(literal, method, segments, at + 1, values, allowed);
        if (found == null && node.parameter != null) {
            values.add(segment);
            found = find(node.parameter, method, segments, at + 1, values, allowed);
            values.removeLast();
        }
        if (found == null) {
            found = takeTail(node, method, String.join("/", segments.subList(at, segments.size())), values, allowed);
        }
        return found;
    }

    private static @Nullable Match takeTail(
            Node node, String method, String rest, List<String> values, Set<String> allowed) {
        values.add(rest);
        Match found = rest.isEmpty() ? null : take(node.tails, method, values, allowed);
        values.removeLast();
        return found;
    }

    private static @Nullable Match take(
            Map<String, Route> routes, String method, List<String> values, Set<String> allowed) {
        Route route = routes.get(method);
        if (route == null) {
            allowed.addAll(routes.keySet());
            return null;
        }
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < values.size(); i++) {
            parameters.put(route.names().get(i), values.get(i));
        }
        return new Match.Found(route, parameters);
    }
}
