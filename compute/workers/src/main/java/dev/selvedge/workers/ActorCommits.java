package dev.selvedge.workers;

import dev.selvedge.durable.CommitImage;
import dev.selvedge.turn.Records;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What one actor commits, and what it says behind a commit: that goes into the log, and this waits for it. An actor of which one
 * commit was refused is spoilt: its file holds what the log does not, and nothing that follows from it has happened. Belongs to the
 * actor's loop.
 */
final class ActorCommits {
    private final ActorSeat seat;
    private final Actors actors;
    private final ActorGate gate = new ActorGate();
    /** Whether the isolate's table counts the gate as shut. */
    private boolean counted;

    private boolean spoilt;

    ActorCommits(ActorSeat seat, Actors actors) {
        this.seat = seat;
        this.actors = actors;
    }

    /** The actor's database was opened, with everything up to this commit in it. */
    void open(long sequence) {
        spoilt = false;
        gate.open(sequence);
    }

    /** Number of the last commit. */
    long sequence() {
        return gate.sequence();
    }

    /** Whether a commit is under way, or something else that is to last. */
    boolean underWay() {
        return gate.shut();
    }

    boolean spoilt() {
        return spoilt;
    }

    /** The actor says a commit, or a part of one. */
    void take(ByteBuffer part, boolean more) {
        if (spoilt) {
            return; // it builds on what is gone
        }
        int length = gate.room(part);
        byte[] bytes = more ? actors.parts().take(length) : new byte[length];
        CommitImage image = gate.part(part, bytes, more);
        Resident host = seat.resident();
        if (image == null) {
            spoil(ActorError.TOO_LARGE);
        } else if (more) {
            actors.store().part(seat.key, image, () -> actors.parts().giveBack(bytes));
        } else {
            count();
            actors.append(seat, image);
        }
        if (host != null) {
            host.lane.yieldTo(actors.store());
        }
    }

    /** Keeps a record back until what was committed before it is durable. */
    void hold(Records record) {
        gate.hold(record.copy());
        if (gate.overfull()) {
            spoil(ActorError.QUEUE_HEAVY);
        }
    }

    /** The commit is durable, or never will be. */
    void durable(long sequence, @Nullable Throwable failure) {
        gate.durable(sequence);
        settle(failure);
    }

    /** What it says from now on waits until something is done to its facets, which {@link #heldBack} tells. */
    void holdBack() {
        gate.holdBack();
        count();
    }

    void heldBack(@Nullable Throwable failure) {
        gate.heldBack();
        settle(failure);
    }

    private void settle(@Nullable Throwable failure) {
        Resident host = seat.resident();
        if (failure != null) {
            actors.complain(seat.key, "a commit could not be written: " + failure);
            gate.drop();
        }
        gate.release(record -> {
            if (host != null) {
                host.lane.replay(host, record);
            }
        });
        count();
        if (failure != null) {
            spoil(ActorError.STORAGE);
        }
        seat.quieter();
        seat.recover();
    }

    /** So that its isolate's table knows whether anything has to be kept back there. */
    private void count() {
        Resident host = seat.resident();
        boolean shut = host != null && gate.shut();
        if (host != null && shut != counted) {
            counted = shut;
            if (shut) {
                host.actors().gateShut();
            } else {
                host.actors().gateOpened();
            }
        }
    }

    private void spoil(ActorError error) {
        spoilt = true;
        gate.drop();
        seat.reset(error.json());
    }

    /** The actor leaves its isolate. Nobody hears what was kept. */
    void leave(Resident host) {
        if (counted) {
            counted = false;
            host.actors().gateOpened();
        }
        gate.drop();
    }
}
