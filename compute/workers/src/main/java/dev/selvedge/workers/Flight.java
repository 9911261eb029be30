package dev.selvedge.workers;

import dev.selvedge.catalog.NamedHandler;
import dev.selvedge.turn.Records;
import dev.selvedge.turn.Wire;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One invocation of a Worker, from its REQUEST or EVENT until its context is over. Belongs to the loop of its lane. */
final class Flight extends Conversation {
    private static final int FIRST_STATUS = 200;
    private static final int LAST_STATUS = 599;
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int MOST_ERROR = 256 * 1024;

    final Caller caller;
    /** Whose event it is; null for an entry point of the Worker. */
    final @Nullable ActorSeat actor;

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

    Flight(Resident resident, int id, Caller caller, @Nullable ActorSeat actor, long startNanos, long startMillis) {
        super(resident, id);
        this.caller = caller;
        this.actor = actor;
        this.startNanos = startNanos;
        this.startMillis = startMillis;
    }

    /** The stream of the request's body, if there is one; it waits until somebody reads it. */
    void begin() {
        ByteSource body = caller.body();
        if (body != null) {
            in = new BodyInto(this, body);
        }
        caller.began(this);
    }

    void response(Records records) {
        if (answered || closed) {
            return;
        }
        int flags = records.a();
        int code = records.b();
        answer();
        status = code;
        cpuMicros = records.f();
        boolean last = (flags & Wire.Flag.FINAL) != 0;
        if ((flags & Wire.Flag.WEB_SOCKET) != 0) {
            socketAnswer(records);
        } else if (code < FIRST_STATUS || code > LAST_STATUS) {
            caller.fail(WorkerError.EXCEPTION, "The Worker answered with status " + code + ".", 0);
        } else {
            byteAnswer(records, code, flags);
        }
        if (last) {
            over(Outcome.OK, cpuMicros, null);
        } else if (silent()) {
            awaitEnd();
        }
    }

    private void byteAnswer(Records records, int code, int flags) {
        ByteBuffer text = records.part(0);
        String reason = text.hasRemaining() ? Text.latin1(text) : null;
        AnswerHead head = new AnswerHead(code, reason, records.part(1), (flags & Wire.Flag.ENCODE) != 0);
        switch (Wire.Body.of(flags)) {
            case Wire.Body.STREAM -> out = new BodyFrom(this, streaming(head, head));
            case Wire.Body.JOINED -> pass(head, handed(records.part(2)), (flags & Wire.Flag.FINAL) != 0);
            default -> whole(head, records.part(2));
        }
    }

    private void whole(AnswerHead head, ByteBuffer body) {
        ContentCoding coding = caller.wantsEncoded() && body.hasRemaining() ? head.coding() : null;
        if (coding == null) {
            caller.respond(head, body);
        } else {
            caller.respond(head.withLength(-1), PackedSink.pack(body, coding));
        }
    }

    private ByteSink streaming(AnswerHead head, AnswerHead plain) {
        ContentCoding coding = caller.wantsEncoded() ? head.coding() : null;
        if (coding == null) {
            return caller.respondStreaming(plain);
        }
        return new PackedSink(caller.respondStreaming(head.withLength(-1)), coding);
    }

    /** The answer's body is a stream that came for the isolate, which has not touched it. */
    private void pass(AnswerHead head, @Nullable BodyInto handed, boolean last) {
        if (handed == null) {
            caller.respondStreaming(head.withLength(-1)).breakOff("the stream was used already");
            return;
        }
        ByteSource source = handed.source();
        ContentCoding coding = caller.wantsEncoded() ? head.coding() : null;
        boolean asItCame = coding != null && source.encoding().equals(coding.token());
        source = asItCame ? source.raw() : source;
        AnswerHead exact = head.withLength(source.length());
        if (!caller.wantsBody()) {
            caller.respond(exact, ExchangeCaller.nothing());
            source.stop();
            handed.end();
            return;
        }
        ByteSink sink = asItCame ? caller.respondStreaming(exact) : streaming(head, exact);
        resident.operations.detach(handed);
        Junction passing = new Junction(handed, source, this, sink, last);
        joint = passing;
        passing.start();
    }

