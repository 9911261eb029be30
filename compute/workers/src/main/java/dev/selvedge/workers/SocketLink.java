package dev.selvedge.workers;

import dev.selvedge.turn.Arena;
import dev.selvedge.turn.Records;
import dev.selvedge.turn.Wire;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An isolate's WebSocket as the node sees it: passes messages between the isolate and a {@link SocketPeer}. Closed when both
 * sides have closed, or when either is gone. Belongs to the lane's loop.
 */
final class SocketLink implements SocketInlet {
    private final Conversation conversation;
    private @Nullable SocketPeer peer;
    private boolean closedByIsolate;
    private boolean closedByPeer;

    SocketLink(Conversation conversation) {
        this.conversation = conversation;
    }

    void attach(SocketPeer far) {
        peer = far;
    }

    boolean ended() {
        return closedByPeer;
    }

    void fromIsolate(Records records) {
        SocketPeer far = peer;
        if (far == null || closedByIsolate || closedByPeer) {
            conversation.lane().returnSlot(conversation, records);
            return;
        }
        switch (records.kind()) {
            case Wire.Out.WS_TEXT -> {
                ByteBuffer text = Text.copy(records.part(0));
                far.text(text, written(text.remaining(), 0));
            }
            case Wire.Out.WS_BINARY -> binary(far, records);
            default -> {
                closedByIsolate = true;
                far.close(records.a(), Text.utf8(records.part(0)));
            }
        }
    }

    private void binary(SocketPeer far, Records records) {
        if (records.a() > 0 || records.c() == 0) {
            ByteBuffer bytes = Text.copy(records.part(0));
            far.binary(bytes, written(bytes.remaining(), 0));
            return;
        }
        int slot = Arena.checkSlot(Arena.Side.ENGINE, records.b(), records.c());
        ByteBuffer bytes = conversation.lane().engine.arena().slot(slot, records.c());
        far.binary(bytes, written(records.c(), slot + 1));
    }

    /** Tells the isolate, once the message is out, that its bytes are. */
    private Runnable written(int bytes, int slotPlusOne) {
        Lane lane = conversation.lane();
        return () -> lane.run(() -> lane.credit(conversation.resident, conversation.id, bytes, slotPlusOne));
    }

    @Override
    public void whenRoom(Runnable task) {
        conversation.lane().whenRoom(task);
    }

    @Override
    public void textIn(ByteBuffer utf8) {
        boolean ascii = Text.ascii(utf8);
        conversation.lane().message(conversation, Wire.In.WS_TEXT, utf8, ascii ? 0 : 1);
    }

    @Override
    public void binaryIn(ByteBuffer bytes) {
        conversation.lane().message(conversation, Wire.In.WS_BINARY, bytes, 0);
    }

    @Override
    public void closedIn(int code, String reason, boolean clean) {
        if (closedByPeer) {
            return;
        }
        closedByPeer = true;
        conversation.lane().closeMessage(conversation, code, reason, clean);
        conversation.partEnded();
    }

    /** The isolate is gone. */
    void sever() {
        SocketPeer far = peer;
        if (!closedByPeer && far != null) {
            closedByPeer = true;
            far.abort();
        }
    }
}
