package dev.selvedge.workers;

import dev.selvedge.turn.Records;
import dev.selvedge.turn.Wire;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One invocation of a Worker, from its REQUEST or EVENT until its context is over. Belongs to the loop of its lane. */
final class Flight extends Conversation {
    private static final int FIRST_STATUS = 200;
    private static final int LAST_STATUS = 599;
    private static final int SWITCHING_PROTOCOLS = 101;

    final Caller caller;
    final long startNanos;
    final long startMillis;
    /** When the node stops waiting for the context to end; 0 while it waits for an answer. */
    long deadlineNanos;
    /** Operations that this context has under way. */
    int operations;

    private boolean answered;
    private boolean over;
    private boolean closed;
    private boolean told;
    private int status;
    private int cpuMicros;
    private Outcome outcome = Outcome.UNKNOWN;

    Flight(Resident resident, int id, Caller caller, long startNanos, long startMillis) {
        super(resident, id);
        this.caller = caller;
        this.startNanos = startNanos;
        this.startMillis = startMillis;
    }

    /** The stream of the request's body, if there is one. */
    void begin() {
        ByteSource body = caller.body();
        if (body != null) {
            BodyInto stream = new BodyInto(this, body);
            in = stream;
            stream.start();
        }
        caller.began(this);
    }

    void response(Records records) {
        if (answered || closed) {
            return;
        }
        int flags = records.a();
        int code = records.b();
        answered = true;
        status = code;
        cpuMicros = records.f();
        boolean last = (flags & Wire.Flag.FINAL) != 0;
        if ((flags & Wire.Flag.WEB_SOCKET) != 0) {
            socketAnswer(records);
        } else if (code < FIRST_STATUS || code > LAST_STATUS) {
            caller.fail(WorkerError.EXCEPTION, "The Worker answered with status " + code + ".", 0);
        } else {
            byteAnswer(records, code, Wire.Body.of(flags) == Wire.Body.STREAM);
        }
        if (last) {
            over(Outcome.OK, cpuMicros, null);
        } else if (out == null && socket == null) {
            awaitEnd();
        }
    }

    private void byteAnswer(Records records, int code, boolean streams) {
        ByteBuffer text = records.part(0);
        String reason = text.hasRemaining() ? Text.latin1(text) : null;
        if (streams) {
            out = new BodyFrom(this, caller.respondStreaming(code, reason, records.part(1)));
        } else {
            caller.respond(code, reason, records.part(1), records.part(2));
        }
    }

    private void socketAnswer(Records records) {
        status = SWITCHING_PROTOCOLS;
        SocketLink link = new SocketLink(this);
        SocketPeer peer = caller.acceptSocket(records.part(1), link);
        if (peer == null) {
            WorkerError why = caller.noSocket();
            status = why.httpStatus();
            caller.fail(why, "The Worker answered with a WebSocket to a request that asked for none.", 0);
            abort(Wire.AbortReason.CLIENT_GONE);
        } else {
            link.attach(peer);
            socket = link;
        }
    }

    void failed(Records records) {
        if (answered || closed) {
            return;
        }
        answered = true;
        if (records.b() == 1 && caller.passThrough()) {
            return;
        }
        switch (records.a()) {
            case Wire.Failure.EXCEEDED_CPU ->
                caller.fail(WorkerError.EXCEEDED_RESOURCES, "The Worker exceeded its CPU time limit.", 0);
            case Wire.Failure.EXCEEDED_MEMORY ->
                caller.fail(WorkerError.EXCEEDED_RESOURCES, "The Worker exceeded its memory limit.", 0);
            case Wire.Failure.HUNG ->
                caller.fail(
                        WorkerError.EXCEPTION,
                        "The Worker's code had hung and would never have generated a response.",
                        0);
            case Wire.Failure.NOT_A_RESPONSE ->
                caller.fail(WorkerError.EXCEPTION, "The Worker answered with something that is no Response.", 0);
            default -> caller.fail(WorkerError.EXCEPTION, "", 0);
        }
        status = WorkerError.EXCEPTION.httpStatus();
        awaitEnd();
    }

    void done(Records records) {
        over(Outcome.of(records.a()), records.b(), records.length(0) == 0 ? null : records.bytes(0));
    }

    /** The context is over. A request that it never answered is answered here. */
    private void over(Outcome how, int micros, byte @Nullable [] details) {
        if (over) {
            return;
        }
        over = true;
        outcome = how;
        cpuMicros = Math.max(cpuMicros, micros);
        if (!answered) {
            answered = true;
            caller.fail(WorkerError.EXCEPTION, "The Worker ended without an answer.", 0);
        }
        tell(details);
        resident.operations.cancelAll(this);
        closeIfQuiet();
    }

    private void tell(byte @Nullable [] details) {
        if (!told) {
            told = true;
            lane().shared.ends.ended(this, details);
            caller.ended(this);
        }
    }

    @Override
    void partEnded() {
        if (!over && answered && quiet()) {
            awaitEnd();
        }
        closeIfQuiet();
    }

    private boolean quiet() {
        return (out == null || out.ended()) && (socket == null || socket.ended());
    }

    private void closeIfQuiet() {
        if (over && !closed && quiet()) {
            close();
        }
    }

    private void close() {
        closed = true;
        if (in != null) {
            in.stop();
        }
        resident.landed(this);
    }

    private void awaitEnd() {
        deadlineNanos =
                lane().shared.clock().nanos() + lane().shared.limits.waitUntil().toNanos();
    }

    /** From any thread: the client's exchange is over. */
    void callerGone(boolean whole) {
        lane().run(() -> {
            if (!closed && !whole && socket == null) {
                abort(Wire.AbortReason.CLIENT_GONE);
            }
        });
    }

    /** Tells the isolate that nobody waits; it may go on for as long as {@code waitUntil} allows. */
    void abort(int reason) {
        if (!over && !closed) {
            answered = true;
            lane().record(resident, Wire.In.ABORT, id, reason, 0);
            awaitEnd();
        }
        if (out != null && !out.ended()) {
            out.sever("nobody reads any more");
            closeIfQuiet();
        }
    }

    /** The deadline has passed: first the isolate is told to stop, then the node forgets. */
    void overdue(long now, long grace) {
        if (over || deadlineNanos == 0 || now < deadlineNanos) {
            return;
        }
        if (now < deadlineNanos + grace) {
            lane().record(resident, Wire.In.ABORT, id, Wire.AbortReason.DRAINING, 0);
        } else {
            lost(WorkerError.EXCEPTION, "The Worker did not end in time.", Outcome.CANCELED);
        }
    }

    /** The isolate will say nothing more. */
    void lost(WorkerError error, String detail, Outcome how) {
        if (closed) {
            return;
        }
        over = true;
        outcome = how;
        severStreams(detail);
        if (!answered) {
            answered = true;
            status = error.httpStatus();
            caller.fail(error, detail, 0);
        }
        tell(null);
        resident.operations.cancelAll(this);
        close();
    }

    Outcome outcome() {
        return outcome;
    }

    int cpuMicros() {
        return cpuMicros;
    }

    int status() {
        return status;
    }

    String versionText() {
        return resident.seat.versionText;
    }
}
