package dev.selvedge.sqlite;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * How many pages a database has written to its write-ahead log, committed or not: all that can be known of a transaction while it
 * runs. A page that is written twice counts twice.
 */
final class NewPages {
    private static final int CACHE_WRITE = 9;

    /** Of each thread that asks: lanes are few. */
    private static final ThreadLocal<MemorySegment> FIGURES =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(ValueLayout.JAVA_INT, 2));

    private final long database;
    private int before;

    NewPages(long database) {
        this.database = database;
    }

    /** Since {@link #forget}. */
    long count() {
        // SQLite's counter may run over.
        return Integer.toUnsignedLong(total() - before);
    }

    void forget() {
        before = total();
    }

    private int total() {
        MemorySegment figures = FIGURES.get();
        try {
            int code = (int) Calls.DB_STATUS.invokeExact(
                    database, CACHE_WRITE, figures, figures.asSlice(ValueLayout.JAVA_INT.byteSize()), 0);
            if (code != ResultCode.OK) {
                throw Failures.of(database, code);
            }
            return figures.get(ValueLayout.JAVA_INT, 0);
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        }
    }
}
