package dev.selvedge.workers;

import dev.selvedge.catalog.ObjectNamespace;
import dev.selvedge.catalog.Script;
import dev.selvedge.durable.ActorId;
import dev.selvedge.durable.ActorKey;
import dev.selvedge.durable.ActorNamespace;
import dev.selvedge.durable.CommitImage;
import dev.selvedge.net.Loop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The actors whose home is one loop: finds or makes the seat of each, and hears for all of them what became durable. Belongs to the loop. */
final class Actors {
    private static final int MOST_NAMESPACES = 1_000;
    private static final int RELIEF = 32;

    private record Written(
            ActorSeat seat, long sequence, @Nullable Throwable failure) {}

    private final Shared shared;
    private final Loop loop;
    private final ActorStore store;
    private final Map<ActorKey, ActorSeat> seats = new HashMap<>();
    private final Map<String, ActorNamespace> namespaces = new HashMap<>();
    private final ConcurrentLinkedQueue<Written> written = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean told = new AtomicBoolean();
    private final Map<String, Runnable> ending = new HashMap<>();
    private final PartArrays parts = new PartArrays();
    /** Changed by the loop, read by whoever is curious. */
    private final AtomicInteger live = new AtomicInteger();

    Actors(Shared shared, Loop loop, ActorStore store) {
        this.shared = shared;
        this.loop = loop;
        this.store = store;
    }

    /** An event of an actor; the id is proven here, whoever names it. */
    void call(String namespace, ActorId id, @Nullable String name, Caller caller) {
        ActorKey key = new ActorKey(namespace, id);
        ActorSeat seat = seats.get(key);
        if (seat == null) {
            ActorNamespace maker = maker(namespace);
            if (!maker.owns(id)) {
                caller.fail(WorkerError.EXCEPTION, "The Durable Object's id belongs to another namespace.", 0);
                return;
            }
            boolean its = name != null && maker.named(id.jurisdiction(), name).equals(id);
            seat = new ActorSeat(key, its ? name : null, this);
            seats.put(key, seat);
        }
        seat.take(caller);
    }

    private ActorNamespace maker(String namespace) {
        if (namespaces.size() >= MOST_NAMESPACES) {
            namespaces.clear();
        }
        return namespaces.computeIfAbsent(namespace, ActorNamespace::new);
    }

    /** The isolate that is to hold an actor, made if there is none; null if whoever waits for it was told that there is none. */
    @Nullable
    Resident host(ActorSeat seat) {
        ActorSeat around = seat.parent();
        if (around != null) {
            return seat.hostAround(around);
        }
        ObjectNamespace namespace = namespace(seat.key.namespace());
        Script script = namespace == null ? null : shared.script(namespace.accountId(), namespace.script());
        if (namespace == null || script == null) {
            seat.fail(WorkerError.NO_SUCH_WORKER, "", 0);
            return null;
        }
        return shared.dispatcher(loop.index())
                .host(namespace.accountId(), script, seat.key.id().hex(), seat);
    }

    @Nullable
    ObjectNamespace namespace(String id) {
        return shared.ports.catalog().view().namespace(id).orElse(null);
    }

    /** A version of a Worker was deployed: its actors begin anew. */
    void deployed(String account, String script) {
        for (ActorSeat seat : List.copyOf(seats.values())) {
            ObjectNamespace namespace = namespace(seat.key.namespace());
            boolean its = namespace == null
                    || (namespace.accountId().equals(account)
                            && namespace.script().equals(script));
            if (its) {
                seat.deployed();
            }
        }
    }

    /** The namespace is no more: its objects end, and the task runs when none is left. */
    void end(String namespace, Runnable ended) {
        ending.put(namespace, ended);
        for (ActorSeat seat : List.copyOf(seats.values())) {
            if (seat.key.namespace().equals(namespace)) {
                seat.end();
            }
        }
        lookForEnd(namespace);
    }

    private void lookForEnd(String namespace) {
        boolean left = seats.keySet().stream().anyMatch(key -> key.namespace().equals(namespace));
        Runnable ended = left ? null : ending.remove(namespace);
        if (ended != null) {
            ended.run();
        }
    }

    /** Its class is served under another name, or by another Worker. */
    void moved(String namespace) {
        for (ActorSeat seat : List.copyOf(seats.values())) {
            if (seat.key.namespace().equals(namespace) && !seat.isFacet()) {
                seat.retire();
            }
        }
    }

    // ---- what becomes durable

    void append(ActorSeat seat, CommitImage image) {
        long sequence = image.sequence();
        store.append(seat.key, image, failure -> written(new Written(seat, sequence, failure)));
    }

    /** On any thread. Many commits become durable at once; the loop is told once. */
    private void written(Written commit) {
        written.add(commit);
        if (told.compareAndSet(false, true)) {
            loop.execute(this::settle);
        }
    }

    private void settle() {
        told.set(false);
        for (Written commit = written.poll(); commit != null; commit = written.poll()) {
            commit.seat().commits().durable(commit.sequence(), commit.failure());
        }
    }

    // ---- how many there are

    void entered() {
        if (live.incrementAndGet()
                > shared.limits.actors().live() / shared.loops().size()) {
            relieve();
        }
    }

    void left() {
        live.decrementAndGet();
    }

    int live() {
        return live.get();
    }

    /** The longest idle ones go, some at a time so that not every newcomer has to look for one. */
    private void relieve() {
        seats.values().stream()
                .filter(ActorSeat::idle)
                .sorted((a, b) -> Long.compare(a.usedNanos(), b.usedNanos()))
                .limit(RELIEF)
                .toList()
                .forEach(ActorSeat::retire);
    }

    /** A facet, which only the seat of what it is within finds. */
    void add(ActorSeat facet) {
        seats.put(facet.key, facet);
    }

    /** Nothing of it is left but what is on disk. */
    void forget(ActorSeat seat) {
        if (seats.remove(seat.key, seat) && ending.containsKey(seat.key.namespace())) {
            lookForEnd(seat.key.namespace());
        }
    }

    /** Once a second. */
    void sweep() {
        long now = now();
        for (ActorSeat seat : List.copyOf(seats.values())) {
            seat.sweep(now);
        }
    }

    // ---- for the seats

    /** On the loop, now if this is it. */
    void here(Runnable task) {
        if (loop.current()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    void run(Runnable task) {
        loop.execute(task);
    }

    long now() {
        return shared.clock().nanos();
    }

    long wallMillis() {
        return shared.clock().wallMillis();
    }

    long ray() {
        return shared.ports.rays().next();
    }

    ActorLimits limits() {
        return shared.limits.actors();
    }

    PartArrays parts() {
        return parts;
    }

    ActorStore store() {
        return store;
    }

    void complain(ActorKey key, String what) {
        ObjectNamespace namespace = namespace(key.namespace());
        String worker = namespace == null ? "" : namespace.accountId() + "/" + namespace.script();
        shared.ports.logs().append("error", "objects", worker, "", "object " + key + ": " + what);
    }
}
