package dev.selvedge.workers;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** Messages of a WebSocket that its isolate has got and not looked at: it may yet pass the socket on. Belongs to one loop. */
final class Untouched {
    private static final int MOST_BYTES = 1 << 20;
    private static final int COST_OF_ONE = 64;

    private record Message(ByteBuffer bytes, boolean binary) {}

    private final ArrayDeque<Message> messages = new ArrayDeque<>(0);
    private int kept;

    /** False if that is more than is kept for the mere chance. */
    boolean keep(ByteBuffer message, boolean binary) {
        kept += message.remaining() + COST_OF_ONE;
        if (kept > MOST_BYTES) {
            return false;
        }
        messages.add(new Message(Text.copy(message), binary));
        return true;
    }

    /** Sends them to somebody else. */
    void replay(SocketPeer to) {
        for (Message message = messages.poll(); message != null; message = messages.poll()) {
            if (message.binary()) {
                to.binary(message.bytes(), () -> {});
            } else {
                to.text(message.bytes(), () -> {});
            }
        }
    }
}
