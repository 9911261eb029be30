package dev.selvedge.commitlog;

import dev.selvedge.base.Hex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The first bytes of a segment file, durable before any entry in it is acknowledged.
 *
 * @param start place of the first entry in the file
 * @param previous start of the segment before, or {@link CommitLog#NOWHERE}: tells when a file is missing
 * @param continues place behind the last durable entry of the segment before; what lies behind it there was never acknowledged,
 *     and this segment stands in its place
 * @param salt part of every checksum in the file, so that nobody can write bytes into an entry that look like another entry
 */
record SegmentHeader(long start, long previous, long continues, long salt, long createdMillis) {

    static final int BYTES = 64;
    private static final long MAGIC = 0x53_4c_56_47_4c_4f_47_31L; // "SLVGLOG1"
    private static final int CHECKSUM_AT = BYTES - Integer.BYTES;
    private static final String PREFIX = "segment-";

    /** Names sort as starts do. */
    static String fileName(long start) {
        return PREFIX + java.util.HexFormat.of().toHexDigits(start);
    }

    static boolean isFileName(String name) {
        return name.startsWith(PREFIX) && Hex.isHex(name.substring(PREFIX.length()), 16);
    }

    String fileName() {
        return fileName(start);
    }

    /** Where in the file the entry at a position begins. */
    long offset(long position) {
        return position - start + BYTES;
    }

    ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.putLong(MAGIC).putLong(start).putLong(previous).putLong(continues);
        bytes.putLong(salt).putLong(createdMillis);
        bytes.putInt(CHECKSUM_AT, checksum(bytes.array()));
        return bytes.clear();
    }

    /** The header of an open file, or null if it has none that is whole. */
    static @Nullable SegmentHeader read(Disk.DiskFile file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, bytes.position()) < 0) {
                return null;
            }
        }
        bytes.flip();
        if (bytes.getLong() != MAGIC || bytes.getInt(CHECKSUM_AT) != checksum(bytes.array())) {
            return null;
        }
        return new SegmentHeader(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, CHECKSUM_AT);
        return (int) crc.getValue();
    }
}
