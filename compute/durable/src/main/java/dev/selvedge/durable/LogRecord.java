package dev.selvedge.durable;

import dev.selvedge.base.Bytes;
import dev.selvedge.commitlog.CommitLog;
import java.nio.ByteBuffer;

/**
 * What the kernel writes into the commit log. The numbers of the kinds, and the order of fields, are the log's format.
 *
 * <pre>byte kind · byte length of namespace · namespace · 32 bytes id · fields</pre>
 *
 * <p>The kind of a record of a facet is greater by {@value #OF_FACET}, and behind the id stand a short and the facet's path.
 */
sealed interface LogRecord {
    int OF_FACET = 64;

    /** Whose it is. */
    ActorKey key();

    /** Some pages of a commit that is too large for one record, in front of the rest. {@code previous} is as that of the rest. */
    record Part(ActorKey key, long previous, CommitImage image) implements LogRecord {}

    /**
     * What a database took up.
     *
     * @param previous where the actor's commit before it lies, or the last part of this one
     * @param begin where the first part of it lies; nowhere if this is all of it
     */
    record Commit(ActorKey key, long previous, long begin, CommitImage image) implements LogRecord {
        boolean hasParts() {
            return begin != CommitLog.NOWHERE;
        }
    }

    /** The main file holds all up to a commit, and is on disk. */
    record Whole(ActorKey key, Mark mark) implements LogRecord {}

    /** Somebody opens the file that was whole: what is in it from now on, nobody knows. */
    record Opened(ActorKey key) implements LogRecord {}

    /** The actor never was, nor were its facets. */
    record Deleted(ActorKey key) implements LogRecord {}

    /** The actor has no facets, and never had any. */
    record FacetsDeleted(ActorKey key) implements LogRecord {}

    /** No actor of the key's namespace ever was. The id says nothing. */
    record NamespaceDeleted(ActorKey key) implements LogRecord {}

    /** There is a copy of the database in the folder of snapshots. */
    record SnapshotTaken(ActorKey key, Snapshot snapshot) implements LogRecord {}

    /** When it is opened next, the database is to be what it was after a commit; -1 takes that back. */
    record RestoreAsked(ActorKey key, long target) implements LogRecord {}

    /**
     * The database is what it was once: a commit like others, whose pages are a snapshot of the same sequence.
     *
     * @param previous where the commit before it lies
     */
    record Restored(ActorKey key, long previous, long sequence, Shape shape) implements LogRecord {}

    /** The alarm of that time is given up. */
    record AlarmDropped(ActorKey key, long scheduledMillis) implements LogRecord {}

    /** Size and alarm of a database as of a commit. */
    record Shape(int pageSize, int pages, long alarmMillis) {
        static final Shape EMPTY = new Shape(0, 0, CommitImage.NO_ALARM);

        static Shape of(CommitImage image) {
            return new Shape(image.pageSize(), image.pages(), image.alarmMillis());
        }

        long bytes() {
            return (long) pageSize * pages;
        }
    }

    /** All of it but the image of a commit, which follows. */
    default byte[] head() {
        byte[] namespace = Bytes.utf8(key().namespace());
        byte[] facet = Bytes.utf8(key().facet());
        ByteBuffer target = ByteBuffer.allocate(2 + namespace.length + ActorId.BYTES + 2 + facet.length + 40);
        target.put((byte) (facet.length == 0 ? kind() : kind() + OF_FACET))
                .put((byte) namespace.length)
                .put(namespace);
        key().id().put(target);
        if (facet.length > 0) {
            target.putShort((short) facet.length).put(facet);
        }
        switch (this) {
            case Part part -> target.putLong(part.previous);
            case Commit commit -> {
                target.putLong(commit.previous);
                if (commit.hasParts()) {
                    target.putLong(commit.begin);
                }
            }
            case Whole whole -> put(target, whole.mark);
            case Deleted _, FacetsDeleted _, NamespaceDeleted _, Opened _ -> {
                // The key says all.
            }
            case SnapshotTaken taken -> put(target, taken.snapshot.mark()).putLong(taken.snapshot.bytes());
            case RestoreAsked asked -> target.putLong(asked.target);
            case Restored restored -> {
                target.putLong(restored.previous).putLong(restored.sequence);
                target.putInt(restored.shape.pageSize).putInt(restored.shape.pages);
                target.putLong(restored.shape.alarmMillis);
            }
            case AlarmDropped dropped -> target.putLong(dropped.scheduledMillis);
        }
        byte[] head = new byte[target.flip().remaining()];
        target.get(head);
        return head;
    }

