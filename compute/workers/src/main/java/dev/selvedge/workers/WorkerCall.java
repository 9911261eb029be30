package dev.selvedge.workers;

import dev.selvedge.net.Headers;
import dev.selvedge.net.NetFailure;
import dev.selvedge.turn.FrameBatch;
import dev.selvedge.turn.Records;
import dev.selvedge.turn.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Worker calls a Worker or an actor: the calling isolate's operation and the caller of what it calls in one. Belongs to the loop of
 * the calling lane; what runs on another loop is called through a {@link FerryCaller}.
 */
abstract class WorkerCall extends Operation implements Caller {
    private static final int THROWN = 1;

    /** What of a FETCH's flags the callee sees too. */
    private static final int PASSED_ON = 0xFF | Wire.Flag.RPC;

    /** The same for a call of a method, which may ask for a link. */
    private static final int PASSED_ON_WITH_CALL = PASSED_ON | Wire.Flag.WEB_SOCKET;

    final Lineage lineage;
    private final long ray;
    private RequestImage image = new RequestImage(0, new byte[0], new byte[0], new byte[0], new byte[0], 0);
    private @Nullable Pipe requestBody;
    /** Tells what was called that nobody waits for it; null until it has begun. */
    private @Nullable Runnable abort;

    private boolean replied;
    private boolean cancelled;

    WorkerCall(Resident resident, int id, Flight context, Lineage lineage) {
        super(resident, id, context);
        this.lineage = lineage;
        this.ray = context.caller.ray();
    }

    /** Keeps what the record asks for, and starts the body's way. The callee sees {@code more} flags. */
    final void take(Records records, byte[] headers, int entrypoint, int more) {
        int body = Wire.Body.of(records.b());
        boolean streams = body == Wire.Body.STREAM || body == Wire.Body.JOINED;
        boolean call = (records.b() & Wire.Flag.RPC) != 0;
        int flags = (records.b() & (call ? PASSED_ON_WITH_CALL : PASSED_ON)) | more | Wire.Flag.TUNNEL;
        flags |= Wire.Body.flag(streams ? Wire.Body.STREAM : body == Wire.Body.TEXT ? Wire.Body.BYTES : body);
        byte[] whole = streams ? new byte[0] : records.bytes(2);
        byte[] block = (flags & Wire.Flag.RPC) == 0 ? BodyFraming.told(headers, records) : headers;
        image = new RequestImage(flags, records.bytes(0), block, whole, new byte[0], entrypoint);
        if (streams) {
            stream(body == Wire.Body.JOINED ? handed(records.part(2)) : null, body);
        }
    }

    private void stream(@Nullable BodyInto handed, int body) {
        Pipe pipe = new Pipe();
        requestBody = pipe;
        if (handed != null) {
            Junction passing = new Junction(handed, handed.source(), this, pipe, false);
            joint = passing;
            passing.start();
        } else if (body == Wire.Body.STREAM) {
            out = new BodyFrom(this, pipe);
        } else {
            pipe.breakOff("the stream was used already");
        }
    }

    final void refuse(String message) {
        refuse(THROWN, message.getBytes(StandardCharsets.UTF_8));
    }

    private void refuse(int code, byte[] message) {
        if (!replied && !cancelled) {
            replied = true;
            lane().text(resident, Wire.In.REFUSED, id, code, message);
            severStreams("what was called failed");
            finished();
        }
    }

    @Override
    public void capture() {
        // It is an image already.
    }

    @Override
    public int room() {
        return image.room();
    }

    @Override
    public void write(FrameBatch batch, int flightId, int actor) {
        image.write(batch, flightId, actor);
    }

    @Override
    public @Nullable ByteSource body() {
        return requestBody;
    }

    @Override
    public void began(Flight flight) {
        began(() -> flight.abort(Wire.AbortReason.CLIENT_GONE));
    }

    final void began(Runnable abortion) {
        abort = abortion;
        if (cancelled) {
            abortion.run();
        }
    }

    @Override
    public boolean wantsBody() {
        return (image.flags() & 0xFF) != Wire.Method.HEAD;
    }

    @Override
    public boolean wantsEncoded() {
        return false;
    }

