package dev.selvedge.sqlite;

import java.util.function.BooleanSupplier;

/**
 * How a database is opened.
 *
 * @param cacheKib pages kept in memory, at most
 * @param mostPages to which the file may grow; then statements fail with SQLITE_FULL
 * @param mostNewPages that may be written before somebody captures them; then statements that write fail with SQLITE_FULL too
 * @param statementBytes by how much SQLite's memory may grow while one statement of a tenant runs
 * @param cachedStatements compiled statements kept for reuse
 * @param stopped asked now and then while a statement runs; true ends it with SQLITE_INTERRUPT
 */
public record DatabaseOptions(
        int cacheKib,
        long mostPages,
        long mostNewPages,
        long statementBytes,
        int cachedStatements,
        BooleanSupplier stopped) {
    private static final long TEN_GIGABYTES = 10_000_000_000L;
    private static final long ONE_GIGABYTE = 1L << 30;

    /** Cloudflare's 10 GB, and what of it may change at once. */
    public static final DatabaseOptions DEFAULT = new DatabaseOptions(
            2048,
            TEN_GIGABYTES / DatabaseFile.PAGE_BYTES,
            ONE_GIGABYTE / DatabaseFile.PAGE_BYTES,
            64L << 20,
            64,
            () -> false);

    public DatabaseOptions stoppedBy(BooleanSupplier stop) {
        return new DatabaseOptions(cacheKib, mostPages, mostNewPages, statementBytes, cachedStatements, stop);
    }
}
