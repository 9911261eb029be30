package dev.selvedge.engine;

import dev.selvedge.durable.CommitImage;
import dev.selvedge.sqlite.Database;
import dev.selvedge.sqlite.DatabaseFile;
import dev.selvedge.sqlite.ResultCode;
import dev.selvedge.sqlite.SqliteException;
import dev.selvedge.sqlite.Statement;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one actor has stored, while its isolate lives. All that it writes in a turn becomes one commit of the log, whatever
 * transactions SQLite needed for it meanwhile; so the log is where a turn is whole or absent.
 *
 * <p>Something may fail that takes more with it than the call: SQLite may have rolled back what other calls wrote before. Then the
 * actor is broken: nothing of it can be used any more, and the node is told, because what was answered in this turn may rest on
 * what is gone.
 */
final class ActorStorage {
    private static final int SAVEPOINT = 1;
    private static final int RELEASE = 2;
    private static final int ROLL_BACK = 3;

    /**
     * Frames of the write-ahead log at which it goes into the file, so that it does not grow for as long as an actor is awake. What
     * is not durable yet may go with it: the node trusts no file that was not closed in order.
     */
    private static final int CHECKPOINT_FRAMES = 4_000;

    /** Frames at which cursors that keep the log from being emptied are closed. */
    private static final int MOST_FRAMES = 4 * CHECKPOINT_FRAMES;

    private static final int ALARM_GET = 0;
    private static final int ALARM_SET = 1;

    private final int actor;
    private final Database database;
    private final SqlCursors cursors;
    private final ActorStorages owner;
    private KeyValues values;
    private boolean hasMetadata;
    private long alarm;
    private long sequence;

    private boolean transaction;
    private int depth;
    private int writtenInStep = -1;
    private int saidInTurn = -1;

    ActorStorage(int actor, Database database, long sequence, ActorStorages owner, RowText text) {
        this.actor = actor;
        this.database = database;
        this.sequence = sequence;
        this.owner = owner;
        this.cursors = new SqlCursors(database, text);
        this.values = new KeyValues(database, false);
        database.beforeWrite(this::beforeWrite);
        look();
    }

    int actor() {
        return actor;
    }

    /** Of the last commit that was said. */
    long sequence() {
        return sequence;
    }

    /** The step in which it wrote for the last time. */
    int writtenInStep() {
        return writtenInStep;
    }

