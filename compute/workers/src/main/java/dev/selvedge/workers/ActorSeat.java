package dev.selvedge.workers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.catalog.ObjectNamespace;
import dev.selvedge.durable.ActorFiles;
import dev.selvedge.durable.ActorKey;
import dev.selvedge.durable.Jurisdiction;
import dev.selvedge.turn.ControlMessage;
import dev.selvedge.turn.Records;
import dev.selvedge.turn.Wire;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One actor as its home loop knows it: at most one isolate holds it, and its events reach that one in order. Everything here runs on
 * that loop, which is what makes an actor unique without a lock.
 */
final class ActorSeat implements Refusal {
    /** Where the actor is. */
    enum State {
        /** On disk only. */
        COLD,
        /** Its file is being opened. */
        OPENING,
        /** Its isolate is not there yet. */
        SETTLING,
        /** In an isolate, which takes its events. */
        LIVE,
        /** Its isolate was told to let go of it. */
        CLOSING,
        /** Out of its isolate; commits may be under way still, and an engine that dies may still write. */
        LEFT
    }

    final ActorKey key;
    private final @Nullable String name;
    /** The actor that it is a facet of. */
    private final @Nullable ActorSeat parent;

    private final FacetSeats facets;
    /** Of a facet: which of its starts counts, and of what class it was started. */
    private int start;

    private String startedClass = "";
    private final Actors actors;
    private final ActorEvents events = new ActorEvents(this);
    private final ActorCommits commits;
    private final SleepingSockets sockets;
    private State state = State.COLD;
    private @Nullable Resident resident;
    private int number;
    private ActorFiles.@Nullable Opened file;
    private long usedNanos;
    private long closingNanos;
    /** When its code was replaced, so that new events wait for the next isolate; 0 while this one is right. */
    private long restartNanos;
    /** The isolate has put everything into the main file. */
    private boolean whole;

    /** An engine that is to die, or an isolate that is to close, may still write to the file. */
    private boolean haunted;

    /** An object, perhaps one whose name is known. */
    ActorSeat(ActorKey key, @Nullable String name, Actors actors) {
        this(key, name, actors, null);
    }

    /** A facet, which always has a name. */
    ActorSeat(ActorKey key, @Nullable String name, Actors actors, @Nullable ActorSeat parent) {
        this.key = key;
        this.name = name;
        this.actors = actors;
        this.parent = parent;
        this.facets = new FacetSeats(this, actors);
        this.commits = new ActorCommits(this, actors);
        this.sockets = new SleepingSockets(this, actors);
        this.usedNanos = actors.now();
    }

    int number() {
        return number;
    }

    /** The name of the class that it is of. */
    String className() {
        if (parent != null) {
            return startedClass;
        }
        ObjectNamespace namespace = actors.namespace(key.namespace());
        return namespace == null ? "" : namespace.className();
    }

    ActorCommits commits() {
        return commits;
    }

    /** The isolate that it is in, or that it is to be in. */
    @Nullable
    Resident resident() {
        return resident;
    }

    long usedNanos() {
        return usedNanos;
    }

    /** Takes one more event, now or when the actor is there. */
    void take(Caller caller) {
        usedNanos = actors.now();
        Resident host = state == State.LIVE && restartNanos == 0 ? resident : null;
        if (events.count() >= actors.limits().events()) {
            caller.thrown(ActorError.QUEUE_FULL.json());
        } else if (host != null) {
            events.send(host, caller);
        } else {
            events.await(caller);
            wake();
        }
    }

    void wake() {
        if (state == State.COLD && !events.noneWaits() && mayOpen()) {
            open();
        }
    }

    // ---- into an isolate

    private void open() {
        if (actors.host(this) == null) {
            return; // who waits was told why
        }
        state = State.OPENING;
        actors.store().open(key, (result, failure) -> actors.run(() -> opened(result, failure)));
    }

    private void opened(ActorFiles.@Nullable Opened result, @Nullable Throwable failure) {
        state = State.COLD;
        if (result == null) {
            actors.complain(key, "its storage cannot be opened: " + failure);
            refuseAll(ActorError.UNREADABLE);
            cooled();
            return;
        }
        Resident host = mayOpen() ? actors.host(this) : null;
        if (host == null) {
            // Whoever waits was told why, or waits for what is to be done to the file first.
            actors.store().closed(key, result.sequence(), true);
            cooled();
            return;
        }
        file = result;
        whole = false;
        commits.open(result.sequence());
        resident = host;
        number = host.actors().enter(this);
        actors.entered();
        state = State.SETTLING;
        if (host.state == Resident.State.OPEN) {
            settled();
        }
    }

    /** The isolate can be told about its actor now. */
    void settled() {
        Resident host = resident;
        if (state != State.SETTLING || host == null) {
            return;
        }
        byte[] json = introduction().toString().getBytes(StandardCharsets.UTF_8);
        host.lane
                .batch(host, json.length)
                .record(Wire.In.ACTOR, number, json.length, 0)
                .text(json);
        state = State.LIVE;
        usedNanos = actors.now();
        events.sendWaiting(host);
    }

