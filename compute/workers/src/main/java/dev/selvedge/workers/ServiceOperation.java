package dev.selvedge.workers;

import dev.selvedge.catalog.Binding;
import dev.selvedge.catalog.NamedHandler;
import dev.selvedge.catalog.Script;
import dev.selvedge.net.Headers;
import dev.selvedge.net.NetFailure;
import dev.selvedge.turn.FrameBatch;
import dev.selvedge.turn.Records;
import dev.selvedge.turn.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Worker calls another one of its account. The callee runs on the lane of the same loop, so no byte crosses a thread;
 * this object is the calling isolate's operation and the called isolate's caller in one.
 */
final class ServiceOperation extends Operation implements Caller {
    private static final int THROWN = 1;

    private RequestImage image = new RequestImage(0, new byte[0], new byte[0], new byte[0], new byte[0], 0);
    private @Nullable Pipe requestBody;
    private @Nullable Flight callee;
    private final Lineage lineage;
    private final long ray;
    private boolean replied;
    private boolean cancelled;

    ServiceOperation(Resident resident, int id, Flight context) {
        super(resident, id, context);
        this.lineage = context.caller.lineage().call();
        this.ray = context.caller.ray();
    }

    void start(Records records, Binding.Service service) {
        Lane lane = lane();
        Script script = lane.shared.script(resident.seat.account, service.service());
        if (script == null || script.deployment().isEmpty()) {
            refuse("There is no Worker called " + service.service() + " for the service binding " + service.name()
                    + ".");
            return;
        }
        if (lineage.deeperThan(lane.shared.limits.serviceDepth())) {
            refuse("Workers called one another too deeply in this request.");
            return;
        }
        if (lineage.tooMany()) {
            refuse("Too many Workers were invoked in this request.");
            return;
        }
        int entrypoint = entrypoint(script, service.entrypoint());
        if (entrypoint < 0) {
            refuse("Worker " + service.service() + " exports no " + service.entrypoint() + ".");
            return;
        }
        int flags = records.b() & 0xFF;
        int body = Wire.Body.of(records.b());
        boolean streams = body == Wire.Body.STREAM || body == Wire.Body.JOINED;
        flags |= Wire.Body.flag(streams ? Wire.Body.STREAM : body == Wire.Body.TEXT ? Wire.Body.BYTES : body);
        byte[] whole = streams ? new byte[0] : records.bytes(2);
        image = new RequestImage(flags, records.bytes(0), records.bytes(1), whole, new byte[0], entrypoint);
        if (streams) {
            stream(body == Wire.Body.JOINED ? handed(records.part(2)) : null, body);
        }
        lane.shared.dispatcher(lane.index).call(resident.seat.account, script, this);
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

    /** 0 for the default export, n for the n-th of the version's named ones, -1 if there is none of that name. */
    private static int entrypoint(Script script, @Nullable String name) {
        if (name == null || name.isEmpty() || name.equals("default")) {
            return 0;
        }
        List<NamedHandler> named = script.deployment()
                .flatMap(deployment ->
                        script.version(deployment.shares().getFirst().version()))
                .map(version -> version.namedHandlers())
                .orElse(List.of());
        for (int i = 0; i < named.size(); i++) {
            if (named.get(i).name().equals(name)) {
                return i + 1;
            }
        }
        return -1;
    }

    private void refuse(String message) {
        if (!replied) {
            replied = true;
            lane().text(resident, Wire.In.REFUSED, id, THROWN, message);
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
    public void write(FrameBatch batch, int flightId) {
        image.write(batch, flightId);
    }

    @Override
    public @Nullable ByteSource body() {
        return requestBody;
    }

    @Override
    public void began(Flight flight) {
        callee = flight;
        if (cancelled) {
            flight.abort(Wire.AbortReason.CLIENT_GONE);
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
        return head.encode() ? null : ContentCoding.of(head.parsed().get("content-encoding", ""));
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
    public SocketPeer acceptSocket(ByteBuffer headers, SocketLink calleeLink) {
        SocketLink own = new SocketLink(this);
        own.attach(new SocketPipe(calleeLink));
        socket = own;
        reply(Wire.Flag.WEB_SOCKET, 101, null, headers, ExchangeCaller.nothing());
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
            if (in != null) {
                in.broken(new NetFailure(NetFailure.Kind.PEER_GONE, error.title()));
            }
        } else {
            refuse(detail.isEmpty() ? error.title() + "." : detail);
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
    void partEnded() {
        if (replied && silent() && (in == null || in.ended())) {
            finished();
        }
    }

    @Override
    void abandoned() {
        if (callee != null) {
            callee.abort(Wire.AbortReason.CLIENT_GONE);
        }
    }

    @Override
    void cancel() {
        cancelled = true;
        severStreams("the calling Worker gave up");
        if (callee != null) {
            callee.abort(Wire.AbortReason.CLIENT_GONE);
        }
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
    public TailSubject subject() {
        Map<String, String> headers = new LinkedHashMap<>();
        String method = Wire.Method.name(image.flags() & 0xFF);
        try {
            Headers.parse(ByteBuffer.wrap(image.headers()))
                    .forEach((name, value) -> headers.merge(name, value, (a, b) -> a + ", " + b));
        } catch (IllegalArgumentException e) {
            headers.clear(); // a method of its own stands in front of the block; tails do without
        }
        return new TailSubject.Fetch(method, new String(image.url(), StandardCharsets.UTF_8), headers, "", "");
    }
}
