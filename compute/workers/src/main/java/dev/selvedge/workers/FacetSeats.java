package dev.selvedge.workers;

import dev.selvedge.durable.ActorKey;
import dev.selvedge.turn.Records;
import dev.selvedge.turn.Wire;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The facets of one actor: actors within it, which live in its isolate and no longer than it does there. Nobody else reaches them.
 * What is done to their storage is done one after the other, when nobody has it open, and what the actor says waits for it. Belongs
 * to the actor's loop.
 */
final class FacetSeats {
    private static final int MOST_DEPTH = 3;
    private static final int LONGEST_NAME = 256;
    private static final int MOST_ERROR = 256 * 1024;

    private final ActorSeat parent;
    private final Actors actors;
    private final Map<String, ActorSeat> seats = new HashMap<>();
    private final ArrayDeque<Change> changes = new ArrayDeque<>(0);
    private boolean changing;

    /**
     * What is to be done to storage.
     *
     * @param locks whose file must not be opened until it is done
     * @param needs whose file has to be closed before
     */
    private record Change(
            Predicate<String> locks,
            Predicate<String> needs,
            BiConsumer<ActorStore, Consumer<@Nullable Throwable>> work) {}

    FacetSeats(ActorSeat parent, Actors actors) {
        this.parent = parent;
        this.actors = actors;
    }

    /**
     * The actor calls one.
     *
     * @param start which of its starts the call is for, as the isolate numbers them
     */
    void call(String name, int start, String className, Caller caller) {
        if (!named(name) || parent.key.depth() >= MOST_DEPTH) {
            caller.thrown(ActorError.LOST.json());
            return;
        }
        ActorSeat seat = seats.get(name);
        if (seat == null) {
            seat = new ActorSeat(parent.key.facet(name), name, actors, parent);
            seats.put(name, seat);
            actors.add(seat);
        }
        seat.startedAs(start, className);
        seat.take(caller);
    }

    /** What the actor does to them. */
    void take(Records record) {
        String name = Text.utf8(record.part(0));
        boolean all = record.a() == Wire.Facet.DELETE_ALL;
        if (all || (named(name) && parent.key.depth() < MOST_DEPTH)) {
            take(record, name);
        }
    }

    private void take(Records record, String name) {
        switch (record.a()) {
            case Wire.Facet.ABORT -> abort(name, record.length(1) <= MOST_ERROR ? record.bytes(1) : lost());
            case Wire.Facet.DELETE -> {
                abort(name, ActorError.FACET_DELETED.json());
                ActorKey key = parent.key.facet(name);
                change(new Change(name::equals, name::equals, (store, done) -> store.delete(key, done)));
            }
            case Wire.Facet.DELETE_ALL -> deleteAll();
            case Wire.Facet.COPY -> {
                String from = Text.utf8(record.part(1));
                if (named(from)) {
                    copy(from, name);
                }
            }
            default -> {
                // Nothing that a facet knows.
            }
        }
    }

    /** Most actors have none, and do not wait for that. */
    private void deleteAll() {
        if (isEmpty() && !actors.store().hasFacets(parent.key)) {
            return;
        }
        end(ActorError.FACET_DELETED.json(), Outcome.EXCEPTION);
        change(new Change(_ -> true, _ -> true, (store, done) -> store.deleteFacets(parent.key, done)));
    }

    private void copy(String from, String to) {
        abort(to, ActorError.FACET_REPLACED.json());
        ActorSeat source = seats.get(from);
        long sequence = source == null ? Long.MAX_VALUE : source.sequence();
        ActorKey key = parent.key.facet(to);
        change(new Change(
                name -> name.equals(from) || name.equals(to),
                to::equals,
                (store, done) -> store.copy(parent.key.facet(from), sequence, key, done)));
    }

    private void abort(String name, byte[] error) {
        ActorSeat seat = seats.get(name);
        if (seat != null) {
            seat.endWith(error, Outcome.EXCEPTION);
        }
    }

    /** All of them end, because the actor does. */
    void end(byte[] error, Outcome how) {
        for (ActorSeat seat : List.copyOf(seats.values())) {
            seat.endWith(error, how);
        }
    }

    void dropSockets() {
        List.copyOf(seats.values()).forEach(ActorSeat::dropSockets);
    }

    /** They leave the isolate before the actor does. */
    void evict(int reason) {
        seats.values().forEach(seat -> seat.evict(reason));
    }

    /** Whether the actor must stay where it is for the sake of one of them. */
    boolean engaged() {
        return !seats.isEmpty() && seats.values().stream().anyMatch(ActorSeat::engaged);
    }

    boolean isEmpty() {
        return seats.isEmpty() && changes.isEmpty();
    }

    /** Whether nobody has the file of any of them. */
    private boolean cold(Predicate<String> which) {
        return seats.values().stream().noneMatch(seat -> which.test(seat.facetName()) && !seat.coldAll());
    }

    boolean coldAll() {
        return changes.isEmpty() && cold(_ -> true);
    }

    boolean mayOpen(String name) {
        return changes.isEmpty() || changes.stream().noneMatch(change -> change.locks.test(name));
    }

    void forget(ActorSeat seat) {
        seats.remove(seat.facetName(), seat);
    }

    private void change(Change change) {
        changes.add(change);
        parent.commits().holdBack();
        look();
    }

    /** One of them has closed its file, perhaps the one that was waited for. */
    void look() {
        Change next = changes.peek();
        if (next != null && !changing && cold(next.needs)) {
            changing = true;
            next.work.accept(actors.store(), failure -> actors.run(() -> changed(failure)));
        }
    }

    private void changed(@Nullable Throwable failure) {
        changing = false;
        changes.remove();
        List.copyOf(seats.values()).forEach(ActorSeat::wake);
        look();
        parent.calmed();
        parent.commits().heldBack(failure);
    }

    private static byte[] lost() {
        return ActorError.LOST.json();
    }

    /** In bytes, as the platform counts. */
    private static boolean named(String name) {
        return !name.isEmpty() && name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME;
    }
}
