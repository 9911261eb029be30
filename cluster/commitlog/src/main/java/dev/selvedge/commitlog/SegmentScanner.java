package dev.selvedge.commitlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the entries of one segment in order, verifying each. Belongs to one thread. */
final class SegmentScanner {

    private static final int CHUNK_BYTES = 1 << 20;

    private final SegmentHeader header;
    private final Disk.DiskFile file;
    private ByteBuffer window = ByteBuffer.allocate(CHUNK_BYTES).limit(0);
    /** Offset in the file of the first byte of the window. */
    private long windowAt;

    SegmentScanner(SegmentHeader header, Disk.DiskFile file) {
        this.header = header;
        this.file = file;
    }

    /**
     * Hands over entries as long as they are whole.
     *
     * @param from where the first of them begins
     * @param end behind which nothing is read
     * @return the place behind the last whole entry
     */
    long scan(long from, long end, Consumer<Entry> reader) throws IOException {
        long position = from;
        while (position < end) {
            EntryHeader entry = headerAt(position);
            ByteBuffer payload = entry == null ? null : payload(entry);
            if (entry == null || payload == null) {
                break;
            }
            reader.accept(new Entry(position, entry.wallMillis(), payload));
            position = entry.end();
        }
        return position;
    }

    /**
     * Whether a whole entry of a later flush lies behind a place where there is none: then this place had been durable, and what
     * was there is damaged.
     */
    boolean isDamagedAt(long place, long end) throws IOException {
        for (long position = place + Long.BYTES; position + EntryHeader.BYTES <= end; position += Long.BYTES) {
            EntryHeader entry = isMarked(position) ? headerAt(position) : null;
            if (entry != null && entry.group() > place && payload(entry) != null) {
                return true;
            }
        }
        return false;
    }

    /** Whether the file holds anything but zeros from a place on. */
    boolean isEmptyFrom(long place, long end) throws IOException {
        for (long position = place; position < end; position++) {
            if (!demand(header.offset(position), 1)) {
                return true;
            }
            if (window.get((int) (header.offset(position) - windowAt)) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether the position that an entry would name there is there: a quick look, since most places hold zeros. */
    private boolean isMarked(long position) throws IOException {
        long offset = header.offset(position);
        return demand(offset, EntryHeader.BYTES)
                && window.getLong((int) (offset - windowAt) + EntryHeader.POSITION_AT) == position;
    }

    private @Nullable EntryHeader headerAt(long position) throws IOException {
        long offset = header.offset(position);
        if (!demand(offset, EntryHeader.BYTES)) {
            return null;
        }
        EntryHeader entry = EntryHeader.read(window.slice((int) (offset - windowAt), EntryHeader.BYTES));
        return entry.isPlausible(position) ? entry : null;
    }

    private @Nullable ByteBuffer payload(EntryHeader entry) throws IOException {
        long offset = header.offset(entry.position()) + EntryHeader.BYTES;
        if (!demand(offset, entry.length())) {
            return null;
        }
        ByteBuffer payload = window.slice((int) (offset - windowAt), entry.length());
        return entry.matches(header.salt(), payload) ? payload : null;
    }

    /** Brings so many bytes into the window; false if the file ends before. */
    private boolean demand(long offset, int length) throws IOException {
        if (offset >= windowAt && offset + length <= windowAt + window.limit()) {
            return true;
        }
        if (offset + length > file.length()) {
            return false;
        }
        if (length > window.capacity()) {
            window = ByteBuffer.allocate(length + CHUNK_BYTES);
        }
        window.clear();
        windowAt = offset;
        while (window.position() < length) {
            if (file.read(window, windowAt + window.position()) < 0) {
                window.flip();
                return false;
            }
        }
        window.flip();
        return true;
    }
}
