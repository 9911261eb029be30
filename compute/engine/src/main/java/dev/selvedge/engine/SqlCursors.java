package dev.selvedge.engine;

import dev.selvedge.sqlite.Database;
import dev.selvedge.sqlite.Statement;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Worker's SQL in one database: runs it and hands out its rows in pages. What has more rows than one page stays open as a cursor,
 * until it was read to its end, closed, or the oldest of too many. A statement that writes is read to its end at once, because a
 * transaction cannot be committed before.
 */
final class SqlCursors {
    private static final int MOST_CURSORS = 256;
    private static final int PAGE_ROWS = 100;
    private static final int PAGE_BYTES = 64 * 1024;
    /** What one answer may hold: a statement that writes has only one. */
    private static final int MOST_BYTES = 32 << 20;

    private final Database database;
    private final RowText text;
    private final ReadCounts counts = new ReadCounts(PAGE_ROWS);
    private final Map<Integer, Statement> open = new LinkedHashMap<>();
    private int last;

    SqlCursors(Database database, RowText text) {
        this.database = database;
        this.text = text;
    }

    /** Runs the SQL, with the arguments from there on for its last statement; returns the first page. */
    String execute(String sql, @Nullable Object[] arguments, int from) {
        Statement statement = database.query(sql);
        try {
            bind(statement, arguments, from);
            return page(statement, 0);
        } catch (RuntimeException e) {
            open.values().remove(statement);
            statement.close();
            throw e;
        }
    }

    /** The next page. */
    String next(int cursor) {
        Statement statement = open.get(cursor);
        if (statement == null) {
            throw new HostFailure(
                    "Error",
                    "SQL cursor was closed, because too many others were opened after it, too much was written since, or the"
                            + " database was emptied.");
        }
        try {
            return page(statement, cursor);
        } catch (RuntimeException e) {
            close(cursor);
            throw e;
        }
    }

    void close(int cursor) {
        Statement statement = open.remove(cursor);
        if (statement != null) {
            statement.close();
        }
    }

    void closeAll() {
        open.values().forEach(Statement::close);
        open.clear();
    }

    private static void bind(Statement statement, @Nullable Object[] arguments, int from) {
        if (statement.parameters() != arguments.length - from) {
            throw new HostFailure("Error", "Wrong number of parameter bindings for SQL query.");
        }
        for (int i = from; i < arguments.length; i++) {
            bind(statement, i - from + 1, arguments[i]);
        }
    }

    /** A number of JavaScript's is a double, even where it is whole. */
    private static void bind(Statement statement, int parameter, @Nullable Object value) {
        switch (value) {
            case null -> statement.bindNull(parameter);
            case String string -> statement.bindText(parameter, Utf8.encode(string));
            case Number number -> statement.bind(parameter, number.doubleValue());
            case ByteBuffer memory -> statement.bind(parameter, MemorySegment.ofBuffer(memory));
            default -> throw new HostFailure("TypeError", "no value of SQL: " + value.getClass());
        }
    }

    private String page(Statement statement, int cursor) {
        int columns = statement.columns();
        boolean whole = !statement.isReadOnly();
        text.begin();
        counts.begin();
        int rows = 0;
        boolean more = true;
        while (more && (whole || (rows < PAGE_ROWS && text.length() < PAGE_BYTES))) {
            more = statement.step();
            if (more) {
                text.row(statement, columns);
                rows++;
                if (!whole) {
                    counts.add(statement.rowsRead());
                }
            }
            if (text.length() > MOST_BYTES) {
                throw new HostFailure("Error", "The rows of one SQL statement are too much for memory.");
            }
        }
        return answer(statement, columns, more ? kept(statement, cursor) : ended(cursor), whole);
    }

    private int kept(Statement statement, int cursor) {
        if (cursor != 0) {
            return cursor;
        }
        if (open.size() >= MOST_CURSORS) {
            close(open.keySet().iterator().next());
        }
        last = last == Integer.MAX_VALUE ? 1 : last + 1;
        open.put(last, statement);
        return last;
    }

    private int ended(int cursor) {
        open.remove(cursor);
        return 0;
    }

    private String answer(Statement statement, int columns, int cursor, boolean whole) {
        String rows = text.end();
        StringBuilder head = new StringBuilder(64 + rows.length());
        head.append('[').append(cursor).append(',').append(statement.rowsRead());
        head.append(',').append(statement.rowsWritten()).append(",[");
        for (int column = 0; column < columns; column++) {
            head.append(column > 0 ? "," : "").append(quoted(statement.columnName(column)));
        }
        if (cursor == 0) {
            statement.close();
        }
        head.append("],[").append(rows).append(']');
        if (!whole) {
            // What writes has read all that it will before its first row can be seen.
            counts.write(head.append(','));
        }
        return head.append(']').toString();
    }

    private static String quoted(String name) {
        StringBuilder out = new StringBuilder(name.length() + 2).append('"');
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append("\\u00").append((char) ('0' + (c >> 4))).append(Character.forDigit(c & 15, 16));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