    private ObjectNode introduction() {
        ObjectNode json = ControlMessage.object();
        json.put("className", className());
        json.put("id", key.id().hex());
        if (parent != null) {
            json.put("parent", parent.number).put("facet", start);
        }
        if (name != null) {
            json.put("name", name);
        }
        if (key.id().jurisdiction() != Jurisdiction.NONE) {
            json.put("jurisdiction", key.id().jurisdiction().label());
        }
        ActorFiles.Opened opened = file;
        if (opened != null) {
            json.put("path", opened.path().toString()).put("sequence", opened.sequence());
            json.put("alarm", opened.alarmMillis());
        }
        sockets.introduce(json);
        return json;
    }

    // ---- what becomes of its events

    void answered() {
        events.answered();
    }

    void landed() {
        events.landed();
        usedNanos = actors.now();
        quieter();
    }

    /** Less is under way at it than before. */
    void quieter() {
        leaveIfQuiet();
        if (parent != null) {
            parent.quieter();
        }
    }

    /** What is replaced goes when nothing is under way: nothing that the file must not hold can then be in it. */
    private void leaveIfQuiet() {
        if (restartNanos != 0 && isQuiet()) {
            evict(Wire.Evict.IN_ORDER);
        }
    }

    private void refuseAll(ActorError error) {
        events.refuse(error.json());
        gone();
    }

    /** There is no isolate for it. */
    @Override
    public void fail(WorkerError error, String detail, int retryAfterSeconds) {
        ActorError known = ActorError.of(error, Outcome.UNKNOWN);
        refuseAll(known == null ? ActorError.LOST : known);
    }

    // ---- what the actor says

    void take(Records record) {
        switch (record.kind()) {
            case Wire.Out.COMMIT -> commits.take(record.part(0), record.b() == 1);
            case Wire.Out.ACTOR_RESET -> reset(record.bytes(0));
            case Wire.Out.ACTOR_CLOSED -> closed(record.a() == 1);
            case Wire.Out.FACET -> {
                if (!commits.spoilt()) {
                    facets.take(record);
                }
            }
            default -> {
                if (!commits.spoilt()) {
                    sockets.take(record);
                }
            }
        }
    }

    /** A socket that the actor may have while it sleeps; null if it never told of it. */
    @Nullable
    SleepingSocket socket(int number) {
        return sockets.get(number);
    }

    /** A socket was answered without the actor: if it is awake it is to know when. */
    void answeredFor(SleepingSocket socket) {
        Resident host = resident;
        if (state == State.LIVE && host != null) {
            host.actors().news(this, socket);
        }
    }

    /** A socket is gone for good. */
    void forgotten() {
        gone();
    }

    /** The actor is broken: what is in flight at it fails and its sockets break off, what comes gets a new one. */
    void reset(byte[] error) {
        facets.end(error, Outcome.EXCEPTION);
        dropSockets();
        events.end(resident, error, Outcome.EXCEPTION);
        evict(Wire.Evict.DISCARD);
    }

    /** Nothing of them may reach the next instance, which numbers its own from the beginning. */
    void dropSockets() {
        facets.dropSockets();
        sockets.abortAll();
        events.dropSockets();
    }

    // ---- out of its isolate

    void evict(int reason) {
        Resident host = resident;
        if (state == State.LIVE && host != null) {
            facets.evict(reason);
            state = State.CLOSING;
            closingNanos = actors.now();
            host.lane.record(host, Wire.In.EVICT, number, reason, 0);
        }
    }

    private void closed(boolean checkpointed) {
        if (state == State.CLOSING || state == State.LIVE) {
            events.end(resident, ActorError.LOST.json(), Outcome.UNKNOWN);
            whole = checkpointed;
            leave();
            recover();
        }
    }

    private void leave() {
        Resident host = resident;
        if (host != null) {
            commits.leave(host);
            host.actors().leave(this);
            actors.left();
        }
        sockets.left();
        resident = null;
        restartNanos = 0;
        state = State.LEFT;
        facets.end(ActorError.LOST.json(), Outcome.UNKNOWN);
    }

    /** The isolate is gone, and with it all that was not committed. */
    void lost() {
        Resident host = resident;
        if (host == null) {
            return;
        }
        boolean known = state != State.SETTLING;
        leave();
        if (known) {
            haunted = true;
            host.whenReleased(() -> actors.run(this::released));
        } else {
            recover();
        }
    }

    private void released() {
        haunted = false;
        recover();
    }

    /** Once nothing of its former life is under way, the actor is cold again. */
    void recover() {
        if (state == State.LEFT && !haunted && !commits.underWay()) {
            actors.store().closed(key, commits.sequence(), whole && !commits.spoilt());
            state = State.COLD;
            cooled();
        }
    }

    /** Nobody has its file. */
    private void cooled() {
        calmed();
        wake();
        gone();
    }

