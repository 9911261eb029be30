package dev.selvedge.sqlite;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The process's memory by address, for what SQLite points to. */
@SuppressWarnings("restricted") // every address here has just been given by SQLite
final class Memory {
    static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private Memory() {}

    /** A C string; null where the pointer is. */
    static @Nullable String text(long address) {
        return address == 0 ? null : ALL.getString(address);
    }

    /** So many bytes from there, copied. */
    static byte[] bytes(long address, int count) {
        byte[] copy = new byte[count];
        MemorySegment.copy(ALL, JAVA_BYTE, address, copy, 0, count);
        return copy;
    }
}