    private void socketAnswer(Records records) {
        status = SWITCHING_PROTOCOLS;
        if ((records.a() & Wire.Flag.HIBERNATES) != 0) {
            sleepingAnswer(records);
            return;
        }
        if (Wire.Body.of(records.a()) == Wire.Body.JOINED) {
            passSocket(records);
            return;
        }
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

    /** The socket came for the isolate, which passes it on: both ends are joined here, and go on without it. */
    private void passSocket(Records records) {
        Operation from = resident.operations.get(Text.number(records.part(2)));
        SocketLink link = from == null ? null : from.socket;
        SocketInlet far = link == null ? null : link.farEnd();
        SocketPeer peer = far == null ? null : caller.acceptSocket(records.part(1), far);
        if (from == null || link == null || peer == null) {
            caller.fail(caller.noSocket(), "The Worker answered with a WebSocket that cannot be joined.", 0);
            return;
        }
        link.join(peer);
        from.socket = null;
        from.finished();
    }

    /** The client is joined to the actor, which may sleep while nothing comes. */
    private void sleepingAnswer(Records records) {
        SleepingSocket sleeper = actor == null ? null : actor.socket(Text.number(records.part(2)));
        SocketPeer peer = sleeper == null ? null : caller.acceptSocket(records.part(1), sleeper);
        if (sleeper != null && peer != null) {
            sleeper.attach(peer);
        } else {
            caller.fail(WorkerError.EXCEPTION, "The object answered with a WebSocket that cannot be joined.", 0);
        }
    }

    void failed(Records records) {
        if (answered || closed) {
            return;
        }
        answer();
        if (records.b() == 1 && caller.passThrough()) {
            return;
        }
        status = WorkerError.EXCEPTION.httpStatus();
        if (records.length(0) > 0 && records.length(0) <= MOST_ERROR) {
            caller.thrown(records.bytes(0));
        } else {
            fail(records.a());
        }
        awaitEnd();
    }

    private void fail(int failure) {
        switch (failure) {
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
            answer();
            caller.fail(WorkerError.EXCEPTION, "The Worker ended without an answer.", 0);
        }
        if (socket != null) {
            socket.abandon();
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
        if (!over && answered && silent()) {
            awaitEnd();
        }
        closeIfQuiet();
    }

    private void closeIfQuiet() {
        if (told && !closed && silent()) {
            close();
        }
    }

    private void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (in != null) {
            in.stop();
        }
        resident.landed(this);
    }

    private void answer() {
        if (!answered) {
            answered = true;
            if (actor != null) {
                actor.answered();
            }
        }
    }

    /** What an actor began may go on for as long as the actor does. */
    private void awaitEnd() {
        if (actor != null) {
            return;
        }
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
            answer();
            lane().record(resident, Wire.In.ABORT, id, reason, 0);
            awaitEnd();
        }
        if (in != null && in.unread()) {
            in.stop();
        }
        if (out != null && !out.ended()) {
            out.sever("nobody reads any more");
            closeIfQuiet();
        }
        if (joint != null && !joint.ended()) {
            joint.sever();
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
        ActorError actorError = actor == null ? null : ActorError.of(error, how);
        if (actorError != null) {
            severLink(actorError.json());
        }
        severStreams(detail);
        if (!answered) {
            answer();
            status = error.httpStatus();
            if (actorError == null) {
                caller.fail(error, detail, 0);
            } else {
                caller.thrown(actorError.json());
            }
        }
        end();
    }

    /** The actor was reset: whoever waits hears the error that it was reset with. */
    void reset(byte[] error, Outcome how) {
        if (closed) {
            return;
        }
        over = true;
        outcome = how;
        severLink(error);
        severStreams("the object was reset");
        if (!answered) {
            answer();
            status = WorkerError.EXCEPTION.httpStatus();
            caller.thrown(error);
        }
        end();
    }

    /** Whoever called a method and goes on from its result hears the error itself. */
    private void severLink(byte[] error) {
        if (socket != null && caller.calls()) {
            socket.sever(error);
        }
    }

    private void end() {
        tell(null);
        resident.operations.cancelAll(this);
        close();
    }

    /** Whether a socket of it is open. */
    boolean talks() {
        return socket != null && !socket.ended();
    }

    /** What a tail shows as the event. */
    TailSubject subject() {
        TailSubject subject = caller.subject();
        return subject instanceof TailSubject.Call call ? call.of(entrypoint()) : subject;
    }

    private String entrypoint() {
        if (actor != null) {
            return actor.className();
        }
        int place = caller.entrypoint() - 1;
        List<NamedHandler> named = resident.seat.version.namedHandlers();
        return place >= 0 && place < named.size() ? named.get(place).name() : "default";
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
