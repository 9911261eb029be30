package dev.selvedge.workers;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The door of one engine: an isolate is loaded only when there is room for it, by number and by memory, and whoever finds none
 * waits until a colder one has left and the engine has said that its memory is free. So an engine cannot grow faster than it
 * shrinks, however many Workers are asked for at once.
 *
 * <p>Room is made a little ahead, so that a Worker seldom waits for another's end. The lane that holds most gives first. Where
 * nothing is idle, more isolates are let in than there should be, one after the other and as long as memory allows. Safe for any
 * thread; calls the lanes without holding its lock.
 */
final class Admission {
    /** Places that are kept free, as a share of all, and at most. */
    private static final int SPARE_SHARE = 16;

    private static final int MOST_SPARE = 8;

    /** When memory is short, at least so many leave at once: what one holds alone would hardly show. */
    private static final int LEAST_RELIEF = 8;

    /**
     * What an engine may hold.
     *
     * @param isolates how many, as long as any is idle
     * @param bytes resident memory above which idle isolates leave
     * @param mostBytes resident memory above which nothing is loaded, even if nothing is idle
     */
    record Bounds(int isolates, long bytes, long mostBytes) {
        int spare() {
            return Math.min(MOST_SPARE, isolates / SPARE_SHARE);
        }
    }

    /** The engine whose door this is. */
    interface House {
        /** Asks a lane to unload so many idle isolates; answered with {@link #evicted}. */
        void evict(int lane, int count);

        /** Asks for {@link #measured}, soon. */
        void measure();
    }

    private record Waiting(int lane, long bytes, Runnable enter) {}

    private final Bounds bounds;
    private final House house;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

    /** By lane: let in and not yet gone; of these, those told to go; lanes that had nothing idle to give. */
    private final int[] held;

    private final int[] leaving;
    private final boolean[] barren;

    /** Evictions that a lane was asked for and has not answered. */
    private int asked;

    /** What the engine was last seen to hold, what has been loaded since, and what is being loaded. */
    private long resident;

    private long settled;
    private long reserved;

    Admission(Bounds bounds, int lanes, House house) {
        this.bounds = bounds;
        this.house = house;
        this.held = new int[lanes];
        this.leaving = new int[lanes];
        this.barren = new boolean[lanes];
    }

    /** Calls {@code enter} as soon as there is room for one more isolate on the lane: now, or later from any thread. */
    void enter(int lane, long bytes, Runnable enter) {
        act(true, () -> waiting.add(new Waiting(lane, bytes, enter)));
    }

    /** An isolate that was let in has started: what was reserved for it shows in the engine's memory from now on. */
    void started(long bytes) {
        act(true, () -> {
            reserved -= bytes;
            settled += bytes;
        });
    }

    /** An isolate that was let in was told to go. */
    synchronized void leaving(int lane) {
        leaving[lane]++;
    }

    /** It has gone; {@code wasLeaving} if it had been told to. */
    void left(int lane, boolean wasLeaving) {
        act(true, () -> {
            held[lane]--;
            leaving[lane] -= wasLeaving ? 1 : 0;
        });
        if (isMemoryShort()) {
            house.measure();
        }
    }

    /** What the engine holds now. */
    void measured(long bytes) {
        act(true, () -> {
            resident = bytes;
            settled = 0;
        });
    }

    /** A lane was asked for isolates, and this is how many it had to give. */
    void evicted(int lane, int wanted, int given) {
        act(false, () -> {
            asked -= wanted;
            barren[lane] = given < wanted;
        });
    }

    synchronized int waiting() {
        return waiting.size();
    }

    private synchronized boolean isMemoryShort() {
        return !waiting.isEmpty() && inUse() > bounds.bytes();
    }

    /**
     * Changes the count, then lets in who may come and sends out who must go.
     *
     * @param news whether a lane that had nothing idle may have by now
     */
    private void act(boolean news, Runnable change) {
        List<Runnable> entering = new ArrayList<>();
        int from;
        int count;
        synchronized (this) {
            if (news) {
                Arrays.fill(barren, false);
            }
            change.run();
            admit(entering);
            count = excess();
            from = count > 0 ? fullest() : -1;
            if (from >= 0) {
                count = Math.min(count, held[from] - leaving[from]);
                asked += count;
            } else if (count > 0) {
                admitOver(entering);
            }
        }
        entering.forEach(Runnable::run);
        if (from >= 0) {
            house.evict(from, count);
        }
    }

    private void admit(List<Runnable> entering) {
        while (!waiting.isEmpty() && total(held) < bounds.isolates() && fits(bounds.bytes())) {
            enterNext(entering);
        }
    }

    /** Nothing is idle, nor will it be in a moment: better too many than none, up to the last bound. */
    private void admitOver(List<Runnable> entering) {
        boolean still = reserved == 0 && asked == 0 && total(leaving) == 0;
        if (still && !waiting.isEmpty() && fits(bounds.mostBytes())) {
            enterNext(entering);
        }
    }

    private boolean fits(long bytes) {
        Waiting next = waiting.getFirst();
        return total(held) == 0 || inUse() + next.bytes() <= bytes;
    }

    private void enterNext(List<Runnable> entering) {
        Waiting next = waiting.removeFirst();
        held[next.lane()]++;
        reserved += next.bytes();
        entering.add(next.enter());
    }

    private long inUse() {
        return resident + settled + reserved;
    }

    /** How many more isolates must leave than are leaving already. */
    private int excess() {
        int going = total(leaving) + asked;
        int byNumber = total(held) - going + waiting.size() - (bounds.isolates() - bounds.spare());
        boolean isShort = inUse() + (waiting.isEmpty() ? 0 : waiting.getFirst().bytes()) > bounds.bytes();
        int byMemory = isShort && going == 0 ? Math.max(LEAST_RELIEF, total(held) / LEAST_RELIEF) : 0;
        return Math.max(byNumber, byMemory);
    }

    /** The lane with most isolates that may have an idle one, or -1. */
    private int fullest() {
        int found = -1;
        for (int lane = 0; lane < held.length; lane++) {
            int here = held[lane] - leaving[lane];
            if (!barren[lane] && here > 0 && (found < 0 || here > held[found] - leaving[found])) {
                found = lane;
            }
        }
        return found;
    }

    private static int total(int[] lanes) {
        int sum = 0;
        for (int count : lanes) {
            sum += count;
        }
        return sum;
    }
}
