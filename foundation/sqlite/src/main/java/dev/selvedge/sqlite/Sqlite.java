package dev.selvedge.sqlite;

import java.nio.file.Path;

/** The SQLite library, loaded once into this process, and what its databases share. */
public final class Sqlite {
    private static final int LEAST_VERSION = 3_040_000;
    private static final int CONFIG_PAGE_CACHE = 7;

    private final int version;

    private Sqlite(int version) {
        this.version = version;
    }

    private static final class Loaded {
        static final Sqlite SQLITE = load();

        private static Sqlite load() {
            try {
                // Without it each database takes room for twenty pages as soon as it is read.
                int ignored = (int) Calls.CONFIG_TWO.invokeExact(CONFIG_PAGE_CACHE, 0L, 0, 0);
                int version = (int) Calls.VERSION.invokeExact();
                if (version < LEAST_VERSION || ignored < 0) {
                    throw new IllegalStateException("The SQLite library is version " + version / 1_000_000 + "."
                            + version / 1000 % 1000 + ", but Durable Objects need 3.40 or newer. Name another in "
                            + SqliteLibrary.VARIABLE + ".");
                }
                return new Sqlite(version);
            } catch (Throwable e) {
                throw Failures.unexpected(e);
            }
        }
    }

    /** The library; loaded by the first who asks, which takes some tens of ms. Says what to do where there is none. */
    public static Sqlite load() {
        try {
            return Loaded.SQLITE;
        } catch (ExceptionInInitializerError e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw new IllegalStateException(cause.getMessage(), cause);
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException("The SQLite library could not be loaded; the first attempt said why.", e);
        }
    }

    /** As SQLite counts: 3_040_001 is 3.40.1. */
    public int version() {
        return version;
    }

    /** Opens a database for one thread at a time. The file must exist; see {@link DatabaseFile#create}. */
    public Database open(Path file, DatabaseOptions options) {
        return Database.open(file, options);
    }

    /** Bytes that all databases of this process hold. */
    public long memoryUsed() {
        try {
            return (long) Calls.MEMORY_USED.invokeExact();
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        }
    }

    /** Beyond the first figure caches give pages back, beyond the second statements fail with SQLITE_NOMEM. */
    public void limitMemory(long soft, long hard) {
        try {
            long previous = (long) Calls.SOFT_HEAP_LIMIT.invokeExact(soft);
            long before = (long) Calls.HARD_HEAP_LIMIT.invokeExact(hard);
            assert previous >= 0 && before >= 0;
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        }
    }
}
