package dev.selvedge.workers;

import dev.selvedge.turn.Arena;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The slots of the arena that one lane's node side may fill. An engine gives a slot back by number, so the table remembers
 * who holds which: a number that was not lent to that isolate is ignored. Belongs to one loop.
 */
final class Slots {
    private final @Nullable Arena arena;
    private final int first;
    private final @Nullable Resident[] holders;
    private final int[] free;
    private int freeCount;

    private Slots(@Nullable Arena arena, int first, int share) {
        this.arena = arena;
        this.first = first;
        this.holders = new @Nullable Resident[share];
        this.free = new int[share];
        for (int i = 0; i < share; i++) {
            free[freeCount++] = first + i;
        }
    }

    /** The share of one lane among all lanes of an engine. */
    static Slots of(Arena arena, int lane, int lanes) {
        int share = Arena.SLOTS_PER_SIDE / lanes;
        return new Slots(arena, Arena.SLOTS_PER_SIDE + lane * share, share);
    }

    /** For a lane that has no engine yet: there is nothing to lend. */
    static Slots none() {
        return new Slots(null, 0, 0);
    }

    /** Fills a slot with as much of the bytes as fits; the slot's number, or -1 if none is free. */
    int lend(Resident holder, ByteBuffer bytes) {
        Arena mapped = arena;
        if (freeCount == 0 || mapped == null) {
            return -1;
        }
        int slot = free[--freeCount];
        holders[slot - first] = holder;
        int length = Math.min(bytes.remaining(), Arena.SLOT_BYTES);
        mapped.slot(slot, length).put(bytes.slice(bytes.position(), length));
        bytes.position(bytes.position() + length);
        return slot;
    }

    /** Takes a slot back from its holder. */
    void giveBack(Resident holder, int slot) {
        int at = slot - first;
        if (at >= 0 && at < holders.length && holders[at] == holder) {
            holders[at] = null;
            free[freeCount++] = slot;
        }
    }

    /** The isolate is closed: everything it held is free. */
    void forget(Resident holder) {
        for (int at = 0; at < holders.length; at++) {
            if (holders[at] == holder) {
                giveBack(holder, first + at);
            }
        }
    }

    int available() {
        return freeCount;
    }
}
