package dev.selvedge.sqlite;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Locale;

/** How a connection is made and set up. */
final class Opening {
    private static final int READ_WRITE = 0x2;
    /** This binding sees to it that only one thread at a time is inside. */
    private static final int NO_MUTEX = 0x8000;
    /**
     * Without locks on the file: who writes is settled above. A process that is about to end must not keep the next one out, and
     * locks would.
     */
    private static final String WITHOUT_LOCKS = "unix-none";

    private static final int ENABLE_FOREIGN_KEYS = 1002;
    private static final int ENABLE_LOAD_EXTENSION = 1005;
    private static final int NO_CHECKPOINT_ON_CLOSE = 1006;
    private static final int RESET_DATABASE = 1009;
    private static final int DEFENSIVE = 1010;
    private static final int TRUSTED_SCHEMA = 1017;

    private static final int PROGRESS_EVERY = 1000;

    private Opening() {}

    static long open(Path file) {
        try (Arena memory = Arena.ofConfined()) {
            MemorySegment out = memory.allocate(ValueLayout.JAVA_LONG);
            int code = (int) Calls.OPEN.invokeExact(
                    memory.allocateFrom(file.toAbsolutePath().toString()),
                    out,
                    READ_WRITE | NO_MUTEX,
                    memory.allocateFrom(WITHOUT_LOCKS));
            long handle = out.get(ValueLayout.JAVA_LONG, 0);
            if (code != ResultCode.OK) {
                SqliteException failure = handle == 0 ? Failures.of(code) : Failures.of(handle, code);
                int ignored = (int) Calls.CLOSE.invokeExact(handle);
                assert ignored >= 0;
                throw failure;
            }
            return handle;
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        }
    }

    static void configure(Database database, DatabaseOptions options) {
        long handle = database.handle();
        set(handle, DEFENSIVE, 1);
        set(handle, TRUSTED_SCHEMA, 0);
        set(handle, ENABLE_LOAD_EXTENSION, 0);
        set(handle, ENABLE_FOREIGN_KEYS, 1);
        set(handle, NO_CHECKPOINT_ON_CLOSE, 1);
        for (TenantLimits limit : TenantLimits.values()) {
            limit(handle, limit.number(), limit.most());
        }
        callbacks(handle, database.number());
        // Before the first look into the file: then the log needs no shared memory.
        database.run("PRAGMA locking_mode=EXCLUSIVE");
        database.run("PRAGMA journal_mode=WAL");
        database.run("PRAGMA synchronous=OFF");
        database.run("PRAGMA temp_store=MEMORY");
        database.run("PRAGMA secure_delete=OFF");
        database.run("PRAGMA recursive_triggers=OFF");
        database.run("PRAGMA cache_size=-" + options.cacheKib());
        database.run("PRAGMA max_page_count=" + options.mostPages());
    }

    private static void callbacks(long handle, int number) {
        try {
            int code = (int) Calls.SET_AUTHORIZER.invokeExact(handle, Callbacks.AUTHORIZER, (long) number);
            Calls.PROGRESS_HANDLER.invokeExact(handle, PROGRESS_EVERY, Callbacks.PROGRESS, (long) number);
            // Takes the place of SQLite's own, which would checkpoint by itself.
            long previous = (long) Calls.WAL_HOOK.invokeExact(handle, Callbacks.COMMITTED, (long) number);
            assert code == ResultCode.OK && previous >= 0;
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        }
    }

    private static void set(long handle, int what, int value) {
        try {
            int code = (int) Calls.DB_CONFIG.invokeExact(handle, what, value, 0L);
            if (code != ResultCode.OK) {
                throw new IllegalStateException(
                        String.format(Locale.ROOT, "SQLite knows no setting %d (code %d); it is too old", what, code));
            }
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        }
    }

    private static void limit(long handle, int what, int most) {
        try {
            int previous = (int) Calls.LIMIT.invokeExact(handle, what, most);
            assert previous >= 0;
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        }
    }

    /** SQLite's own way to empty a database, which works for damaged ones too. */
    static void clear(Database database) {
        long handle = database.handle();
        TenantLimits attached = TenantLimits.ATTACHED;
        set(handle, RESET_DATABASE, 1);
        limit(handle, attached.number(), 1);
        try {
            database.run("VACUUM");
        } finally {
            limit(handle, attached.number(), attached.most());
            set(handle, RESET_DATABASE, 0);
        }
    }
}
