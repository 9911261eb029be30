package dev.selvedge.durable;

import dev.selvedge.commitlog.CommitLog;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * What is done to facets together with all that is within them: they are deleted and copied as one. Blocks; nobody has any of their
 * files open meanwhile, but for those of a source.
 */
final class ActorTrees {
    /** A copy begins with this commit, whose pages are the snapshot that was made of the other. */
    private static final long FIRST = 1;

    private final ActorFolder folder;
    private final ActorIndex index;
    private final RecordLog records;
    private final PageHistory history;

    ActorTrees(ActorFolder folder, ActorIndex index, RecordLog records, PageHistory history) {
        this.folder = folder;
        this.index = index;
        this.records = records;
        this.history = history;
    }

    /** An actor and its facets are gone for good when it returns. */
    void delete(ActorKey key) throws IOException {
        List<ActorKey> within = index.facets(key);
        records.write(new LogRecord.Deleted(key));
        folder.remove(key);
        removeAll(within);
    }

    /** The same, but for the actor itself. */
    void deleteFacets(ActorKey key) throws IOException {
        List<ActorKey> within = index.facets(key);
        if (!within.isEmpty()) {
            records.write(new LogRecord.FacetsDeleted(key));
            removeAll(within);
        }
    }

    private void removeAll(List<ActorKey> keys) throws IOException {
        for (ActorKey each : keys) {
            folder.remove(each);
        }
    }

    /** Notes what a record deletes that is replayed, before the index takes it up. */
    void replayed(LogRecord record, Set<ActorKey> deleted) {
        if (record instanceof LogRecord.Deleted) {
            deleted.add(record.key());
            deleted.addAll(index.facets(record.key()));
        } else if (record instanceof LogRecord.FacetsDeleted) {
            deleted.addAll(index.facets(record.key()));
        }
    }

    /** The node may have stopped between a deletion and its files. */
    void sweep(Set<ActorKey> deleted) throws IOException {
        for (ActorKey key : deleted) {
            if (index.get(key) == null) {
                folder.remove(key);
            }
        }
    }

    /**
     * One facet and those within it become what another is. Its own past is over.
     *
     * @param sequence the source's commit that is copied, if it is older than the newest
     */
    void copy(ActorKey source, long sequence, ActorKey target) throws IOException {
        // Behind this record the index knows every commit that was made before.
        delete(target);
        copyOne(source, sequence, target);
        for (ActorKey each : index.facets(source)) {
            copyOne(each, Long.MAX_VALUE, target.moved(each, source));
        }
    }

    private void copyOne(ActorKey source, long sequence, ActorKey target) throws IOException {
        ActorState state = index.get(source);
        if (state == null || state.head().isNone()) {
            return;
        }
        folder.prepareSnapshot(target);
        long wanted = Math.min(sequence, state.head().sequence());
        LogRecord.Shape shape = history.copy(source, state, wanted, folder.snapshot(target, FIRST));
        records.write(new LogRecord.Restored(
                target,
                CommitLog.NOWHERE,
                FIRST,
                new LogRecord.Shape(shape.pageSize(), shape.pages(), CommitImage.NO_ALARM)));
    }
}
