package dev.selvedge.turn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A view of one frame in a {@link FrameReader}'s buffer; valid only until the sink returns. One instance per reader, so that a
 * frame costs no object.
 *
 * <p>Shape: {@code int length, int isolate, int nInts, nInts ints, text}, little-endian, length counting what follows it.
 */
public final class Frame {
    static final int HEADER_BYTES = 12;

    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private int isolate;
    private int ints;
    private int intsAt;
    private int textAt;
    private int textLength;

    void set(ByteBuffer bytes, int isolate, int intsAt, int ints, int end) {
        this.bytes = bytes;
        this.isolate = isolate;
        this.ints = ints;
        this.intsAt = intsAt;
        this.textAt = intsAt + ints * Integer.BYTES;
        this.textLength = end - textAt;
    }

    /** 0 for a control frame. */
    public int isolate() {
        return isolate;
    }

    public boolean isControl() {
        return isolate == 0;
    }

    public int ints() {
        return ints;
    }

    public int intAt(int index) {
        if (index < 0 || index >= ints) {
            throw new IndexOutOfBoundsException(index);
        }
        return bytes.getInt(intsAt + index * Integer.BYTES);
    }

    public int textLength() {
        return textLength;
    }

    /** The ints as bytes, a view that shares the reader's buffer. */
    public ByteBuffer intBytes() {
        return bytes.slice(intsAt, ints * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The text, a view that shares the reader's buffer. */
    public ByteBuffer text() {
        return bytes.slice(textAt, textLength).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A view of part of the text. */
    public ByteBuffer text(int offset, int length) {
        return bytes.slice(textAt, textLength).slice(offset, length);
    }

    /** Copies part of the text out of the reader's buffer. */
    public void copyText(int offset, byte[] into, int at, int length) {
        if (offset < 0 || length < 0 || length > textLength - offset) {
            throw new IndexOutOfBoundsException(offset + " + " + length + " of " + textLength);
        }
        bytes.get(textAt + offset, into, at, length);
    }
}
