package dev.selvedge.sqlite;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A compiled statement: bind, step, read, reset. Columns are counted from 0, parameters from 1, as SQLite does. */
public final class Statement implements AutoCloseable {
    public static final int INTEGER = 1;
    public static final int REAL = 2;
    public static final int TEXT = 3;
    public static final int BLOB = 4;
    public static final int NULL = 5;

    private static final int OTHER_STEPS = 0;
    private static final int FULL_SCAN_STEPS = 1;
    private static final int KEEP = 0;
    private static final int FORGET = 1;

    private static final long COPIED = -1;
    private static final byte[] NO_BYTES = {};
    private static final MemorySegment NOTHING = MemorySegment.ofArray(new byte[1]);

    private final Database database;
    private final long handle;
    private final String sql;
    private final boolean own;
    private final boolean readOnly;
    private final int parameters;
    private @Nullable StatementCache cache;
    private Use use = Use.OUT;
    private boolean stepping;
    private @Nullable Plan plan;
    private long counted;
    private long lastRead;
    private long lastWritten;
    private long changesBefore;

    /** Who has it. */
    private enum Use {
        /** Whoever asked for it. */
        OUT,
        /** The cache. */
        KEPT,
        /** Nobody: its memory is SQLite's again. */
        GONE
    }

    Statement(Database database, long handle, String sql, boolean own) {
        this.database = database;
        this.handle = handle;
        this.sql = sql;
        this.own = own;
        try {
            this.readOnly = (int) Calls.IS_READ_ONLY.invokeExact(handle) != 0;
            this.parameters = (int) Calls.PARAMETERS.invokeExact(handle);
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        }
    }

    /** SQLite does not look whether a statement has ended, and would go on in memory that is somebody else's. */
    long live() {
        if (use != Use.OUT) {
            throw Failures.saying(ResultCode.MISUSE, "The statement was closed: SQLITE_MISUSE");
        }
        return handle;
    }

    String sql() {
        return sql;
    }

    /** Whether it is the platform's, not a tenant's. */
    boolean isOwn() {
        return own;
    }

    /** It goes back there when it is closed. */
    void belongsTo(StatementCache home) {
        cache = home;
    }

    /** It waits in the cache for the next time; whoever had it cannot use it any more. */
    void keep() {
        reset();
        use = Use.KEPT;
    }

    /** Somebody has it again. */
    void handOut() {
        use = Use.OUT;
    }

    /** It begins, with so many changes in the database's life before it. */
    void beginsAfter(long changes) {
        changesBefore = changes;
    }

    /** Whether it writes nothing to the database. */
    public boolean isReadOnly() {
        return readOnly;
    }

    public int parameters() {
        return parameters;
    }

    public Statement bindNull(int parameter) {
        try {
            return bound((int) Calls.BIND_NULL.invokeExact(live(), parameter));
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        }
    }

    public Statement bind(int parameter, long value) {
        try {
            return bound((int) Calls.BIND_LONG.invokeExact(live(), parameter, value));
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        }
    }

    public Statement bind(int parameter, double value) {
        try {
            return bound((int) Calls.BIND_DOUBLE.invokeExact(live(), parameter, value));
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        }
    }

