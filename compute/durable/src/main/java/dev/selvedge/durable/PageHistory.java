package dev.selvedge.durable;

import dev.selvedge.base.DurableFiles;
import dev.selvedge.commitlog.CommitLog;
import dev.selvedge.commitlog.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What the log tells about one actor, read backwards: each commit names the place of the one before. So the newest image of a
 * page is found first, and each page is written once.
 */
final class PageHistory {

    private final CommitLog log;
    private final ActorFolder folder;

    PageHistory(CommitLog log, ActorFolder folder) {
        this.log = log;
        this.folder = folder;
    }

    /** Is shown commits, newest first, and says whether to go on. */
    private interface Visitor {
        boolean visit(Step step) throws IOException;
    }

    /**
     * A commit of the chain, or a part of one, which follows it in this direction and has its number.
     *
     * @param previous where the one before lies
     * @param image null if it was a restoration, whose pages are a snapshot
     */
    private record Step(
            Mark mark,
            long previous,
            LogRecord.Shape shape,
            @Nullable CommitImage image,
            boolean isPart) {
        static Step of(Entry entry, long previous, CommitImage image, boolean isPart) {
            return new Step(
                    PageHistory.mark(entry, image.sequence()), previous, LogRecord.Shape.of(image), image, isPart);
        }
    }

    private void walk(ActorKey key, long position, Visitor visitor) throws IOException {
        long next = position;
        while (next != CommitLog.NOWHERE) {
            if (next < log.start()) {
                throw new ActorException("its history before that is older than what is kept");
            }
            Step step = step(key, log.read(next));
            if (!visitor.visit(step)) {
                return;
            }
            if (step.previous >= next) {
                throw new ActorException("its history in the commit log does not lead backwards");
            }
            next = step.previous;
        }
    }

    private static Step step(ActorKey key, Entry entry) {
        LogRecord record = LogRecord.read(entry.payload());
        if (!record.key().equals(key)) {
            throw new ActorException("its history in the commit log leads to " + record.key());
        }
        return switch (record) {
            case LogRecord.Commit commit -> Step.of(entry, commit.previous(), commit.image(), false);
            case LogRecord.Part part -> Step.of(entry, part.previous(), part.image(), true);
            case LogRecord.Restored restored ->
                new Step(mark(entry, restored.sequence()), restored.previous(), restored.shape(), null, false);
            case LogRecord.Whole _,
                    LogRecord.Opened _,
                    LogRecord.Deleted _,
                    LogRecord.FacetsDeleted _,
                    LogRecord.NamespaceDeleted _,
                    LogRecord.SnapshotTaken _,
                    LogRecord.RestoreAsked _,
                    LogRecord.AlarmDropped _ ->
                throw new ActorException("its history in the commit log leads to what is no commit");
        };
    }

    private static Mark mark(Entry entry, long sequence) {
        return new Mark(sequence, entry.position(), entry.wallMillis());
    }

    /** The last commit at or before a time; none if there was nothing yet. */
    Mark at(ActorKey key, ActorState state, long wallMillis) throws IOException {
        Mark[] found = {Mark.NONE};
        walk(key, state.anchorForTime(wallMillis).position(), step -> {
            // Parts were written before their commit, and are nothing without it.
            if (step.isPart || step.mark.wallMillis() > wallMillis) {
                return true;
            }
            found[0] = step.mark;
            return false;
        });
        return found[0];
    }

    /** The last commit of the life that began or went on at a commit and ended with a restoration; the newest if none did. */
    Mark endOfLife(ActorKey key, ActorState state, long sequence) throws IOException {
        Mark[] found = {state.head()};
        boolean[] ended = {false};
        walk(key, state.head().position(), step -> {
            if (ended[0]) {
                found[0] = step.mark;
            }
            ended[0] = step.image == null;
            return step.mark.sequence() > sequence;
        });
        return found[0];
    }

    /** Makes a snapshot of the database as of a commit, out of one before it and the log. On disk when it returns. */
    LogRecord.Shape buildSnapshot(ActorKey key, ActorState state, long sequence) throws IOException {
        return buildSnapshot(key, state, sequence, sequence);
    }

    /** Makes a snapshot that is to have another number than the commit that it shows. */
    LogRecord.Shape buildSnapshot(ActorKey key, ActorState state, long sequence, long number) throws IOException {
        return copy(key, state, sequence, folder.snapshot(key, number));
    }

    /** Makes a file of the database as of a commit. On disk when it returns. */
    LogRecord.Shape copy(ActorKey key, ActorState state, long sequence, Path target) throws IOException {
        LogRecord.Shape shape = build(key, state, sequence, target, true);
        DurableFiles.syncFolder(target.resolveSibling("."));
        return shape;
    }

    /** Makes a file hold the newest state. It may be lost with the machine, and is made again then. */
    void rebuild(ActorKey key, ActorState state, Path database) throws IOException {
        LogRecord.Shape _ = build(key, state, state.head().sequence(), database, false);
    }

    private LogRecord.Shape build(ActorKey key, ActorState state, long sequence, Path target, boolean flush)
            throws IOException {
        Path temporary = target.resolveSibling(target.getFileName() + ".tmp");
        Files.deleteIfExists(temporary);
        Snapshot base = state.snapshotUpTo(sequence);
        if (base != null) {
            Files.copy(folder.snapshot(key, base.sequence()), temporary);
        }
        LogRecord.Shape shape = LogRecord.Shape.EMPTY;
        try (FileChannel file = DurableFiles.open(temporary)) {
            if (sequence > 0) {
                Mark anchor = state.anchorFor(sequence);
                shape = patch(key, anchor, base == null ? 0 : base.sequence(), sequence, file);
            }
            if (flush) {
                file.force(true);
            }
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return shape;
    }

    /** Brings a file from one commit, or from anything between it and the other, to the other. The caller flushes it. */
    LogRecord.Shape patch(ActorKey key, Mark anchor, long from, long to, FileChannel file) throws IOException {
        LogRecord.@Nullable Shape[] found = new LogRecord.Shape[1];
        BitSet written = new BitSet();
        walk(key, anchor.position(), step -> {
            long sequence = step.mark.sequence();
            if (sequence == to) {
                found[0] = step.shape;
            }
            if (found[0] != null && sequence > from && step.image != null) {
                write(step.image, found[0], written, file);
            }
            return sequence > from;
        });
        LogRecord.Shape shape = found[0];
        if (shape == null) {
            throw new ActorException("its commit " + to + " is not in the commit log");
        }
        resize(file, shape.bytes());
        return shape;
    }

    private static void write(CommitImage image, LogRecord.Shape shape, BitSet written, FileChannel file)
            throws IOException {
        if (image.pageSize() != shape.pageSize()) {
            throw new ActorException("its pages changed their size");
        }
        for (int frame = image.frames() - 1; frame >= 0; frame--) {
            int number = image.pageNumber(frame);
            if (number <= shape.pages() && !written.get(number)) {
                written.set(number);
                put(file, image.page(frame), (long) (number - 1) * image.pageSize());
            }
        }
    }

    private static void put(FileChannel file, ByteBuffer page, long place) throws IOException {
        long at = place;
        while (page.hasRemaining()) {
            at += file.write(page, at);
        }
    }

    private static void resize(FileChannel file, long bytes) throws IOException {
        if (file.size() > bytes) {
            file.truncate(bytes);
        } else if (file.size() < bytes) {
            file.write(ByteBuffer.allocate(1), bytes - 1);
        }
    }
}
