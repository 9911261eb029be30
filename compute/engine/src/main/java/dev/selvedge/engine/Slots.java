package dev.selvedge.engine;

import dev.selvedge.base.Invariant;
import dev.selvedge.turn.Arena;

/**
 * Gives out the engine's half of the arena's slots. A slot belongs to one isolate until JavaScript gives it back. When an isolate
 * goes, what it holds is free at once, except for slots that the node still reads: those come back with its CREDIT. Used by all
 * lanes.
 */
final class Slots {
    /** One isolate may hold this many, so that it cannot starve its neighbours. */
    private static final int MOST_PER_ISOLATE = Arena.SLOTS_PER_SIDE / 2;

    private static final int FREE = 0;

    private final int[] owner = new int[Arena.SLOTS_PER_SIDE];
    private final boolean[] travelling = new boolean[Arena.SLOTS_PER_SIDE];
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

    /** A record with this slot leaves for the node. */
    synchronized void sent(int isolate, int slot) {
        Invariant.check(slot >= 0 && slot < Arena.SLOTS_PER_SIDE, "no such slot", slot);
        Invariant.check(owner[slot] == isolate, "a slot of another isolate", slot);
        travelling[slot] = true;
    }

    /** The node has read a slot of an isolate that lives: it is the isolate's to use again. */
    synchronized void returned(int isolate, int slot) {
        if (slot >= 0 && slot < Arena.SLOTS_PER_SIDE && owner[slot] == isolate) {
            travelling[slot] = false;
        }
    }

    /** The isolate is gone. */
    synchronized void close(int isolate) {
        for (int slot = 0; slot < owner.length; slot++) {
            if (owner[slot] == isolate) {
                if (travelling[slot]) {
                    orphaned[slot] = true;
                } else {
                    free(slot);
                }
            }
        }
    }

    /** The node is done with an isolate that is gone: nothing of it travels any more. */
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
        travelling[slot] = false;
        taken--;
    }
}
