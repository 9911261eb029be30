package dev.selvedge.turn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Walks the records of a frame, having checked that their text lengths fit the frame's text: what an engine claims is never used
 * unchecked. One instance per reader; it keeps no object between frames.
 */
public final class Records {
    private static final int MAX_PARTS = 4;

    private final TextColumns columns;
    private final int[] partAt = new int[MAX_PARTS];
    private Frame frame = new Frame();
    private int at;
    private int text;

    public Records(TextColumns columns) {
        this.columns = columns;
    }

    /** Starts on a frame. */
    public Records of(Frame frame) {
        if (frame.ints() % Wire.RECORD_INTS != 0) {
            throw new WireException(frame.ints() + " ints are not whole records");
        }
        this.frame = frame;
        this.at = -Wire.RECORD_INTS;
        this.text = 0;
        return this;
    }

    /** Steps to the next record; false after the last. */
    public boolean next() {
        at += Wire.RECORD_INTS;
        if (at >= frame.ints()) {
            return false;
        }
        int kind = kind();
        if (!columns.known(kind)) {
            throw new WireException("no record has the kind " + kind);
        }
        for (int part = 0; part < columns.count(kind); part++) {
            int length = frame.intAt(at + columns.column(kind, part));
            if (length < 0 || length > frame.textLength() - text) {
                throw new WireException("a text part of " + length + " bytes in a record of kind " + kind);
            }
            partAt[part] = text;
            text += length;
        }
        return true;
    }

    /** This record alone, in memory of its own, for when it has to outlive its frame. */
    public Records copy() {
        int kind = kind();
        int text = 0;
        for (int part = 0; part < columns.count(kind); part++) {
            text += length(part);
        }
        ByteBuffer bytes = ByteBuffer.allocate(Wire.RECORD_BYTES + text).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < Wire.RECORD_INTS; i++) {
            bytes.putInt(frame.intAt(at + i));
        }
        if (text > 0) {
            bytes.put(frame.text(partAt[0], text));
        }
        Frame alone = new Frame();
        alone.set(bytes, frame.isolate(), 0, Wire.RECORD_INTS, bytes.capacity());
        Records copy = new Records(columns).of(alone);
        copy.next();
        return copy;
    }

    /** Bytes of this record with its text, if it is a {@link #copy}. */
    public int size() {
        return Wire.RECORD_BYTES + frame.textLength();
    }

    public int kind() {
        return frame.intAt(at);
    }

    public int id() {
        return frame.intAt(at + 1);
    }

    public int a() {
        return frame.intAt(at + 2);
    }

    public int b() {
        return frame.intAt(at + 3);
    }

    public int c() {
        return frame.intAt(at + 4);
    }

    public int d() {
        return frame.intAt(at + 5);
    }

    public int e() {
        return frame.intAt(at + 6);
    }

    public int f() {
        return frame.intAt(at + 7);
    }

    /** Length in bytes of a text part of this record. */
    public int length(int part) {
        return frame.intAt(at + columns.column(kind(), part));
    }

    /** A view of a text part; gone with the frame. */
    public ByteBuffer part(int part) {
        return frame.text(partAt[part], length(part));
    }

    /** A copy of a text part. */
    public byte[] bytes(int part) {
        byte[] copy = new byte[length(part)];
        frame.copyText(partAt[part], copy, 0, copy.length);
        return copy;
    }
}