    /** What waits for it may be due, however far around it. */
    void calmed() {
        for (ActorSeat around = parent; around != null; around = around.parent) {
            around.facets.look();
        }
    }

    private void gone() {
        if (state == State.COLD && events.noneWaits() && sockets.isEmpty() && facets.isEmpty()) {
            actors.forget(this);
            if (parent != null) {
                parent.facets.forget(this);
                parent.gone();
            }
        }
    }

    // ---- facets

    FacetSeats facets() {
        return facets;
    }

    boolean isFacet() {
        return parent != null;
    }

    /** The actor that it is a facet of; null if it is an object. */
    @Nullable
    ActorSeat parent() {
        return parent;
    }

    /** The name of a facet. */
    String facetName() {
        return name == null ? "" : name;
    }

    /** Whether it takes events there. */
    boolean livesIn(Resident host) {
        return state == State.LIVE && resident == host;
    }

    /** The isolate that its facets are to be in; null if they have to end instead. */
    @Nullable
    Resident hostOfFacets() {
        return state == State.LIVE ? resident : null;
    }

    /** The isolate that the actor around it is in, which is the only place for it; null if who waits for it was told that there is none. */
    @Nullable
    Resident hostAround(ActorSeat around) {
        Resident host = around.hostOfFacets();
        if (host == null) {
            refuseAll(ActorError.LOST);
        }
        return host;
    }

    /** An event of it comes for this start; those for an earlier one were told that it is over. */
    void startedAs(int number, String className) {
        start = number;
        startedClass = className;
    }

    private boolean mayOpen() {
        return parent == null || parent.facets.mayOpen(facetName());
    }

    /** Whether what it is within must stay for its sake: a socket of it that sleeps would not find it again. */
    boolean engaged() {
        return events.count() > 0 || commits.underWay() || !sockets.isEmpty() || facets.engaged();
    }

    /** Whether nobody has its file, nor that of a facet of it. */
    boolean coldAll() {
        return state == State.COLD && facets.coldAll();
    }

    /** Its last commit; if nobody has its file that is the newest there is. */
    long sequence() {
        return state == State.COLD || state == State.OPENING ? Long.MAX_VALUE : commits.sequence();
    }

    /** What it is within ends, or gives it up. */
    void endWith(byte[] error, Outcome how) {
        facets.end(error, how);
        dropSockets();
        events.refuse(error);
        events.end(resident, error, how);
        evict(Wire.Evict.DISCARD);
        gone();
    }

    /** Another version serves it from now on: what it is at may end, the next event finds the new one. */
    void deployed() {
        Resident host = resident;
        if (parent != null) {
            return; // it goes with what it is within
        }
        if (host == null) {
            dropSockets();
            gone();
        } else if (host != actors.host(this)) {
            dropSockets();
            retire();
        }
    }

    /** Its namespace was deleted. */
    void end() {
        facets.end(ActorError.DELETED.json(), Outcome.CANCELED);
        dropSockets();
        refuseAll(ActorError.DELETED);
        events.end(resident, ActorError.DELETED.json(), Outcome.CANCELED);
        evict(Wire.Evict.DISCARD);
        gone();
    }

    /** Leaves its isolate, at once if nothing is under way. */
    void retire() {
        if (state == State.LIVE && restartNanos == 0) {
            restartNanos = actors.now();
            leaveIfQuiet();
        }
    }

    /** Whether nothing is under way that its leaving would cut off. */
    private boolean isQuiet() {
        return events.noneUnderWay() && !commits.underWay() && !facets.engaged();
    }

    boolean idle() {
        return state == State.LIVE && isQuiet();
    }

    /** Once a second. */
    void sweep(long now) {
        Resident host = resident;
        if (host == null) {
            return;
        }
        if (state == State.CLOSING
                && now - closingNanos > actors.limits().close().toNanos()) {
            actors.complain(key, "its isolate does not let go of it");
            host.lane.residents.unload(host);
        } else if (state == State.LIVE && restartNanos != 0) {
            if (now - restartNanos > actors.limits().grace().toNanos()) {
                facets.end(ActorError.CODE_UPDATED.json(), Outcome.CANCELED);
                events.end(resident, ActorError.CODE_UPDATED.json(), Outcome.CANCELED);
                evict(commits.underWay() ? Wire.Evict.DISCARD : Wire.Evict.IN_ORDER);
            }
        } else if (state == State.LIVE && now - usedNanos > patience() && events.allAnswered() && !commits.underWay()) {
            sleep(host);
        }
    }

    private long patience() {
        long base = actors.limits().idle().toNanos();
        return events.noneUnderWay()
                ? actors.limits().hibernate().toNanos()
                : base + (key.hashCode() & 0xFF) * base / 0x100;
    }

    /** An open socket that its client still has is a reason to stay. */
    private void sleep(Resident host) {
        if (!events.talk(host) && !facets.engaged()) {
            evict(Wire.Evict.IN_ORDER);
        }
    }
}
