package dev.selvedge.durable;

import dev.selvedge.commitlog.CommitLog;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Copies of databases, made out of the log beside the life of their actors, so that neither recovery nor a restoration ever has
 * to read much more than twice a database's size. One is made at a time.
 */
final class Snapshots {
    private static final System.Logger LOG = System.getLogger(Snapshots.class.getName());
    /** Under this key: whoever writes into the folder of snapshots besides, and must not meet one that is being made. */
    static final Object ONE_AT_A_TIME = new Object();

    private final ActorFolder folder;
    private final ActorIndex index;
    private final RecordLog records;
    private final PageHistory history;
    private final SerialTasks tasks;
    private final long leastBytes;
    private final Set<ActorKey> planned = ConcurrentHashMap.newKeySet();

    Snapshots(
            CommitLog log,
            ActorFolder folder,
            ActorIndex index,
            RecordLog records,
            SerialTasks tasks,
            long leastBytes) {
        this.folder = folder;
        this.index = index;
        this.records = records;
        this.history = new PageHistory(log, folder);
        this.tasks = tasks;
        this.leastBytes = leastBytes;
    }

    /** On the log's thread, after a commit. */
    void consider(ActorKey key, ActorState state) {
        if (state.unsnapshotted() > Math.max(leastBytes, state.shape().bytes()) && planned.add(key)) {
            tasks.run(ONE_AT_A_TIME, () -> take(key));
        }
    }

    /** Makes one of what is durable now. */
    void take(ActorKey key) {
        try {
            ActorState state = index.get(key);
            if (state != null && !state.head().isNone()) {
                take(key, state);
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "no snapshot of object " + key + "; the log is kept", e);
        } finally {
            planned.remove(key);
        }
    }

    private void take(ActorKey key, ActorState state) throws IOException {
        Mark head = state.head();
        folder.prepareSnapshot(key);
        LogRecord.Shape shape = history.buildSnapshot(key, state, head.sequence());
        records.write(new LogRecord.SnapshotTaken(key, new Snapshot(head, shape.bytes())));
        ActorState after = index.get(key);
        List<Snapshot> dropped = new ArrayList<>(state.snapshots());
        if (after == null) {
            folder.removeSnapshots(key);
            return;
        }
        dropped.removeAll(after.snapshots());
        for (Snapshot snapshot : dropped) {
            Files.deleteIfExists(folder.snapshot(key, snapshot.sequence()));
        }
    }

    /** The place from which on the log is needed for this actor, if nothing before a time has to be found. */
    long neededFrom(ActorKey key, ActorState state, long oldMillis) {
        Snapshot newest = state.newestSnapshot();
        if (state.isWhole() && state.head().wallMillis() <= oldMillis) {
            return Long.MAX_VALUE;
        }
        Snapshot base = null;
        for (Snapshot snapshot : state.snapshots()) {
            base = snapshot.mark().wallMillis() <= oldMillis ? snapshot : base;
        }
        if (base != null) {
            return base.mark().position();
        }
        if (newest == null && planned.add(key)) {
            // In thirty days the log can end here.
            tasks.run(ONE_AT_A_TIME, () -> take(key));
        }
        return state.first();
    }
}
