package dev.selvedge.sqlite;

import dev.selvedge.base.Invariant;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The write-ahead log of one database: hands out what was committed, and puts it into the file when told. The format is that of
 * sqlite.org/fileformat2.html, section 4: a header, then frames, each a page with a checksum that goes on from the one before.
 *
 * <p>Reads through the file that SQLite has open, so that a database costs no third descriptor. Who is not SQLite may have changed
 * the file, so nothing is handed out that salts and checksums do not vouch for.
 */
final class Wal {
    private static final ValueLayout.OfInt BIG = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LITTLE_PAIR =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int HEADER_BYTES = 32;
    private static final int FRAME_HEADER_BYTES = 24;
    private static final int MAGIC = 0x377f0682;
    private static final int BIG_ENDIAN_SUMS = 1;

    private static final int JOURNAL_POINTER = 28;
    private static final int READ_METHOD = 16;
    private static final int TRUNCATE = 3;

    /** Of each thread that captures: lanes are few. Room for a frame of the largest page that SQLite has. */
    private static final ThreadLocal<MemorySegment> FRAME =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(FRAME_HEADER_BYTES + (1 << 16), 8));

    private final long database;
    private @Nullable MemorySegment read;
    private long file;

    /** Of the header that is in force. */
    private int pageBytes;

    private int salt1;
    private int salt2;
    private boolean bigEndianSums;

    /** Frames that the log holds, and how many of them were handed out. */
    private int committed;

    private int taken;
    private int sum1;
    private int sum2;

    Wal(long database) {
        this.database = database;
    }

    void committed(int frames) {
        committed = frames;
    }

    boolean hasNew() {
        return committed != taken;
    }

    int countNew() {
        return committed - taken;
    }

    int frames() {
        return committed;
    }

    void newFrames(FrameSink sink) {
        if (!hasNew()) {
            return;
        }
        MemorySegment buffer = FRAME.get();
        if (taken == 0) {
            readHeader(buffer);
        }
        int frameBytes = FRAME_HEADER_BYTES + pageBytes;
        int pages = 0;
        while (taken < committed) {
            read(buffer, frameBytes, HEADER_BYTES + (long) taken * frameBytes);
            verify(buffer);
            taken++;
            pages = buffer.get(BIG, 4);
            sink.frame(buffer.get(BIG, 0), pages, buffer.asSlice(FRAME_HEADER_BYTES, pageBytes));
        }
        Invariant.check(pages > 0, "the write-ahead log ends within a commit");
    }

    private void readHeader(MemorySegment buffer) {
        read(buffer, HEADER_BYTES, 0);
        int magic = buffer.get(BIG, 0);
        Invariant.check((magic & ~BIG_ENDIAN_SUMS) == MAGIC, "the write-ahead log begins with", magic);
        bigEndianSums = (magic & BIG_ENDIAN_SUMS) != 0;
        pageBytes = buffer.get(BIG, 8);
        Invariant.check(
                Integer.bitCount(pageBytes) == 1 && pageBytes <= 1 << 16,
                "the write-ahead log has pages of",
                pageBytes);
        salt1 = buffer.get(BIG, 16);
        salt2 = buffer.get(BIG, 20);
        sum1 = 0;
        sum2 = 0;
        sum(buffer, 0, HEADER_BYTES - 8);
        Invariant.check(
                sum1 == buffer.get(BIG, 24) && sum2 == buffer.get(BIG, 28),
                "the header of the write-ahead log does not match its checksum");
    }

    private void verify(MemorySegment buffer) {
        Invariant.check(
                buffer.get(BIG, 8) == salt1 && buffer.get(BIG, 12) == salt2,
                "a frame of another write-ahead log at frame",
                taken);
        sum(buffer, 0, 8);
        sum(buffer, FRAME_HEADER_BYTES, pageBytes);
        Invariant.check(
                sum1 == buffer.get(BIG, 16) && sum2 == buffer.get(BIG, 20),
                "a frame of the write-ahead log does not match its checksum: frame",
                taken);
    }

    /**
     * Fletcher's sum over pairs of ints, as the format has it; in the byte order of the machine that wrote the log. The layouts are
     * constants, without which the compiler makes it ten times as slow, and half of all that a commit costs is here.
     */
    private void sum(MemorySegment bytes, int from, int length) {
        int first = sum1;
        int second = sum2;
        for (int at = from, end = from + length; at < end; at += Long.BYTES) {
            if (bigEndianSums) {
                first += bytes.get(BIG, at) + second;
                second += bytes.get(BIG, at + Integer.BYTES) + first;
            } else {
                long pair = bytes.get(LITTLE_PAIR, at);
                first += (int) pair + second;
                second += (int) (pair >>> Integer.SIZE) + first;
            }
        }
        sum1 = first;
        sum2 = second;
    }

    private void read(MemorySegment into, int count, long offset) {
        try {
            MemorySegment method = read == null ? findFile() : read;
            int code = (int) Calls.FILE_READ.invokeExact(method, file, into, count, offset);
            if (code != ResultCode.OK) {
                throw Failures.of(code);
            }
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        }
    }

    /** SQLite's own object for the file: a pointer to its methods comes first in it. */
    private MemorySegment findFile() throws Throwable {
        try (Arena memory = Arena.ofConfined()) {
            MemorySegment out = memory.allocate(ValueLayout.JAVA_LONG);
            int code = (int) Calls.FILE_CONTROL.invokeExact(database, 0L, JOURNAL_POINTER, out);
            file = out.get(ValueLayout.JAVA_LONG, 0);
            if (code != ResultCode.OK || file == 0) {
                throw Failures.of(database, code);
            }
        }
        long methods = Memory.ALL.get(ValueLayout.JAVA_LONG, file);
        MemorySegment found = MemorySegment.ofAddress(Memory.ALL.get(ValueLayout.JAVA_LONG, methods + READ_METHOD));
        read = found;
        return found;
    }

    boolean checkpoint() {
        Invariant.check(!hasNew(), "a checkpoint would take what was not handed out");
        // Even if nothing was committed: there may be a log from before.
        if (!isCheckpointed()) {
            return false;
        }
        committed = 0;
        taken = 0;
        return true;
    }

    private boolean isCheckpointed() {
        try (Arena memory = Arena.ofConfined()) {
            MemorySegment out = memory.allocate(2 * ValueLayout.JAVA_INT.byteSize(), ValueLayout.JAVA_INT.byteSize());
            int code = (int) Calls.WAL_CHECKPOINT.invokeExact(
                    database, 0L, TRUNCATE, out, out.asSlice(ValueLayout.JAVA_INT.byteSize()));
            int primary = ResultCode.primary(code);
            if (primary == ResultCode.BUSY || primary == ResultCode.LOCKED) {
                return false;
            }
            if (code != ResultCode.OK) {
                throw Failures.of(database, code);
            }
            return true;
        } catch (Throwable e) {
            throw Failures.unexpected(e);
        }
    }
}