    /** What follows the head. */
    default ByteBuffer body() {
        return switch (this) {
            case Part part -> part.image.bytes();
            case Commit commit -> commit.image.bytes();
            case Whole _,
                    Opened _,
                    Deleted _,
                    FacetsDeleted _,
                    NamespaceDeleted _,
                    SnapshotTaken _,
                    RestoreAsked _,
                    Restored _,
                    AlarmDropped _ -> ByteBuffer.allocate(0);
        };
    }

    private byte kind() {
        return switch (this) {
            case Commit commit -> (byte) (commit.hasParts() ? 11 : 1);
            case Whole _ -> 2;
            case Deleted _ -> 3;
            case NamespaceDeleted _ -> 4;
            case SnapshotTaken _ -> 5;
            case RestoreAsked _ -> 6;
            case Restored _ -> 7;
            case AlarmDropped _ -> 8;
            case Opened _ -> 9;
            case Part _ -> 10;
            case FacetsDeleted _ -> 12;
        };
    }

    /**
     * Reads one back. An image in it is a view of the buffer.
     *
     * @throws IllegalArgumentException if it is none, or one of a later release
     */
    static LogRecord read(ByteBuffer source) {
        try {
            byte kind = source.get();
            byte[] namespace = new byte[source.get()];
            source.get(namespace);
            ActorId id = ActorId.of(source);
            boolean ofFacet = (kind & OF_FACET) != 0;
            String facet = ofFacet ? facet(source) : "";
            ActorKey key = new ActorKey(Bytes.utf8(namespace).intern(), id, facet);
            return read((byte) (kind & ~OF_FACET), key, source);
        } catch (java.nio.BufferUnderflowException | NegativeArraySizeException e) {
            throw new IllegalArgumentException("a record of the commit log is too short", e);
        }
    }

    private static String facet(ByteBuffer source) {
        byte[] path = new byte[source.getShort()];
        source.get(path);
        return Bytes.utf8(path);
    }

    private static LogRecord read(byte kind, ActorKey key, ByteBuffer source) {
        return switch (kind) {
            case 1 -> new Commit(key, source.getLong(), CommitLog.NOWHERE, CommitImage.of(source));
            case 2 -> new Whole(key, mark(source));
            case 3 -> new Deleted(key);
            case 4 -> new NamespaceDeleted(key);
            case 5 -> new SnapshotTaken(key, new Snapshot(mark(source), source.getLong()));
            case 6 -> new RestoreAsked(key, source.getLong());
            case 7 ->
                new Restored(
                        key,
                        source.getLong(),
                        source.getLong(),
                        new Shape(source.getInt(), source.getInt(), source.getLong()));
            case 8 -> new AlarmDropped(key, source.getLong());
            case 9 -> new Opened(key);
            case 10 -> new Part(key, source.getLong(), CommitImage.of(source));
            case 11 -> new Commit(key, source.getLong(), source.getLong(), CommitImage.of(source));
            case 12 -> new FacetsDeleted(key);
            default ->
                throw new IllegalArgumentException(
                        "the commit log has records of kind " + kind + ", which a later release of Selvedge wrote");
        };
    }

    private static ByteBuffer put(ByteBuffer target, Mark mark) {
        return target.putLong(mark.sequence()).putLong(mark.position()).putLong(mark.wallMillis());
    }

    private static Mark mark(ByteBuffer source) {
        return new Mark(source.getLong(), source.getLong(), source.getLong());
    }
}
