package dev.selvedge.net;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The response of an exchange, as far as both protocols share it: hopping to the loop, the order of calls, and the end. All
 * fields belong to the loop.
 */
abstract class ServerExchange extends ReceivedRequest {
    private static final Logger LOG = System.getLogger(ServerExchange.class.getName());
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private enum Stage {
        WAITING,
        STREAMING,
        ANSWERED
    }

    private Stage stage = Stage.WAITING;
    private int status;
    private boolean bodyless;
    private long announced = -1;
    private long bytesOut;
    private Runnable onWritable = ServerExchange::nothing;
    private final List<Consumer<Ending>> listeners = new ArrayList<>(2);
    private volatile @Nullable Ending ending;

    ServerExchange(NettyLoop loop, RequestHead head, ListenerIdentity listener) {
        super(loop, head, listener);
    }

    // What the protocol does. Called on the loop, in order, never after the end.

    /** Sends a whole response. {@code length} is what to announce, -1 for nothing. */
    abstract void sendWhole(int status, @Nullable String reason, HeaderBlock headers, long length, ByteBuffer body);

    /** Sends a head; {@code length} is what to announce, -1 if a body of unknown length follows. */
    abstract void sendHead(int status, @Nullable String reason, HeaderBlock headers, long length, boolean bodyFollows);

    abstract void sendData(ByteBuffer chunk, Runnable written);

    /** Ends the streamed body. */
    abstract void sendEnd(boolean bodyFollowed);

    /** Cuts the response off. */
    abstract void cut();

    abstract boolean channelWritable();

    /** Turns the connection into a WebSocket that is at home in {@code socket}. */
    abstract void upgrade(NettyWebSocket socket, HeaderBlock headers);

    private static void nothing() {}

    /** The handler, or one of its callbacks, threw: its exchange pays for it, not the connection's others. */
    @Override
    final void failed(Throwable cause) {
        LOG.log(Level.ERROR, "the handler of " + head().method() + " failed", cause);
        if (stage == Stage.WAITING) {
            answer(500, "the server failed to handle this request");
        } else {
            breakOff();
        }
    }

    /** A short answer in plain text from this module itself. */
    final void answer(int status, String text) {
        byte[] body = (status + " " + StatusLine.reason(status) + ": " + text + "\n").getBytes(StandardCharsets.UTF_8);
        respond(
                status,
                null,
                Headers.of("content-type", "text/plain; charset=utf-8").block(),
                ByteBuffer.wrap(body));
    }

    /** The exchange is over; says so once. */
    final void end(Ending how) {
        if (ending != null) {
            return;
        }
        ending = how;
        stage = Stage.ANSWERED;
        boolean gone = how == Ending.CLIENT_GONE;
        if (!intake.told()) {
            intake.fail(new NetFailure(
                    gone ? NetFailure.Kind.PEER_GONE : NetFailure.Kind.ABORTED,
                    gone ? "the client disconnected" : "the request is over"));
        }
        intake.discard();
        for (Consumer<Ending> each : listeners) {
            tell(each, how);
        }
        listeners.clear();
    }

    private static void tell(Consumer<Ending> listener, Ending how) {
        try {
            listener.accept(how);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a close callback failed", e);
        }
    }

    final boolean answered() {
        return stage != Stage.WAITING;
    }

    final boolean streaming() {
        return stage == Stage.STREAMING;
    }

    final boolean over() {
        return ending != null;
    }

    final void becameWritable() {
        if (stage == Stage.STREAMING) {
            guarded(onWritable);
        }
    }

    @Override
    public final void respond(int status, @Nullable String reason, ByteBuffer headers, ByteBuffer body) {
        if (loop().current()) {
            respondNow(status, reason, headers, body);
        } else {
            ByteBuffer ownHeaders = copy(headers);
            ByteBuffer ownBody = copy(body);
            loop().execute(() -> respondNow(status, reason, ownHeaders, ownBody));
        }
    }

    private void respondNow(int status, @Nullable String reason, ByteBuffer headers, ByteBuffer body) {
        HeaderBlock block = loop().block();
        if (!mayAnswer(status, block, headers)) {
            return;
        }
        stage = Stage.ANSWERED;
        this.status = status;
        boolean none = bodyless(status);
        int size = body.remaining();
        long length = size > 0 || !none ? size : block.contentLength();
        bytesOut += none ? 0 : size;
        sendWhole(status, reason, block, noLength(status) ? -1 : length, none ? NOTHING : body);
    }

