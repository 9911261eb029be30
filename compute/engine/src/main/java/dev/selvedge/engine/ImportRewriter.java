package dev.selvedge.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.selvedge.v8.Handle;
import dev.selvedge.v8.Isolate;
import dev.selvedge.v8.V8;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * Rewrites {@code import()} and {@code import.meta}, which V8 cannot be given here, to names that the module imports from
 * {@code selvedge:module/<its path>}. No line and no column moves: the names are as long as what they replace, and the import that
 * brings them stands behind the last line.
 *
 * <p>Finds the places with a real lexer, in an isolate of its own: a regular expression would take strings and comments for code.
 * That isolate starts from the core's snapshot like all others. V8 shares read-only objects between the isolates of a process and
 * keeps those of the first: after a plain isolate, one from the snapshot would find some missing, and V8 aborts.
 */
final class ImportRewriter implements AutoCloseable {
    private static final int IMPORT_LENGTH = "import".length();

    private final Isolate isolate;
    private final Handle lexer;

    ImportRewriter(V8 v8, CoreImage image) {
        CoreImage.Part part = image.part(CoreImage.LEXER);
        isolate = v8.isolate(image.snapshot());
        try (Isolate.Held _ = isolate.hold()) {
            lexer = (Handle) Objects.requireNonNull(isolate.eval(part.name(), part.source(), part.cache()));
        }
    }

    /** The source as V8 shall have it. */
    String rewrite(String path, String source) {
        if (!source.contains("import")) {
            return source;
        }
        try (Isolate.Held _ = isolate.hold()) {
            Object found = lexer.call(source);
            return found instanceof String json ? replace(path, source, parse(json)) : source;
        }
    }

    private static String replace(String path, String source, JsonNode imports) {
        StringBuilder out = new StringBuilder(source);
        String call = freeName(source, IMPORT_LENGTH);
        String meta = freeName(source, IMPORT_LENGTH + 1);
        boolean calls = false;
        boolean metas = false;
        for (JsonNode place : imports) {
            int start = place.get(1).asInt();
            if (place.get(0).asText().equals("meta")) {
                metas = true;
                int end = place.get(2).asInt();
                out.replace(start, end, padded(meta, source.substring(start, end)));
            } else {
                calls = true;
                out.replace(start, start + IMPORT_LENGTH, call);
            }
        }
        if (!calls && !metas) {
            return source;
        }
        return out.append("\n;import {import as ")
                .append(call)
                .append(", meta as ")
                .append(meta)
                .append("} from \"" + Modules.SUPPORT)
                .append(path.replace("\\", "\\\\").replace("\"", "\\\""))
                .append("\";\n")
                .toString();
    }

    /** As long as what it replaces, with its line breaks kept. */
    private static String padded(String name, String replaced) {
        StringBuilder out = new StringBuilder(name);
        for (int i = name.length(); i < replaced.length(); i++) {
            char c = replaced.charAt(i);
            out.append(c == '\n' || c == '\r' ? c : ' ');
        }
        return out.toString();
    }

    /** An identifier of this length that the source does not contain. */
    private static String freeName(String source, int length) {
        for (int n = 0; ; n++) {
            String name = "$" + "0".repeat(length) + Integer.toString(n, 36);
            name = "$" + name.substring(name.length() - length + 1);
            if (!source.contains(name)) {
                return name;
            }
        }
    }

    private static JsonNode parse(String json) {
        try {
            return new JsonMapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        isolate.close();
    }
}
