package dev.selvedge.rest;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Splits and decodes request targets. A path is split before it is decoded, so {@code %2F} stays inside its segment (keys
 * may hold slashes); empty segments vanish, since wrangler joins a base URL that ends with a slash to a path.
 */
final class Paths {

    private static final int MAX_PARAMETERS = 200;

    private Paths() {}

    /** The decoded segments, or null if an escape is broken or a control character hides in one. */
    static @Nullable List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        for (int start = 0; start <= path.length(); ) {
            int end = path.indexOf('/', start);
            end = end < 0 ? path.length() : end;
            if (end > start) {
                String segment = decode(path.substring(start, end), false);
                if (segment == null) {
                    return null;
                }
                segments.add(segment);
            }
            start = end + 1;
        }
        return segments;
    }

    /** Parameters of a query string, each name with its values in order, or null if an escape is broken. */
    static @Nullable Map<String, List<String>> query(String query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        int count = 0;
        for (String pair : query.split("&", MAX_PARAMETERS + 1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true);
            if (name == null || value == null || ++count > MAX_PARAMETERS) {
                return null;
            }
            parameters.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
        }
        return parameters;
    }

    private static @Nullable String decode(String text, boolean plusIsSpace) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int value = i + 2 < text.length() ? hex(text.charAt(i + 1)) << 4 | hex(text.charAt(i + 2)) : -1;
                if (value < 0x20) {
                    return null;
                }
                bytes.put((byte) value);
                i += 2;
            } else if (c < 0x20 || c > 0x7e) {
                return null;
            } else {
                bytes.put((byte) (c == '+' && plusIsSpace ? ' ' : c));
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static int hex(char c) {
        return Character.digit(c, 16);
    }
}
