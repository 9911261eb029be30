package dev.selvedge.commitlog;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the segments of a folder when the log is opened, and where the last of them ends. Changes nothing but a torn end and
 * files that were begun and never used.
 */
final class SegmentOpening {

    private final Disk disk;
    private final Segments segments;
    private long end;
    private long newestMillis;

    private SegmentOpening(Disk disk, Segments segments) {
        this.disk = disk;
        this.segments = segments;
    }

    static SegmentOpening open(Disk disk, Segments segments) throws IOException {
        SpareSegment.removeLeft(disk);
        SegmentOpening opening = new SegmentOpening(disk, segments);
        opening.find();
        SegmentHeader last = segments.last();
        if (last != null) {
            opening.findEnd(last);
        }
        return opening;
    }

    /** The place behind the last whole entry, or 0 in an empty folder. */
    long end() {
        return end;
    }

    long newestMillis() {
        return newestMillis;
    }

    /** From the newest backwards, each header names the segment before: what is not named that way was never used. */
    private void find() throws IOException {
        NavigableMap<String, SegmentHeader> headers = new TreeMap<>();
        List<String> names =
                disk.list().stream().filter(SegmentHeader::isFileName).toList();
        for (String name : names) {
            SegmentHeader header = header(name);
            if (header != null) {
                headers.put(name, header);
            }
        }
        Deque<SegmentHeader> used = new ArrayDeque<>();
        Map.Entry<String, SegmentHeader> newest = headers.lastEntry();
        SegmentHeader next = newest == null ? null : newest.getValue();
        while (next != null) {
            used.addFirst(next);
            next = next.previous() == CommitLog.NOWHERE ? null : headers.get(SegmentHeader.fileName(next.previous()));
        }
        used.forEach(segments::add);
        for (String name : names) {
            SegmentHeader header = headers.get(name);
            if (header == null || !used.contains(header)) {
                removeUnused(name, used.peekFirst());
            }
        }
    }

    private @Nullable SegmentHeader header(String name) throws IOException {
        try (Disk.DiskFile file = disk.open(name)) {
            return SegmentHeader.read(file);
        }
    }

    /** Making a segment failed or was cut short. Nothing was acknowledged out of it, unless it holds something. */
    private void removeUnused(String name, @Nullable SegmentHeader oldest) throws IOException {
        boolean empty;
        try (Disk.DiskFile file = disk.open(name)) {
            SegmentHeader nothing = new SegmentHeader(0, 0, 0, 0, 0);
            empty = new SegmentScanner(nothing, file).isEmptyFrom(0, Math.max(0, file.length() - SegmentHeader.BYTES));
        }
        if (!empty) {
            String missing = oldest == null || oldest.previous() == CommitLog.NOWHERE
                    ? "the header of " + name + " in " + disk.describe() + " is not readable"
                    : SegmentHeader.fileName(oldest.previous()) + " is missing in " + disk.describe();
            throw new CommitLogException(
                    CommitLogException.Kind.DAMAGED,
                    "the commit log is damaged: " + missing
                            + "; nothing was changed; restore the data directory from a backup");
        }
        disk.delete(name);
    }

    private void findEnd(SegmentHeader last) throws IOException {
        try (Disk.DiskFile file = disk.open(last.fileName())) {
            SegmentScanner scanner = new SegmentScanner(last, file);
            long fileEnd = last.start() + Math.max(0, file.length() - SegmentHeader.BYTES);
            newestMillis = last.createdMillis();
            end = scanner.scan(last.start(), fileEnd, entry -> newestMillis = entry.wallMillis());
            if (end < fileEnd && scanner.isDamagedAt(end, fileEnd)) {
                throw segments.damaged(last, end);
            }
            if (end < fileEnd) {
                file.truncate(last.offset(end));
            }
            // What was found may have been in the memory of a system that went on after our process was killed.
            file.sync();
        }
    }
}
