package dev.selvedge.engine;

import dev.selvedge.turn.Wire;
import dev.selvedge.v8.Isolate;
import org.jspecify.annotations.Nullable;

/**
 * What one lane thread is doing, shared with the watchdog. All of it is guarded by this object's monitor, which is the point: the
 * watchdog must never terminate a step that has just ended, because the next one belongs to somebody else.
 */
final class Run {
    /** What the watchdog sees at one moment. */
    record Seen(
            @Nullable WorkerIsolate worker,
            @Nullable Isolate isolate,
            long turn,
            long step,
            boolean inStep,
            long turnSince,
            long stepSince,
            long cpuBefore,
            long limitNanos,
            int killedFor,
            long cpuAtKill) {}

    private @Nullable WorkerIsolate worker;
    private @Nullable Isolate isolate;
    private long turn;
    private long step;
    private boolean inStep;
    private long turnSince;
    private long stepSince;
    private long cpuBefore;
    private long limitNanos;
    private int killedFor;
    private long cpuAtKill;

    /** The calling thread begins a turn. */
    synchronized void beginTurn(WorkerIsolate of, Isolate in, long now) {
        worker = of;
        isolate = in;
        turn++;
        turnSince = now;
    }

    synchronized void endTurn() {
        worker = null;
        isolate = null;
        inStep = false;
    }

    /**
     * The calling thread enters JavaScript.
     *
     * @param cpu its CPU clock now, in ns
     * @param limit CPU that the step may use if the core says nothing else
     */
    synchronized void beginStep(long now, long cpu, long limit) {
        step++;
        inStep = true;
        stepSince = now;
        cpuBefore = cpu;
        limitNanos = limit;
        killedFor = 0;
    }

    /** The calling thread has left JavaScript; returns for what it was terminated, 0 if it was not. */
    synchronized int endStep() {
        inStep = false;
        return killedFor;
    }

    /** Whether the step has been terminated. */
    synchronized boolean isKilled() {
        return killedFor != 0;
    }

    synchronized Seen look() {
        return new Seen(
                worker, isolate, turn, step, inStep, turnSince, stepSince, cpuBefore, limitNanos, killedFor, cpuAtKill);
    }

    /** Terminates the step that was seen, if it still runs. */
    synchronized boolean kill(long seenStep, int reason, long cpu) {
        Isolate running = isolate;
        if (!inStep || step != seenStep || killedFor != 0 || running == null) {
            return false;
        }
        killedFor = reason;
        cpuAtKill = cpu;
        running.terminate();
        return true;
    }

    /** Called by the heap limit's listener, on the running thread itself: true the first time in a step. */
    synchronized boolean killForMemory(long cpu) {
        Isolate running = isolate;
        if (killedFor == Wire.Killed.MEMORY || running == null) {
            return false;
        }
        killedFor = Wire.Killed.MEMORY;
        cpuAtKill = cpu;
        running.terminate();
        return true;
    }

    /** Does something with the lane while the turn that was seen is certain to be running. */
    synchronized boolean whileIn(long seenTurn, Runnable action) {
        if (worker == null || turn != seenTurn) {
            return false;
        }
        action.run();
        return true;
    }
}
