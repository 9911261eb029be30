package dev.selvedge.workers;

import dev.selvedge.net.BodyReader;
import dev.selvedge.net.NetFailure;
import dev.selvedge.turn.Wire;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * A packed body for a reader who wants it plain. It unpacks only as much as there is credit for, so a bomb of zeros is a
 * slow stream and never a large buffer. On the loop of its reader's lane.
 */
final class Unpacked implements ByteSource, BodyReader {
    private static final int PIECE = 64 * 1024;
    private static final int PACKED_WINDOW = Wire.WINDOW_BYTES / 4;

    private final ByteSource raw;
    private final ContentCoding coding;
    private final ArrayDeque<ByteBuffer> packed = new ArrayDeque<>();
    private @Nullable Decoder decoder;
    private @Nullable BodyReader reader;
    private long credit;
    private boolean packedEnded;
    private boolean pumping;
    private boolean done;

    Unpacked(ByteSource raw, ContentCoding coding) {
        this.raw = raw;
        this.coding = coding;
    }

    @Override
    public String encoding() {
        return coding.token();
    }

    @Override
    public ByteSource raw() {
        return raw;
    }

    @Override
    public void start(Lane home, BodyReader starting, int window) {
        reader = starting;
        decoder = coding.decoder();
        credit = window;
        raw.start(home, this, PACKED_WINDOW);
    }

    @Override
    public void allow(int bytes) {
        credit += bytes;
        pump();
    }

    @Override
    public void stop() {
        close();
        raw.stop();
    }

    @Override
    public void chunk(ByteBuffer bytes) {
        if (!done) {
            packed.add(Text.copy(bytes));
            pump();
        }
    }

    @Override
    public void end() {
        packedEnded = true;
        pump();
    }

    @Override
    public void broken(NetFailure failure) {
        BodyReader hearing = reader;
        if (!done && hearing != null) {
            close();
            hearing.broken(failure);
        }
    }

    private void pump() {
        Decoder unpacking = decoder;
        BodyReader hearing = reader;
        if (pumping || done || unpacking == null || hearing == null) {
            return;
        }
        pumping = true;
        try {
            while (!done && credit > 0 && step(unpacking, hearing)) {
                // one piece at a time
            }
        } catch (DataFormatException e) {
            raw.stop();
            broken(new NetFailure(NetFailure.Kind.PROTOCOL, String.valueOf(e.getMessage())));
        } finally {
            pumping = false;
        }
    }

    /** Unpacks one piece; false when it waits for input. */
    private boolean step(Decoder unpacking, BodyReader hearing) throws DataFormatException {
        ByteBuffer plain = unpacking.take((int) Math.min(credit, PIECE));
        if (plain.hasRemaining()) {
            credit -= plain.remaining();
            hearing.chunk(plain);
            return true;
        }
        ByteBuffer next = packed.poll();
        if (next != null) {
            int length = next.remaining();
            unpacking.give(next);
            raw.allow(length);
            return true;
        }
        if (packedEnded && unpacking.whole()) {
            close();
            hearing.end();
        } else if (packedEnded) {
            throw new DataFormatException(coding.cutShort());
        }
        return false;
    }

    private void close() {
        done = true;
        packed.clear();
        if (decoder != null) {
            decoder.close();
            decoder = null;
        }
    }
}
