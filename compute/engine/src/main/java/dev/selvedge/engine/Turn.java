package dev.selvedge.engine;

import dev.selvedge.base.Invariant;
import dev.selvedge.turn.Arena;
import dev.selvedge.turn.Wire;
import dev.selvedge.v8.Isolate;
import dev.selvedge.v8.JsTerminated;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One turn of one isolate: the records go in together, each is one step (its microtasks with it, so that CPU, blame and termination
 * are those of one request), and what all of them had to say comes out together. All under one lock of V8.
 */
final class Turn {
    /** A step longer than this is measured by the CPU clock; below, the difference to the wall clock is not worth a system call. */
    private static final long MEASURED_NANOS = 1_000_000;

    /** After a step longer than this, what was said so far does not wait for the rest of the turn. */
    private static final long PROMPT_NANOS = 2_000_000;

    private static final long KILLED_NANOS = 250_000_000;

    /** A Worker whose listeners have to be terminated again and again is given up. */
    private static final int MOST_TAKES = 4;

    private final LaneThread thread;
    private final LoadedWorker worker;
    private final Lane lane;
    private final Engine engine;
    private final Arena arena;
    private final int inAt;
    private final int outAt;
    private long cpu;
    private int killedFor;
    private @Nullable String taken;
    private final Runnable taking = this::take;

    Turn(LaneThread thread, LoadedWorker worker, Lane lane, Engine engine) {
        this.thread = thread;
        this.worker = worker;
        this.lane = lane;
        this.engine = engine;
        this.arena = engine.arena();
        this.inAt = Arena.inAt(thread.area());
        this.outAt = Arena.outAt(thread.area());
    }

    void run(Mailbox.Batch batch) {
        Isolate isolate = worker.core().isolate();
        engine.beginTurn(thread, worker.owner(), isolate);
        worker.core().beginTurn();
        try (Isolate.Held _ = isolate.hold()) {
            load(batch);
            cpu = engine.cpuClock().ofCurrent();
            int records = batch.records();
            long limit = worker.owner().spec().limits().cpuMs() * 1_000_000L;
            Runnable javaScript = worker.core()::step;
            for (int record = 0; record < records && killedFor == 0; record++) {
                long spent = step(isolate, limit, javaScript);
                while (settled(isolate, limit) && killedFor == 0) {
                    spent += step(isolate, limit, javaScript);
                }
                if (spent > PROMPT_NANOS && record + 1 < records) {
                    takeAll(isolate, limit);
                    lane.flush();
                }
            }
            takeAll(isolate, limit);
            Invariant.check(worker.leaked() == 0, "a turn left handles behind", worker.leaked());
        } finally {
            engine.endTurn(thread);
        }
        if (killedFor != 0) {
            throw new Condemned(WorkerIsolate.reasonOf(killedFor));
        }
    }

    private void load(Mailbox.Batch batch) {
        ByteBuffer shared = arena.shared();
        shared.put(inAt + Arena.HEADER_BYTES, batch.ints(), 0, batch.intBytes());
        long now = engine.clock().wallMillis();
        put(inAt, Arena.IN_COUNT, batch.records());
        put(inAt, Arena.IN_TIME_LOW, (int) now);
        put(inAt, Arena.IN_TIME_HIGH, (int) (now >>> 32));
        put(inAt, Arena.IN_STEP_MICROS, 0);
        if (worker.core().usesSlots()) {
            noteReturned(batch.records());
        }
        worker.core().load(new String(batch.text(), 0, batch.textBytes(), StandardCharsets.ISO_8859_1), inAt);
    }

    /** Enters JavaScript for one step; returns what it cost in ns. */
    private long step(Isolate isolate, long limit, Runnable javaScript) {
        long before = engine.clock().nanos();
        thread.activity().beginStep(before, cpu, limit);
        int number = worker.core().beginStep();
        boolean terminated = false;
        try {
            javaScript.run();
        } catch (JsTerminated e) {
            terminated = true;
        }
        int killed = thread.activity().endStep();
        long spent = spentSince(before);
        put(inAt, Arena.IN_STEP_MICROS, (int) (spent / 1000));
        if (killed != 0) {
            isolate.forgetTermination();
        }
        if (terminated) {
            tellKilled(isolate, killed);
            worker.core().abandon(number, killed);
        }
        return spent;
    }

