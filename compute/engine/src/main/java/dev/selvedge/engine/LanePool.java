package dev.selvedge.engine;

import dev.selvedge.turn.Arena;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** All lane threads of an engine, and those of them that wait for a lane. */
final class LanePool {
    private final int most;
    private final List<LaneThread> all = new CopyOnWriteArrayList<>();
    private final Deque<LaneThread> idle = new ArrayDeque<>();

    LanePool(int lanes, int reliefThreads) {
        this.most = Math.min(lanes + reliefThreads, Arena.AREAS);
    }

    /** A thread that has no lane; null if all are busy and there may not be more. */
    synchronized @Nullable LaneThread take() {
        LaneThread waiting = idle.poll();
        if (waiting != null || all.size() == most) {
            return waiting;
        }
        LaneThread made = new LaneThread(all.size(), this);
        all.add(made);
        return made;
    }

    synchronized void giveBack(LaneThread thread) {
        idle.push(thread);
    }

    List<LaneThread> all() {
        return all;
    }
}
