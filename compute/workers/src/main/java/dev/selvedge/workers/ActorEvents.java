package dev.selvedge.workers;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The events of one actor: those that wait until an isolate has it, and those that are under way there. Belongs to the actor's loop.
 */
final class ActorEvents {
    private final ActorSeat seat;
    private final ArrayDeque<Caller> waiting = new ArrayDeque<>();
    /** Events that are not over, and those of them that are not answered. */
    private int flights;

    private int unanswered;

    ActorEvents(ActorSeat seat) {
        this.seat = seat;
    }

    /** Of both kinds. */
    int count() {
        return waiting.size() + flights;
    }

    boolean noneWaits() {
        return waiting.isEmpty();
    }

    boolean noneUnderWay() {
        return flights == 0;
    }

    boolean allAnswered() {
        return unanswered == 0;
    }

    void await(Caller caller) {
        caller.capture();
        waiting.add(caller);
    }

    void send(Resident host, Caller caller) {
        if (host.lane.flights.full()) {
            caller.thrown(ActorError.QUEUE_FULL.json());
            return;
        }
        flights++;
        unanswered++;
        host.deliver(caller, seat);
    }

    /** All that waited go into the isolate, in order. */
    void sendWaiting(Resident host) {
        for (Caller caller = waiting.poll(); caller != null; caller = waiting.poll()) {
            send(host, caller);
        }
    }

    void answered() {
        unanswered--;
    }

    void landed() {
        flights--;
    }

    /** Those that wait hear that they wait for nothing. */
    void refuse(byte[] error) {
        for (Caller caller = waiting.poll(); caller != null; caller = waiting.poll()) {
            caller.thrown(error);
        }
    }

    /** What sockets have to say reaches the instance that they were opened at, or nobody. */
    void dropSockets() {
        waiting.removeIf(caller -> {
            if (caller instanceof SocketCaller event) {
                event.never();
                return true;
            }
            return false;
        });
    }

    /** Ends those that are under way. */
    void end(@Nullable Resident host, byte[] error, Outcome how) {
        if (host == null || flights == 0) {
            return;
        }
        // First those who hold something of the object, so that it is gone for them when the others hear why.
        for (boolean linked : new boolean[] {true, false}) {
            host.lane.flights.forEach(flight -> {
                if (flight.actor == seat && (flight.talks() || !linked)) {
                    flight.reset(error, how);
                }
            });
        }
    }

    /** Whether one of them is a socket that is open at both ends. */
    boolean talk(Resident host) {
        boolean[] talking = new boolean[1];
        if (flights > 0) {
            host.lane.flights.forEach(flight -> talking[0] |= flight.actor == seat && flight.talks());
        }
        return talking[0];
    }
}
