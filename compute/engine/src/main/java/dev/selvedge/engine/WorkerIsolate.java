package dev.selvedge.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.selvedge.turn.ControlMessage;
import dev.selvedge.turn.ControlOp;
import dev.selvedge.turn.Frame;
import dev.selvedge.turn.Wire;
import dev.selvedge.turn.WorkerSpec;
import dev.selvedge.v8.HeapFigures;
import dev.selvedge.v8.JsTerminated;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One Worker's isolate: its mailbox, and what becomes of it. It is in its lane's queue, or run by one thread, or idle; never two of
 * these, which is what keeps V8 single-threaded.
 */
final class WorkerIsolate implements Task {
    /** How an isolate ends before its time, by the word that GONE has for it. */
    enum Reason {
        EXCEEDED_MEMORY("exceededMemory"),
        EXCEEDED_CPU("exceededCpu"),
        CRASHED("crashed");

        private final String word;

        Reason(String word) {
            this.word = word;
        }
    }

    private static final long HEAP_SLACK = 32L << 20;

    private final WorkerSpec spec;
    private final Lane lane;
    private final Engine engine;

    /** Guarded by this, as are load, unload and scheduled. */
    private final Mailbox mailbox = new Mailbox();

    private @Nullable ControlMessage load;
    private boolean unload;
    private boolean scheduled = true;

    /** Belongs to whoever runs it. */
    private @Nullable LoadedWorker worker;

    private volatile boolean gone;
    private volatile @Nullable LaneThread running;
    private volatile HeapFigures figures = new HeapFigures(0, 0, 0, 0);
    private volatile long figuresSince;
    private int sentSince;
    private long settled;

    /**
     * An isolate that is still to be started.
     *
     * @param load the LOAD that made it; null for a throw-away one, which is never queued
     */
    WorkerIsolate(WorkerSpec spec, @Nullable ControlMessage load, Lane lane, Engine engine) {
        this.spec = spec;
        this.load = load;
        this.lane = lane;
        this.engine = engine;
    }

    int id() {
        return spec.isolate();
    }

    WorkerSpec spec() {
        return spec;
    }

    boolean isGone() {
        return gone;
    }

    /** As they were when last looked at. */
    HeapFigures figures() {
        return figures;
    }

    void figures(HeapFigures now, long nanos) {
        figures = now;
        figuresSince = nanos;
        sentSince = 0;
    }

    /** Streamed so many bytes more, on the lane. */
    void sent(int bytes) {
        sentSince += bytes;
    }

    /** Bytes streamed since the figures were looked at: what a Worker sends it mostly has made, outside the heap. */
    int sentSinceFigures() {
        return sentSince;
    }

    /** External memory after the last collection that was asked for. */
    long settled() {
        return settled;
    }

    void settled(long external) {
        settled = external;
    }

    long figuresSince() {
        return figuresSince;
    }

    /** Whether the step that runs in it has been terminated; asked by that step's own thread. */
    boolean isStopped() {
        LaneThread thread = running;
        return thread != null && thread.activity().isKilled();
    }

    /** Says records in its name, before those of the turn that runs. */
    void say(ByteBuffer records, byte[] text) {
        lane.say(id(), records, text);
    }

    /** The thread that is about to enter it. */
    void runningOn(@Nullable LaneThread thread) {
        running = thread;
    }

    /** Takes a frame; true if the isolate was idle and must be queued now. */
    synchronized boolean deliver(Frame frame) {
        mailbox.add(frame);
        return schedule();
    }

    /** Closes it once it has done what it was given; true as {@link #deliver}. */
    synchronized boolean unload() {
        unload = true;
        return schedule();
    }

    private boolean schedule() {
        boolean wasIdle = !scheduled;
        scheduled = true;
        return wasIdle;
    }

    @Override
    public void run(LaneThread thread) {
        running = thread;
        try {
            ControlMessage message = load;
            if (message != null) {
                load = null;
                start(thread, message);
            }
            while (work(thread)) {
                if (thread.lane() != lane) {
                    lane.flush();
                }
            }
        } finally {
            running = null;
        }
    }

