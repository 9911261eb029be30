package dev.selvedge.durable;

import dev.selvedge.commitlog.CommitLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is durable about one actor: the fold of its records in the log, and nothing else, so that reading the log again gives it
 * again.
 *
 * @param applied position of the newest record that is in it; older ones change nothing any more
 * @param head the newest commit
 * @param floor the commit up to which the main file was whole and on disk, when it was flushed last; only of use if it is the head,
 *     and in no place once somebody opened the file again
 * @param first where its first commit lies, or begins
 * @param createdMillis when that was
 * @param snapshots oldest first
 * @param unsnapshotted bytes that were logged since the newest snapshot
 * @param restore sequence to go back to when it is opened, or -1
 */
record ActorState(
        long applied,
        Mark head,
        Mark floor,
        long first,
        long createdMillis,
        LogRecord.Shape shape,
        List<Snapshot> snapshots,
        long unsnapshotted,
        long restore) {
    private static final long LEAST_STEP_BYTES = 4096;

    /** How long an actor can be taken back. */
    static final Duration HISTORY = Duration.ofDays(30);

    private static final long NO_RESTORE = -1;

    static final ActorState UNBORN = new ActorState(
            CommitLog.NOWHERE,
            Mark.NONE,
            Mark.NONE,
            CommitLog.NOWHERE,
            0,
            LogRecord.Shape.EMPTY,
            List.of(),
            0,
            NO_RESTORE);

    /** The state after one more record of this actor, or null if there is no such actor any more. */
    @Nullable
    ActorState after(LogRecord record, long position, long wallMillis) {
        if (position <= applied) {
            return this;
        }
        return switch (record) {
            case LogRecord.Part part ->
                with(position, head, floor, shape, snapshots, unsnapshotted + logged(part.image()), restore);
            case LogRecord.Commit commit -> committed(commit, position, wallMillis);
            case LogRecord.Whole whole -> at(position).whole(whole.mark());
            case LogRecord.Opened _ -> with(position, head, floor.doubtful(), shape, snapshots, unsnapshotted, restore);
            case LogRecord.Deleted _, LogRecord.FacetsDeleted _, LogRecord.NamespaceDeleted _ -> null;
            case LogRecord.SnapshotTaken taken -> snapshotTaken(taken.snapshot(), position, wallMillis);
            case LogRecord.RestoreAsked asked ->
                with(position, head, floor, shape, snapshots, unsnapshotted, asked.target());
            case LogRecord.Restored restored -> restored(restored, position, wallMillis);
            case LogRecord.AlarmDropped dropped ->
                dropped.scheduledMillis() == alarm() ? at(position).withAlarm(CommitImage.NO_ALARM) : at(position);
        };
    }

    private ActorState committed(LogRecord.Commit commit, long position, long wallMillis) {
        CommitImage image = commit.image();
        Mark mark = new Mark(image.sequence(), position, wallMillis);
        return begun(commit.hasParts() ? commit.begin() : position, wallMillis)
                .with(
                        position,
                        mark,
                        floor,
                        LogRecord.Shape.of(image),
                        snapshots,
                        unsnapshotted + logged(image),
                        restore);
    }

    /** What it costs to read it again: a step back takes as long as a page does, however little it holds. */
    private static long logged(CommitImage image) {
        return Math.max(LEAST_STEP_BYTES, image.bytes().remaining());
    }

    private ActorState restored(LogRecord.Restored restored, long position, long wallMillis) {
        Mark mark = new Mark(restored.sequence(), position, wallMillis);
        List<Snapshot> more =
                append(snapshots, new Snapshot(mark, restored.shape().bytes()));
        // The main file still holds what was before.
        return begun(position, wallMillis).with(position, mark, Mark.NONE, restored.shape(), more, 0, NO_RESTORE);
    }

    private ActorState snapshotTaken(Snapshot snapshot, long position, long wallMillis) {
        Snapshot newest = newestSnapshot();
        if (snapshot.mark().position() < first || (newest != null && newest.sequence() >= snapshot.sequence())) {
            return at(position);
        }
        List<Snapshot> kept = append(snapshots, snapshot);
        long old = wallMillis - HISTORY.toMillis();
        while (kept.size() > 1 && kept.get(1).mark().wallMillis() <= old) {
            kept.removeFirst();
        }
        // Commits that came while it was taken are counted from zero: a little late, next time.
        return with(position, head, floor, shape, kept, 0, restore);
    }

    /** Known at once to whoever made it so, and again from the log. */
    ActorState whole(Mark mark) {
        boolean isOfThisLife = mark.position() >= first;
        return isOfThisLife && (mark.sequence() > floor.sequence() || floor.position() == CommitLog.NOWHERE)
                ? with(applied, head, mark, shape, snapshots, unsnapshotted, restore)
                : this;
    }

    private ActorState at(long position) {
        return with(position, head, floor, shape, snapshots, unsnapshotted, restore);
    }

    private ActorState withAlarm(long alarm) {
        LogRecord.Shape other = new LogRecord.Shape(shape.pageSize(), shape.pages(), alarm);
        return with(applied, head, floor, other, snapshots, unsnapshotted, restore);
    }

    private ActorState begun(long position, long wallMillis) {
        return head.isNone()
                ? new ActorState(applied, head, floor, position, wallMillis, shape, snapshots, unsnapshotted, restore)
                : this;
    }

    private ActorState with(
            long position,
            Mark head,
            Mark floor,
            LogRecord.Shape shape,
            List<Snapshot> snapshots,
            long unsnapshotted,
            long restore) {
        return new ActorState(
                position, head, floor, first, createdMillis, shape, List.copyOf(snapshots), unsnapshotted, restore);
    }

    private static List<Snapshot> append(List<Snapshot> list, Snapshot last) {
        List<Snapshot> longer = new ArrayList<>(list);
        longer.add(last);
        return longer;
    }

    long alarm() {
        return shape.alarmMillis();
    }

    boolean isRestoreAsked() {
        return restore != NO_RESTORE;
    }

    /** Whether the main file has everything, and nothing else. */
    boolean isWhole() {
        return floor.equals(head);
    }

    @Nullable
    Snapshot newestSnapshot() {
        return snapshots.isEmpty() ? null : snapshots.getLast();
    }

    /** The newest snapshot of a commit or of one before it. */
    @Nullable
    Snapshot snapshotUpTo(long sequence) {
        return snapshots.stream()
                .filter(snapshot -> snapshot.sequence() <= sequence)
                .reduce((_, later) -> later)
                .orElse(null);
    }

    /** From where one walks back to a commit: as near behind it as is known. */
    Mark anchorFor(long sequence) {
        return snapshots.stream()
                .map(Snapshot::mark)
                .filter(mark -> mark.sequence() >= sequence)
                .findFirst()
                .orElse(head);
    }

    /** Like {@link #anchorFor}, for the last commit at a time. */
    Mark anchorForTime(long wallMillis) {
        return snapshots.stream()
                .map(Snapshot::mark)
                .filter(mark -> mark.wallMillis() > wallMillis)
                .findFirst()
                .orElse(head);
    }
}
