package dev.selvedge.engine;

import dev.selvedge.base.Invariant;
import dev.selvedge.turn.TextColumns;
import dev.selvedge.turn.Wire;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Turns the text of a turn into bytes. As a rule it is ASCII, and one call does it. Where it is not, each part is encoded by its
 * column's encoding, and the lengths in the records, which JavaScript counted in UTF-16 units, are corrected to bytes.
 */
final class TurnText {
    private static final int FLAGS = 2 * Integer.BYTES;
    private static final int IS_BYTES = 3 * Integer.BYTES;

    private TurnText() {}

    /** The bytes of the text; corrects the records in place. */
    static byte[] encode(String text, ByteBuffer records) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes.length == text.length() ? bytes : encodeParts(text, records);
    }

    private static byte[] encodeParts(String text, ByteBuffer records) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + text.length() / 2);
        int at = 0;
        for (int record = records.position(); record < records.limit(); record += Wire.RECORD_BYTES) {
            int kind = records.getInt(record);
            Invariant.check(TextColumns.FROM_ISOLATE.known(kind), "the core made a record of an unknown kind", kind);
            for (int part = 0; part < TextColumns.FROM_ISOLATE.count(kind); part++) {
                int lengthAt = record + TextColumns.FROM_ISOLATE.column(kind, part) * Integer.BYTES;
                int length = records.getInt(lengthAt);
                Invariant.check(
                        length >= 0 && length <= text.length() - at, "the core's lengths exceed its text", length);
                byte[] bytes = encode(text.substring(at, at + length), isUtf8(kind, part, record, records));
                records.putInt(lengthAt, bytes.length);
                out.writeBytes(bytes);
                at += length;
            }
        }
        return out.toByteArray();
    }

    private static boolean isUtf8(int kind, int part, int record, ByteBuffer records) {
        return switch (TextColumns.FROM_ISOLATE.encoding(kind, part)) {
            case LATIN1 -> false;
            case UTF8 -> true;
            case BODY -> Wire.Body.of(records.getInt(record + bodyFlags(kind))) != Wire.Body.BYTES;
            case CHUNK -> records.getInt(record + IS_BYTES) != 1;
        };
    }

    private static int bodyFlags(int kind) {
        return kind == Wire.Out.FETCH ? IS_BYTES : FLAGS;
    }

    private static byte[] encode(String part, boolean utf8) {
        return utf8 ? Utf8.encode(part) : part.getBytes(StandardCharsets.ISO_8859_1);
    }
}