    /** Does the oldest thing there is to do; false if there is nothing, or never will be again. */
    private boolean work(LaneThread thread) {
        Mailbox.Batch batch;
        synchronized (this) {
            batch = mailbox.poll();
            if (batch == null && !unload) {
                scheduled = false;
                return false;
            }
        }
        if (batch == null) {
            close(this::tellUnloaded);
            return false;
        }
        LoadedWorker current = worker;
        if (current != null && !gone) {
            turn(thread, current, batch);
        }
        return true;
    }

    private void start(LaneThread thread, ControlMessage message) {
        try {
            LoadedWorker starting =
                    new LoadedWorker(this, engine, engine.spares().take());
            worker = starting;
            ObjectNode started = starting.start(thread, message, LoadedWorker.sources(message, spec));
            lane.say(new ControlMessage(ControlOp.LOADED, message.seq(), started.put("isolate", id())));
        } catch (RuntimeException e) {
            LoadFailure failure = Thrown.failure(e);
            close(() -> {});
            lane.say(new ControlMessage(
                    ControlOp.LOAD_FAILED, message.seq(), failure.toJson().put("isolate", id())));
        }
    }

    private void turn(LaneThread thread, LoadedWorker current, Mailbox.Batch batch) {
        try {
            new Turn(thread, current, lane, engine).run(batch);
            engine.memory().check(this, current);
        } catch (Condemned e) {
            condemn(e.reason(), thread);
        } catch (JsTerminated e) {
            condemn(Reason.EXCEEDED_MEMORY, thread);
        } catch (RuntimeException e) {
            engine.log("isolate " + id() + " of " + spec.worker() + " crashed: " + e);
            condemn(Reason.CRASHED, thread);
        }
    }

    /** Gives the isolate up: the node answers what was in flight in it. */
    private void condemn(Reason reason, LaneThread thread) {
        LoadedWorker current = worker;
        if (current != null) {
            // Before the node hears of it and opens the files for somebody else.
            current.core().closeStorages();
        }
        tellGone(reason, engine.currentContext(thread), false);
        close(() -> {});
    }

    /** Only when its memory is free: the node lets the next one in for it. */
    private void tellUnloaded() {
        lane.sayNow(new ControlMessage(
                ControlOp.UNLOADED, 0, ControlMessage.object().put("isolate", id())));
    }

    /** Says GONE, once. */
    void tellGone(Reason reason, int context, boolean recycle) {
        synchronized (this) {
            if (gone) {
                return;
            }
            gone = true;
        }
        lane.forget(this);
        lane.sayNow(new ControlMessage(
                ControlOp.GONE,
                0,
                ControlMessage.object()
                        .put("isolate", id())
                        .put("reason", reason.word)
                        .put("context", context)
                        .put("recycle", recycle)));
    }

    /** The heap is nearly full: the first time the step is terminated, the second time the thread is stopped where it is. */
    long nearHeapLimit(long current) {
        LaneThread thread = running;
        if (thread == null) {
            return current + HEAP_SLACK;
        }
        if (!thread.activity().killForMemory(engine.cpuClock().ofCurrent())) {
            tellGone(Reason.EXCEEDED_MEMORY, engine.currentContext(thread), true);
            engine.recycle("isolate " + id() + " of " + spec.worker() + " cannot be stopped from taking memory");
            while (true) {
                LockSupport.park(this);
            }
        }
        return current + HEAP_SLACK;
    }

    private void close(Runnable whenClosed) {
        lane.forget(this);
        engine.slots().close(id());
        LoadedWorker current = worker;
        worker = null;
        if (current == null) {
            whenClosed.run();
        } else {
            engine.spares().dispose(current.core(), whenClosed);
        }
    }

    /** Terminates with the reason of {@link Wire.Killed}. */
    static Reason reasonOf(int killed) {
        return killed == Wire.Killed.MEMORY ? Reason.EXCEEDED_MEMORY : Reason.EXCEEDED_CPU;
    }
}
