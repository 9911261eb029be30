package dev.selvedge.workers;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Whoever sent an event that nobody answers: only how it ends counts. */
abstract class EventCaller implements Caller {
    private final Lineage lineage = Lineage.first();
    private final long ray;

    EventCaller(long ray) {
        this.ray = ray;
    }

    /** How it ended; called once, or not at all after {@link #never}. */
    abstract void over(Outcome outcome);

    /** The handler ended well; what it began may go on. */
    void handled() {
        // Most only care for the end.
    }

    /** It never came to anybody. */
    abstract void never();

    @Override
    public final void capture() {
        // There is nothing that could go away.
    }

    @Override
    public final @Nullable ByteSource body() {
        return null;
    }

    @Override
    public void began(Flight flight) {
        // Most may take as long as they like.
    }

    @Override
    public final boolean wantsBody() {
        return false;
    }

    @Override
    public final boolean wantsEncoded() {
        return false;
    }

    @Override
    public final void respond(AnswerHead head, ByteBuffer body) {
        handled();
    }

    @Override
    public final ByteSink respondStreaming(AnswerHead head) {
        Pipe nobody = new Pipe();
        nobody.stop();
        return nobody;
    }

    @Override
    public final @Nullable SocketPeer acceptSocket(ByteBuffer headers, SocketInlet link) {
        return null;
    }

    /** Also called when the context ends without an answer, which is how every event ends. */
    @Override
    public final void fail(WorkerError error, String detail, int retryAfterSeconds) {
        if (error != WorkerError.EXCEPTION) {
            never();
        }
    }

    @Override
    public final void thrown(byte[] error) {
        never();
    }

    @Override
    public final boolean passThrough() {
        return false;
    }

    @Override
    public final void ended(Flight flight) {
        over(flight.outcome());
    }

    @Override
    public final Lineage lineage() {
        return lineage;
    }

    @Override
    public final long ray() {
        return ray;
    }
}