    /** Reads what is kept in memory of the hidden tables: when it is opened, and when something was undone. */
    private void look() {
        boolean keyed = false;
        hasMetadata = false;
        Statement tables = database.own(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name IN ('_cf_KV', '_cf_METADATA')");
        while (tables.step()) {
            boolean isMetadata = "_cf_METADATA".equals(tables.textAt(0));
            hasMetadata |= isMetadata;
            keyed |= !isMetadata;
        }
        values = new KeyValues(database, keyed);
        alarm = hasMetadata ? readAlarm() : CommitImage.NO_ALARM;
    }

    private long readAlarm() {
        Statement select = database.own("SELECT value FROM _cf_METADATA WHERE key = 1");
        try {
            return select.step() && select.type(0) == Statement.INTEGER ? select.longAt(0) : CommitImage.NO_ALARM;
        } finally {
            select.reset();
        }
    }

    private void beforeWrite() {
        if (!transaction) {
            database.begin();
            transaction = true;
        }
        writtenInStep = owner.step();
        owner.wrote(this);
    }

    String execute(String sql, @Nullable Object[] arguments, int from) {
        return guarded(() -> cursors.execute(sql, arguments, from));
    }

    String next(int cursor) {
        return guarded(() -> cursors.next(cursor));
    }

    void closeCursor(int cursor) {
        cursors.close(cursor);
    }

    long size() {
        return (database.pages() - database.freePages()) * DatabaseFile.PAGE_BYTES;
    }

    @Nullable
    String get(String key) {
        return guarded(() -> values.get(key));
    }

    void put(String key, String value) {
        guarded(() -> {
            beforeWrite();
            values = values.created();
            values.put(key, value);
            return true;
        });
    }

    boolean delete(String key) {
        return guarded(() -> {
            beforeWrite();
            return values.delete(key);
        });
    }

    String[] list(ListRange range) {
        return guarded(() -> values.list(range));
    }

    /** Empties it altogether. What was written before in this turn goes with it. */
    void clear() {
        guarded(() -> {
            cursors.closeAll();
            commitSqlite();
            writtenInStep = owner.step();
            owner.wrote(this);
            database.clear();
            look();
            return true;
        });
    }

    /** The alarm in ms since 1970, or null. */
    @Nullable
    Long alarm(int what, long millis) {
        if (what == ALARM_GET) {
            return alarm == CommitImage.NO_ALARM ? null : alarm;
        }
        guarded(() -> {
            keepAlarm(what == ALARM_SET ? Math.max(0, millis) : CommitImage.NO_ALARM);
            return true;
        });
        return null;
    }

    private void keepAlarm(long millis) {
        if (millis == alarm) {
            return;
        }
        beforeWrite();
        if (!hasMetadata) {
            database.run("CREATE TABLE _cf_METADATA (key INTEGER PRIMARY KEY, value BLOB)");
            hasMetadata = true;
        }
        Statement put = database.own("REPLACE INTO _cf_METADATA VALUES (1, ?1)");
        if (millis == CommitImage.NO_ALARM) {
            put.bindNull(1).run();
        } else {
            put.bind(1, millis).run();
        }
        alarm = millis;
    }

    /**
     * Begins a transaction inside of those that are open, keeps the innermost, or undoes it.
     *
     * @param within whether it ends before the step does. If not, what was written before must not wait for its end
     */
    void scope(int what, boolean within) {
        guarded(() -> {
            switch (what) {
                case SAVEPOINT -> begin(within);
                case RELEASE -> end("RELEASE s");
                case ROLL_BACK -> undo();
                default -> throw new HostFailure("Error", "no such scope: " + what);
            }
            return true;
        });
    }

    private void begin(boolean within) {
        if (depth == 0 && !within) {
            commitSqlite();
        }
        beforeWrite();
        database.own("SAVEPOINT s").run();
        depth++;
    }

    private void end(String how) {
        if (depth == 0) {
            throw new HostFailure("Error", "No transaction is open.");
        }
        database.own(how).run();
        depth--;
    }

    private void undo() {
        if (depth > 0) {
            database.own("ROLLBACK TO s").run();
        }
        end("RELEASE s");
        look();
    }

    /** Commits what belongs to no open transaction of the Worker's; true if there is something new to say. */
    boolean commit() {
        if (depth == 0) {
            commitSqlite();
        }
        return database.hasNewFrames();
    }

    private void commitSqlite() {
        if (transaction) {
            database.own("COMMIT").run();
            transaction = false;
        }
    }

    /** Whether it must be looked at again at the end of the next turn. */
    boolean isPending() {
        return transaction;
    }

    /** Whether what is to be said is more than the log takes. */
    boolean isTooMuch() {
        return CommitImage.bytes(DatabaseFile.PAGE_BYTES, database.countNewFrames()) > CommitImage.MAX_COMMIT_BYTES;
    }

    /** Writes what was committed and not said yet. */
    void say(CommitWriter writer, long wallMillis) {
        sequence++;
        saidInTurn = owner.turn();
        writer.begin(actor, sequence, wallMillis, alarm, DatabaseFile.PAGE_BYTES, (int) database.pages());
        database.newFrames(writer);
        writer.end();
        emptyLog();
    }

    /** Puts the log into the file if it is long. A reader keeps the log as it is: who reads on and on has to begin again. */
    private void emptyLog() {
        int frames = database.walFrames();
        if (frames > CHECKPOINT_FRAMES && !database.checkpoint() && frames > MOST_FRAMES) {
            cursors.closeAll();
            boolean _ = database.checkpoint();
        }
    }

    /** Whether something was said in that turn: then it is not durable yet. */
    boolean saidInTurn(int turn) {
        return saidInTurn == turn;
    }

    /** Runs something on the database; if that cost more than the thing itself, the actor is broken. */
    private <T extends @Nullable Object> T guarded(Supplier<T> action) {
        try {
            return action.get();
        } catch (SqliteException e) {
            if (isLost(e)) {
                owner.broken(this, String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    private boolean isLost(SqliteException e) {
        boolean damaged =
                e.code() == ResultCode.CORRUPT || e.code() == ResultCode.NOTADB || e.code() == ResultCode.IOERR;
        return damaged || (transaction && !database.inTransaction());
    }

    /**
     * Closes it.
     *
     * @param inOrder put all of it into its file, which only is allowed if all that was said is durable
     * @return whether the file holds everything
     */
    boolean close(boolean inOrder) {
        cursors.closeAll();
        try {
            return inOrder && !transaction && !database.hasNewFrames() && database.checkpoint();
        } catch (SqliteException e) {
            return false;
        } finally {
            database.close();
        }
    }
}
