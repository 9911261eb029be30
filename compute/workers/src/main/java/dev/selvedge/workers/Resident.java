package dev.selvedge.workers;

import dev.selvedge.turn.FrameBatch;
import dev.selvedge.turn.Wire;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** One isolate in an engine: a version of a Worker on one lane. Belongs to the lane's loop. */
final class Resident {
    private static final Duration REPLACED_IDLE = Duration.ofSeconds(2);
    private static final Duration LONGEST_QUEUE = Duration.ofSeconds(10);
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    /** What an isolate goes through. */
    enum State {
        /** Its code is being read, or the engine is not up yet: callers wait. */
        WAITING,
        /** LOAD is on its way or was answered: records may be sent. */
        OPEN,
        /** Unloaded, condemned, or lost with its engine. */
        CLOSED
    }

    final int id;
    final VersionSeat seat;
    final Lane lane;
    final Operations operations;
    final ArrayDeque<Caller> waiting = new ArrayDeque<>();
    State state = State.WAITING;
    /** Records of this round; null when there are none. */
    @Nullable
    FrameBatch batch;

    int inFlight;
    /** Those of them that are events of actors. */
    int acting;

    long lastUsedNanos;
    /** When the deployment went on to other versions; 0 while this one is current. */
    long replacedNanos;

    boolean drained;
    /** When it began to wait for the engine's {@link Admission}; 0 before. */
    long queuedNanos;
    /** Whether the engine has it; what is reserved for it until it has started; whether it was told to go. */
    boolean admitted;

    long reserved;
    boolean leaving;
    /** Made when the first actor comes. */
    @Nullable
    ActorTable actors;

    private final ArrayDeque<Runnable> awaitingRelease = new ArrayDeque<>(0);
    private boolean released;

    Resident(int id, VersionSeat seat, Lane lane) {
        this.id = id;
        this.seat = seat;
        this.lane = lane;
        this.operations = new Operations(this);
        this.lastUsedNanos = lane.shared.clock().nanos();
    }

    /** Takes one more invocation, now or when the isolate is there. */
    void take(Caller caller) {
        WorkersLimits limits = lane.shared.limits;
        if (inFlight - acting >= limits.requestsPerIsolate()
                || waiting.size() >= limits.waitingPerIsolate()
                || lane.flights.full()) {
            caller.fail(WorkerError.OVERLOADED, "Too many requests are in flight in this Worker.", 1);
        } else if (state == State.WAITING) {
            caller.capture();
            waiting.add(caller);
        } else {
            send(caller, null);
        }
    }

    /** An event of an actor that is in this isolate. */
    void deliver(Caller caller, ActorSeat actor) {
        acting++;
        send(caller, actor);
    }

    ActorTable actors() {
        ActorTable table = actors;
        if (table == null) {
            table = new ActorTable(this);
            actors = table;
        }
        return table;
    }

    private void send(Caller caller, @Nullable ActorSeat actor) {
        long now = lane.shared.clock().nanos();
        lastUsedNanos = now;
        inFlight++;
        Flight flight = lane.open(this, caller, actor, now);
        caller.write(lane.batch(this, caller.room()), flight.id, actor == null ? 0 : actor.number());
        flight.begin();
    }

    /** LOAD was sent: what waited follows. */
    void open() {
        state = State.OPEN;
        for (Caller caller = waiting.poll(); caller != null; caller = waiting.poll()) {
            send(caller, null);
        }
        if (actors != null) {
            actors.opened();
        }
    }

    /** An invocation is over. */
    void landed(Flight flight) {
        inFlight--;
        lane.flights.close(flight);
        if (flight.actor != null) {
            acting--;
            flight.actor.landed();
        }
    }

    boolean idle() {
        return inFlight == 0 && waiting.isEmpty() && state == State.OPEN && (actors == null || actors.isEmpty());
    }

    /** Once a second: an idle isolate goes, one of a replaced version when its requests are done or out of time. */
    void sweep(long now) {
        boolean current = seat.current(lane.shared);
        if (!current && replacedNanos == 0) {
            replacedNanos = now;
        } else if (current) {
            replacedNanos = 0;
        }
        if (state == State.WAITING && queuedNanos != 0 && now - queuedNanos > LONGEST_QUEUE.toNanos()) {
            close(WorkerError.OVERLOADED, "There is no memory for one more Worker.", Outcome.UNKNOWN);
            return;
        }
        WorkersLimits limits = lane.shared.limits;
        long patience = (current ? limits.idleIsolate() : REPLACED_IDLE).toNanos();
        if (idle() && now - lastUsedNanos > patience) {
            lane.shared.figures.unloads.increment();
            lane.residents.unload(this);
        } else if (replacedNanos != 0 && state == State.OPEN) {
            drain(now - replacedNanos, limits.drain().toNanos());
        }
    }

    private void drain(long replaced, long grace) {
        if (replaced > grace + LAST_WORDS.toNanos()) {
            lane.residents.unload(this);
        } else if (replaced > grace && !drained) {
            drained = true;
            lane.flights.forEach(flight -> {
                if (flight.resident == this) {
                    lane.record(this, Wire.In.ABORT, flight.id, Wire.AbortReason.DRAINING, 0);
                }
            });
        }
    }

    /** Who only waited when a running engine died has lost nothing: another engine takes the request. */
    private void turnAway(Caller caller, WorkerError error, String detail) {
        if (error == WorkerError.ENGINE_LOST && lane.engine.wasReady()) {
            lane.loop.execute(() -> lane.shared.dispatcher(lane.index).place(seat, caller));
        } else {
            caller.fail(error, detail, 0);
        }
    }

    /** The isolate is gone: everybody who waits for it hears why. */
    void close(WorkerError error, String detail, Outcome outcome) {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        seat.left(this);
        for (Caller caller = waiting.poll(); caller != null; caller = waiting.poll()) {
            turnAway(caller, error, detail);
        }
        if (inFlight > 0) {
            lane.flights.forEach(flight -> {
                if (flight.resident == this) {
                    flight.lost(error, detail, outcome);
                }
            });
        }
        operations.severAll();
        if (actors != null) {
            actors.lost();
        }
        lane.forget(this);
    }

    /** Runs the task, once, when nothing that ran in this isolate can write to a file any more: at once if that is so already. On the loop. */
    void whenReleased(Runnable task) {
        if (released) {
            task.run();
        } else {
            awaitingRelease.add(task);
        }
    }

    /** The isolate is closed, or the process that it was in has ended. */
    void release() {
        released = true;
        for (Runnable task = awaitingRelease.poll(); task != null; task = awaitingRelease.poll()) {
            task.run();
        }
    }
}
