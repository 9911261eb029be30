package dev.selvedge.workers;

import dev.selvedge.net.Loop;
import dev.selvedge.turn.FrameBatch;
import dev.selvedge.turn.Wire;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A Worker's call on its way to another loop: stands there for the caller, and tells it on its own loop what comes back. What a
 * loop hands another one arrives in that order, so calls of one stub never overtake one another. Belongs to the far loop; what
 * it reads of the caller never changes after the call has left.
 */
final class FerryCaller implements Caller {
    private final WorkerCall near;
    private final Loop nearLoop;
    private final Loop farLoop;

    FerryCaller(WorkerCall near, Loop farLoop) {
        this.near = near;
        this.nearLoop = near.lane().loop;
        this.farLoop = farLoop;
    }

    @Override
    public void capture() {
        // It is an image already.
    }

    @Override
    public int room() {
        return near.room();
    }

    @Override
    public void write(FrameBatch batch, int id, int actor) {
        near.write(batch, id, actor);
    }

    @Override
    public @Nullable ByteSource body() {
        ByteSource body = near.body();
        return body == null ? null : new FerrySource(body, near.lane(), farLoop);
    }

    @Override
    public void began(Flight flight) {
        Runnable abort = () -> farLoop.execute(() -> flight.abort(Wire.AbortReason.CLIENT_GONE));
        nearLoop.execute(() -> near.began(abort));
    }

    @Override
    public boolean wantsBody() {
        return near.wantsBody();
    }

    @Override
    public boolean wantsEncoded() {
        return near.wantsEncoded();
    }

    @Override
    public void respond(AnswerHead head, ByteBuffer body) {
        AnswerHead kept = head.copy();
        ByteBuffer copy = Text.copy(body);
        nearLoop.execute(() -> near.respond(kept, copy));
    }

    @Override
    public ByteSink respondStreaming(AnswerHead head) {
        AnswerHead kept = head.copy();
        FerrySink sink = new FerrySink(nearLoop);
        nearLoop.execute(() -> sink.arrived(near.respondStreaming(kept)));
        return sink;
    }

    @Override
    public SocketPeer acceptSocket(ByteBuffer headers, SocketInlet link) {
        ByteBuffer kept = Text.copy(headers);
        FerrySocket socket = new FerrySocket(link, nearLoop, farLoop);
        nearLoop.execute(() -> socket.arrived(near.acceptSocket(kept, socket)));
        return socket;
    }

    @Override
    public void fail(WorkerError error, String detail, int retryAfterSeconds) {
        nearLoop.execute(() -> near.fail(error, detail, retryAfterSeconds));
    }

    @Override
    public void thrown(byte[] error) {
        nearLoop.execute(() -> near.thrown(error));
    }

    @Override
    public boolean passThrough() {
        return false;
    }

    @Override
    public void ended(Flight flight) {
        // Nothing is reported to the caller.
    }

    @Override
    public Lineage lineage() {
        return near.lineage();
    }

    @Override
    public long ray() {
        return near.ray();
    }

    @Override
    public boolean calls() {
        return near.calls();
    }

    @Override
    public TailSubject subject() {
        return near.subject();
    }
}
