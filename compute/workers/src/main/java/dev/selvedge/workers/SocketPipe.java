package dev.selvedge.workers;

import java.nio.ByteBuffer;

/** One direction of a WebSocket whose other end is no client: what one end sends, the other one's inlet receives. */
record SocketPipe(SocketInlet far) implements SocketPeer {
    private static final int GONE = 1006;

    @Override
    public void text(ByteBuffer utf8, Runnable written) {
        far.textIn(utf8, written);
    }

    @Override
    public void binary(ByteBuffer bytes, Runnable written) {
        far.binaryIn(bytes, written);
    }

    @Override
    public void close(int code, String reason) {
        far.closedIn(code, reason, true);
    }

    @Override
    public void abort() {
        far.closedIn(GONE, "", false);
    }
}
