package dev.selvedge.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A source map, revision 3 (ECMA-426): from generated places to places in the sources. A broken one maps nothing. */
final class SourceMap {
    private static final String BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final SourceMap EMPTY = new SourceMap(List.of(), List.of());

    private record Segment(int column, int source, int line, int sourceColumn) {}

    private final List<String> sources;
    private final List<List<Segment>> lines;

    private SourceMap(List<String> sources, List<List<Segment>> lines) {
        this.sources = sources;
        this.lines = lines;
    }

    static SourceMap parse(byte[] json) {
        try {
            JsonNode map = new JsonMapper().readTree(json);
            List<String> sources = new ArrayList<>();
            String root = map.path("sourceRoot").asText();
            map.path("sources").forEach(source -> sources.add(root + source.asText()));
            return new SourceMap(sources, new Decoder(map.path("mappings").asText()).lines());
        } catch (IOException | IllegalArgumentException e) {
            return EMPTY;
        }
    }

    /** "source:line:column" for a generated line and column, both from 1; null if nothing is known of it. */
    @Nullable
    String place(int line, int column) {
        if (line < 1 || line > lines.size()) {
            return null;
        }
        Segment best = null;
        for (Segment segment : lines.get(line - 1)) {
            if (segment.column() > column - 1) {
                break;
            }
            best = segment;
        }
        if (best == null || best.source() < 0 || best.source() >= sources.size()) {
            return null;
        }
        return sources.get(best.source()) + ":" + (best.line() + 1) + ":" + (best.sourceColumn() + 1);
    }

    /** Reads the base-64 variable-length quantities of "mappings". */
    private static final class Decoder {
        private final String mappings;
        private int at;

        Decoder(String mappings) {
            this.mappings = mappings;
        }

        List<List<Segment>> lines() {
            List<List<Segment>> lines = new ArrayList<>();
            int source = 0;
            int line = 0;
            int column = 0;
            List<Segment> current = new ArrayList<>();
            lines.add(current);
            int generated = 0;
            while (at < mappings.length()) {
                char c = mappings.charAt(at);
                if (c == ';') {
                    current = new ArrayList<>();
                    lines.add(current);
                    generated = 0;
                    at++;
                } else if (c == ',') {
                    at++;
                } else {
                    generated += number();
                    if (atEnd()) {
                        continue;
                    }
                    source += number();
                    line += number();
                    column += number();
                    current.add(new Segment(generated, source, line, column));
                    if (!atEnd()) {
                        number();
                    }
                }
            }
            return lines;
        }

        private boolean atEnd() {
            return at >= mappings.length() || mappings.charAt(at) == ',' || mappings.charAt(at) == ';';
        }

        private int number() {
            int value = 0;
            int shift = 0;
            while (true) {
                int digit = at < mappings.length() ? BASE64.indexOf(mappings.charAt(at++)) : -1;
                if (digit < 0 || shift > 30) {
                    throw new IllegalArgumentException("broken mappings");
                }
                value |= (digit & 31) << shift;
                shift += 5;
                if ((digit & 32) == 0) {
                    return (value & 1) == 0 ? value >> 1 : -(value >> 1);
                }
            }
        }
    }
}
