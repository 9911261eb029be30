package dev.selvedge.engine;

import dev.selvedge.base.Invariant;
import dev.selvedge.turn.Arena;

/**
 * Gives out the engine's half of the arena's slots. A slot belongs to one isolate until JavaScript gives it back; when an isolate
 * goes, those that still travel come back with the node's CREDIT. Used by all lanes.
 */
final class Slots {
    /** One isolate may hold this many, so that it cannot starve its neighbours. */
    private static final int MOST_PER_ISOLATE = Arena.SLOTS_PER_SIDE / 2;

    private static final int FREE = 0;

    private final int[] owner = new int[Arena.SLOTS_PER_SIDE];
    private final boolean[] orphaned = new boolean[Arena.SLOTS_PER_SIDE];
    private int next;
    private int taken;

    /** A slot for the isolate, or -1 if there is none for it now. */
    synchronized int take(int isolate) {
        if (taken == Arena.SLOTS_PER_SIDE || heldBy(isolate) >= MOST_PER_ISOLATE) {
            return -1;
        }
        while (owner[next] != FREE) {
            next = (next + 1) % Arena.SLOTS_PER_SIDE;
        }
        int slot = next;
        owner[slot] = isolate;
        taken++;
        return slot;
    }

    /** JavaScript gives a slot back; only its owner may. */
    synchronized void giveBack(int isolate, int slot) {
        Invariant.check(slot >= 0 && slot < Arena.SLOTS_PER_SIDE, "no such slot", slot);
        Invariant.check(owner[slot] == isolate, "a slot of another isolate", slot);
        free(slot);
    }

    /** The isolate is gone: the node may still be reading what it wrote, so its slots wait for their CREDIT. */
    synchronized void orphan(int isolate) {
        for (int slot = 0; slot < owner.length; slot++) {
            if (owner[slot] == isolate) {
                orphaned[slot] = true;
            }
        }
    }

    /** The node has told that it is done with everything of an isolate: nothing of it travels any more. */
    synchronized void release(int isolate) {
        for (int slot = 0; slot < owner.length; slot++) {
            if (owner[slot] == isolate) {
                free(slot);
            }
        }
    }

    /** A CREDIT arrived for an isolate that is gone. */
    synchronized void credited(int slot) {
        if (slot >= 0 && slot < Arena.SLOTS_PER_SIDE && orphaned[slot]) {
            free(slot);
        }
    }

    synchronized int taken() {
        return taken;
    }

    private int heldBy(int isolate) {
        int held = 0;
        for (int holder : owner) {
            held += holder == isolate ? 1 : 0;
        }
        return held;
    }

    private void free(int slot) {
        owner[slot] = FREE;
        orphaned[slot] = false;
        taken--;
    }
}
