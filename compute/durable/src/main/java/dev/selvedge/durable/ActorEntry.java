package dev.selvedge.durable;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The place of one actor in the index. Changed mostly by the log's thread, read by all. */
final class ActorEntry {
    private volatile @Nullable ActorState state;

    ActorEntry(@Nullable ActorState state) {
        this.state = state;
    }

    /** Null once the actor is deleted. */
    @Nullable
    ActorState state() {
        return state;
    }

    /** Returns what it became. */
    synchronized @Nullable ActorState change(UnaryOperator<@Nullable ActorState> change) {
        ActorState next = change.apply(state);
        state = next;
        return next;
    }
}
