package dev.selvedge.workers;

import dev.selvedge.net.BodyReader;
import dev.selvedge.net.NetFailure;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Carries one isolate's outgoing stream into another isolate on the same loop. The writer gets its credit back when the
 * reader has consumed, so both windows count as one.
 */
final class Pipe implements ByteSink, ByteSource {
    private record Unread(int bytes, Runnable written) {}

    private final ArrayDeque<Unread> unread = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> early = new ArrayDeque<>();
    private @Nullable BodyReader reader;
    private @Nullable String broken;
    private int credit;
    private boolean ended;
    private boolean stopped;

    @Override
    public void start(Lane home, BodyReader starting, int window) {
        reader = starting;
        for (ByteBuffer chunk = early.poll(); chunk != null; chunk = early.poll()) {
            starting.chunk(chunk);
        }
        if (broken != null) {
            starting.broken(failure(broken));
        } else if (ended) {
            starting.end();
        }
    }

    @Override
    public void write(ByteBuffer chunk, Runnable written) {
        if (stopped) {
            written.run();
            return;
        }
        unread.add(new Unread(chunk.remaining(), written));
        if (reader == null) {
            early.add(chunk);
        } else {
            reader.chunk(chunk);
        }
    }

    @Override
    public void finish() {
        ended = true;
        if (reader != null && !stopped) {
            reader.end();
        }
    }

    @Override
    public void breakOff(String reason) {
        ended = true;
        broken = reason;
        if (reader != null && !stopped) {
            reader.broken(failure(reason));
        }
    }

    @Override
    public void allow(int bytes) {
        credit += bytes;
        while (!unread.isEmpty() && unread.element().bytes() <= credit) {
            Unread read = unread.remove();
            credit -= read.bytes();
            read.written().run();
        }
    }

    @Override
    public void stop() {
        stopped = true;
        while (!unread.isEmpty()) {
            unread.remove().written().run();
        }
    }

    private static NetFailure failure(String reason) {
        return new NetFailure(NetFailure.Kind.PEER_GONE, reason);
    }
}
