package dev.selvedge.workers;

import dev.selvedge.net.BodyReader;
import dev.selvedge.net.NetFailure;
import dev.selvedge.turn.Wire;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A byte stream into an isolate. Nothing is read before the isolate asks: a body that it only passes on goes through a
 * {@link Junction} and never crosses. Large chunks travel in slots, small ones, and any chunk while no slot is free,
 * inline. The source gets credit as the isolate consumes, so at most a window is under way.
 */
final class BodyInto implements BodyReader {
    private static final int INLINE_MOST = 4 * 1024;

    private enum Stage {
        UNREAD,
        READING,
        JOINED,
        ENDED
    }

    private final Conversation conversation;
    private final ByteSource source;
    private Stage stage = Stage.UNREAD;
    private int outstanding;
    private boolean untold;
    private @Nullable Junction junction;

    BodyInto(Conversation conversation, ByteSource source) {
        this.conversation = conversation;
        this.source = source;
    }

    Conversation conversation() {
        return conversation;
    }

    ByteSource source() {
        return source;
    }

    /** Whether the stream can still be joined to something else than the isolate. */
    boolean unread() {
        return stage == Stage.UNREAD;
    }

    /** The stream goes elsewhere; its isolate only hears when it is over, and not even that if it asked for silence. */
    void joined(Junction to, boolean silent) {
        stage = Stage.JOINED;
        junction = to;
        untold = silent;
    }

    @Override
    public void chunk(ByteBuffer bytes) {
        if (stage == Stage.ENDED) {
            return;
        }
        Lane lane = conversation.lane();
        outstanding += bytes.remaining();
        while (bytes.hasRemaining()) {
            int before = bytes.remaining();
            int slot = before > INLINE_MOST ? lane.slots.lend(conversation.resident, bytes) : -1;
            if (slot >= 0) {
                lane.slotInto(conversation, slot, before - bytes.remaining());
            } else {
                lane.bytesInto(conversation, bytes);
            }
        }
    }

    @Override
    public void end() {
        if (stage != Stage.ENDED) {
            stage = Stage.ENDED;
            if (!untold) {
                conversation.lane().record(conversation.resident, Wire.In.END, conversation.id, 0, 0);
            }
            conversation.partEnded();
        }
    }

    @Override
    public void broken(NetFailure failure) {
        if (stage != Stage.ENDED) {
            stage = Stage.ENDED;
            if (!untold) {
                int code = failure.kind() == NetFailure.Kind.PROTOCOL ? Wire.Broken.MALFORMED : Wire.Broken.LOST;
                String message = FailureWords.ofBody(failure);
                conversation.lane().text(conversation.resident, Wire.In.BROKEN, conversation.id, code, message);
            }
            conversation.partEnded();
        }
    }

    /** The isolate consumed so many bytes; the first time, it asks. What it claims beyond what it got is not believed. */
    void credit(int bytes) {
        if (stage == Stage.UNREAD) {
            stage = Stage.READING;
            source.start(conversation.lane(), this, Wire.WINDOW_BYTES);
            return;
        }
        int believed = Math.min(Math.max(bytes, 0), outstanding);
        outstanding -= believed;
        if (believed > 0 && stage == Stage.READING) {
            source.allow(believed);
        }
    }

    boolean ended() {
        return stage == Stage.ENDED;
    }

    /** The isolate, or its operation, is gone. */
    void stop() {
        if (stage == Stage.ENDED) {
            return;
        }
        Junction elsewhere = junction;
        stage = Stage.ENDED;
        if (elsewhere == null) {
            source.stop();
        } else {
            elsewhere.cut("the Worker gave up");
        }
    }
}
