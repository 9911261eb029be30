package dev.selvedge.sqlite;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant's compiled statement does, as EXPLAIN tells: enough to say about how many rows it read and wrote, which SQLite
 * itself counts only in part. Exact for one table or index, and for tables that are found by rowid for each row of another; a
 * loop within a loop is begun more often than is counted here.
 *
 * @param begun loops that begin once, and searches for one row
 * @param sought searches for one row inside of a loop
 * @param counts whether it counts a table as a whole
 * @param written tables and indexes that a row goes into
 * @param placed places of the program that put a row or an entry somewhere: what a statement that creates something does once each
 */
record Plan(int begun, int sought, boolean counts, int written, int placed) {
    private static final Set<String> BEGINNINGS =
            Set.of("Rewind", "Last", "SeekGE", "SeekGT", "SeekLE", "SeekLT", "SorterSort", "Sort");
    private static final Set<String> SEARCHES = Set.of("SeekRowid", "NotExists");
    private static final Set<String> NEXT = Set.of("Next", "Prev", "SorterNext", "VNext");
    private static final Set<String> INSERTS = Set.of("Insert", "IdxInsert");
    private static final String CREATE = "create";
    private static final int LONGEST_TEXT = 4096;

    static final Plan UNKNOWN = new Plan(0, 0, false, 1, 1);

    /** Asks SQLite. */
    static Plan of(Database database, String sql) {
        if (sql.length() > LONGEST_TEXT) {
            return UNKNOWN;
        }
        try (Statement explain = database.explain(sql)) {
            return new Reader().read(explain);
        } catch (SqliteException e) {
            return UNKNOWN;
        }
    }

    /** Rows read, given those that SQLite stepped on to and those that were written. */
    long read(long steps, long changes) {
        long once = begun == 0 ? 0 : steps + begun;
        long rows = written > 0 && changes > 0 ? changes : steps + 1;
        return once + sought * rows;
    }

    /** Rows written, into tables and indexes, by a statement that changed so many. */
    long wrote(long changes, String sql) {
        boolean creates = changes == 0 && sql.stripLeading().regionMatches(true, 0, CREATE, 0, CREATE.length());
        return creates ? placed : changes * Math.max(1, written);
    }

    /** Goes through the program once; what lies between a loop's beginning and its jump back is inside. */
    private static final class Reader {
        private final Set<Long> ephemeral = new HashSet<>();
        private final Set<Long> into = new HashSet<>();
        private int begun;
        private int sought;
        private int placed;
        private int depth;
        private boolean counts;

        Plan read(Statement explain) {
            while (explain.step()) {
                see(explain.textAt(1), explain.longAt(2));
            }
            // Some are opened further down than they are written.
            into.removeAll(ephemeral);
            return new Plan(begun, sought, counts, into.size(), placed);
        }

        private void see(@Nullable String operation, long cursor) {
            if (operation == null) {
                return;
            }
            if (operation.startsWith("Open") && (operation.endsWith("Ephemeral") || operation.endsWith("Pseudo"))) {
                ephemeral.add(cursor);
            } else if (BEGINNINGS.contains(operation)) {
                begun += depth == 0 ? 1 : 0;
                depth++;
            } else if (NEXT.contains(operation)) {
                depth = Math.max(0, depth - 1);
            } else if (SEARCHES.contains(operation)) {
                begun += depth == 0 ? 1 : 0;
                sought += depth == 0 ? 0 : 1;
            } else if (INSERTS.contains(operation) && !ephemeral.contains(cursor)) {
                into.add(cursor);
                placed++;
            } else if (operation.equals("Count")) {
                counts = true;
            }
        }
    }
}
