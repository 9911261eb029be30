package dev.selvedge.workers;

import dev.selvedge.turn.Arena;
import dev.selvedge.turn.Records;
import dev.selvedge.turn.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An isolate's WebSocket as the node sees it: passes messages between the isolate and a {@link SocketPeer}. Closed when both
 * sides have closed, each in words of its own, or when either is gone. Belongs to the lane's loop.
 */
final class SocketLink implements SocketInlet {
    private static final int ABNORMAL = 1006;

    private final Conversation conversation;
    private @Nullable SocketPeer peer;
    private boolean closedByIsolate;
    private boolean closedByPeer;
    /** What the peer closed with, which it hears again if the isolate says nothing. */
    private int peerCode;

    private String peerReason = "";
    /** Whether nobody in the isolate will answer a close. */
    private boolean abandoned;
    /** What the isolate was sent and has not touched yet, so that it can still be passed on; null once it has. */
    private @Nullable Untouched untouched;
    /** Where what comes in goes since the isolate passed the socket on. */
    private @Nullable SocketPeer joined;

    SocketLink(Conversation conversation) {
        this.conversation = conversation;
    }

    /** From now on the isolate may pass the socket on as it is, as long as it does nothing else with it. */
    void offer() {
        untouched = new Untouched();
    }

    /** The far end for whoever the isolate passes the socket on to; null if that is not possible. */
    @Nullable
    SocketInlet farEnd() {
        SocketPeer far = peer;
        if (untouched == null || far == null || closedByPeer) {
            return null;
        }
        return far instanceof SocketPipe(SocketInlet inlet) ? inlet : new PeerInlet(far);
    }

    /** The isolate is out of the conversation: what it had got, and all that comes, goes to somebody else. */
    void join(SocketPeer other) {
        Untouched until = untouched;
        untouched = null;
        joined = other;
        if (until != null) {
            until.replay(other);
        }
    }

    void attach(SocketPeer far) {
        peer = far;
    }

    boolean ended() {
        return closedByPeer && (closedByIsolate || joined != null);
    }

    void fromIsolate(Records records) {
        SocketPeer far = peer;
        untouched = null;
        if (far == null || joined != null || closedByIsolate) {
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
                if (closedByPeer) {
                    conversation.partEnded();
                }
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
        if (joined != null) {
            joined.text(Text.copy(utf8), SocketLink::nothing);
            return;
        }
        keep(utf8, false);
        boolean ascii = Text.ascii(utf8);
        conversation.lane().message(conversation, Wire.In.WS_TEXT, utf8, ascii ? 0 : 1);
    }

    @Override
    public void binaryIn(ByteBuffer bytes) {
        if (joined != null) {
            joined.binary(Text.copy(bytes), SocketLink::nothing);
            return;
        }
        keep(bytes, true);
        conversation.lane().binaryMessage(conversation, bytes);
    }

    @Override
    public void closedIn(int code, String reason, boolean clean) {
        if (closedByPeer) {
            if (!clean) {
                gone();
            }
            return;
        }
        closedByPeer = true;
        closedByIsolate |= !clean || peer == null;
        if (joined != null) {
            end(joined, code, reason, clean);
            return;
        }
        peerCode = code;
        peerReason = reason;
        conversation.lane().closeMessage(conversation, code, reason, clean);
        answerIfAbandoned();
        conversation.partEnded();
    }

    /** The isolate's side of the conversation is over: a peer that closes is answered with its own words. */
    void abandon() {
        abandoned = true;
        answerIfAbandoned();
    }

    private void answerIfAbandoned() {
        SocketPeer far = peer;
        if (abandoned && closedByPeer && !closedByIsolate && far != null) {
            closedByIsolate = true;
            far.close(peerCode, peerReason);
        }
    }

    @Override
    public void gone() {
        if (joined != null) {
            joined.abort();
        } else if (!closedByIsolate) {
            // It need not answer any more, and hears that.
            closedByIsolate = true;
            conversation.lane().closeMessage(conversation, ABNORMAL, "", false);
            conversation.partEnded();
        }
    }

    @Override
    public void textIn(ByteBuffer utf8, Runnable taken) {
        if (joined == null) {
            textIn(utf8);
            taken.run();
        } else {
            joined.text(utf8, taken);
        }
    }

    @Override
    public void binaryIn(ByteBuffer bytes, Runnable taken) {
        if (joined == null) {
            binaryIn(bytes);
            taken.run();
        } else {
            joined.binary(bytes, taken);
        }
    }

    /** Passes the end of a socket on. */
    static void end(SocketPeer to, int code, String reason, boolean clean) {
        if (clean) {
            to.close(code, reason);
        } else {
            to.abort();
        }
    }

    private void keep(ByteBuffer message, boolean binary) {
        if (untouched != null && !untouched.keep(message, binary)) {
            untouched = null;
        }
    }

    private static void nothing() {
        // A copy needs no release.
    }

    /** The actor is gone, and whoever called it hears why. */
    void sever(byte[] error) {
        SocketPeer far = peer;
        if (!ended() && far != null) {
            closedByPeer = true;
            closedByIsolate = true;
            far.close(Wire.LINK_RESET, new String(error, StandardCharsets.UTF_8));
        }
    }

    /** The isolate is gone. */
    void sever() {
        SocketPeer far = peer;
        if (!ended() && far != null) {
            closedByPeer = true;
            closedByIsolate = true;
            far.abort();
        }
    }
}
