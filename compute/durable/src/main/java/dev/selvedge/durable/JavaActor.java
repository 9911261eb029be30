package dev.selvedge.durable;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's handle of one actor that is written in Java. Making one costs nothing and reaches nothing; the actor wakes with the
 * first turn. Safe for use from several threads.
 *
 * @param <A> its class
 */
public record JavaActor<A>(JavaActors<A> actors, ActorId id) {

    /** What is done in one turn: all that it writes is there in the end, or, if it throws, none of it. */
    @FunctionalInterface
    public interface Turn<A, T extends @Nullable Object> {
        T run(A actor) throws Exception;
    }

    /**
     * Runs a turn when the ones before it are over. Completes when everything that the result can rest on is durable, on a thread
     * of the actor; fails with what the turn threw, or with an {@link ActorException} if the disk refused.
     */
    public <T extends @Nullable Object> CompletableFuture<T> call(Turn<A, T> turn) {
        return actors.call(id, turn);
    }

    /** Runs a turn and waits for it: for virtual threads. What the turn threw is thrown, checked exceptions as causes. */
    public <T extends @Nullable Object> T ask(Turn<A, T> turn) {
        return actors.ask(id, turn);
    }
}
