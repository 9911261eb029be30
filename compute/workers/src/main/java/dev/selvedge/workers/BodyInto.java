package dev.selvedge.workers;

import dev.selvedge.net.BodyReader;
import dev.selvedge.net.NetFailure;
import dev.selvedge.turn.Wire;
import java.nio.ByteBuffer;

/**
 * A byte stream into an isolate. Large chunks travel in slots, small ones, and any chunk while no slot is free, inline.
 * The source gets credit as the isolate consumes, so at most a window is under way.
 */
final class BodyInto implements BodyReader {
    private static final int INLINE_MOST = 4 * 1024;

    private final Conversation conversation;
    private final ByteSource source;
    private int outstanding;
    private boolean ended;

    BodyInto(Conversation conversation, ByteSource source) {
        this.conversation = conversation;
        this.source = source;
    }

    void start() {
        source.start(conversation.lane(), this, Wire.WINDOW_BYTES);
    }

    @Override
    public void chunk(ByteBuffer bytes) {
        if (ended) {
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
        if (!ended) {
            ended = true;
            conversation.lane().record(conversation.resident, Wire.In.END, conversation.id, 0, 0);
            finished();
        }
    }

    @Override
    public void broken(NetFailure failure) {
        if (!ended) {
            ended = true;
            // The platform has words of its own for a client that left.
            boolean client = conversation.id > 0 && failure.kind() == NetFailure.Kind.PEER_GONE;
            String message = client ? "" : failure.message();
            conversation.lane().text(conversation.resident, Wire.In.BROKEN, conversation.id, 1, message);
            finished();
        }
    }

    /** The isolate consumed so many bytes. What it claims beyond what it got is not believed. */
    void credit(int bytes) {
        int believed = Math.min(Math.max(bytes, 0), outstanding);
        outstanding -= believed;
        if (believed > 0 && !ended) {
            source.allow(believed);
        }
    }

    boolean ended() {
        return ended;
    }

    /** Nobody reads any more. */
    void stop() {
        if (!ended) {
            ended = true;
            source.stop();
        }
    }

    private void finished() {
        conversation.partEnded();
    }
}
