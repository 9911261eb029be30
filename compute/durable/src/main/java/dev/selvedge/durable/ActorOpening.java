package dev.selvedge.durable;

import dev.selvedge.base.Clock;
import dev.selvedge.base.DurableFiles;
import dev.selvedge.commitlog.CommitLog;
import dev.selvedge.sqlite.DatabaseFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Makes an actor's file hold what the log says, before anybody opens it. After an orderly close there is nothing to do; otherwise
 * the file is built anew out of the newest snapshot and the log behind it. That is not flushed, because it can be done again.
 * Blocks; nobody has the file open meanwhile.
 */
final class ActorOpening {
    private static final System.Logger LOG = System.getLogger(ActorOpening.class.getName());

    private final CommitLog log;
    private final ActorFolder folder;
    private final ActorIndex index;
    private final RecordLog records;
    private final PageHistory history;
    private final Clock clock;

    ActorOpening(CommitLog log, ActorFolder folder, ActorIndex index, RecordLog records, Clock clock) {
        this.clock = clock;
        this.log = log;
        this.folder = folder;
        this.index = index;
        this.records = records;
        this.history = new PageHistory(log, folder);
    }

    /** Returns the state that the file has now; null if the actor never wrote. */
    @Nullable
    ActorState prepare(ActorKey key) throws IOException {
        folder.prepare(key);
        ActorState state = index.get(key);
        if (state != null && state.isRestoreAsked()) {
            restore(key, state);
            state = index.get(key);
        }
        if (state == null || state.head().isNone()) {
            folder.removeDatabase(key);
            return state;
        }
        Path database = folder.database(key);
        boolean clean = index.isClean(key, state);
        if (clean && isDamaged(database, state)) {
            setAside(key, database);
            recover(key, state, database);
        } else if (!clean || ActorFolder.hasWal(database)) {
            recover(key, state, database);
        }
        index.clean(key, state.head());
        if (isCutOff(state)) {
            copyAsSnapshot(key, state, database);
        }
        return index.get(key);
    }

    /** Whether the file cannot be what the index says, as far as its length and its header tell. */
    private static boolean isDamaged(Path database, ActorState state) throws IOException {
        long expected = state.shape().bytes();
        return ActorFolder.size(database) < expected
                || (expected > 0 && !DatabaseFile.damage(database).isEmpty());
    }

    /** So that nothing of it is lost, whatever becomes of the one that is built in its place. */
    private void setAside(ActorKey key, Path database) throws IOException {
        if (Files.exists(database)) {
            Path aside = database.resolveSibling(database.getFileName() + ".damaged-" + clock.wallMillis());
            Files.move(database, aside);
            LOG.log(
                    System.Logger.Level.ERROR,
                    "the file of object " + key + " was damaged; it is kept as " + aside
                            + ", and built anew out of the commit log");
        }
    }

    /** Never out of the file itself: nothing tells what it holds. */
    private void recover(ActorKey key, ActorState state, Path database) throws IOException {
        ActorFolder.removeJournals(database);
        history.rebuild(key, state, database);
    }

    /**
     * Somebody is about to open the file. If it was flushed, the log has to know first: a checkpoint may bring commits into the file
     * that the log never takes, and a restart must not believe it then.
     */
    void touch(ActorKey key, @Nullable ActorState state) {
        if (state != null && state.isWhole()) {
            records.write(new LogRecord.Opened(key));
        }
        index.touch(key);
    }

    /** Flushes a file that holds everything up to a commit: from then on the log's pages are not needed for it. */
    void flush(ActorKey key, Mark mark) throws IOException {
        ActorState state = index.get(key);
        Path database = folder.database(key);
        if (state == null || state.floor().equals(mark) || !Files.exists(database)) {
            return;
        }
        try (FileChannel file = DurableFiles.open(database)) {
            file.force(true);
        }
        DurableFiles.syncFolder(database.resolveSibling("."));
        index.whole(key, mark);
        records.note(new LogRecord.Whole(key, mark));
    }

    /** Whether the log has lost its way back to a full copy: the file itself becomes one, before it changes. */
    private boolean isCutOff(ActorState state) {
        Snapshot snapshot = state.newestSnapshot();
        if (snapshot == null) {
            return state.first() < log.start();
        }
        return snapshot.sequence() < state.head().sequence() && snapshot.mark().position() < log.start();
    }

    private void copyAsSnapshot(ActorKey key, ActorState state, Path database) throws IOException {
        folder.prepareSnapshot(key);
        Path target = folder.snapshot(key, state.head().sequence());
        Path temporary = target.resolveSibling(target.getFileName() + ".tmp");
        Files.deleteIfExists(temporary);
        Files.copy(database, temporary);
        try (FileChannel file = DurableFiles.open(temporary)) {
            file.force(true);
        }
        Files.move(temporary, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        DurableFiles.syncFolder(target.resolveSibling("."));
        records.write(new LogRecord.SnapshotTaken(
                key, new Snapshot(state.head(), state.shape().bytes())));
    }

    /** Goes back to what was asked for. If that cannot be had, it stays as it is: better than an actor that never opens. */
    private void restore(ActorKey key, ActorState state) throws IOException {
        long sequence = state.head().sequence() + 1;
        try {
            folder.prepareSnapshot(key);
            LogRecord.Shape shape = history.buildSnapshot(key, state, state.restore(), sequence);
            records.write(new LogRecord.Restored(key, state.head().position(), sequence, shape));
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "object " + key + " could not be taken back; it stays as it is", e);
            records.write(new LogRecord.RestoreAsked(key, -1));
        }
    }
}
