package dev.selvedge.durable;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The place of one actor in the index. Changed mostly by the log's thread, read by all. */
final class ActorEntry {
    private volatile @Nullable ActorState state;
    /** The commit that the main file holds, as far as this process knows; null while somebody has it open, or nobody knows. */
    private volatile @Nullable Mark clean;

    ActorEntry(@Nullable ActorState state) {
        this.state = state;
    }

    /** Null once the actor is deleted. */
    @Nullable
    ActorState state() {
        return state;
    }

    @Nullable
    Mark clean() {
        return clean;
    }

    void clean(@Nullable Mark mark) {
        clean = mark;
    }

    /** Returns what it became. */
    synchronized @Nullable ActorState change(UnaryOperator<@Nullable ActorState> change) {
        ActorState next = change.apply(state);
        state = next;
        return next;
    }
}