    @Override
    public final void respondStreaming(int status, @Nullable String reason, ByteBuffer headers) {
        if (loop().current()) {
            startNow(status, reason, headers);
        } else {
            ByteBuffer own = copy(headers);
            loop().execute(() -> startNow(status, reason, own));
        }
    }

    private void startNow(int status, @Nullable String reason, ByteBuffer headers) {
        HeaderBlock block = loop().block();
        if (!mayAnswer(status, block, headers)) {
            return;
        }
        stage = Stage.STREAMING;
        this.status = status;
        bodyless = bodyless(status);
        announced = noLength(status) ? -1 : block.contentLength();
        sendHead(status, reason, block, announced, !bodyless);
    }

    /** Checks the call's order and the header block; a malformed block becomes a 500 that says nothing of its content. */
    private boolean mayAnswer(int status, HeaderBlock block, ByteBuffer headers) {
        if (stage != Stage.WAITING) {
            return false;
        }
        if (status >= 200 && status <= 599 && block.take(headers)) {
            return true;
        }
        LOG.log(Level.ERROR, "a response with status {0} has a malformed head", status);
        answer(500, "the response could not be sent");
        return false;
    }

    private boolean bodyless(int status) {
        return head().isHead() || status == 204 || status == 304;
    }

    private static boolean noLength(int status) {
        return status == 204 || status == 304;
    }

    @Override
    public final void write(ByteBuffer chunk, Runnable written) {
        if (loop().current()) {
            writeNow(chunk, written);
        } else {
            loop().execute(() -> writeNow(chunk, written));
        }
    }

    private void writeNow(ByteBuffer chunk, Runnable written) {
        int size = chunk.remaining();
        if (stage != Stage.STREAMING || bodyless || size == 0) {
            loop().execute(written);
            return;
        }
        if (announced >= 0 && bytesOut + size > announced) {
            loop().execute(written);
            breakOff();
            return;
        }
        bytesOut += size;
        sendData(chunk, written);
    }

    @Override
    public final void finish() {
        onLoop(() -> {
            if (stage == Stage.STREAMING) {
                boolean tooShort = !bodyless && announced >= 0 && bytesOut < announced;
                if (tooShort) {
                    breakOff();
                } else {
                    stage = Stage.ANSWERED;
                    sendEnd(!bodyless);
                }
            }
        });
    }

    @Override
    public final void breakOff() {
        onLoop(() -> {
            if (ending == null) {
                stage = Stage.ANSWERED;
                cut();
                end(Ending.BROKEN_OFF);
            }
        });
    }

    @Override
    public final boolean writable() {
        return ending == null && channelWritable();
    }

    @Override
    public final void onWritable(Runnable callback) {
        onLoop(() -> onWritable = callback);
    }

    @Override
    public final WebSocket acceptWebSocket(ByteBuffer headers, WebSocketOptions options, WebSocketReader reader) {
        if (!webSocketRequested()) {
            throw new IllegalStateException("the client asked for no WebSocket");
        }
        Headers own = Headers.parse(headers);
        String protocol = own.get("sec-websocket-protocol", "");
        NettyWebSocket socket = new NettyWebSocket(loop(), options, reader, protocol);
        onLoop(() -> {
            if (mayAnswer(200, loop().block(), own.block())) {
                stage = Stage.ANSWERED;
                status = 101;
                upgrade(socket, loop().block());
            } else {
                socket.gone();
            }
        });
        return socket;
    }

    @Override
    public final void onClose(Consumer<Ending> callback) {
        onLoop(() -> {
            Ending how = ending;
            if (how == null) {
                listeners.add(callback);
            } else {
                tell(callback, how);
            }
        });
    }

    @Override
    public final int status() {
        return status;
    }

    @Override
    public final long bytesOut() {
        return bytesOut;
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
        ByteBuffer own = ByteBuffer.allocate(bytes.remaining());
        own.put(bytes.duplicate());
        return own.flip();
    }
}
