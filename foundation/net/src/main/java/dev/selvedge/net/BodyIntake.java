package dev.selvedge.net;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Holds what has come in of one body and hands it to its reader as far as the reader's credit goes. On the loop only. What
 * waits here is bounded by its source: it stops reading (HTTP/1) or does not open the window (HTTP/2).
 */
final class BodyIntake {
    private static final int MAX_CHUNK = 64 << 10;

    /** Who fills the intake. */
    interface Source {
        /** The reader took this many bytes. */
        void consumed(int bytes);

        /** {@link #wants} may have changed. */
        void demandChanged();
    }

    private final Source source;
    private final ArrayDeque<ByteBuf> queue = new ArrayDeque<>(2);
    private @Nullable BodyReader reader;
    private long credit;
    private long received;
    private long waiting;
    private boolean ended;
    private boolean told;
    private boolean pumping;
    private @Nullable NetFailure failure;

    BodyIntake(Source source) {
        this.source = source;
    }

    /** Takes ownership of the buffer. */
    void offer(ByteBuf bytes) {
        int count = bytes.readableBytes();
        received += count;
        if (told || count == 0) {
            bytes.release();
            if (count > 0) {
                source.consumed(count);
            }
            return;
        }
        waiting += count;
        queue.add(bytes);
        pump();
    }

    /** The body is whole. */
    void end() {
        ended = true;
        pump();
    }

    /** The body will not come; what waits is dropped. */
    void fail(NetFailure why) {
        if (told || failure != null) {
            return;
        }
        failure = why;
        drop();
        pump();
    }

    void read(BodyReader who) {
        reader = who;
        pump();
        source.demandChanged();
    }

    void allow(int bytes) {
        if (bytes > 0) {
            credit += bytes;
            pump();
            source.demandChanged();
        }
    }

    /** Whether the source should bring more. */
    boolean wants() {
        return told || (reader != null && queue.isEmpty() && credit > 0);
    }

    /** Whether the reader has heard the end, or failed: what comes after that is dropped. */
    boolean told() {
        return told;
    }

    boolean ended() {
        return ended;
    }

    long received() {
        return received;
    }

    /** Nobody will read this: drop what is here and what comes. */
    void discard() {
        told = true;
        drop();
    }

    /** All that waits as one array; the intake is empty afterwards. */
    ByteBuffer gather() {
        byte[] all = new byte[(int) waiting];
        int at = 0;
        while (!queue.isEmpty()) {
            ByteBuf bytes = queue.remove();
            int count = bytes.readableBytes();
            bytes.readBytes(all, at, count);
            at += count;
            bytes.release();
        }
        waiting = 0;
        source.consumed(at);
        return ByteBuffer.wrap(all);
    }

    private void pump() {
        BodyReader who = reader;
        if (pumping || told || who == null) {
            return;
        }
        pumping = true;
        try {
            while (credit > 0 && !queue.isEmpty()) {
                deliver(who, queue.element());
            }
            if (!told) {
                tell(who);
            }
        } finally {
            pumping = false;
        }
    }

    private void deliver(BodyReader who, ByteBuf bytes) {
        int count = (int) Math.min(Math.min(credit, MAX_CHUNK), bytes.readableBytes());
        credit -= count;
        waiting -= count;
        if (who.keeps()) {
            lend(who, bytes, count);
            source.consumed(count);
            return;
        }
        ByteBuffer view = bytes.nioBuffer(bytes.readerIndex(), count).asReadOnlyBuffer();
        bytes.skipBytes(count);
        boolean last = !bytes.isReadable();
        if (last) {
            queue.remove();
        }
        try {
            who.chunk(view);
        } finally {
            if (last) {
                bytes.release();
            }
        }
        source.consumed(count);
    }

    /** Hands out the very memory that the bytes came in. */
    private void lend(BodyReader who, ByteBuf bytes, int count) {
        ByteBuf part = bytes;
        if (count < bytes.readableBytes()) {
            part = bytes.readRetainedSlice(count);
        } else {
            queue.remove();
        }
        who.kept(part.nioBuffer(), part::release);
    }

    private void tell(BodyReader who) {
        NetFailure why = failure;
        if (why != null) {
            told = true;
            who.broken(why);
        } else if (ended && queue.isEmpty()) {
            told = true;
            who.end();
        }
    }

    private void drop() {
        int dropped = 0;
        while (!queue.isEmpty()) {
            ByteBuf bytes = queue.remove();
            dropped += bytes.readableBytes();
            bytes.release();
        }
        waiting = 0;
        if (dropped > 0) {
            source.consumed(dropped);
        }
    }
}