    private long spentSince(long before) {
        long spent = engine.clock().nanos() - before;
        if (spent < MEASURED_NANOS) {
            cpu += spent;
            return spent;
        }
        long now = engine.cpuClock().ofCurrent();
        long charged = Math.clamp(now - cpu, 0, spent);
        cpu = now;
        return charged;
    }

    /** Lets the core answer for the context that was terminated. An isolate out of memory goes altogether. */
    private void tellKilled(Isolate isolate, int reason) {
        if (killedFor != 0 || reason == 0) {
            throw new Condemned(WorkerIsolate.reasonOf(reason));
        }
        killedFor = reason;
        put(outAt, Arena.OUT_MICROS_LEFT, 0);
        step(isolate, KILLED_NANOS, () -> worker.core().killed(reason));
        if (reason == Wire.Killed.CPU) {
            killedFor = 0;
        }
    }

    private void takeAll(Isolate isolate, long limit) {
        do {
            String text = takeOne(isolate, limit);
            int count = arena.intAt(outAt + Arena.OUT_COUNT * Integer.BYTES);
            Invariant.check(count >= 0 && count <= Arena.MAX_RECORDS, "the core put too many records", count);
            worker.core().commit();
            if (count > 0) {
                ByteBuffer records = arena.shared()
                        .slice(outAt + Arena.HEADER_BYTES, count * Wire.RECORD_BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN);
                if (worker.core().usesSlots()) {
                    noteSent(records);
                }
                byte[] bytes = TurnText.encode(text, records);
                lane.say(worker.owner().id(), records, bytes);
            }
        } while (arena.intAt(outAt + Arena.OUT_MORE * Integer.BYTES) == 1 || settled(isolate, limit));
        worker.core().tellClosed();
    }

    /** If the core wants it, lets the Worker's code have its last word on the step before: then nothing else was done yet. */
    private boolean settled(Isolate isolate, long limit) {
        if (arena.intAt(outAt + Arena.OUT_MORE * Integer.BYTES) != Arena.SETTLE_FIRST) {
            return false;
        }
        put(outAt, Arena.OUT_MORE, 0);
        step(isolate, limit, worker.core()::settle);
        return true;
    }

    /** What the last step left to be told may call the Worker's listeners, so this is a step like any other. */
    private String takeOne(Isolate isolate, long limit) {
        taken = null;
        for (int attempt = 0; attempt < MOST_TAKES; attempt++) {
            step(isolate, limit, taking);
            String text = taken;
            if (text != null) {
                return text;
            }
        }
        throw new Condemned(WorkerIsolate.Reason.EXCEEDED_CPU);
    }

    private void take() {
        taken = worker.core().take(inAt);
    }

    private void noteReturned(int records) {
        for (int i = 0; i < records; i++) {
            int at = inAt + Arena.HEADER_BYTES + i * Wire.RECORD_BYTES;
            if (arena.intAt(at) == Wire.In.CREDIT && arena.intAt(at + 12) > 0) {
                engine.slots().returned(worker.owner().id(), arena.intAt(at + 12) - 1);
            }
        }
    }

    private void noteSent(ByteBuffer records) {
        for (int at = 0; at < records.limit(); at += Wire.RECORD_BYTES) {
            int kind = records.getInt(at);
            if (kind == Wire.Out.SLOT) {
                noteSent(records.getInt(at + 8), records.getInt(at + 12));
            } else if (kind == Wire.Out.WS_BINARY && records.getInt(at + 8) == 0 && records.getInt(at + 16) > 0) {
                noteSent(records.getInt(at + 12), records.getInt(at + 16));
            }
        }
    }

    private void noteSent(int offset, int length) {
        engine.slots().sent(worker.owner().id(), Arena.checkSlot(Arena.Side.ENGINE, offset, length));
        worker.owner().sent(length);
    }

    private void put(int half, int headerInt, int value) {
        arena.putInt(half + headerInt * Integer.BYTES, value);
    }
}
