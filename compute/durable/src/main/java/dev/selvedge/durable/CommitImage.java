package dev.selvedge.durable;

import java.nio.ByteBuffer;

/**
 * What one commit of an actor's database changed, as the engine says it and the log keeps it: a header, then every page that
 * was written, whole. A page may come twice; the later one counts.
 *
 * <pre>
 * long sequence · long wall ms · long alarm ms or -1 · int page size · int pages of the database · { int page number · page }*
 * </pre>
 *
 * Big-endian. Comes from an engine, so nothing of it is believed before {@link #of} has looked at it.
 */
public final class CommitImage {

    /** Bytes before the first frame. */
    public static final int HEADER_BYTES = 32;

    /** Bytes in front of each page. */
    public static final int FRAME_HEADER_BYTES = 4;

    /** The largest image. A commit may have several: those before the last are parts of it. */
    public static final int MAX_BYTES = 64 << 20;

    /** The largest commit, all of its images together: what is larger is refused, and the actor reset. */
    public static final long MAX_COMMIT_BYTES = 1280L << 20;

    /** Alarm of an actor that has none. */
    public static final long NO_ALARM = -1;

    private static final byte[] EMPTY = new byte[0];
    private static final int MIN_PAGE = 512;
    private static final int MAX_PAGE = 65_536;

    /** Pages of 4 KiB in 16 GiB: above every limit that SQLite is given, below what could fill a disk with holes. */
    private static final long MAX_DATABASE_BYTES = 16L << 30;

    private final ByteBuffer bytes;
    private final byte[] array;

    private CommitImage(ByteBuffer bytes) {
        this.bytes = bytes;
        this.array = EMPTY;
    }

    private CommitImage(byte[] array) {
        this.bytes = ByteBuffer.wrap(array);
        this.array = array;
    }

    /**
     * Looks at all of the header and at the number of every frame.
     *
     * @param bytes from its position to its limit; not copied
     * @throws IllegalArgumentException that says what is wrong with it
     */
    public static CommitImage of(ByteBuffer bytes) {
        CommitImage image = new CommitImage(bytes.slice());
        image.check();
        return image;
    }

    /** The array is not copied either: nobody may change it any more. */
    public static CommitImage of(byte[] bytes) {
        CommitImage image = new CommitImage(bytes);
        image.check();
        return image;
    }

    /** Writes the header at the buffer's position; the frames follow by {@link #putFrame}. */
    public static void putHeader(
            ByteBuffer target, long sequence, long wallMillis, long alarmMillis, int pageSize, int pages) {
        target.putLong(sequence).putLong(wallMillis).putLong(alarmMillis);
        target.putInt(pageSize).putInt(pages);
    }

    /** Writes one page at the buffer's position. Pages are numbered from 1. */
    public static void putFrame(ByteBuffer target, int pageNumber, ByteBuffer page) {
        target.putInt(pageNumber).put(page);
    }

    /** Size of a commit with so many frames. */
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
        return (bytes.capacity() - HEADER_BYTES) / (FRAME_HEADER_BYTES + pageSize());
    }

    public int pageNumber(int frame) {
        return bytes.getInt(frameAt(frame));
    }

    /** The page itself, a view. */
    public ByteBuffer page(int frame) {
        return bytes.slice(frameAt(frame) + FRAME_HEADER_BYTES, pageSize());
    }

    /** All of it, a view. */
    public ByteBuffer bytes() {
        return bytes.duplicate();
    }

    /** All of it: the array that it was made of, or a copy. */
    byte[] toArray() {
        if (array.length > 0) {
            return array;
        }
        byte[] copy = new byte[bytes.capacity()];
        bytes.get(0, copy);
        return copy;
    }

    private int frameAt(int frame) {
        return HEADER_BYTES + frame * (FRAME_HEADER_BYTES + pageSize());
    }

    private void check() {
        require(bytes.capacity() >= HEADER_BYTES, "is shorter than its header");
        require(bytes.capacity() <= MAX_BYTES, "is larger than " + MAX_BYTES + " bytes");
        int pageSize = pageSize();
        require(
                pageSize >= MIN_PAGE && pageSize <= MAX_PAGE && Integer.bitCount(pageSize) == 1,
                "has pages of an impossible size");
        require((bytes.capacity() - HEADER_BYTES) % (FRAME_HEADER_BYTES + pageSize) == 0, "ends within a page");
        require(sequence() > 0, "has no number");
        require(alarmMillis() >= NO_ALARM, "has an impossible alarm");
        require(pages() >= 0 && databaseBytes() <= MAX_DATABASE_BYTES, "is of an impossibly large database");
        // Pages behind the end are legal: a database may grow and shrink again within one commit.
        for (int i = 0, frames = frames(); i < frames; i++) {
            require(pageNumber(i) >= 1, "has a page without a number");
        }
    }

    private static void require(boolean condition, String fault) {
        if (!condition) {
            throw new IllegalArgumentException("the commit " + fault);
        }
    }
}
