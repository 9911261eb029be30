package dev.selvedge.workers;

import dev.selvedge.base.Invariant;
import dev.selvedge.net.Loop;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket whose ends are on two loops. For the far one it is the peer that it sends to, for the near one the inlet that what it
 * has received goes into; each call is handed to the other loop.
 */
final class FerrySocket implements SocketPeer, SocketInlet {
    private final SocketInlet far;
    private final Loop nearLoop;
    private final Loop farLoop;
    private @Nullable SocketPeer near;

    FerrySocket(SocketInlet far, Loop nearLoop, Loop farLoop) {
        this.far = far;
        this.nearLoop = nearLoop;
        this.farLoop = farLoop;
    }

    /** On the near loop, before anything that is sent. */
    void arrived(SocketPeer peer) {
        near = peer;
    }

    // ---- from the far loop to the near one

    @Override
    public void text(ByteBuffer utf8, Runnable written) {
        nearLoop.execute(() -> near().text(utf8, written));
    }

    @Override
    public void binary(ByteBuffer bytes, Runnable written) {
        nearLoop.execute(() -> near().binary(bytes, written));
    }

    @Override
    public void close(int code, String reason) {
        nearLoop.execute(() -> near().close(code, reason));
    }

    @Override
    public void abort() {
        nearLoop.execute(() -> near().abort());
    }

    private SocketPeer near() {
        SocketPeer peer = near;
        if (peer == null) {
            throw Invariant.violated("a loop ran its tasks out of order");
        }
        return peer;
    }

    // ---- from the near loop to the far one

    @Override
    public void textIn(ByteBuffer utf8) {
        ByteBuffer copy = Text.copy(utf8);
        farLoop.execute(() -> far.textIn(copy));
    }

    @Override
    public void binaryIn(ByteBuffer bytes) {
        ByteBuffer copy = Text.copy(bytes);
        farLoop.execute(() -> far.binaryIn(copy));
    }

    @Override
    public void closedIn(int code, String reason, boolean clean) {
        farLoop.execute(() -> far.closedIn(code, reason, clean));
    }

    @Override
    public void gone() {
        farLoop.execute(far::gone);
    }

    @Override
    public void whenRoom(Runnable task) {
        farLoop.execute(() -> far.whenRoom(() -> nearLoop.execute(task)));
    }
}
