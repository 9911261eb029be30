package dev.selvedge.workers;

import dev.selvedge.durable.CommitImage;
import dev.selvedge.turn.Records;
import dev.selvedge.turn.WireException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The output gate of one actor: what it says after a commit is kept until that commit is durable, so that nobody ever sees what
 * could still be lost. Also looks at commits as they come. Belongs to the actor's loop.
 */
final class ActorGate {
    private static final int MOST_HELD_BYTES = 64 << 20;
    private static final byte[] NOTHING = {};

    private record Held(long sequence, Records record) {}

    private final ArrayDeque<Held> held = new ArrayDeque<>();
    /** Of the commit whose first parts have come, and how much of it that was. */
    private byte[] header = NOTHING;

    private long committing;
    private long heldBytes;
    private long said;
    private long durable;
    /** What else has to be done before anything leaves. */
    private int heldBack;

    /** The actor's database was opened, with everything up to this commit in it. */
    void open(long sequence) {
        said = sequence;
        durable = sequence;
        begin();
    }

    /** Whether a commit is under way, or something else that is to last. */
    boolean shut() {
        return said > durable || heldBack > 0;
    }

    /** Besides commits, something is under way that what follows may rest on. */
    void holdBack() {
        heldBack++;
    }

    void heldBack() {
        heldBack--;
    }

    /** Number of the last commit. */
    long sequence() {
        return said;
    }

    /** Whether more is kept than one actor may have under way. */
    boolean overfull() {
        return heldBytes > MOST_HELD_BYTES;
    }

    /** Bytes of what came, with the header. */
    int room(ByteBuffer part) {
        return header.length + part.remaining();
    }

    /**
     * Takes a commit, or a part of one, which only begins with the header if it is the first.
     *
     * @param into an array of {@link #room} or more, which becomes the image
     * @return what came, with the header; null if the commit is larger than any may be
     */
    @Nullable
    CommitImage part(ByteBuffer part, byte[] into, boolean more) {
        System.arraycopy(header, 0, into, 0, header.length);
        committing += part.remaining();
        int length = room(part);
        part.get(into, header.length, part.remaining());
        CommitImage image = image(ByteBuffer.wrap(into, 0, length));
        if (image.sequence() != said + 1) {
            throw new WireException("commit " + image.sequence() + " of an actor follows commit " + said);
        }
        if (committing > CommitImage.MAX_COMMIT_BYTES) {
            return null;
        }
        if (more) {
            header = Arrays.copyOf(into, CommitImage.HEADER_BYTES);
        } else {
            said = image.sequence();
            begin();
        }
        return image;
    }

    private void begin() {
        header = NOTHING;
        committing = 0;
    }

    private static CommitImage image(ByteBuffer bytes) {
        try {
            return CommitImage.of(bytes);
        } catch (IllegalArgumentException e) {
            throw new WireException("an actor's " + e.getMessage());
        }
    }

    void hold(Records record) {
        heldBytes += record.size();
        held.add(new Held(said, record));
    }

    /** Everything up to this commit is durable. */
    void durable(long sequence) {
        durable = Math.max(durable, sequence);
    }

    /** What waited for nothing else goes out, in order. */
    void release(Consumer<Records> out) {
        while (heldBack == 0 && !held.isEmpty() && held.element().sequence() <= durable) {
            Records record = held.remove().record();
            heldBytes -= record.size();
            out.accept(record);
        }
    }

    /** Nobody will hear what was kept. */
    void drop() {
        held.clear();
        heldBytes = 0;
    }
}
