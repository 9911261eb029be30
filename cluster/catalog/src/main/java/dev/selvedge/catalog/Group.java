package dev.selvedge.catalog;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The unit of writing: all commits that share one flush, under one checksum. Since the next group is written only after
 * this one was flushed, a bad group with a good one behind it is damage, and a bad group at the end is a torn write.
 *
 * @param kind what the payload holds
 * @param sequence number of the first commit in it
 */
@SuppressWarnings("ArrayRecordComponent")
record Group(int kind, long sequence, byte[] payload) {

    static final int COMMITS = 0;
    static final int SNAPSHOT_PART = 1;
    static final int SNAPSHOT_END = 2;

    static final int HEADER_BYTES = 24;

    /** A commit may hold this much, and a group is cut before it gets much larger. */
    static final int MAX_PAYLOAD = 64 << 20;

    /** 0xff never occurs in UTF-8: no text that a tenant stores can look like the start of a group. */
    static final int MAGIC = 0xfffe5e1f;

    byte[] toBytes() {
        ByteBuffer buffer = ByteBuffer.allocate(HEADER_BYTES + payload.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(MAGIC)
                .putInt(payload.length)
                .putLong(sequence)
                .putInt(kind)
                .putInt(0);
        buffer.put(payload);
        buffer.putInt(HEADER_BYTES - 4, checksum(buffer.array(), 0, payload.length));
        return buffer.array();
    }

    /** The group at a position, or null if there is no whole and unharmed one. */
    static @Nullable Group at(byte[] file, int position) {
        if (file.length - position < HEADER_BYTES) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(position);
        if (buffer.getInt() != MAGIC) {
            return null;
        }
        int length = buffer.getInt();
        long sequence = buffer.getLong();
        int kind = buffer.getInt();
        int expected = buffer.getInt();
        if (length < 0 || length > buffer.remaining() || checksum(file, position, length) != expected) {
            return null;
        }
        byte[] payload = new byte[length];
        buffer.get(payload);
        return new Group(kind, sequence, payload);
    }

    int size() {
        return HEADER_BYTES + payload.length;
    }

    private static int checksum(byte[] file, int position, int length) {
        CRC32C crc = new CRC32C();
        crc.update(file, position, HEADER_BYTES - 4);
        crc.update(file, position + HEADER_BYTES, length);
        return (int) crc.getValue();
    }
}
