package dev.selvedge.sqlite;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One open database. Belongs to one thread at a time; only {@link #interrupt} may come from another.
 *
 * <p>It serves two masters over one connection: the platform, whose statements may do anything, and a tenant, whose statements are
 * held to {@link TenantRules} and {@link TenantLimits}. Which one a statement belongs to is told when it is compiled and again with
 * every step, because SQLite compiles anew what the schema outran.
 *
 * <p>Writes go to the write-ahead log alone, without fsync, until {@link #checkpoint}: durability is the business of whoever
 * {@linkplain #newFrames captures} them.
 */
public final class Database implements AutoCloseable {
    private static final int FOR_LONG = 1;

    private final Path file;
    private final long handle;
    private final int number;
    private final DatabaseOptions options;
    private final Map<String, Statement> own = new HashMap<>();
    private final StatementCache cache;
    private final Wal wal;
    private final NewPages newPages;

    private Runnable beforeWrite = () -> {};
    private boolean trusted = true;
    private boolean compiling;
    private @Nullable String compiled;
    private @Nullable String refusal;
    private long memoryBefore;
    /** Why a statement was stopped by us, as a code; 0 if it was not. */
    private int stoppedFor;

    private boolean closed;

    private Database(Path file, long handle, DatabaseOptions options) {
        this.file = file;
        this.handle = handle;
        this.options = options;
        this.number = Callbacks.register(this);
        this.cache = new StatementCache(options.cachedStatements());
        this.wal = new Wal(handle);
        this.newPages = new NewPages(handle);
    }

    static Database open(Path file, DatabaseOptions options) {
        long handle = Opening.open(file);
        Database database = new Database(file, handle, options);
        try {
            Opening.configure(database, options);
            return database;
        } catch (RuntimeException | Error e) {
            database.close();
            throw e;
        }
    }

    /** SQLite does not look whether a database is open, and would go on in memory that is somebody else's. */
    long handle() {
        if (closed) {
            throw Failures.saying(ResultCode.MISUSE, "The database is closed: SQLITE_MISUSE");
        }
        return handle;
    }

    int number() {
        return number;
    }

    /** Called before a statement of the tenant's writes for the first time. */
    public void beforeWrite(Runnable action) {
        beforeWrite = action;
    }

    /** A statement of the platform's: compiled once, kept until the database closes, so the texts must be few. */
    public Statement own(String sql) {
        Statement known = own.get(sql);
        if (known == null) {
            byte[] text = sql.getBytes(StandardCharsets.UTF_8);
            known = compile(sql, text, 0, true, FOR_LONG).statement();
            own.put(sql, known);
        }
        return known;
    }

    /** Runs a statement of the platform's that is not worth keeping; drops its rows. */
    public void run(String sql) {
        try (Statement once =
                compile(sql, sql.getBytes(StandardCharsets.UTF_8), 0, true, 0).statement()) {
            while (once.step()) {
                // Its rows are not wanted.
            }
        }
    }

    /**
     * Runs a tenant's text up to its last statement, which it returns compiled, not yet begun. Close it when done: it may be one
     * that is kept for the next time.
     */
    public Statement query(String sql) {
        Statement kept = cache.take(sql);
        return kept != null ? kept : Script.upToLast(this, sql);
    }

    /** What SQLite would do for the text, as rows. */
    Statement explain(String sql) {
        String text = "EXPLAIN " + sql;
        return compile(text, text.getBytes(StandardCharsets.UTF_8), 0, true, 0).statement();
    }

    StatementCache cache() {
        return cache;
    }

    /** A statement, and where in the text the next one begins. */
    record Compiled(Statement statement, int next) {}

    /** Compiles the first statement of the text from there on. */
    Compiled compile(String sql, byte[] text, int from, boolean asOwner, int flags) {
        trusted = asOwner;
        compiling = true;
        compiled = sql;
        refusal = null;
        try (Arena memory = Arena.ofConfined()) {
            MemorySegment copy = memory.allocate(Math.max(1, text.length - from));
            MemorySegment.copy(text, from, copy, ValueLayout.JAVA_BYTE, 0, text.length - from);
            MemorySegment out = memory.allocate(2 * ValueLayout.JAVA_LONG.byteSize(), ValueLayout.JAVA_LONG.byteSize());
            int code = (int) Calls.PREPARE.invokeExact(
                    handle(), copy, text.length - from, flags, out, out.asSlice(ValueLayout.JAVA_LONG.byteSize()));
            if (code != ResultCode.OK) {
                throw refusal == null ? failure(code) : Failures.saying(ResultCode.AUTH, refusal);
            }
            long statement = out.getAtIndex(ValueLayout.JAVA_LONG, 0);
            long tail = out.getAtIndex(ValueLayout.JAVA_LONG, 1) - copy.address();
            if (statement == 0) {
                throw Failures.saying(ResultCode.ERROR, "SQL code did not contain a statement.");
            }
            String alone = from == 0 ? sql : new String(text, from, (int) tail, StandardCharsets.UTF_8);
            return new Compiled(new Statement(this, statement, alone, asOwner), from + (int) tail);
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        } finally {
            compiling = false;
        }
    }

    /** One step of a statement; see {@link Statement#step}. */
    boolean step(Statement statement, boolean first) {
        try {
            if (first) {
                begin(statement);
            }
            trusted = statement.isOwn();
            stoppedFor = ResultCode.OK;
            int code = (int) Calls.STEP.invokeExact(statement.live());
            if (code == ResultCode.ROW || code == ResultCode.DONE) {
                return code == ResultCode.ROW;
            }
            throw failure(code);
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        }
    }

    private void begin(Statement statement) throws Throwable {
        if (!statement.isReadOnly() && isFull()) {
            throw Failures.of(ResultCode.FULL);
        }
        if (!statement.isOwn()) {
            if (!statement.isReadOnly()) {
                beforeWrite.run();
                statement.beginsAfter(totalChanges());
            }
            memoryBefore = (long) Calls.MEMORY_USED.invokeExact();
        }
    }

    /** Begins a transaction. What was undone before does not count any more. */
    public void begin() {
        long _ = handle();
        if (!hasNewFrames()) {
            newPages.forget();
        }
        own("BEGIN").run();
    }

    private boolean isFull() {
        return newPages.count() > options.mostNewPages();
    }

    /** What SQLite says about the call that just failed. */
    SqliteException failure(int code) {
        if (stoppedFor != ResultCode.OK && ResultCode.primary(code) == ResultCode.INTERRUPT) {
            return Failures.of(stoppedFor);
        }
        return Failures.of(handle, code);
    }

    /** Asked by SQLite for each thing that a statement touches. */
    int authorize(int action, long first, long second, long schema) {
        if (trusted) {
            return 0;
        }
        if (TenantRules.isTransaction(action)) {
            refusal = Script.NO_TRANSACTIONS;
            return 1;
        }
        String text = compiled;
        boolean reserved =
                action == TenantRules.ALTER_TABLE && compiling && text != null && TenantRules.mentionsReserved(text);
        return TenantRules.allows(action, Memory.text(first), Memory.text(second), Memory.text(schema), reserved)
                ? 0
                : 1;
    }

    /** Asked by SQLite now and then while a statement runs. */
    boolean mustStop() throws Throwable {
        if (options.stopped().getAsBoolean()) {
            return true;
        }
        stoppedFor = trusted ? ResultCode.OK : excess();
        return stoppedFor != ResultCode.OK;
    }

    /** What a tenant's statement takes too much of, as a code. */
    private int excess() throws Throwable {
        if ((long) Calls.MEMORY_USED.invokeExact() - memoryBefore > options.statementBytes()) {
            return ResultCode.NOMEM;
        }
        return isFull() ? ResultCode.FULL : ResultCode.OK;
    }

    /** Told by SQLite after each commit, with the frames that the log now holds. */
    void committed(int frames) {
        wal.committed(frames);
    }

    /** Whether a transaction is open. SQLite ends one itself when a statement in it fails for want of space or memory. */
    public boolean inTransaction() {
        try {
            return (int) Calls.AUTOCOMMIT.invokeExact(handle()) == 0;
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        }
    }

    /** Rows that the last statement changed. */
    public long changes() {
        try {
            return (long) Calls.CHANGES.invokeExact(handle());
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        }
    }

    /** Rows that were changed since it was opened. */
    long totalChanges() {
        try {
            return (long) Calls.TOTAL_CHANGES.invokeExact(handle());
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        }
    }

    /** Whether something was committed that {@link #newFrames} has not handed out yet. */
    public boolean hasNewFrames() {
        return wal.hasNew();
    }

    /** How many pages {@link #newFrames} would hand out. */
    public int countNewFrames() {
        return wal.countNew();
    }

    /** Hands out the pages that were committed since the last time, in order, verified. */
    public void newFrames(FrameSink sink) {
        long _ = handle();
        wal.newFrames(sink);
        newPages.forget();
    }

    /** Frames in the write-ahead log since the last checkpoint. */
    public int walFrames() {
        return wal.frames();
    }

    /**
     * Copies all of the write-ahead log into the file and empties it, without fsync. False if that cannot be done now, because a
     * statement or a transaction is open. What is new must have been handed out before.
     */
    public boolean checkpoint() {
        long _ = handle();
        return wal.checkpoint();
    }

    public long pages() {
        return figure("PRAGMA page_count");
    }

    public long freePages() {
        return figure("PRAGMA freelist_count");
    }

    private long figure(String pragma) {
        Statement statement = own(pragma);
        try {
            return statement.step() ? statement.longAt(0) : 0;
        } finally {
            statement.reset();
        }
    }

    /** Ends what runs in it, with SQLITE_INTERRUPT. From any thread, but not while it is being closed. */
    public void interrupt() {
        try {
            Calls.INTERRUPT.invokeExact(handle());
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        }
    }

    /** Empties the database altogether, whatever it holds. No statement may be open. */
    public void clear() {
        Opening.clear(this);
    }

    /** Gives back what memory can be spared. */
    public void shrink() {
        try {
            int ignored = (int) Calls.RELEASE_MEMORY.invokeExact(handle());
            assert ignored >= 0;
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        }
    }

    boolean isClosed() {
        return closed;
    }

    /**
     * Rolls back what is not committed and closes; the write-ahead log stays as it is, or goes if it is empty. Cursors that are open
     * end.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        cache.close();
        own.values().forEach(Statement::finish);
        own.clear();
        try {
            int code = (int) Calls.CLOSE.invokeExact(handle);
            if (code != ResultCode.OK) {
                throw failure(code);
            }
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        } finally {
            Callbacks.forget(number);
        }
        DatabaseFile.dropEmptyWal(file);
    }
}
