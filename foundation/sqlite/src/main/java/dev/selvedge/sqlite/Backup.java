package dev.selvedge.sqlite;

import java.lang.foreign.Arena;
import java.nio.file.Path;

/** Copies a database that is open into another file, page by page: what it holds at that moment. */
public final class Backup {
    private static final int ALL_PAGES = -1;

    private Backup() {}

    /** Writes the copy, which must not exist yet; it has everything and needs no log. */
    public static void of(Database source, Path copy) {
        DatabaseFile.create(copy);
        try (Database target = Sqlite.load().open(copy, DatabaseOptions.DEFAULT)) {
            copy(source, target);
            target.newFrames((number, pages, page) -> {});
            target.checkpoint();
        }
    }

    private static void copy(Database source, Database target) {
        try (Arena memory = Arena.ofConfined()) {
            var main = memory.allocateFrom("main");
            long backup = (long) Calls.BACKUP_INIT.invokeExact(target.handle(), main, source.handle(), main);
            if (backup == 0) {
                throw target.failure(ResultCode.ERROR);
            }
            int step = (int) Calls.BACKUP_STEP.invokeExact(backup, ALL_PAGES);
            int code = (int) Calls.BACKUP_FINISH.invokeExact(backup);
            if (step != ResultCode.DONE) {
                throw Failures.of(target.handle(), code == ResultCode.OK ? step : code);
            }
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        }
    }
}
