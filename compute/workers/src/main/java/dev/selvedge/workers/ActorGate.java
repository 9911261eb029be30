package dev.selvedge.workers;

import dev.selvedge.durable.CommitImage;
import dev.selvedge.turn.Records;
import dev.selvedge.turn.WireException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The output gate of one actor: what it says after a commit is kept until that commit is durable, so that nobody ever sees what
 * could still be lost. Also puts the parts of a commit together. Belongs to the actor's loop.
 */
final class ActorGate {
    private static final int MOST_HELD_BYTES = 64 << 20;

    private record Held(long sequence, Records record) {}

    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
    private boolean oversized;
    private long heldBytes;
    private long said;
    private long durable;

    /** The actor's database was opened, with everything up to this commit in it. */
    void open(long sequence) {
        said = sequence;
        durable = sequence;
        parts.reset();
        oversized = false;
    }

    /** Whether a commit is under way. */
    boolean shut() {
        return said > durable;
    }

    /** Number of the last commit. */
    long sequence() {
        return said;
    }

    /** Whether more is kept than one actor may have under way. */
    boolean overfull() {
        return heldBytes > MOST_HELD_BYTES;
    }

    /** Takes a part of a commit; all of it once that was the last, or null. */
    @Nullable
    CommitImage part(byte[] bytes, boolean more) {
        oversized |= parts.size() + bytes.length > CommitImage.MAX_BYTES;
        boolean whole = !more && parts.size() == 0;
        if (!oversized && !whole) {
            parts.writeBytes(bytes);
        }
        if (more || oversized) {
            return null;
        }
        CommitImage image = image(whole ? bytes : parts.toByteArray());
        parts.reset();
        if (image.sequence() != said + 1) {
            throw new WireException("commit " + image.sequence() + " of an actor follows commit " + said);
        }
        said = image.sequence();
        return image;
    }

    private static CommitImage image(byte[] bytes) {
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

    /** Everything up to this commit is durable: what waited for it goes out, in order. */
    void durable(long sequence, Consumer<Records> out) {
        durable = Math.max(durable, sequence);
        while (!held.isEmpty() && held.element().sequence() <= durable) {
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
