package dev.selvedge.engine;

import dev.selvedge.base.Invariant;
import dev.selvedge.turn.FrameReader;
import dev.selvedge.turn.TextColumns;
import dev.selvedge.turn.Wire;
import dev.selvedge.turn.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;

/** Frames on their way to the node, collected so that a round ends in one write. Guarded by its lane. */
final class OutBuffer {
    private static final int INITIAL = 256 * 1024;
    private static final int FRAME_HEADER = 12;
    private static final int MOST_TEXT = FrameReader.MAX_ISOLATE_FRAME / 2;

    private ByteBuffer bytes = ByteBuffer.allocateDirect(INITIAL).order(ByteOrder.LITTLE_ENDIAN);

    /** Appends what a turn said: records as they lie in the arena, then their text; as several frames if it is much. */
    void say(int isolate, ByteBuffer records, byte[] text) {
        int start = records.position();
        int textStart = 0;
        int textEnd = 0;
        for (int record = start; text.length > MOST_TEXT && record < records.limit(); record += Wire.RECORD_BYTES) {
            int length = textLength(records, record);
            if (length > MOST_TEXT) {
                throw new WireException("a record with " + length + " bytes of text");
            }
            if (textEnd + length - textStart > MOST_TEXT) {
                frame(isolate, records.slice(start, record - start), text, textStart, textEnd - textStart);
                start = record;
                textStart = textEnd;
            }
            textEnd += length;
        }
        frame(isolate, records.slice(start, records.limit() - start), text, textStart, text.length - textStart);
    }

    private static int textLength(ByteBuffer records, int record) {
        int kind = records.getInt(record);
        Invariant.check(TextColumns.FROM_ISOLATE.known(kind), "the core made a record of an unknown kind", kind);
        int length = 0;
        for (int part = 0; part < TextColumns.FROM_ISOLATE.count(kind); part++) {
            length += records.getInt(record + TextColumns.FROM_ISOLATE.column(kind, part) * Integer.BYTES);
        }
        return length;
    }

    private void frame(int isolate, ByteBuffer records, byte[] text, int textAt, int textLength) {
        int ints = records.remaining();
        room(FRAME_HEADER + ints + textLength);
        bytes.putInt(FRAME_HEADER - Integer.BYTES + ints + textLength)
                .putInt(isolate)
                .putInt(ints / Integer.BYTES);
        bytes.put(records).put(text, textAt, textLength);
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
