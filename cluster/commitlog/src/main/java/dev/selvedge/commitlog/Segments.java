package dev.selvedge.commitlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which segments there are, and their files for reading. Readers never share a handle with the writer: a thread that is
 * interrupted while it reads closes what it reads from. Safe for use from several threads.
 */
final class Segments implements AutoCloseable {

    private static final int IDLE_HANDLES = 8;

    private final Disk disk;
    private final NavigableMap<Long, SegmentHeader> byStart = new TreeMap<>();
    /** Handles that nobody reads from now, the least recently used first. */
    private final Map<Long, Disk.DiskFile> idle = new LinkedHashMap<>();

    private boolean closed;

    Segments(Disk disk) {
        this.disk = disk;
    }

    synchronized void add(SegmentHeader header) {
        byStart.put(header.start(), header);
    }

    synchronized @Nullable SegmentHeader first() {
        return byStart.isEmpty() ? null : byStart.firstEntry().getValue();
    }

    synchronized @Nullable SegmentHeader last() {
        return byStart.isEmpty() ? null : byStart.lastEntry().getValue();
    }

    synchronized @Nullable SegmentHeader holding(long position) {
        Map.Entry<Long, SegmentHeader> entry = byStart.floorEntry(position);
        return entry == null ? null : entry.getValue();
    }

    synchronized @Nullable SegmentHeader after(SegmentHeader header) {
        Map.Entry<Long, SegmentHeader> entry = byStart.higherEntry(header.start());
        return entry == null ? null : entry.getValue();
    }

    /** Oldest first. */
    synchronized List<SegmentHeader> all() {
        return new ArrayList<>(byStart.values());
    }

    /** What is done with a file while it is lent. */
    interface Reading<T> {
        T read(Disk.DiskFile file) throws IOException;
    }

    <T> T reading(SegmentHeader header, Reading<T> reading) throws IOException {
        Disk.DiskFile file = lend(header);
        boolean whole = false;
        try {
            T result = reading.read(file);
            whole = true;
            return result;
        } finally {
            if (whole) {
                giveBack(header, file);
            } else {
                file.close();
            }
        }
    }

    /** The verified entry at a position. */
    Entry read(long position) throws IOException {
        SegmentHeader header = holding(position);
        if (header == null) {
            throw new CommitLogException(
                    CommitLogException.Kind.DAMAGED, "the log has nothing so old as position " + position);
        }
        return reading(header, file -> read(header, file, position));
    }

    private Entry read(SegmentHeader header, Disk.DiskFile file, long position) throws IOException {
        ByteBuffer bytes = fill(file, header.offset(position), EntryHeader.BYTES);
        EntryHeader entry = bytes == null ? null : EntryHeader.read(bytes);
        if (entry == null || !entry.isPlausible(position)) {
            throw damaged(header, position);
        }
        ByteBuffer payload = fill(file, header.offset(position) + EntryHeader.BYTES, entry.length());
        if (payload == null || !entry.matches(header.salt(), payload)) {
            throw damaged(header, position);
        }
        return new Entry(position, entry.wallMillis(), payload);
    }

    CommitLogException damaged(SegmentHeader header, long position) {
        return new CommitLogException(
                CommitLogException.Kind.DAMAGED,
                "the commit log is damaged at byte " + header.offset(position) + " of " + header.fileName() + " in "
                        + disk.describe() + "; nothing was changed; restore the data directory from a backup");
    }

    /** Deletes a segment, which must not be the last. */
    void delete(SegmentHeader header) throws IOException {
        synchronized (this) {
            byStart.remove(header.start());
            Disk.DiskFile handle = idle.remove(header.start());
            if (handle != null) {
                handle.close();
            }
        }
        disk.delete(header.fileName());
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        for (Disk.DiskFile handle : idle.values()) {
            handle.close();
        }
        idle.clear();
    }

    private Disk.DiskFile lend(SegmentHeader header) throws IOException {
        synchronized (this) {
            if (closed) {
                throw new CommitLogException(CommitLogException.Kind.CLOSED, "the commit log is closed");
            }
            Disk.DiskFile handle = idle.remove(header.start());
            if (handle != null) {
                return handle;
            }
        }
        return disk.open(header.fileName());
    }

    private void giveBack(SegmentHeader header, Disk.DiskFile file) throws IOException {
        Disk.DiskFile surplus = file;
        synchronized (this) {
            if (!closed && byStart.containsKey(header.start()) && !idle.containsKey(header.start())) {
                idle.put(header.start(), file);
                surplus = idle.size() > IDLE_HANDLES ? removeOldest() : null;
            }
        }
        if (surplus != null) {
            surplus.close();
        }
    }

    private Disk.DiskFile removeOldest() {
        Iterator<Disk.DiskFile> handles = idle.values().iterator();
        Disk.DiskFile oldest = handles.next();
        handles.remove();
        return oldest;
    }

    private static @Nullable ByteBuffer fill(Disk.DiskFile file, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, offset + bytes.position()) < 0) {
                return null;
            }
        }
        return bytes.flip();
    }
}
