package dev.selvedge.workers;

import dev.selvedge.net.BodyReader;
import dev.selvedge.net.NetFailure;
import dev.selvedge.turn.Wire;
import java.nio.ByteBuffer;

/**
 * Joins a stream that came for an isolate to where the isolate sent it on: an origin's body to the client's response, a
 * client's body to an origin's request. The bytes stay in the buffers that the network put them in; the isolate only
 * hears of the end. Belongs to the lane's loop.
 */
final class Junction implements BodyReader {
    private static final int SMALL = 1024;

    private final BodyInto from;
    private final ByteSource source;
    private final Conversation to;
    private final ByteSink sink;
    private boolean ended;

    /**
     * Takes the stream over. {@code source} is the stream of {@code from}, or that as it came before it was unpacked; when
     * {@code silent}, the isolate has ended its context and wants to hear nothing more.
     */
    Junction(BodyInto from, ByteSource source, Conversation to, ByteSink sink, boolean silent) {
        this.from = from;
        this.source = source;
        this.to = to;
        this.sink = sink;
        from.joined(this, silent);
    }

    void start() {
        source.start(to.lane(), this, Wire.WINDOW_BYTES);
    }

    boolean ended() {
        return ended;
    }

    @Override
    public boolean keeps() {
        return true;
    }

    @Override
    public void chunk(ByteBuffer bytes) {
        kept(Text.copy(bytes), Junction::nothing);
    }

    private static void nothing() {
        // A copy needs no release.
    }

    @Override
    public void kept(ByteBuffer bytes, Runnable release) {
        if (ended) {
            release.run();
            return;
        }
        int length = bytes.remaining();
        if (length < SMALL) {
            // The memory that it came in may be far larger.
            ByteBuffer copy = Text.copy(bytes);
            release.run();
            sink.write(copy, () -> allow(length));
            return;
        }
        sink.write(bytes, () -> {
            release.run();
            allow(length);
        });
    }

    /** From any thread. */
    private void allow(int bytes) {
        to.lane().run(() -> source.allow(bytes));
    }

    @Override
    public void end() {
        if (!ended) {
            ended = true;
            sink.finish();
            from.end();
            to.partEnded();
        }
    }

    @Override
    public void broken(NetFailure failure) {
        if (!ended) {
            ended = true;
            sink.breakOff(failure.message());
            from.broken(failure);
            to.partEnded();
        }
    }

    /** The sink takes nothing any more. */
    void sever() {
        if (!ended) {
            ended = true;
            source.stop();
            from.conversation().abandoned();
            from.end();
        }
    }

    /** The sink's side is gone, and has to be told so. */
    void drop(String reason) {
        if (!ended) {
            sink.breakOff(reason);
            sever();
        }
    }

    /** The source's side is gone. */
    void cut(String reason) {
        if (!ended) {
            ended = true;
            source.stop();
            sink.breakOff(reason);
            to.partEnded();
        }
    }
}
