package dev.selvedge.turn;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The memory that a node shares with one engine: one file, mapped by both, unlinked as soon as both have it.
 *
 * <p>First {@link #AREAS} thread areas of the engine (ints in, ints out, for the crossing into V8), then {@link #SLOTS} slots of
 * 64 KiB for bulk bytes: the engine gives out the first half, the node the second. Both sides treat the content as hostile: no
 * length is ever read from it by the node, and every offset that arrives in a record goes through {@link #checkSlot}.
 */
public final class Arena {
    public static final int AREAS = 32;
    /** One half of a thread area. */
    public static final int HALF_BYTES = 64 * 1024;

    public static final int AREA_BYTES = 2 * HALF_BYTES;
    /** Ints at the start of each half, before its records. */
    public static final int HEADER_INTS = 16;

    public static final int HEADER_BYTES = HEADER_INTS * Integer.BYTES;
    /** Most records that one half holds. */
    public static final int MAX_RECORDS = (HALF_BYTES - HEADER_BYTES) / Wire.RECORD_BYTES;

    public static final int SLOT_BYTES = 64 * 1024;
    public static final int SLOTS_PER_SIDE = 128;
    public static final int SLOTS = 2 * SLOTS_PER_SIDE;
    public static final int SLOTS_AT = AREAS * AREA_BYTES;
    public static final int BYTES = SLOTS_AT + SLOTS * SLOT_BYTES;

    /** Header of the half that goes in: how many records it holds. */
    public static final int IN_COUNT = 0;
    /** Header in: wall clock in ms at the start of the turn, low and high int. */
    public static final int IN_TIME_LOW = 1;

    public static final int IN_TIME_HIGH = 2;
    /** Header in: µs of CPU that the step before this one took. */
    public static final int IN_STEP_MICROS = 3;
    /** Header of the half that goes out: records that this {@code take} put there. */
    public static final int OUT_COUNT = 0;
    /** Header out: 1 if there is more to take, {@link #SETTLE_FIRST} if nothing was done yet. */
    public static final int OUT_MORE = 1;
    /** In {@link #OUT_MORE}: the Worker's code has a last word to say on the step before, watched over as in a step. */
    public static final int SETTLE_FIRST = 2;
    /** Header out, written by JavaScript while a step runs: the context that is running. */
    public static final int OUT_CONTEXT = 2;
    /** Header out, written with {@link #OUT_CONTEXT}: µs of CPU which that context has left; 0 if it has no bound of its own. */
    public static final int OUT_MICROS_LEFT = 3;
    /** Header out, written by Java: the isolate on the CPU, 0 between turns; so the node knows whom to blame post mortem. */
    public static final int OUT_ISOLATE = 4;

    /** Who gives out a slot. */
    public enum Side {
        ENGINE,
        NODE
    }

    private final ByteBuffer bytes;

    private Arena(ByteBuffer bytes) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Over memory of this process; for tests and throw-away engines. */
    public static Arena inMemory() {
        return new Arena(ByteBuffer.allocateDirect(BYTES));
    }

    /** Makes the file (it must not exist; only its owner may open it) and maps it. */
    public static Arena create(Path file) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new Arena(channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES));
        }
    }

    /** Maps a file that the node made. */
    public static Arena open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (channel.size() != BYTES) {
                throw new WireException("the arena " + file + " has " + channel.size() + " bytes, not " + BYTES);
            }
            return new Arena(channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES));
        }
    }

    /** All of it, little-endian; positions belong to whoever made the view. */
    public ByteBuffer bytes() {
        return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The very buffer, for sharing with V8. */
    public ByteBuffer shared() {
        return bytes;
    }

    /** Where the half that goes into V8 starts. */
    public static int inAt(int area) {
        return area * AREA_BYTES;
    }

    /** Where the half that comes out of V8 starts. */
    public static int outAt(int area) {
        return area * AREA_BYTES + HALF_BYTES;
    }

    public static int slotAt(int slot) {
        return SLOTS_AT + slot * SLOT_BYTES;
    }

    public static Side sideOf(int slot) {
        return slot < SLOTS_PER_SIDE ? Side.ENGINE : Side.NODE;
    }

    /**
     * The slot that an offset and length from a record lie in.
     *
     * @throws WireException if they do not lie within one slot, starting at its start, of the side that may give it out
     */
    public static int checkSlot(Side giver, int offset, int length) {
        int slot = (offset - SLOTS_AT) / SLOT_BYTES;
        if (offset < SLOTS_AT || slot >= SLOTS || offset != slotAt(slot) || length < 0 || length > SLOT_BYTES) {
            throw new WireException("no slot holds " + length + " bytes at " + offset);
        }
        if (sideOf(slot) != giver) {
            throw new WireException("slot " + slot + " is not the " + giver + "'s to give");
        }
        return slot;
    }

    /** A view of the first bytes of a slot. */
    public ByteBuffer slot(int slot, int length) {
        return bytes.slice(slotAt(slot), SLOT_BYTES).slice(0, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    public int intAt(int at) {
        return bytes.getInt(at);
    }

    public void putInt(int at, int value) {
        bytes.putInt(at, value);
    }
}
