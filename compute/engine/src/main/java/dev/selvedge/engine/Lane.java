package dev.selvedge.engine;

import dev.selvedge.turn.ControlMessage;
import dev.selvedge.turn.Frame;
import dev.selvedge.turn.FrameReader;
import dev.selvedge.turn.Records;
import dev.selvedge.turn.TextColumns;
import dev.selvedge.turn.Wire;
import dev.selvedge.turn.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * One socket to the node, and the isolates that are spoken to over it.
 *
 * <p>One thread leads: its blocking read is the lane's mailbox, and it writes the answers itself, so that a request crosses no queue
 * and wakes nobody. When a turn takes long, the watchdog makes another thread the leader; the old one finishes its isolate alone.
 * So only the leader reads, whoever has an answer writes it, and an isolate is run by one thread at a time.
 */
final class Lane {
    private static final int PROMPT_BYTES = 1 << 20;

    private final int index;
    private final SocketChannel channel;
    private final Engine engine;
    private final FrameReader reader = FrameReader.reading(this::take);
    private final Records strays = new Records(TextColumns.FROM_NODE);
    private final ConcurrentMap<Integer, WorkerIsolate> isolates = new ConcurrentHashMap<>();

    /** Guarded by itself. */
    private final Deque<Task> ready = new ArrayDeque<>();

    /** Guarded by itself. */
    private final OutBuffer out = new OutBuffer();

    Lane(int index, SocketChannel channel, Engine engine) {
        this.index = index;
        this.channel = channel;
        this.engine = engine;
    }

    int index() {
        return index;
    }

    Collection<WorkerIsolate> isolates() {
        return isolates.values();
    }

    /** Serves the socket until this thread is no longer its leader. */
    void lead(LaneThread thread) {
        while (true) {
            Task task = next();
            if (task != null) {
                task.run(thread);
                if (thread.lane() != this) {
                    flush();
                    return;
                }
            } else {
                flush();
                if (!read()) {
                    thread.relieved();
                    return;
                }
            }
        }
    }

    /** The engine cannot go on. */
    void broken(Throwable why) {
        engine.exit(1, "lane " + index + " is broken: " + why);
    }

    private boolean read() {
        try {
            if (channel.read(reader.space()) >= 0) {
                reader.read();
                return true;
            }
            engine.exit(0, "the node closed lane " + index);
        } catch (IOException e) {
            engine.exit(1, "lane " + index + " cannot be read: " + e.getMessage());
        } catch (WireException e) {
            engine.exit(1, "the node broke the protocol on lane " + index + ": " + e.getMessage());
        }
        return false;
    }

    private void take(Frame frame) {
        if (frame.isControl()) {
            engine.control(this, ControlMessage.of(frame));
            return;
        }
        WorkerIsolate isolate = isolates.get(frame.isolate());
        if (isolate == null) {
            reclaim(frame);
        } else if (isolate.deliver(frame)) {
            add(isolate);
        }
    }

    /** Nobody is there to take the frame; but slots that it credits come back. */
    private void reclaim(Frame frame) {
        strays.of(frame);
        while (strays.next()) {
            if (strays.kind() == Wire.In.CREDIT && strays.b() > 0) {
                engine.slots().credited(strays.b() - 1);
            }
        }
    }

    /** Queues work for the leader; to be called by it, or before there is one. */
    void add(Task task) {
        synchronized (ready) {
            ready.add(task);
        }
    }

    private @Nullable Task next() {
        synchronized (ready) {
            return ready.poll();
        }
    }

    void open(WorkerIsolate isolate) {
        if (isolates.putIfAbsent(isolate.id(), isolate) != null) {
            throw new IllegalStateException("isolate " + isolate.id() + " is already loaded");
        }
        add(isolate);
    }

    @Nullable
    WorkerIsolate isolate(int id) {
        return isolates.get(id);
    }

    void forget(WorkerIsolate isolate) {
        isolates.remove(isolate.id(), isolate);
    }

    /** Appends what a turn said; it leaves with the next {@link #flush}, or at once if it is much. */
    void say(int isolate, ByteBuffer records, byte[] text) {
        synchronized (out) {
            out.say(isolate, records, text);
            if (out.size() > PROMPT_BYTES) {
                flush();
            }
        }
    }

    void say(ControlMessage message) {
        ByteBuffer frame = message.toBuffer();
        synchronized (out) {
            out.frame(frame);
        }
    }

    /** Says something that must not wait for the end of a round. */
    void sayNow(ControlMessage message) {
        say(message);
        flush();
    }

    /** One write for all that was said. */
    void flush() {
        synchronized (out) {
            if (out.isEmpty()) {
                return;
            }
            try {
                out.writeTo(channel);
            } catch (IOException e) {
                engine.exit(1, "lane " + index + " cannot be written: " + e.getMessage());
            }
        }
    }
}
