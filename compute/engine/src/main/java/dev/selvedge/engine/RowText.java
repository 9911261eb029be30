package dev.selvedge.engine;

import dev.selvedge.sqlite.Statement;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as JSON, for the one string that crosses into JavaScript: texts come from SQLite as UTF-8 and stay that until the
 * end, so that no row makes garbage. Null, numbers and texts are themselves; a blob is a list of one text, base64.
 */
final class RowText {
    private static final int INITIAL = 4096;
    /** An array that had to become larger than this is not kept. */
    private static final int KEPT = 256 * 1024;

    private static final int LONGEST_ESCAPE = 6;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[INITIAL];
    private int at;

    void begin() {
        at = 0;
    }

    int length() {
        return at;
    }

    /** What was written since {@link #begin}. */
    String end() {
        String text = new String(bytes, 0, at, StandardCharsets.UTF_8);
        if (bytes.length > KEPT) {
            bytes = new byte[INITIAL];
        }
        return text;
    }

    /** Writes the row that the statement is at, with a comma in front if there is one before it. */
    void row(Statement statement, int columns) {
        if (at > 0) {
            put(',');
        }
        put('[');
        for (int column = 0; column < columns; column++) {
            if (column > 0) {
                put(',');
            }
            cell(statement, column);
        }
        put(']');
    }

    private void cell(Statement statement, int column) {
        switch (statement.type(column)) {
            case Statement.INTEGER -> ascii(Long.toString(statement.longAt(column)));
            case Statement.REAL -> ascii(number(statement.doubleAt(column)));
            case Statement.TEXT -> text(statement, column);
            case Statement.BLOB -> blob(statement.bytesAt(column));
            default -> ascii("null");
        }
    }

    /** JSON has no infinity, but what is too large for a double becomes one. */
    private static String number(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "1e999" : "-1e999";
        }
        return Double.toString(value);
    }

    private void text(Statement statement, int column) {
        put('"');
        int from = at;
        bytes = statement.textInto(column, bytes, at);
        at += statement.sizeAt(column);
        escape(from);
        put('"');
    }

    /** Looks through what was just written; rewrites it from the first character on that JSON does not take as it is. */
    private void escape(int from) {
        for (int i = from; i < at; i++) {
            if (isSpecial(bytes[i])) {
                byte[] rest = Arrays.copyOfRange(bytes, i, at);
                at = i;
                escape(rest);
                return;
            }
        }
    }

    private void escape(byte[] raw) {
        for (byte b : raw) {
            room(LONGEST_ESCAPE);
            if (!isSpecial(b)) {
                bytes[at++] = b;
            } else if (b == '"' || b == '\\') {
                bytes[at++] = '\\';
                bytes[at++] = b;
            } else {
                ascii("\\u00");
                bytes[at++] = HEX[b >> 4];
                bytes[at++] = HEX[b & 15];
            }
        }
    }

    private static boolean isSpecial(byte b) {
        return (b >= 0 && b < ' ') || b == '"' || b == '\\';
    }

    private void blob(byte @Nullable [] bytesOrNull) {
        byte[] blob = bytesOrNull == null ? new byte[0] : bytesOrNull;
        ascii("[\"");
        byte[] encoded = Base64.getEncoder().encode(blob);
        room(encoded.length);
        System.arraycopy(encoded, 0, bytes, at, encoded.length);
        at += encoded.length;
        ascii("\"]");
    }

    @SuppressWarnings("deprecation") // the one copy of ASCII that makes no other
    private void ascii(String text) {
        room(text.length());
        text.getBytes(0, text.length(), bytes, at);
        at += text.length();
    }

    private void put(char ascii) {
        room(1);
        bytes[at++] = (byte) ascii;
    }

    private void room(int more) {
        if (bytes.length - at < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, at + more));
        }
    }
}
