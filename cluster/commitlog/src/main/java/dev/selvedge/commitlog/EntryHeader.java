package dev.selvedge.commitlog;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * What stands in front of each payload. Entries begin at multiples of eight.
 *
 * <pre>int checksum · int payload length · long position · long wall ms · int distance to the first entry of the flush · int 0</pre>
 *
 * The distance tells a torn write from damage: an entry that is bad although one of a <em>later</em> flush follows it had been
 * durable once.
 */
record EntryHeader(int checksum, int length, long position, long wallMillis, int groupDistance) {

    static final int BYTES = 32;
    static final int POSITION_AT = 8;
    private static final int ALIGNMENT = 8;

    /** The whole entry's size in the file. */
    static long size(long payloadLength) {
        return (BYTES + payloadLength + ALIGNMENT - 1) & -ALIGNMENT;
    }

    long size() {
        return size(length);
    }

    long end() {
        return position + size();
    }

    /** The place where the flush began that this entry was part of. */
    long group() {
        return position - groupDistance;
    }

    /** Reads at the buffer's position; there must be {@link #BYTES} left. Anything may come out. */
    static EntryHeader read(ByteBuffer bytes) {
        EntryHeader header =
                new EntryHeader(bytes.getInt(), bytes.getInt(), bytes.getLong(), bytes.getLong(), bytes.getInt());
        bytes.getInt();
        return header;
    }

    void write(ByteBuffer target) {
        target.putInt(checksum).putInt(length).putLong(position).putLong(wallMillis);
        target.putInt(groupDistance).putInt(0);
    }

    /** Whether it can be the header of an entry at that position. */
    boolean isPlausible(long at) {
        return position == at && length >= 0 && length <= CommitLog.MAX_ENTRY_BYTES && groupDistance >= 0;
    }

    EntryHeader withChecksum(long salt, byte[] head, ByteBuffer body) {
        CRC32C crc = begin(salt);
        crc.update(head, 0, head.length);
        crc.update(body.duplicate());
        return new EntryHeader((int) crc.getValue(), length, position, wallMillis, groupDistance);
    }

    /** Whether the payload, from the buffer's position to its limit, is the one that was written. */
    boolean matches(long salt, ByteBuffer payload) {
        CRC32C crc = begin(salt);
        crc.update(payload.duplicate());
        return (int) crc.getValue() == checksum;
    }

    private CRC32C begin(long salt) {
        ByteBuffer fields = ByteBuffer.allocate(4 * Long.BYTES);
        fields.putLong(salt).putLong(position).putLong(wallMillis);
        fields.putInt(length).putInt(groupDistance).flip();
        CRC32C crc = new CRC32C();
        crc.update(fields);
        return crc;
    }
}
