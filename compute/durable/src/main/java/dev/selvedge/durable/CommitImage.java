package dev.selvedge.durable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What one commit of an actor's database changed, as the engine says it and the log keeps it: a header, then every page that
 * was written, but for its longest stretch of zeros: most pages of a small database are hardly anything else. A page may come
 * twice; the later one counts.
 *
 * <pre>
 * long sequence · long wall ms · long alarm ms or -1 · int page size · int pages of the database ·
 *     { int page number · short where zeros begin · short how many · the bytes before and behind them }*
 * </pre>
 *
 * Big-endian. Comes from an engine, so nothing of it is believed before {@link #of} has looked at it.
 */
public final class CommitImage {

    /** Bytes before the first frame. */
    public static final int HEADER_BYTES = 32;

    /** Bytes in front of each page. */
    public static final int FRAME_HEADER_BYTES = 8;

    /** The largest image. A commit may have several: those before the last are parts of it. */
    public static final int MAX_BYTES = 64 << 20;

    /** The largest commit, all of its images together: what is larger is refused, and the actor reset. */
    public static final long MAX_COMMIT_BYTES = 1280L << 20;

    /** Alarm of an actor that has none. */
    public static final long NO_ALARM = -1;

    private static final int MIN_PAGE = 512;
    private static final int MAX_PAGE = 65_536;

    /** Pages of 4 KiB in 16 GiB: above every limit that SQLite is given, below what could fill a disk with holes. */
    private static final long MAX_DATABASE_BYTES = 16L << 30;

    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final int FEW_FRAMES = 4;

    private final ByteBuffer bytes;
    /** Where each frame begins. */
    private int[] places = new int[FEW_FRAMES];

    private int frames;

    private CommitImage(ByteBuffer bytes) {
        this.bytes = bytes;
        check();
    }

    /**
     * Looks at all of the header and at the number of every frame.
     *
     * @param bytes from its position to its limit; not copied
     * @throws IllegalArgumentException that says what is wrong with it
     */
    public static CommitImage of(ByteBuffer bytes) {
        return new CommitImage(bytes.slice());
    }

    /** The array is not copied either: nobody may change it any more. */
    public static CommitImage of(byte[] bytes) {
        return new CommitImage(ByteBuffer.wrap(bytes));
    }

    /** Writes the header at the buffer's position; the frames follow by {@link #putFrame}. */
    public static void putHeader(
            ByteBuffer target, long sequence, long wallMillis, long alarmMillis, int pageSize, int pages) {
        target.putLong(sequence).putLong(wallMillis).putLong(alarmMillis);
        target.putInt(pageSize).putInt(pages);
    }

    /** Writes one page at the position of a buffer that has an array. Pages are numbered from 1. */
    public static void putFrame(ByteBuffer target, int pageNumber, MemorySegment page) {
        int size = (int) page.byteSize();
        int gap = longestZeros(page);
        int from = gap >>> 16;
        int count = gap & 0xFFFF;
        target.putInt(pageNumber).putShort((short) from).putShort((short) count);
        copy(page, 0, from, target);
        copy(page, from + count, size - from - count, target);
    }

    private static void copy(MemorySegment page, int from, int count, ByteBuffer target) {
        int at = target.arrayOffset() + target.position();
        MemorySegment.copy(page, ValueLayout.JAVA_BYTE, from, target.array(), at, count);
        target.position(target.position() + count);
    }

    /** In whole words; where they begin in the upper half of the result, how many in the lower. */
    private static int longestZeros(MemorySegment page) {
        int size = (int) page.byteSize();
        int longest = 0;
        int place = 0;
        for (int at = 0; at + Long.BYTES <= size; at += Long.BYTES) {
            int from = at;
            while (at + Long.BYTES <= size && page.get(WORD, at) == 0) {
                at += Long.BYTES;
            }
            if (at - from > longest) {
                longest = at - from;
                place = from;
            }
        }
        // 64 KiB of zeros are one too many for a short.
        return place << 16 | Math.min(longest, 0xFFFF);
    }

    /** The most that a commit with so many frames takes. */
    public static long bytes(int pageSize, int frames) {
        return HEADER_BYTES + (long) frames * (FRAME_HEADER_BYTES + pageSize);
    }

    /** Number of the commit: one more than the one before it in the same actor. */
    public long sequence() {
        return bytes.getLong(0);
    }

    /** When the engine committed, by its clock. */
    public long wallMillis() {
        return bytes.getLong(8);
    }

    /** When the actor wants to be woken, as of this commit; {@link #NO_ALARM} if it does not. */
    public long alarmMillis() {
        return bytes.getLong(16);
    }

    public int pageSize() {
        return bytes.getInt(24);
    }

    /** Size of the whole database after the commit, in pages. */
    public int pages() {
        return bytes.getInt(28);
    }

    public long databaseBytes() {
        return (long) pages() * pageSize();
    }

    public int frames() {
        return frames;
    }

    public int pageNumber(int frame) {
        return bytes.getInt(places[frame]);
    }

    /** The page itself, a copy. */
    public ByteBuffer page(int frame) {
        int at = places[frame];
        int from = zerosFrom(at);
        int behind = from + zeros(at);
        byte[] page = new byte[pageSize()];
        bytes.get(at + FRAME_HEADER_BYTES, page, 0, from);
        bytes.get(at + FRAME_HEADER_BYTES + from, page, behind, page.length - behind);
        return ByteBuffer.wrap(page);
    }

    private int zerosFrom(int place) {
        return Short.toUnsignedInt(bytes.getShort(place + 4));
    }

    private int zeros(int place) {
        return Short.toUnsignedInt(bytes.getShort(place + 6));
    }

    /** All of it, a view. */
    public ByteBuffer bytes() {
        return bytes.duplicate();
    }

    private void check() {
        require(bytes.capacity() >= HEADER_BYTES, "is shorter than its header");
        require(bytes.capacity() <= MAX_BYTES, "is larger than " + MAX_BYTES + " bytes");
        int pageSize = pageSize();
        require(
                pageSize >= MIN_PAGE && pageSize <= MAX_PAGE && Integer.bitCount(pageSize) == 1,
                "has pages of an impossible size");
        require(sequence() > 0, "has no number");
        require(alarmMillis() >= NO_ALARM, "has an impossible alarm");
        require(pages() >= 0 && databaseBytes() <= MAX_DATABASE_BYTES, "is of an impossibly large database");
        // Pages behind the end are legal: a database may grow and shrink again within one commit.
        int at = HEADER_BYTES;
        while (at < bytes.capacity()) {
            at = checkFrame(at, pageSize);
        }
    }

    /** Returns where the next frame begins. */
    private int checkFrame(int at, int pageSize) {
        require(bytes.capacity() - at >= FRAME_HEADER_BYTES, "ends within a page");
        require(bytes.getInt(at) >= 1, "has a page without a number");
        require(zerosFrom(at) + zeros(at) <= pageSize, "has more zeros than a page");
        int end = at + FRAME_HEADER_BYTES + pageSize - zeros(at);
        require(end <= bytes.capacity(), "ends within a page");
        if (frames == places.length) {
            places = Arrays.copyOf(places, frames * 2);
        }
        places[frames++] = at;
        return end;
    }

    private static void require(boolean condition, String fault) {
        if (!condition) {
            throw new IllegalArgumentException("the commit " + fault);
        }
    }
}
