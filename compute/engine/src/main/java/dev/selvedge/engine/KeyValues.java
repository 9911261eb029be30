package dev.selvedge.engine;

import dev.selvedge.sqlite.Database;
import dev.selvedge.sqlite.Statement;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values in a table that a Worker's SQL does not see. A value is a text that JavaScript made: as a rule its characters are
 * bytes, and are kept as such; the first byte tells which it is. The table comes with the first value.
 */
final class KeyValues {
    private static final byte ONE_BYTE_EACH = 0;
    private static final byte UTF_8 = 1;
    /** For half characters, which UTF-8 cannot carry. */
    private static final byte UTF_16 = 2;

    private static final int MOST_LISTED = 64 << 20;
    private static final byte[] FIRST = {};

    private final Database database;
    private final boolean exists;

    /** Where a list begins: with this key, or behind it. */
    private static final class Bound {
        private final byte[] key;
        private final boolean itself;

        Bound(byte[] key, boolean itself) {
            this.key = key;
            this.itself = itself;
        }
    }

    /** Over a database that has the table, or not. */
    KeyValues(Database database, boolean exists) {
        this.database = database;
        this.exists = exists;
    }

    /** The same, with the table. */
    KeyValues created() {
        if (exists) {
            return this;
        }
        database.run("CREATE TABLE _cf_KV (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID");
        return new KeyValues(database, true);
    }

    @Nullable
    String get(String key) {
        if (!exists) {
            return null;
        }
        Statement select = database.own("SELECT value FROM _cf_KV WHERE key = ?1");
        select.bindText(1, Utf8.encode(key));
        try {
            return select.step() ? decode(select.bytesAt(0)) : null;
        } finally {
            select.reset();
        }
    }

    void put(String key, String value) {
        Statement put = database.own("REPLACE INTO _cf_KV VALUES (?1, ?2)");
        put.bindText(1, Utf8.encode(key)).bind(2, encode(value)).run();
    }

    boolean delete(String key) {
        if (!exists) {
            return false;
        }
        database.own("DELETE FROM _cf_KV WHERE key = ?1")
                .bindText(1, Utf8.encode(key))
                .run();
        return database.changes() > 0;
    }

    /** Keys and values in turns. Keys are ordered as their UTF-8 is. */
    String[] list(ListRange range) {
        if (!exists) {
            return new String[0];
        }
        Bound from = from(range);
        byte[] to = to(range);
        String sql = "SELECT key, value FROM _cf_KV WHERE key " + (from.itself ? ">=" : ">") + " ?1"
                + (to == null ? "" : " AND key < ?2") + " ORDER BY key" + (range.reverse() ? " DESC" : "")
                + " LIMIT ?3";
        Statement select = database.own(sql);
        select.bindText(1, from.key).bind(3, range.limit() > 0 ? range.limit() : -1L);
        if (to != null) {
            select.bindText(2, to);
        }
        try {
            return rows(select);
        } finally {
            select.reset();
        }
    }

    private static String[] rows(Statement select) {
        List<String> rows = new ArrayList<>();
        long length = 0;
        while (select.step()) {
            String key = String.valueOf(select.textAt(0));
            String value = decode(select.bytesAt(1));
            length += key.length() + value.length();
            if (length > MOST_LISTED) {
                throw new HostFailure("Error", "What list() would return is too much for memory. Give it a limit.");
            }
            rows.add(key);
            rows.add(value);
        }
        return rows.toArray(String[]::new);
    }

    private static Bound from(ListRange range) {
        String start = range.start();
        String startAfter = range.startAfter();
        String prefix = range.prefix();
        Bound bound = startAfter != null
                ? new Bound(Utf8.encode(startAfter), false)
                : new Bound(start == null ? FIRST : Utf8.encode(start), true);
        byte[] first = prefix == null ? FIRST : Utf8.encode(prefix);
        return Arrays.compareUnsigned(first, bound.key) > 0 ? new Bound(first, true) : bound;
    }

    private static byte @Nullable [] to(ListRange range) {
        String end = range.end();
        String prefix = range.prefix();
        byte[] last = end == null ? null : Utf8.encode(end);
        if (prefix == null || prefix.isEmpty()) {
            return last;
        }
        // The first that does not begin so; no byte of UTF-8 is the largest there is.
        byte[] beyond = Utf8.encode(prefix);
        beyond[beyond.length - 1]++;
        return last == null || Arrays.compareUnsigned(beyond, last) < 0 ? beyond : last;
    }

    private static byte[] encode(String value) {
        byte kind = kindOf(value);
        byte[] bytes = value.getBytes(charset(kind));
        byte[] kept = new byte[bytes.length + 1];
        kept[0] = kind;
        System.arraycopy(bytes, 0, kept, 1, bytes.length);
        return kept;
    }

    private static String decode(byte @Nullable [] kept) {
        if (kept == null || kept.length == 0) {
            return "";
        }
        return new String(kept, 1, kept.length - 1, charset(kept[0]));
    }

    private static Charset charset(byte kind) {
        return switch (kind) {
            case ONE_BYTE_EACH -> StandardCharsets.ISO_8859_1;
            case UTF_8 -> StandardCharsets.UTF_8;
            case UTF_16 -> StandardCharsets.UTF_16LE;
            default -> throw new HostFailure("Error", "A stored value is of a kind that this version does not know.");
        };
    }

    private static byte kindOf(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) > 0xFF) {
                return Utf8.isWellFormed(value) ? UTF_8 : UTF_16;
            }
        }
        return ONE_BYTE_EACH;
    }
}
