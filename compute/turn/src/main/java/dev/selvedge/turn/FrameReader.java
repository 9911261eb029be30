package dev.selvedge.turn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Cuts what a socket brings into frames. One per socket, used by the one thread that reads it.
 *
 * <p>The other side is not believed: a length beyond the bound, or ints beyond the length, is a {@link WireException} before
 * anything is allocated for it. What is kept between reads is at most one frame.
 */
public final class FrameReader {
    /** Most bytes of a frame for or from an isolate. */
    public static final int MAX_ISOLATE_FRAME = 16 * 1024 * 1024;

    /** Most bytes of a control frame: it may carry a whole Worker. */
    public static final int MAX_CONTROL_FRAME = 64 * 1024 * 1024;

    /** Most bytes of a control frame that only tells something. */
    public static final int MAX_TOLD_FRAME = 1024 * 1024;

    private static final int INITIAL_BYTES = 256 * 1024;

    /** Receives frames in the order in which they came. */
    @FunctionalInterface
    public interface Sink {
        /** The frame is gone when this returns: copy what must last. */
        void frame(Frame frame);
    }

    private final Sink sink;
    private final Frame frame = new Frame();
    private final boolean direct;
    private final int mostControl;
    private ByteBuffer buffer;

    private FrameReader(Sink sink, boolean direct, int mostControl) {
        this.sink = sink;
        this.mostControl = mostControl;
        this.direct = direct;
        this.buffer = allocate(INITIAL_BYTES);
    }

    /** A reader that is fed by {@link #feed}. */
    public static FrameReader fed(Sink sink) {
        return fed(sink, MAX_CONTROL_FRAME);
    }

    /** As {@link #fed(Sink)}, for a sender that has no reason for control frames of more than so many bytes. */
    public static FrameReader fed(Sink sink, int mostControl) {
        return new FrameReader(sink, false, mostControl);
    }

    /** A reader whose {@link #space} a channel reads into directly. */
    public static FrameReader reading(Sink sink) {
        return new FrameReader(sink, true, MAX_CONTROL_FRAME);
    }

    /** Takes all of the bytes, handing on each frame that they complete. */
    public void feed(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            ByteBuffer space = space();
            int length = Math.min(space.remaining(), bytes.remaining());
            space.put(space.position(), bytes, bytes.position(), length);
            space.position(space.position() + length);
            bytes.position(bytes.position() + length);
            read();
        }
    }

    /** Where the next bytes of the socket go; never without room. Call {@link #read} after putting some there. */
    public ByteBuffer space() {
        return buffer;
    }

    /** Hands on each frame that is complete. */
    public void read() {
        int end = buffer.position();
        int at = 0;
        while (end - at >= Frame.HEADER_BYTES) {
            int length = checkedLength(at);
            if (length > end - at - Integer.BYTES) {
                break;
            }
            hand(at, length);
            at += Integer.BYTES + length;
        }
        keep(at, end);
    }

    private int checkedLength(int at) {
        int length = buffer.getInt(at);
        int isolate = buffer.getInt(at + 4);
        int ints = buffer.getInt(at + 8);
        int most = isolate == 0 ? mostControl : MAX_ISOLATE_FRAME;
        if (isolate < 0 || length < Frame.HEADER_BYTES - Integer.BYTES || length > most) {
            throw new WireException("a frame of " + length + " bytes for isolate " + isolate);
        }
        if (ints < 0 || (long) ints * Integer.BYTES > length - (Frame.HEADER_BYTES - Integer.BYTES)) {
            throw new WireException("a frame of " + length + " bytes that claims " + ints + " ints");
        }
        return length;
    }

    private void hand(int at, int length) {
        int isolate = buffer.getInt(at + 4);
        int ints = buffer.getInt(at + 8);
        frame.set(buffer, isolate, at + Frame.HEADER_BYTES, ints, at + Integer.BYTES + length);
        sink.frame(frame);
    }

    /** Moves the unfinished rest to the front: into a buffer twice as large if it filled this one, back into a small one later. */
    private void keep(int at, int end) {
        int rest = end - at;
        if (rest == buffer.capacity()) {
            resize(at, rest, Math.min(buffer.capacity() * 2, Integer.BYTES + buffer.getInt(at)));
        } else if (buffer.capacity() > INITIAL_BYTES && rest < INITIAL_BYTES) {
            resize(at, rest, INITIAL_BYTES);
        } else if (at > 0 && rest > 0) {
            buffer.put(0, buffer, at, rest);
        }
        buffer.clear().position(rest);
    }

    private void resize(int at, int rest, int capacity) {
        ByteBuffer sized = allocate(capacity);
        sized.put(0, buffer, at, rest);
        buffer = sized;
    }

    private ByteBuffer allocate(int bytes) {
        ByteBuffer made = direct ? ByteBuffer.allocateDirect(bytes) : ByteBuffer.allocate(bytes);
        return made.order(ByteOrder.LITTLE_ENDIAN);
    }
}
