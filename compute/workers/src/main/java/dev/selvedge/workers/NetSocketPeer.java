package dev.selvedge.workers;

import dev.selvedge.net.WebSocket;
import dev.selvedge.net.WebSocketOptions;
import dev.selvedge.net.WebSocketReader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The far end of a WebSocket on the network: a client's, or one that a Worker opened. On the lane's loop. */
final class NetSocketPeer implements SocketPeer, WebSocketReader {
    private static final int MOST_MESSAGE = 7 << 20;

    /** Messages end where a frame of the turn protocol does; closing is the isolate's to answer. */
    static final WebSocketOptions OPTIONS = new WebSocketOptions(MOST_MESSAGE, 256 << 10, false, false, 10_000);

    private final SocketInlet link;
    private @Nullable WebSocket socket;
    /** The other end began to close. */
    private boolean told;

    NetSocketPeer(SocketInlet link) {
        this.link = link;
    }

    void opened(WebSocket opened) {
        socket = opened;
    }

    @Override
    public void text(ByteBuffer utf8) {
        int length = utf8.remaining();
        link.textIn(utf8);
        link.whenRoom(() -> allow(length));
    }

    @Override
    public void binary(ByteBuffer bytes) {
        int length = bytes.remaining();
        link.binaryIn(bytes);
        link.whenRoom(() -> allow(length));
    }

    /** The Worker answers, with a code of its own if it likes. */
    @Override
    public void closing(int code, String reason) {
        told = true;
        link.closedIn(code, reason, true);
    }

    @Override
    public void closed(int code, String reason, boolean clean) {
        if (told) {
            link.gone();
        } else {
            link.closedIn(code, reason, clean);
        }
    }

    @Override
    public void text(ByteBuffer utf8, Runnable written) {
        if (socket != null) {
            socket.sendText(utf8, written);
        }
    }

    @Override
    public void binary(ByteBuffer bytes, Runnable written) {
        if (socket != null) {
            socket.sendBinary(bytes, written);
        }
    }

    @Override
    public void close(int code, String reason) {
        if (socket != null) {
            socket.close(code, reason);
        }
    }

    @Override
    public void abort() {
        if (socket != null) {
            socket.abort();
        }
    }

    private void allow(int bytes) {
        if (socket != null) {
            socket.allow(bytes);
        }
    }
}
