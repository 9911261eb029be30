package dev.selvedge.workers;

import dev.selvedge.turn.Arena;
import dev.selvedge.turn.Wire;
import java.nio.ByteBuffer;

/**
 * A byte stream out of an isolate. Credit goes back when the sink has written, which is what holds a fast Worker down to
 * the pace of a slow client.
 */
final class BodyFrom {
    /** An isolate that has more under way than its window is out of order. */
    private static final int MOST_UNDER_WAY = 2 * Wire.WINDOW_BYTES;

    private final Conversation conversation;
    private final ByteSink sink;
    private int underWay;
    private boolean ended;

    BodyFrom(Conversation conversation, ByteSink sink) {
        this.conversation = conversation;
        this.sink = sink;
    }

    boolean ended() {
        return ended;
    }

    void slot(int offset, int length, boolean last) {
        Lane lane = conversation.lane();
        int slot = Arena.checkSlot(Arena.Side.ENGINE, offset, length);
        if (ended || overrun(length)) {
            lane.credit(conversation.resident, conversation.id, length, slot + 1);
            return;
        }
        sink.write(lane.engine.arena().slot(slot, length), new Written(length, slot + 1));
        if (last) {
            end();
        }
    }

    /** The bytes are copied, because the frame is gone before they are written. */
    void bytes(ByteBuffer bytes, boolean last) {
        int length = bytes.remaining();
        if (!ended && length > 0 && !overrun(length)) {
            ByteBuffer copy = ByteBuffer.allocate(length).put(bytes).flip();
            sink.write(copy, new Written(length, 0));
        }
        if (last) {
            end();
        }
    }

    void end() {
        if (!ended) {
            ended = true;
            sink.finish();
            conversation.partEnded();
        }
    }

    void broken(String reason) {
        if (!ended) {
            ended = true;
            sink.breakOff(reason);
            conversation.partEnded();
        }
    }

    /** As {@link #broken}, for an isolate that is gone: nobody is told. */
    void sever(String reason) {
        if (!ended) {
            ended = true;
            sink.breakOff(reason);
        }
    }

    private boolean overrun(int length) {
        underWay += length;
        if (underWay <= MOST_UNDER_WAY) {
            return false;
        }
        underWay -= length;
        broken("the Worker sent more than its window");
        return true;
    }

    /** Runs when a chunk was written, on any thread; the credit is given on the lane's loop. */
    private final class Written implements Runnable {
        private final int bytes;
        private final int slotPlusOne;

        Written(int bytes, int slotPlusOne) {
            this.bytes = bytes;
            this.slotPlusOne = slotPlusOne;
        }

        @Override
        public void run() {
            Lane lane = conversation.lane();
            if (lane.loop.current()) {
                underWay -= bytes;
                lane.credit(conversation.resident, conversation.id, bytes, slotPlusOne);
            } else {
                lane.loop.execute(this);
            }
        }
    }
}
