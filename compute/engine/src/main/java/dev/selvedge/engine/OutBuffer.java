package dev.selvedge.engine;

import dev.selvedge.turn.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;

/** Frames on their way to the node, collected so that a round ends in one write. Guarded by its lane. */
final class OutBuffer {
    private static final int INITIAL = 256 * 1024;
    private static final int FRAME_HEADER = 12;

    private ByteBuffer bytes = ByteBuffer.allocateDirect(INITIAL).order(ByteOrder.LITTLE_ENDIAN);

    /** Appends what a turn said: records as they lie in the arena, then their text. */
    void frame(int isolate, ByteBuffer records, byte[] text) {
        int ints = records.remaining();
        room(FRAME_HEADER + ints + text.length);
        bytes.putInt(FRAME_HEADER - Integer.BYTES + ints + text.length)
                .putInt(isolate)
                .putInt(ints / Integer.BYTES);
        bytes.put(records).put(text);
    }

    /** Appends a frame that is complete. */
    void frame(ByteBuffer frame) {
        room(frame.remaining());
        bytes.put(frame);
    }

    boolean isEmpty() {
        return bytes.position() == 0;
    }

    /** Bytes so far. */
    int size() {
        return bytes.position();
    }

    void writeTo(WritableByteChannel channel) throws IOException {
        bytes.flip();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        if (bytes.capacity() > INITIAL) {
            bytes = ByteBuffer.allocateDirect(INITIAL).order(ByteOrder.LITTLE_ENDIAN);
        }
        bytes.clear();
    }

    private void room(int wanted) {
        if (wanted > bytes.remaining()) {
            int capacity = Math.max(bytes.capacity() * 2, bytes.position() + wanted + Wire.RECORD_BYTES);
            bytes = ByteBuffer.allocateDirect(capacity)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put(bytes.flip());
        }
    }
}
