package dev.selvedge.workers;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** What comes in on one WebSocket goes out on another, at the pace of that one. Belongs to one loop, which both live on. */
final class PeerInlet implements SocketInlet {
    private final SocketPeer peer;
    private final ArrayDeque<Runnable> awaiting = new ArrayDeque<>(1);
    private int unwritten;

    PeerInlet(SocketPeer peer) {
        this.peer = peer;
    }

    @Override
    public void textIn(ByteBuffer utf8) {
        unwritten++;
        peer.text(Text.copy(utf8), this::written);
    }

    @Override
    public void binaryIn(ByteBuffer bytes) {
        unwritten++;
        peer.binary(Text.copy(bytes), this::written);
    }

    private void written() {
        unwritten--;
        if (unwritten == 0) {
            for (Runnable task = awaiting.poll(); task != null; task = awaiting.poll()) {
                task.run();
            }
        }
    }

    @Override
    public void closedIn(int code, String reason, boolean clean) {
        SocketLink.end(peer, code, reason, clean);
    }

    @Override
    public void gone() {
        peer.abort();
    }

    @Override
    public void whenRoom(Runnable task) {
        if (unwritten == 0) {
            task.run();
        } else {
            awaiting.add(task);
        }
    }
}
