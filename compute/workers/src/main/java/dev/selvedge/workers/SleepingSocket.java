package dev.selvedge.workers;

import dev.selvedge.turn.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket of an actor that may sleep meanwhile: the node holds it, knows what the actor keeps with it, and wakes the actor for
 * what comes in. Belongs to the actor's loop; the client may be on another.
 */
final class SleepingSocket implements SocketInlet {
    private static final int MOST_UNSENT = 64 << 20;
    private static final int ABNORMAL = 1006;

    private final SleepingSockets all;
    private final int number;
    private String tags;
    private @Nullable String attachment;
    private long autoMillis;
    private @Nullable SocketPeer peer;
    private @Nullable SocketCaller last;
    private long unsent;
    private boolean closed;
    /** What ends it if the actor does not answer the client's close. */
    private Runnable closing = () -> {};
    /** The actor closed its end, or need not. */
    private boolean answered;
    /** The actor is to hear of the last answer, and has not yet. */
    private boolean untold;

    SleepingSocket(SleepingSockets all, int number, String tags, @Nullable String attachment) {
        this.all = all;
        this.number = number;
        this.tags = tags;
        this.attachment = attachment;
    }

    int number() {
        return number;
    }

    /** JSON of the list of its tags. */
    String tags() {
        return tags;
    }

    @Nullable
    String attachment() {
        return attachment;
    }

    /** When it was last answered without the actor; 0 if never. */
    long autoMillis() {
        return autoMillis;
    }

    /** Whether the actor was not to hear of an answer before. */
    boolean toTell() {
        boolean first = !untold;
        untold = true;
        return first;
    }

    void told() {
        untold = false;
    }

    void keep(String newTags, @Nullable String newAttachment) {
        tags = newTags;
        attachment = newAttachment;
    }

    void attach(SocketPeer far) {
        peer = far;
    }

    /** Whether a client is, or was, at the other end. */
    boolean attached() {
        return peer != null;
    }

    // ---- from the client

    @Override
    public void textIn(ByteBuffer utf8) {
        if (closed) {
            return;
        }
        byte[] text = bytes(utf8);
        byte[] answer = all.answerTo(text);
        if (answer == null) {
            arrived(Wire.SocketEvent.TEXT, text, 0, false);
        } else {
            autoMillis = all.wallMillis();
            all.answered(this);
            send(ByteBuffer.wrap(answer), false);
        }
    }

    @Override
    public void binaryIn(ByteBuffer bytes) {
        if (!closed) {
            arrived(Wire.SocketEvent.BINARY, bytes(bytes), 0, false);
        }
    }

    @Override
    public void closedIn(int code, String reason, boolean clean) {
        if (!closed) {
            closed = true;
            answered |= !clean;
            closing = clean ? () -> close(code, reason) : this::abort;
            arrived(Wire.SocketEvent.CLOSE, reason.getBytes(StandardCharsets.UTF_8), code, clean);
        }
    }

    /** A client may have as much under way as its window, until the actor is done with it. */
    @Override
    public void whenRoom(Runnable task) {
        if (last == null) {
            task.run();
        } else {
            last.whenOver(task);
        }
    }

    private void arrived(int type, byte[] payload, int code, boolean clean) {
        SocketCaller event = new SocketCaller(this, type, payload, code, clean, all.ray());
        last = event;
        all.arrived(event);
    }

    /** The actor is done with an event. */
    void taken(SocketCaller event, boolean end) {
        if (last == event) {
            last = null;
        }
        all.taken(event);
        if (end) {
            // Unless the actor did: nobody is to wait for good.
            closing.run();
            all.forget(this);
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(copy);
        return copy;
    }

    // ---- to the client

    void send(ByteBuffer message, boolean binary) {
        SocketPeer far = peer;
        int length = message.remaining();
        if (far == null || answered) {
            return;
        }
        unsent += length;
        if (unsent > MOST_UNSENT) {
            // It does not read what the actor says, and nothing holds the actor back.
            abort();
            closedIn(ABNORMAL, "", false);
            return;
        }
        Runnable written = () -> all.here(() -> unsent -= length);
        if (binary) {
            far.binary(message, written);
        } else {
            far.text(message, written);
        }
    }

    void close(int code, String reason) {
        if (peer != null && !answered) {
            answered = true;
            peer.close(code, reason);
        }
    }

    /** As {@link #abort}, and the actor is to hear nothing of it. */
    void drop() {
        closed = true;
        abort();
    }

    void abort() {
        if (peer != null) {
            peer.abort();
        }
    }
}
