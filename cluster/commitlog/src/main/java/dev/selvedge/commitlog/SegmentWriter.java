package dev.selvedge.commitlog;

import dev.selvedge.base.Invariant;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The segment that grows. It is given up at the first failure: what a disk holds after a failed flush cannot be asked, so
 * nothing is ever acknowledged behind one in the same file. Belongs to the log's thread.
 */
final class SegmentWriter implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(SegmentWriter.class.getName());

    /** Zeros are written so far ahead, because a flush that need not change the file's length costs a third less. */
    private static final int MAX_AHEAD_BYTES = 1 << 20;

    private static final int STAGE_BYTES = 128 << 10;

    private final SegmentHeader header;
    private final Disk.DiskFile file;
    private final ByteBuffer stage = ByteBuffer.allocateDirect(STAGE_BYTES);
    private final ByteBuffer zeros;
    /** Offsets in the file. */
    private long written;

    private long filled;
    private long durable;

    private SegmentWriter(SegmentHeader header, Disk.DiskFile file, long length, long filled, long segmentBytes) {
        this.header = header;
        this.file = file;
        this.zeros = ByteBuffer.allocateDirect((int) Math.min(MAX_AHEAD_BYTES, segmentBytes));
        this.written = length;
        this.filled = filled;
        this.durable = length;
    }

    /** Goes on behind the last entry of an existing segment. */
    static SegmentWriter open(Disk disk, SegmentHeader header, long end, long segmentBytes) throws IOException {
        long length = header.offset(end);
        return new SegmentWriter(header, disk.open(header.fileName()), length, length, segmentBytes);
    }

    /** Makes a segment, of the spare file if there is one. When it returns, header and name are durable. */
    static SegmentWriter create(Disk disk, SegmentHeader header, long segmentBytes, SpareSegment spare)
            throws IOException {
        Disk.DiskFile zeros = spare.take(header.fileName());
        Disk.DiskFile file = zeros == null ? disk.create(header.fileName()) : zeros;
        try {
            writeFully(file, header.encode(), 0);
            file.sync();
            disk.syncNames();
            return new SegmentWriter(
                    header, file, SegmentHeader.BYTES, Math.max(file.length(), SegmentHeader.BYTES), segmentBytes);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    SegmentHeader header() {
        return header;
    }

    long length() {
        return written;
    }

    /** Takes an entry; it is durable after {@link #flush}. Entries come in the order of their positions. */
    void add(EntryHeader plain, byte[] head, ByteBuffer body) throws IOException {
        Invariant.check(
                header.offset(plain.position()) == written + stage.position(),
                "entries follow each other",
                plain.position());
        EntryHeader entry = plain.withChecksum(header.salt(), head, body);
        if (stage.remaining() < EntryHeader.BYTES) {
            drain();
        }
        entry.write(stage);
        put(ByteBuffer.wrap(head));
        put(body.duplicate());
        long padding = entry.size() - EntryHeader.BYTES - entry.length();
        for (long i = 0; i < padding; i++) {
            if (!stage.hasRemaining()) {
                drain();
            }
            stage.put((byte) 0);
        }
    }

    /** Makes durable all that was added. */
    void flush() throws IOException {
        drain();
        fillAhead();
        file.sync();
        durable = written;
    }

    /** Tries to take back what was not acknowledged, so that less is left to explain. */
    void abandon() {
        try (file) {
            file.truncate(durable);
            file.sync();
        } catch (IOException e) {
            // The header of the next segment says where this one ends.
            LOG.log(System.Logger.Level.DEBUG, "the end of " + header.fileName() + " stays", e);
        }
    }

    /** Ends the segment in order. */
    @Override
    public void close() throws IOException {
        try (file) {
            file.truncate(written);
        }
    }

    private void put(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (!stage.hasRemaining()) {
                drain();
            }
            int count = Math.min(stage.remaining(), bytes.remaining());
            stage.put(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
        }
    }

    private void drain() throws IOException {
        stage.flip();
        int count = stage.remaining();
        writeFully(file, stage, written);
        written += count;
        stage.clear();
    }

    /** A disk that is too full for zeros may still have taken the entries: whether it did, the flush tells. */
    private void fillAhead() {
        if (written <= filled) {
            return;
        }
        try {
            writeFully(file, zeros.clear(), written);
            filled = written + zeros.capacity();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "no room ahead in " + header.fileName(), e);
        }
    }

    private static void writeFully(Disk.DiskFile file, ByteBuffer bytes, long place) throws IOException {
        int from = bytes.position();
        while (bytes.hasRemaining()) {
            file.write(bytes, place + bytes.position() - from);
        }
    }
}
