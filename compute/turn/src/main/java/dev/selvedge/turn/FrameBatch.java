package dev.selvedge.turn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Collects the records for one isolate until they leave as one frame. Not safe for use by several threads.
 *
 * <p>Put a record's ints with {@link #record}, then its text parts in the order of {@link TextColumns}; the lengths given in the
 * ints must be those of the parts.
 */
public final class FrameBatch {
    private static final int INITIAL_INTS = 32 * Wire.RECORD_BYTES;
    private static final int INITIAL_TEXT = 8 * 1024;
    private static final int KEEP_TEXT = 256 * 1024;

    private ByteBuffer ints = ByteBuffer.allocate(INITIAL_INTS).order(ByteOrder.LITTLE_ENDIAN);
    private byte[] text = new byte[INITIAL_TEXT];
    private int textLength;

    public boolean isEmpty() {
        return ints.position() == 0;
    }

    public int records() {
        return ints.position() / Wire.RECORD_BYTES;
    }

    public int textLength() {
        return textLength;
    }

    /** Whether a record with this much text still fits into a frame and into a thread's area of the arena. */
    public boolean fits(int bytesOfText) {
        return records() < Arena.MAX_RECORDS && bytesOfText <= FrameReader.MAX_ISOLATE_FRAME / 2 - textLength;
    }

    public FrameBatch record(int kind, int id, int a, int b, int c, int d, int e, int f) {
        if (ints.remaining() < Wire.RECORD_BYTES) {
            ints = ByteBuffer.allocate(ints.capacity() * 2)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put(ints.flip());
        }
        ints.putInt(kind)
                .putInt(id)
                .putInt(a)
                .putInt(b)
                .putInt(c)
                .putInt(d)
                .putInt(e)
                .putInt(f);
        return this;
    }

    public FrameBatch record(int kind, int id) {
        return record(kind, id, 0, 0, 0, 0, 0, 0);
    }

    public FrameBatch record(int kind, int id, int a, int b) {
        return record(kind, id, a, b, 0, 0, 0, 0);
    }

    public FrameBatch text(byte[] bytes) {
        return text(bytes, 0, bytes.length);
    }

    public FrameBatch text(byte[] bytes, int offset, int length) {
        room(length);
        System.arraycopy(bytes, offset, text, textLength, length);
        textLength += length;
        return this;
    }

    /** Takes what remains in the buffer, and leaves its position alone. */
    public FrameBatch text(ByteBuffer bytes) {
        int length = bytes.remaining();
        room(length);
        bytes.get(bytes.position(), text, textLength, length);
        textLength += length;
        return this;
    }

    /** One byte per char; a char beyond U+00FF becomes a question mark. */
    public FrameBatch latin1(String chars) {
        return text(chars.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The array that text may be written into directly, after {@link #room} was called; then call {@link #wrote}. */
    public byte[] textArray() {
        return text;
    }

    /** Makes room for so many bytes behind {@link #textLength}. */
    public void room(int bytes) {
        if (bytes > text.length - textLength) {
            text = Arrays.copyOf(text, Math.max(text.length * 2, textLength + bytes));
        }
    }

    public void wrote(int bytes) {
        textLength += bytes;
    }

    /** Bytes of the frame that {@link #writeTo} makes. */
    public int frameBytes() {
        return Frame.HEADER_BYTES + ints.position() + textLength;
    }

    /** Appends the frame to a little-endian buffer that has {@link #frameBytes} of room, and empties the batch. */
    public void writeTo(int isolate, ByteBuffer out) {
        out.putInt(frameBytes() - Integer.BYTES).putInt(isolate).putInt(ints.position() / Integer.BYTES);
        out.put(ints.flip()).put(text, 0, textLength);
        clear();
    }

    /** The frame in a buffer of its own, ready to be written; empties the batch. */
    public ByteBuffer toBuffer(int isolate) {
        ByteBuffer out = ByteBuffer.allocate(frameBytes()).order(ByteOrder.LITTLE_ENDIAN);
        writeTo(isolate, out);
        return out.flip();
    }

    public void clear() {
        ints.clear();
        textLength = 0;
        if (text.length > KEEP_TEXT) {
            text = new byte[INITIAL_TEXT];
        }
    }
}