    @Override
    public void respond(AnswerHead head, ByteBuffer body) {
        if (body.hasRemaining() && coding(head) != null) {
            ByteSink sink = respondStreaming(head);
            sink.write(Text.copy(body), () -> {});
            sink.finish();
            return;
        }
        int kind = body.hasRemaining() ? (Text.ascii(body) ? Wire.Body.ASCII : Wire.Body.BYTES) : Wire.Body.NONE;
        reply(Wire.Body.flag(kind), head.status(), head.reason(), head.headers(), body);
        partEnded();
    }

    /** Between Workers a body travels plain, unless the answering one packed it itself. */
    private static @Nullable ContentCoding coding(AnswerHead head) {
        return head.encode() || !head.headers().hasRemaining()
                ? null
                : ContentCoding.of(head.parsed().get("content-encoding", ""));
    }

    @Override
    public ByteSink respondStreaming(AnswerHead head) {
        Pipe pipe = new Pipe();
        ContentCoding coding = coding(head);
        in = new BodyInto(this, coding == null ? pipe : new Unpacked(pipe, coding));
        reply(Wire.Body.flag(Wire.Body.STREAM), head.status(), head.reason(), head.headers(), ExchangeCaller.nothing());
        if (cancelled) {
            pipe.stop();
        }
        return pipe;
    }

    @Override
    public SocketPeer acceptSocket(ByteBuffer headers, SocketInlet callee) {
        SocketLink own = new SocketLink(this);
        own.attach(new SocketPipe(callee));
        own.offer();
        socket = own;
        if (cancelled) {
            own.sever();
        } else {
            reply(Wire.Flag.WEB_SOCKET, 101, null, headers, ExchangeCaller.nothing());
        }
        return new SocketPipe(own);
    }

    private void reply(int flags, int status, @Nullable String reason, ByteBuffer headers, ByteBuffer body) {
        if (!cancelled && !replied) {
            replied = true;
            lane().reply(this, flags, image.url(), headers, body, status, reason == null ? "" : reason);
        }
    }

    @Override
    public void fail(WorkerError error, String detail, int retryAfterSeconds) {
        if (replied || cancelled) {
            breakAnswer(error.title());
        } else {
            refuse(detail.isEmpty() ? error.title() + "." : detail);
        }
    }

    @Override
    public void thrown(byte[] error) {
        if (replied || cancelled) {
            breakAnswer("what was called failed");
        } else {
            refuse(Wire.Refused.ERROR, error);
        }
    }

    private void breakAnswer(String why) {
        if (in != null) {
            in.broken(new NetFailure(NetFailure.Kind.PEER_GONE, why));
        }
    }

    @Override
    public boolean passThrough() {
        return false;
    }

    @Override
    public void ended(Flight flight) {
        // Its figures are its own Worker's; nothing is reported to the caller.
    }

    @Override
    final void partEnded() {
        if (replied && silent() && (in == null || in.ended())) {
            finished();
        }
    }

    @Override
    final void abandoned() {
        if (abort != null) {
            abort.run();
        }
    }

    @Override
    final void cancel() {
        cancelled = true;
        severStreams("the calling Worker gave up");
        abandoned();
    }

    @Override
    public Lineage lineage() {
        return lineage;
    }

    @Override
    public long ray() {
        return ray;
    }

    @Override
    public int entrypoint() {
        return image.entrypoint();
    }

    @Override
    public boolean calls() {
        return (image.flags() & Wire.Flag.RPC) != 0;
    }

    @Override
    public TailSubject subject() {
        String url = new String(image.url(), StandardCharsets.UTF_8);
        if (calls()) {
            return new TailSubject.Call(url, "");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        String method = Wire.Method.name(image.flags() & 0xFF);
        try {
            Headers.parse(ByteBuffer.wrap(image.headers()))
                    .forEach((name, value) -> headers.merge(name, value, (a, b) -> a + ", " + b));
        } catch (IllegalArgumentException e) {
            headers.clear(); // a method of its own stands in front of the block; tails do without
        }
        return new TailSubject.Fetch(method, url, headers, "", "");
    }
}
