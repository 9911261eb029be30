package dev.selvedge.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** One outgoing request from its beginning, which is before there is a connection, to its end. Owned by its loop. */
final class OutgoingCall implements ClientCall, BodyIntake.Source, Watched {
    private static final Logger LOG = System.getLogger(OutgoingCall.class.getName());

    private final NettyLoop loop;
    private final ClientOptions options;
    private final Destination destination;
    private final String method;
    private final ByteBuffer headers;
    private final @Nullable ByteBuffer body;
    private final long announced;
    private final ResponseReader reader;
    private final BodyIntake intake = new BodyIntake(this);
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>(2);
    private final @Nullable WebSocketOpen opening;
    private @Nullable ClientStream stream;
    private int retries;
    private long sent;
    private boolean requestDone;
    private boolean headSeen;
    private boolean over;
    private volatile boolean writable;
    private long deadline;
    private long receivedBefore;

    private static final int MAX_RETRIES = 3;

    private record Waiting(ByteBuffer chunk, Runnable written) {}

    OutgoingCall(
            NettyLoop loop,
            ClientOptions options,
            Destination destination,
            OutgoingRequest request,
            ResponseReader reader,
            @Nullable WebSocketOpen opening) {
        this.loop = loop;
        this.options = options;
        this.destination = destination;
        this.method = request.method();
        this.headers = copy(request.headers());
        ByteBuffer whole = request.body();
        this.body = whole == null ? null : copy(whole);
        this.announced = whole == null ? request.contentLength() : whole.remaining();
        this.reader = reader;
        this.requestDone = whole != null;
        this.opening = opening;
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
        ByteBuffer own = ByteBuffer.allocate(bytes.remaining());
        own.put(bytes.duplicate());
        return own.flip();
    }

    // What connections ask

    Destination destination() {
        return destination;
    }

    String method() {
        return method;
    }

    ByteBuffer headers() {
        return headers;
    }

    /** The whole body, or null if it is streamed. */
    @Nullable
    ByteBuffer body() {
        return body;
    }

    /** Length of the request body, -1 if nobody knows. */
    long announced() {
        return announced;
    }

    boolean expectsBody() {
        return body == null || body.hasRemaining() || !(method.equals("GET") || method.equals("HEAD"));
    }

    /** What the WebSocket handshake adds. */
    String extraHeaders() {
        return opening == null ? "" : opening.headers();
    }

    /** Who takes the connection over if the server switches to WebSocket; null if that was not asked for. */
    @Nullable
    WebSocketOpen opening() {
        return opening;
    }

    boolean isHead() {
        return method.equals("HEAD");
    }

    boolean over() {
        return over;
    }

    boolean requestDone() {
        return requestDone;
    }

    /** Whether the same request may be sent again on another connection after this one died without a word. */
    boolean repeatable() {
        return body != null
                && !headSeen
                && !over
                && switch (method) {
                    case "GET", "HEAD", "OPTIONS", "PUT", "DELETE" -> true;
                    default -> false;
                };
    }

    BodyIntake intake() {
        return intake;
    }

    NettyLoop loop() {
        return loop;
    }

    /** Waits for a connection; not for ever. */
    void queued() {
        deadline = loop.millis() + options.headMillis();
        loop.watch(this);
    }

    /** Whether the call may be sent once more after a server said that it has not looked at it. */
    boolean claimRetry() {
        return body != null && !headSeen && !over && ++retries <= MAX_RETRIES;
    }

    /** The request's head, and a whole body, were sent on this stream. */
    void started(ClientStream on) {
        stream = on;
        deadline = loop.millis() + options.headMillis();
        loop.watch(this);
        while (!waiting.isEmpty()) {
            Waiting next = waiting.remove();
            on.sendData(Unpooled.wrappedBuffer(next.chunk()), next.written());
        }
        if (body == null && requestDone) {
            on.sendEnd();
        }
        becameWritable();
    }

    /** The connection died before it said anything; the call goes back to its pool. */
    void detached() {
        stream = null;
        loop.unwatch(this);
    }

