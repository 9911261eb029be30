package dev.selvedge.net;

import dev.selvedge.net.Exchange.Ending;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sending side and the life of a WebSocket (RFC 6455); what comes in is put together by {@link WebSocketInput}. Owned by
 * its loop; the public calls hop there.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive, which is where we look
final class NettyWebSocket implements WebSocket, ServerConnection, Watched, Watched.Flush {
    private static final Logger LOG = System.getLogger(NettyWebSocket.class.getName());
    private static final int MAX_REASON = 123;
    private static final int GOING_AWAY = 1001;
    private static final int NO_CODE = 1005;
    private static final int ABNORMAL = 1006;

    private final NettyLoop loop;
    private final WebSocketOptions options;
    private final String protocol;
    private final WebSocketInput input;
    private final Progress progress = new Progress(NetLimits.DEFAULT);
    private WebSocketReader reader;
    private Consumer<Ending> onEnd = how -> {};
    private @Nullable Channel channel;
    private boolean flushing;
    private boolean closeSent;
    private boolean closed;
    private boolean aborted;
    private volatile boolean writable = true;

    NettyWebSocket(NettyLoop loop, WebSocketOptions options, WebSocketReader reader, String protocol) {
        this.loop = loop;
        this.options = options;
        this.reader = reader;
        this.protocol = protocol;
        this.input = new WebSocketInput(this, options);
    }

    /** Puts the frame codec behind this place of the pipeline; the caller then hands the connection over. */
    void install(ChannelHandlerContext after, boolean server, Consumer<Ending> end) {
        onEnd = end;
        channel = after.channel();
        WebSocketDecoderConfig config = WebSocketDecoderConfig.newBuilder()
                .expectMaskedFrames(server)
                .allowMaskMismatch(options.acceptUnmasked())
                .maxFramePayloadLength(options.maxMessage())
                .allowExtensions(false)
                .closeOnProtocolViolation(false)
                .withUTF8Validator(false)
                .build();
        ChannelPipeline pipeline = after.pipeline();
        pipeline.addAfter(after.name(), "ws-input", input);
        pipeline.addAfter(after.name(), "ws-encoder", new WebSocket13FrameEncoder(!server));
        pipeline.addAfter(after.name(), "ws-decoder", new WebSocket13FrameDecoder(config));
        loop.watch(this);
    }

    void readBy(WebSocketReader who) {
        reader = who;
    }

    WebSocketReader reader() {
        return reader;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public NettyLoop loop() {
        return loop;
    }

    @Override
    public String protocol() {
        return protocol;
    }

    @Override
    public void sendText(ByteBuffer utf8, Runnable written) {
        onLoop(() -> send(new TextWebSocketFrame(Unpooled.wrappedBuffer(utf8)), written));
    }

    @Override
    public void sendBinary(ByteBuffer bytes, Runnable written) {
        onLoop(() -> send(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(bytes)), written));
    }

    @Override
    public void ping(ByteBuffer payload) {
        if (payload.remaining() > 125) {
            throw new IllegalArgumentException("a ping carries at most 125 bytes");
        }
        ByteBuf own = Unpooled.copiedBuffer(payload);
        onLoop(() -> send(new PingWebSocketFrame(own), () -> {}));
    }

    void send(WebSocketFrame frame, Runnable written) {
        Channel to = channel;
        if (to == null || closed || closeSent) {
            frame.release();
            loop.execute(written);
            return;
        }
        ChannelPromise promise = to.newPromise();
        promise.addListener(done -> written.run());
        to.write(frame, promise);
        writable = to.isWritable();
        flushSoon();
    }

    private void flushSoon() {
        if (!flushing) {
            flushing = true;
            loop.flushAtRoundEnd(this);
        }
    }

    @Override
    public void flushNow() {
        flushing = false;
        if (channel != null) {
            channel.flush();
        }
    }

    @Override
    public void close(int code, String reason) {
        onLoop(() -> closeNow(code, reason));
    }

    void closeNow(int code, String reason) {
        if (closed || closeSent || channel == null) {
            return;
        }
        String cut = cut(reason);
        send(code == NO_CODE ? new CloseWebSocketFrame() : new CloseWebSocketFrame(code, cut), () -> {});
        closeSent = true;
        if (input.peerClosed()) {
            over(input.closeCode(), input.closeReason(), true);
        } else {
            loop.schedule(options.closeTimeoutMillis(), this::gone);
        }
    }

    /** At most 123 bytes of UTF-8, whole characters. */
    private static String cut(String reason) {
        String text = reason;
        while (text.getBytes(StandardCharsets.UTF_8).length > MAX_REASON) {
            text = text.substring(0, text.length() - 1);
        }
        return text;
    }

    /** The peer's close frame came, after all messages before it. */
    void peerClosed(int code, String reason) {
        if (closeSent) {
            over(code, reason, true);
            return;
        }
        tell(() -> reader.closing(code, reason));
        if (options.echoClose()) {
            closeNow(code, code == NO_CODE ? "" : reason);
        }
    }

    @Override
    public void abort() {
        onLoop(() -> {
            aborted = true;
            gone();
        });
    }

    @Override
    public void drain() {
        closeNow(GOING_AWAY, "");
    }

    @Override
    public void close() {
        abort();
    }

    /** The connection ended without a handshake, or never became a WebSocket. */
    void gone() {
        over(ABNORMAL, "", false);
    }

    private void over(int code, String reason, boolean clean) {
        if (closed) {
            return;
        }
        closed = true;
        writable = false;
        loop.unwatch(this);
        input.drop();
        Channel old = channel;
        if (old != null) {
            old.flush();
            old.close();
        }
        tell(() -> reader.closed(code, reason, clean));
        onEnd.accept(clean ? Ending.COMPLETE : aborted ? Ending.BROKEN_OFF : Ending.CLIENT_GONE);
    }

    /** Runs a reader's callback; one that throws loses the connection. */
    void tell(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a WebSocket reader failed", e);
            closeNow(1011, "");
        }
    }

    @Override
    public void allow(int bytes) {
        onLoop(() -> input.allow(bytes));
    }

    @Override
    public boolean writable() {
        return writable;
    }

    void writabilityChanged(boolean now) {
        writable = now;
        if (now && !closed) {
            tell(() -> reader.writable());
        }
    }

    void setReading(boolean wanted) {
        if (channel != null && channel.config().isAutoRead() != wanted) {
            channel.config().setAutoRead(wanted);
        }
    }

    @Override
    public void check(long now) {
        if (channel != null && progress.writeStalled(now, NettyHttpServer.waitingBytes(channel))) {
            gone();
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
