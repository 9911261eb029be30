package dev.selvedge.workers;

import dev.selvedge.turn.ControlMessage;
import dev.selvedge.turn.ControlOp;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The isolates of one lane: how they come in through the engine's {@link Admission} and how they go. Belongs to the lane's loop. */
final class Residents {
    /** What an isolate of a small Worker takes, and how its code counts: source, what V8 makes of it, and the copies on the way. */
    private static final long LEAST_BYTES = 2L << 20;

    private static final int CODE_FACTOR = 4;

    private final Lane lane;
    private final IntMap<Resident> here = new IntMap<>();

    /** Unloaded, and not yet reported closed. */
    private final IntMap<Resident> leaving = new IntMap<>();

    Residents(Lane lane) {
        this.lane = lane;
    }

    @Nullable
    Resident get(int id) {
        return here.get(id);
    }

    void forEach(Consumer<Resident> action) {
        here.forEach(action);
    }

    void add(Resident resident) {
        here.put(resident.id, resident);
        lane.engine.tenants.put(resident.id, resident.seat);
    }

    /** Sends what the isolate is made from, once there is room for it; may come before the engine is up. */
    void load(Resident resident, ByteBuffer frame) {
        long bytes = LEAST_BYTES + (long) CODE_FACTOR * frame.remaining();
        lane.whenConnected(() -> {
            if (resident.state == Resident.State.WAITING) {
                resident.queuedNanos = lane.shared.clock().nanos();
                admission().enter(lane.index, bytes, () -> lane.run(() -> enter(resident, frame, bytes)));
            }
        });
    }

    private void enter(Resident resident, ByteBuffer frame, long bytes) {
        resident.reserved = bytes;
        resident.admitted = true;
        if (resident.state == Resident.State.WAITING) {
            lane.control(frame);
            resident.open();
        } else {
            depart(resident);
        }
    }

    /** The engine says that the isolate has started. */
    void started(int id) {
        Resident resident = here.get(id);
        if (resident != null) {
            settle(resident);
        }
    }

    private void settle(Resident resident) {
        long bytes = resident.reserved;
        if (bytes > 0) {
            resident.reserved = 0;
            admission().started(bytes);
        }
    }

    void unload(Resident resident) {
        lane.unloading(resident);
        lane.controlAfter(
                new ControlMessage(ControlOp.UNLOAD, 0, ControlMessage.object().put("isolate", resident.id))
                        .toBuffer());
        if (resident.admitted) {
            resident.leaving = true;
            leaving.put(resident.id, resident);
            admission().leaving(lane.index);
        }
        resident.close(WorkerError.EXCEPTION, "The Worker was replaced by another version.", Outcome.CANCELED);
    }

    /** The engine says that the isolate's memory is free. */
    void unloaded(int id) {
        Resident resident = leaving.remove(id);
        if (resident != null) {
            depart(resident);
            resident.release();
        }
    }

    void forget(Resident resident) {
        here.remove(resident.id);
        lane.engine.tenants.remove(resident.id);
        if (resident.admitted && !resident.leaving) {
            depart(resident);
        }
    }

    /** Another engine takes what is new: the seats are free for isolates there. */
    void handOver() {
        here.forEach(resident -> {
            resident.seat.left(resident);
            if (resident.actors != null) {
                resident.actors.evict();
            }
        });
    }

    /** The engine is gone. */
    void die(String reason) {
        here.forEach(resident -> {
            resident.close(WorkerError.ENGINE_LOST, reason, Outcome.UNKNOWN);
            lane.engine.releaseWhenGone(resident);
        });
        leaving.forEach(lane.engine::releaseWhenGone);
    }

    private void depart(Resident resident) {
        resident.admitted = false;
        settle(resident);
        admission().left(lane.index, resident.leaving);
    }

    /** Unloads up to so many that are idle, the longest idle first. */
    void evict(int count) {
        int given = 0;
        for (Resident oldest = longestIdle(); oldest != null && given < count; oldest = longestIdle()) {
            given++;
            lane.shared.figures.unloads.increment();
            unload(oldest);
        }
        admission().evicted(lane.index, count, given);
    }

    private @Nullable Resident longestIdle() {
        Resident[] oldest = new Resident[1];
        here.forEach(resident -> {
            boolean older = oldest[0] == null || resident.lastUsedNanos - oldest[0].lastUsedNanos < 0;
            if (resident.idle() && older) {
                oldest[0] = resident;
            }
        });
        return oldest[0];
    }

    private Admission admission() {
        return lane.engine.admission;
    }
}