    void head(int status, String reason, Headers found, HttpVersion version, long length) {
        headSeen = true;
        deadline = loop.millis() + options.stallMillis();
        guarded(() -> {
            reader.head(status, reason, found, version, length);
            intake.read(reader);
        });
    }

    void data(ByteBuf bytes) {
        guarded(() -> intake.offer(bytes));
    }

    void end() {
        finishedWith(() -> intake.end());
    }

    void fail(NetFailure.Kind kind, String message) {
        fail(new NetFailure(kind, message));
    }

    void fail(NetFailure why) {
        finishedWith(() -> {
            if (headSeen) {
                intake.fail(why);
            } else {
                intake.discard();
                reader.broken(why);
            }
        });
    }

    private void finishedWith(Runnable last) {
        if (over) {
            return;
        }
        over = true;
        writable = false;
        loop.unwatch(this);
        while (!waiting.isEmpty()) {
            loop.execute(waiting.remove().written());
        }
        guarded(last);
    }

    /** A reader that throws loses its call, not the connection's other calls. */
    private void guarded(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a response reader failed", e);
            abort();
        }
    }

    void becameWritable() {
        ClientStream on = stream;
        boolean now = on != null && !over && on.writable();
        boolean before = writable;
        writable = now;
        if (now && !before) {
            guarded(reader::writable);
        }
    }

    // What the caller asks

    @Override
    public void allow(int bytes) {
        onLoop(() -> guarded(() -> intake.allow(bytes)));
    }

    @Override
    public void write(ByteBuffer chunk, Runnable written) {
        onLoop(() -> writeNow(chunk, written));
    }

    private void writeNow(ByteBuffer chunk, Runnable written) {
        int size = chunk.remaining();
        if (over || requestDone || size == 0) {
            loop.execute(written);
            return;
        }
        sent += size;
        if (announced >= 0 && sent > announced) {
            loop.execute(written);
            abort(new NetFailure(NetFailure.Kind.ABORTED, "the request body is longer than its content-length"));
            return;
        }
        ClientStream on = stream;
        if (on == null) {
            waiting.add(new Waiting(chunk, written));
        } else {
            on.sendData(Unpooled.wrappedBuffer(chunk), written);
            writable = on.writable();
        }
    }

    @Override
    public void finish() {
        onLoop(() -> {
            if (over || requestDone) {
                return;
            }
            if (announced >= 0 && sent < announced) {
                abort(new NetFailure(NetFailure.Kind.ABORTED, "the request body is shorter than its content-length"));
                return;
            }
            requestDone = true;
            deadline = Math.max(deadline, loop.millis() + options.headMillis());
            if (stream != null) {
                stream.sendEnd();
            }
        });
    }

    @Override
    public boolean writable() {
        return writable;
    }

    @Override
    public void abort() {
        onLoop(() -> abort(new NetFailure(NetFailure.Kind.ABORTED, "the request was aborted")));
    }

    private void abort(NetFailure why) {
        ClientStream on = stream;
        boolean unread = !intake.told();
        fail(why);
        intake.discard();
        if (on != null && unread) {
            on.cut();
        }
    }

    // Body and deadlines

    @Override
    public void consumed(int bytes) {
        if (stream != null) {
            stream.consumed(bytes);
        }
    }

    @Override
    public void demandChanged() {
        if (stream != null) {
            stream.demandChanged();
        }
    }

    @Override
    public void check(long now) {
        if (!headSeen && !requestDone && stream != null) {
            deadline = now + options.headMillis();
        } else if (headSeen && (!intake.wants() || intake.received() != receivedBefore)) {
            receivedBefore = intake.received();
            deadline = now + options.stallMillis();
        } else if (now > deadline) {
            String what = headSeen ? "the response body stalled" : "the server did not answer in time";
            what = stream == null ? "no connection became free in time" : what;
            abort(new NetFailure(NetFailure.Kind.TIMEOUT, what));
        }
    }

    private void onLoop(Runnable task) {
        if (loop.current()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }
}
