package dev.selvedge.engine;

import dev.selvedge.turn.Arena;
import dev.selvedge.turn.Frame;
import dev.selvedge.turn.Wire;
import dev.selvedge.turn.WireException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Records that wait for their isolate. Frames that arrive together merge by appending, as long as they fit into one turn. Guarded
 * by its isolate.
 */
final class Mailbox {
    private static final int MOST_TEXT = 8 * 1024 * 1024;

    /** What one turn is given. */
    static final class Batch {
        private byte[] ints;
        private byte[] text;
        private int intBytes;
        private int textBytes;
        private @Nullable Batch next;

        private Batch(int intBytes, int textBytes) {
            ints = new byte[intBytes];
            text = new byte[textBytes];
        }

        byte[] ints() {
            return ints;
        }

        int intBytes() {
            return intBytes;
        }

        int records() {
            return intBytes / Wire.RECORD_BYTES;
        }

        byte[] text() {
            return text;
        }

        int textBytes() {
            return textBytes;
        }

        private boolean fits(int moreInts, int moreText) {
            return intBytes + moreInts <= Arena.MAX_RECORDS * Wire.RECORD_BYTES
                    && (textBytes == 0 || textBytes + moreText <= MOST_TEXT);
        }

        private void append(Frame frame) {
            int moreInts = frame.ints() * Integer.BYTES;
            int moreText = frame.textLength();
            if (intBytes + moreInts > ints.length) {
                ints = Arrays.copyOf(ints, Math.max(ints.length * 2, intBytes + moreInts));
            }
            if (textBytes + moreText > text.length) {
                text = Arrays.copyOf(text, Math.max(text.length * 2, textBytes + moreText));
            }
            frame.intBytes().get(ints, intBytes, moreInts);
            frame.copyText(0, text, textBytes, moreText);
            intBytes += moreInts;
            textBytes += moreText;
        }
    }

    private @Nullable Batch first;
    private @Nullable Batch last;

    void add(Frame frame) {
        if (frame.ints() % Wire.RECORD_INTS != 0 || frame.ints() / Wire.RECORD_INTS > Arena.MAX_RECORDS) {
            throw new WireException("a frame of " + frame.ints() + " ints is no turn");
        }
        Batch tail = last;
        if (tail == null || !tail.fits(frame.ints() * Integer.BYTES, frame.textLength())) {
            tail = append(new Batch(frame.ints() * Integer.BYTES, frame.textLength()));
        }
        tail.append(frame);
    }

    boolean isEmpty() {
        return first == null;
    }

    /** The oldest batch, or null. */
    @Nullable
    Batch poll() {
        Batch batch = first;
        if (batch != null) {
            first = batch.next;
            if (first == null) {
                last = null;
            }
        }
        return batch;
    }

    private Batch append(Batch batch) {
        Batch tail = last;
        if (tail == null) {
            first = batch;
        } else {
            tail.next = batch;
        }
        last = batch;
        return batch;
    }
}