    /** A text; a lone surrogate in it becomes a question mark, so whoever cares encodes himself. */
    public Statement bind(int parameter, String text) {
        return bindText(parameter, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A text in UTF-8. */
    public Statement bindText(int parameter, byte[] utf8) {
        return bind(true, parameter, MemorySegment.ofArray(utf8));
    }

    /** A blob. */
    public Statement bind(int parameter, byte[] bytes) {
        return bind(false, parameter, MemorySegment.ofArray(bytes));
    }

    /** A blob, of the heap or not. */
    public Statement bind(int parameter, MemorySegment bytes) {
        return bind(false, parameter, bytes);
    }

    private Statement bind(boolean text, int parameter, MemorySegment bytes) {
        int length = Math.toIntExact(bytes.byteSize());
        // Without an address SQLite would bind NULL.
        MemorySegment there = length == 0 ? NOTHING : bytes;
        try {
            int code = text
                    ? (int) Calls.BIND_TEXT.invokeExact(live(), parameter, there, length, COPIED)
                    : (int) Calls.BIND_BLOB.invokeExact(live(), parameter, there, length, COPIED);
            return bound(code);
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        }
    }

    private Statement bound(int code) {
        if (code != ResultCode.OK) {
            throw database.failure(code);
        }
        return this;
    }

    /** Goes on to the next row; false at the end, after which it can be run again. A failure resets it too. */
    public boolean step() {
        long _ = live();
        boolean first = !stepping;
        if (first && !own && !readOnly) {
            // Afterwards the table may be gone, and what SQLite was asked about a statement that writes sets changes()
            // to 0.
            plan();
        }
        stepping = true;
        boolean row = false;
        try {
            row = database.step(this, first);
            if (first && row) {
                noteCounted();
            } else if (first) {
                counted = 0;
            }
            return row;
        } finally {
            if (!row) {
                count();
                reset();
            }
        }
    }

    /** Runs it to its end, without looking at rows. */
    public void run() {
        while (step()) {
            // What it returns is not wanted.
        }
    }

    public int columns() {
        try {
            return (int) Calls.COLUMNS.invokeExact(live());
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        }
    }

    public String columnName(int column) {
        try {
            String name = Memory.text((long) Calls.COLUMN_NAME.invokeExact(live(), column));
            return name == null ? "" : name;
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        }
    }

    /** One of the five types. */
    public int type(int column) {
        try {
            return (int) Calls.COLUMN_TYPE.invokeExact(live(), column);
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        }
    }

    public long longAt(int column) {
        try {
            return (long) Calls.COLUMN_LONG.invokeExact(live(), column);
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        }
    }

    public double doubleAt(int column) {
        try {
            return (double) Calls.COLUMN_DOUBLE.invokeExact(live(), column);
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        }
    }

    /** A value as text; null for NULL. */
    public @Nullable String textAt(int column) {
        byte[] bytes = read(column, true, NO_BYTES, 0);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    /** A value's bytes; null for NULL. */
    public byte @Nullable [] bytesAt(int column) {
        return read(column, false, NO_BYTES, 0);
    }

    /**
     * Puts the bytes of a text (in UTF-8) or blob into the array, from there on; into a larger copy if it is too small.
     *
     * @return the array that holds them, whose first bytes are those of the given one; how many came is {@link #sizeAt}
     */
    public byte[] textInto(int column, byte[] array, int at) {
        byte[] read = read(column, true, array, at);
        return read == null ? array : read;
    }

    /** Bytes of the value that was just read as bytes or text. */
    public int sizeAt(int column) {
        try {
            return (int) Calls.COLUMN_BYTES.invokeExact(live(), column);
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        }
    }

    private byte @Nullable [] read(int column, boolean text, byte[] into, int at) {
        try {
            long address = text
                    ? (long) Calls.COLUMN_TEXT.invokeExact(live(), column)
                    : (long) Calls.COLUMN_BLOB.invokeExact(live(), column);
            int length = (int) Calls.COLUMN_BYTES.invokeExact(live(), column);
            if (address == 0) {
                return type(column) == NULL ? null : into;
            }
            byte[] array = room(into, at, length);
            MemorySegment.copy(Memory.ALL, ValueLayout.JAVA_BYTE, address, array, at, length);
            return array;
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        }
    }

    private static byte[] room(byte[] array, int at, int more) {
        if (array.length - at >= more) {
            return array.length == 0 ? new byte[more] : array;
        }
        byte[] larger = new byte[at == 0 && array.length == 0 ? more : Math.max(array.length * 2, at + more)];
        System.arraycopy(array, 0, larger, 0, at);
        return larger;
    }

    /** About how many rows it has read since it began. */
    public long rowsRead() {
        return stepping ? plan().read(scanned(KEEP), 0) + counted : lastRead;
    }

    /** About how many rows it wrote when it ran the last time, in tables and indexes. */
    public long rowsWritten() {
        return lastWritten;
    }

    private Plan plan() {
        Plan known = plan;
        if (known == null) {
            known = Plan.of(database, sql);
            plan = known;
        }
        return known;
    }

    private void count() {
        if (!own) {
            long changes = readOnly ? 0 : database.totalChanges() - changesBefore;
            lastRead = plan().read(scanned(FORGET), changes) + counted;
            lastWritten = plan().wrote(changes, sql);
        }
    }

    /** A count of all rows reads them all, and tells how many that were. */
    private void noteCounted() {
        counted = !own && plan().counts() && columns() == 1 ? longAt(0) : 0;
    }

    private long scanned(int afterwards) {
        try {
            return (long) (int) Calls.STATUS.invokeExact(live(), OTHER_STEPS, afterwards)
                    + (int) Calls.STATUS.invokeExact(live(), FULL_SCAN_STEPS, afterwards);
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        }
    }

    /** Makes it ready to be run again, and forgets what was bound. */
    public void reset() {
        stepping = false;
        try {
            // Tells the failure of the last step again, which somebody knows already.
            int ignored = (int) Calls.RESET.invokeExact(live());
            if (parameters > 0) {
                int cleared = (int) Calls.CLEAR_BINDINGS.invokeExact(live());
                assert cleared == ResultCode.OK;
            }
            assert ignored >= 0;
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        }
    }

    /** Ends it: back to where it is kept for the next time, or for good. */
    @Override
    public void close() {
        StatementCache home = cache;
        if (home == null) {
            finish();
        } else {
            home.giveBack(this);
        }
    }

    /** Ends it for good; more than once does no harm. */
    void finish() {
        if (use == Use.GONE) {
            return;
        }
        use = Use.GONE;
        try {
            int ignored = (int) Calls.FINALIZE.invokeExact(handle);
            assert ignored >= 0;
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        }
    }
}
