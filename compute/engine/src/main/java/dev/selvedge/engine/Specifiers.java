package dev.selvedge.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Names of modules: paths below the root of an upload, without a leading slash or dot. */
final class Specifiers {
    private Specifiers() {}

    /** The canonical form of the name under which a module was uploaded. */
    static String canonical(String name) {
        return normalize("", name);
    }

    /** The path that a relative specifier means, or null if the specifier is not a path. */
    static @Nullable String resolve(String specifier, String referrer) {
        if (specifier.startsWith("/")) {
            return normalize("", specifier);
        }
        if (specifier.startsWith("./") || specifier.startsWith("../")) {
            int slash = referrer.lastIndexOf('/');
            return normalize(slash < 0 ? "" : referrer.substring(0, slash), specifier);
        }
        return null;
    }

    private static String normalize(String directory, String path) {
        Deque<String> segments = new ArrayDeque<>();
        append(segments, directory);
        append(segments, path);
        return String.join("/", segments);
    }

    private static void append(Deque<String> segments, String path) {
        for (String segment : path.split("/", -1)) {
            if (segment.equals("..")) {
                segments.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.addLast(segment);
            }
        }
    }
}
