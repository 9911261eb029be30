package dev.selvedge.durable;

import dev.selvedge.sqlite.DatabaseFile;
import dev.selvedge.sqlite.FrameSink;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Gathers the pages of one commit. */
final class ImageBuilder implements FrameSink {
    private static final int FEW_FRAMES = 4;

    private byte[] bytes = new byte[(int) CommitImage.bytes(DatabaseFile.PAGE_BYTES, FEW_FRAMES)];
    private int length = CommitImage.HEADER_BYTES;
    private int pages;

    @Override
    public void frame(int number, int databasePages, MemorySegment page) {
        int size = CommitImage.FRAME_HEADER_BYTES + (int) page.byteSize();
        if (bytes.length - length < size) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + size));
        }
        ByteBuffer target = ByteBuffer.wrap(bytes).position(length);
        CommitImage.putFrame(target, number, page);
        length = target.position();
        pages = databasePages > 0 ? databasePages : pages;
    }

    /** Size of the database after the last commit, 0 if there was none. */
    int pages() {
        return pages;
    }

    CommitImage build(long sequence, long wallMillis, long alarmMillis, int databasePages) {
        CommitImage.putHeader(
                ByteBuffer.wrap(bytes), sequence, wallMillis, alarmMillis, DatabaseFile.PAGE_BYTES, databasePages);
        return CommitImage.of(Arrays.copyOf(bytes, length));
    }
}
