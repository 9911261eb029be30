package dev.selvedge.durable;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The place of one actor in the index. Its state is changed mostly by the log's thread, and read by all. */
final class ActorEntry {
    private volatile @Nullable ActorState state;
    /** The commit that the main file holds, as this process saw; null while somebody has it open, or nobody saw. */
    private volatile @Nullable Mark clean;

    ActorEntry(@Nullable ActorState state) {
        this.state = state;
    }

    /** Null once the actor is deleted. */
    @Nullable
    ActorState state() {
        return state;
    }

    void clean(Mark mark) {
        clean = mark;
    }

    void touch() {
        clean = null;
    }

    /** Whether the file holds exactly what the state says. */
    boolean isClean(ActorState now) {
        return now.head().equals(clean) || now.isWhole();
    }

    /** Returns what it became. */
    synchronized @Nullable ActorState change(UnaryOperator<@Nullable ActorState> change) {
        ActorState next = change.apply(state);
        state = next;
        return next;
    }
}
