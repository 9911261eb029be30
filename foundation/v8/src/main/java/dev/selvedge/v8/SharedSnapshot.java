package dev.selvedge.v8;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One copy of a snapshot for all isolates that start from it. Javet makes a copy for each isolate and keeps it until that isolate
 * ends, though V8 reads it only while the isolate is made: a third of what an idle isolate would cost.
 *
 * <p>So the pointer in Javet's runtime is turned to the shared copy, and the other one freed. Nothing is touched unless it is, byte
 * for byte, what it must be; where Javet looks different one day, isolates cost more and nothing else changes. Safe for any thread.
 */
final class SharedSnapshot {
    /** Javet's runtime is some 200 bytes long; what lies behind it is only looked at. */
    private static final int RUNTIME_BYTES = 512;

    /** V8's StartupData: a pointer and an int. */
    private static final int STARTUP_DATA_BYTES = 16;

    private static final int UNKNOWN = -1;

    private final byte[] snapshot;
    private final MemorySegment shared;
    private final MemorySegment original;
    private volatile int pointerAt = UNKNOWN;

    SharedSnapshot(byte[] snapshot) {
        this.snapshot = snapshot;
        this.original = MemorySegment.ofArray(snapshot);
        this.shared = Arena.ofAuto().allocate(snapshot.length);
        shared.copyFrom(original);
    }

    @SuppressWarnings("ReferenceEquality") // the very array: comparing hundreds of KiB for each isolate would be dear
    boolean isOf(byte[] bytes) {
        return snapshot == bytes;
    }

    /**
     * A runtime that reads the shared copy.
     *
     * @param kept the copy, which must not go before the runtime does
     */
    record Use(MemorySegment startupData, MemorySegment kept) {
        /** Before the runtime is closed, which frees what it points to. */
        void end() {
            startupData.set(ValueLayout.JAVA_LONG, 0, 0);
        }
    }

    /** Turns a runtime to the shared copy; null if it does not look as it should. On the thread that made it, at once. */
    @Nullable
    Use share(long runtime) {
        int known = pointerAt;
        int found = known == UNKNOWN ? find(runtime) : known;
        byte[] pointer = found == UNKNOWN ? null : OwnMemory.read(runtime + found, Long.BYTES);
        if (pointer == null || !holdsSnapshot(OwnMemory.longAt(pointer, 0))) {
            return null;
        }
        pointerAt = found;
        MemorySegment startupData = OwnMemory.at(OwnMemory.longAt(pointer, 0), STARTUP_DATA_BYTES);
        long copy = startupData.get(ValueLayout.JAVA_LONG, 0);
        startupData.set(ValueLayout.JAVA_LONG, 0, shared.address());
        CLibrary.free(copy);
        return new Use(startupData, shared);
    }

    private int find(long runtime) {
        byte[] words = OwnMemory.read(runtime, RUNTIME_BYTES);
        for (int at = 0; words != null && at < RUNTIME_BYTES; at += Long.BYTES) {
            if (holdsSnapshot(OwnMemory.longAt(words, at))) {
                return at;
            }
        }
        return UNKNOWN;
    }

    /** Whether a StartupData with a copy of the snapshot lies there. */
    private boolean holdsSnapshot(long address) {
        byte[] startupData = address % Long.BYTES != 0 ? null : OwnMemory.read(address, STARTUP_DATA_BYTES);
        if (startupData == null || OwnMemory.intAt(startupData, Long.BYTES) != snapshot.length) {
            return false;
        }
        long copy = OwnMemory.longAt(startupData, 0);
        int last = Math.max(0, snapshot.length - Long.BYTES);
        return copy != shared.address()
                && Arrays.equals(OwnMemory.read(copy + last, snapshot.length - last), tail(last))
                && OwnMemory.at(copy, snapshot.length).mismatch(original) < 0;
    }

    private byte[] tail(int from) {
        return Arrays.copyOfRange(snapshot, from, snapshot.length);
    }
}
