package dev.selvedge.workers;

import dev.selvedge.turn.Arena;
import dev.selvedge.turn.FrameBatch;
import dev.selvedge.turn.Records;
import dev.selvedge.turn.Wire;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The actors in one isolate, by the numbers that the node gave them. Belongs to the lane's loop. */
final class ActorTable {
    private final Resident resident;
    private final IntMap<ActorSeat> seats = new IntMap<>();

    /** Who began the operations of which the node has not heard yet, because the record that tells of them is kept back. */
    private final IntMap<ActorSeat> begun = new IntMap<>();

    /** What actors that are awake do not know yet. Not worth waking their isolate for: it goes before whatever does. */
    private final ArrayDeque<News> news = new ArrayDeque<>(0);

    private record News(ActorSeat seat, SleepingSocket socket) {}

    private int lastNumber;
    /** How many have something that is not durable yet. */
    private int shut;

    ActorTable(Resident resident) {
        this.resident = resident;
    }

    boolean isEmpty() {
        return seats.isEmpty();
    }

    int size() {
        return seats.size();
    }

    /** Takes an actor in and gives it its number. */
    int enter(ActorSeat seat) {
        lastNumber++;
        seats.put(lastNumber, seat);
        return lastNumber;
    }

    void leave(ActorSeat seat) {
        seats.remove(seat.number());
        begun.removeIf(owner -> owner == seat);
        news.removeIf(each -> {
            boolean its = each.seat == seat;
            if (its) {
                each.socket.told();
            }
            return its;
        });
    }

    /** A socket was answered without its actor. */
    void news(ActorSeat seat, SleepingSocket socket) {
        if (socket.toTell()) {
            news.add(new News(seat, socket));
        }
        if (resident.batch != null) {
            tellNews(resident.lane.batch(resident, 0));
        }
    }

    /** Puts what is new before the records that follow, of which one still fits; false if the batch is too small for all of it. */
    boolean tellNews(FrameBatch batch) {
        while (!news.isEmpty() && batch.records() + 1 < Arena.MAX_RECORDS) {
            News each = news.remove();
            each.socket.told();
            long millis = each.socket.autoMillis();
            batch.record(
                    Wire.In.AUTO_RESPONDED,
                    each.seat.number(),
                    each.socket.number(),
                    (int) millis,
                    (int) (millis >>> 32),
                    0,
                    0,
                    0);
        }
        return news.isEmpty();
    }

    void gateShut() {
        shut++;
    }

    void gateOpened() {
        shut--;
    }

    /** The isolate has been sent its code. */
    void opened() {
        seats.forEach(ActorSeat::settled);
    }

    /** The isolate is gone. */
    void lost() {
        seats.forEach(ActorSeat::lost);
    }

    /** All are to leave in good order, because their isolate will; facets when what they are within does. */
    void evict() {
        seats.forEach(seat -> {
            if (!seat.isFacet()) {
                seat.retire();
            }
        });
    }

    /** Keeps the record back if what its actor wrote before it is not durable yet. */
    boolean holds(Records record) {
        if (shut == 0 || record.kind() == Wire.Out.COMMIT) {
            return false;
        }
        ActorSeat seat = speaker(record);
        if (seat == null || !seat.commits().underWay()) {
            return false;
        }
        if (record.id() < 0 && begins(record.kind())) {
            begun.put(record.id(), seat);
        }
        seat.commits().hold(record);
        return true;
    }

    /** A record that was kept back is on its way. */
    void released(Records record) {
        if (record.id() < 0 && begins(record.kind())) {
            begun.remove(record.id());
        }
    }

    private static boolean begins(int kind) {
        return switch (kind) {
            case Wire.Out.FETCH, Wire.Out.TIMER, Wire.Out.SYNC, Wire.Out.BOOKMARK -> true;
            default -> false;
        };
    }

    /** Whose record it is; null for the Worker's own. */
    private @Nullable ActorSeat speaker(Records record) {
        return switch (record.kind()) {
            case Wire.Out.ACTOR_RESET,
                    Wire.Out.ACTOR_CLOSED,
                    Wire.Out.SOCKET,
                    Wire.Out.SOCKET_SEND,
                    Wire.Out.AUTO_RESPONSE,
                    Wire.Out.FACET -> seats.get(record.id());
            case Wire.Out.FETCH, Wire.Out.TIMER, Wire.Out.SYNC, Wire.Out.BOOKMARK -> ofFlight(record.a());
            default -> record.id() > 0 ? ofFlight(record.id()) : ofOperation(record.id());
        };
    }

    private @Nullable ActorSeat ofFlight(int id) {
        Flight flight = resident.lane.flights.get(id, resident);
        return flight == null ? null : flight.actor;
    }

    private @Nullable ActorSeat ofOperation(int id) {
        ActorSeat waiting = begun.get(id);
        if (waiting != null) {
            return waiting;
        }
        Operation operation = resident.operations.get(id);
        return operation == null ? null : operation.actor;
    }

    /** What only actors say. */
    void take(Records record) {
        int id = record.id();
        switch (record.kind()) {
            case Wire.Out.SYNC -> resident.lane.record(resident, Wire.In.VALUE, id, 0, 0);
            case Wire.Out.BOOKMARK -> resident.operations.bookmark(record);
            default -> {
                ActorSeat seat = seats.get(id);
                if (seat != null) {
                    seat.take(record);
                }
            }
        }
    }
}
