package dev.selvedge.net;

import dev.selvedge.net.Exchange.Ending;
import dev.selvedge.net.ReceivedRequest.ListenerIdentity;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1 connection of a server: a state machine that takes one request at a time (pipelined ones wait in the buffer,
 * and without room there, in the kernel). Lives on one loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive, which is where we look
final class Http1ServerConnection extends ChannelInboundHandlerAdapter implements Watched, ServerConnection {
    private static final int PIPELINE_BYTES = 64 << 10;
    private static final int LINGER_MILLIS = 2000;
    private static final int LINGER_BYTES = 1 << 20;
    private static final int HALF_CLOSED_MILLIS = 1000;
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private enum State {
        /** Between requests, or within a head. */
        HEAD,
        /** A request is with the handler, its body still comes. */
        BODY,
        /** A request is with the handler, its body is here. */
        RESPONSE,
        /** The response is out, the rest of the body is thrown away. */
        DISCARD,
        /** Nothing more is understood; input is thrown away so that the client can read our last words. */
        LINGER,
        /** Closed, or somebody else's. */
        GONE
    }

    private final NettyHttpServer server;
    private final NettyLoop loop;
    private final ListenerIdentity identity;
    private final RequestHeadParser parser;
    private final BodyDecoder decoder = new BodyDecoder();
    private final Progress progress;
    private final Http1Wire wire;
    private @Nullable Http1Exchange exchange;
    private State state = State.HEAD;
    private boolean processing;
    private boolean deferred;
    private boolean continued;
    private boolean keepAlive = true;
    private boolean headBegun;
    private boolean served;
    private long deadline;
    private long halfClosedUntil;
    private long discardFrom;

    Http1ServerConnection(NettyHttpServer server, NettyLoop loop, ListenerIdentity identity) {
        this.server = server;
        this.loop = loop;
        this.identity = identity;
        this.parser = new RequestHeadParser(server.limits());
        this.progress = new Progress(server.limits());
        this.wire = new Http1Wire(loop);
    }

    Http1Wire wire() {
        return wire;
    }

    private ChannelHandlerContext context() {
        return wire.context();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        wire.attach(added);
        deadline = loop.millis() + server.limits().headMillis();
        loop.watch(this);
        server.opened(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        loop.unwatch(this);
        server.closed(this);
        wire.release();
    }

    // Input

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        wire.append(message);
        process();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext from) {
        Http1Exchange now = exchange;
        if (deferred && now != null) {
            deferred = false;
            now.dispatch(server.handler(), null);
            updateReading();
        }
    }

    private void process() {
        if (processing) {
            return;
        }
        processing = true;
        try {
            boolean more = true;
            while (more) {
                more = step();
            }
        } catch (BadMessage e) {
            reject(e);
        } finally {
            processing = false;
        }
        wire.tidy();
        updateReading();
    }

    /** Does one thing with the buffer; false when it needs more input, or a response, first. */
    private boolean step() {
        ByteBuf in = wire.buffer();
        if (in == null) {
            return false;
        }
        return switch (state) {
            case HEAD -> in.isReadable() && head(in);
            case BODY, DISCARD -> body(in);
            case RESPONSE -> false;
            case LINGER -> linger(in);
            case GONE -> {
                in.skipBytes(in.readableBytes());
                yield false;
            }
        };
    }

    private boolean head(ByteBuf in) {
        if (!headBegun) {
            headBegun = true;
            deadline = Math.max(deadline, 1);
            if (served) {
                deadline = loop.millis() + server.limits().headMillis();
            }
        }
        if (!served && Http2Preface.begins(in)) {
            return Http2Preface.isWhole(in) && switchToHttp2(in);
        }
        RequestHead head = parser.parse(in);
        if (head == null) {
            return false;
        }
        begin(head, in);
        return true;
    }

    private void begin(RequestHead head, ByteBuf in) {
        headBegun = false;
        served = true;
        continued = false;
        keepAlive = head.keepAlive();
        if (head.upgrade().equals("h2c")
                && !identity.secure()
                && !head.hasBody()
                && server.upgradeToHttp2(this, head)) {
            return;
        }
        Http1Exchange now = new Http1Exchange(this, loop, head, identity);
        exchange = now;
        if (!head.hasBody()) {
            state = State.RESPONSE;
            now.intake.end();
            now.dispatch(server.handler(), null);
            return;
        }
        state = State.BODY;
        progress.start(loop.millis());
        long length = head.contentLength();
        if (length < 0) {
            decoder.chunked(server.limits().maxBody());
        } else {
            decoder.fixed(length, server.limits().maxBody());
        }
        boolean small = length > 0 && length <= server.limits().inlineBody();
        if (small && in.readableBytes() >= length) {
            wholeBody(now, in, (int) length);
        } else if (small && !head.expectsContinue()) {
            deferred = true;
        } else {
            now.dispatch(server.handler(), null);
        }
    }

    /** The usual small request: its body lies in the buffer and is shown to the handler where it lies. */
    private void wholeBody(Http1Exchange now, ByteBuf in, int length) {
        state = State.RESPONSE;
        int after = in.readerIndex() + length;
        now.dispatch(server.handler(), in.nioBuffer(in.readerIndex(), length).asReadOnlyBuffer());
        in.readerIndex(after);
    }

    private boolean body(ByteBuf in) {
        Http1Exchange now = exchange;
        if (now == null || !decoder.decode(in, now.intake)) {
            if (state == State.DISCARD && now != null && now.intake.received() - discardFrom > LINGER_BYTES) {
                startLinger();
            }
            return false;
        }
        if (state == State.DISCARD) {
            next();
            return true;
        }
        state = State.RESPONSE;
        boolean dispatch = deferred;
        deferred = false;
        if (dispatch) {
            ByteBuffer whole = now.intake.gather();
            now.intake.end();
            now.dispatch(server.handler(), whole);
        } else {
            now.intake.end();
        }
        return true;
    }

    private boolean linger(ByteBuf in) {
        discardFrom += in.readableBytes();
        in.skipBytes(in.readableBytes());
        if (discardFrom > LINGER_BYTES) {
            close();
        }
        return false;
    }

    private void updateReading() {
        ByteBuf in = wire.buffer();
        Http1Exchange now = exchange;
        boolean want = switch (state) {
            case HEAD, DISCARD, LINGER -> true;
            case BODY -> deferred || (now != null && now.intake.wants());
            case RESPONSE -> in == null || in.readableBytes() < PIPELINE_BYTES;
            case GONE -> wire.reading();
        };
        wire.read(want);
    }

    // What the exchange asks for

    void bodyWanted() {
        Http1Exchange now = exchange;
        boolean waits = state == State.BODY && !continued;
        if (waits && now != null && now.head().expectsContinue() && !now.answered()) {
            continued = true;
            wire.send(Unpooled.wrappedBuffer(CONTINUE));
        }
        progress.start(loop.millis());
    }

    void demandChanged() {
        if (!processing) {
            updateReading();
        }
    }

    /** Decides, when a response head is written, whether another request may follow. */
    boolean keepsAlive() {
        Http1Exchange now = exchange;
        boolean bodyUnsent = state == State.BODY && now != null && now.head().expectsContinue() && !continued;
        keepAlive = keepAlive && !bodyUnsent && !server.draining();
        return keepAlive;
    }

    void closeAfterResponse() {
        keepAlive = false;
    }

    void responseDone(Http1Exchange done) {
        if (done != exchange) {
            return;
        }
        done.end(Ending.COMPLETE);
        if (state == State.GONE || state == State.LINGER) {
            return;
        }
        if (!keepAlive) {
            startLinger();
        } else if (state == State.BODY) {
            state = State.DISCARD;
            deferred = false;
            discardFrom = done.intake.received();
            deadline = loop.millis() + server.limits().bodyMillis();
            updateReading();
        } else {
            next();
        }
    }

    private void next() {
        exchange = null;
        state = State.HEAD;
        deadline = loop.millis() + server.limits().idleMillis();
        if (halfClosedUntil > 0 || server.draining()) {
            startLinger();
        } else if (wire.buffer() != null) {
            process();
        } else {
            updateReading();
        }
    }

    // Endings

    private void reject(BadMessage why) {
        server.countRejected();
        Http1Exchange now = exchange;
        if (now == null || now.over()) {
            writeShort(why);
        } else if (now.answered()) {
            cut();
            return;
        } else {
            keepAlive = false;
            NetFailure.Kind kind = why.status() == 413 ? NetFailure.Kind.TOO_LARGE : NetFailure.Kind.PROTOCOL;
            kind = why.status() == 408 ? NetFailure.Kind.TIMEOUT : kind;
            now.answer(why.status(), why.text());
            now.intake.fail(new NetFailure(kind, why.text()));
        }
        startLinger();
    }

    private void writeShort(BadMessage why) {
        byte[] body = (why.status() + " " + StatusLine.reason(why.status()) + ": " + why.text() + "\n")
                .getBytes(StandardCharsets.UTF_8);
        ByteBuf out = wire.allocator().buffer(256 + body.length);
        out.writeBytes(StatusLine.of(why.status(), null));
        out.writeCharSequence(
                "content-type: text/plain; charset=utf-8\r\ncontent-length: " + body.length
                        + "\r\nconnection: close\r\n",
                StandardCharsets.US_ASCII);
        out.writeBytes(loop.date().line()).writeBytes(new byte[] {'\r', '\n'}).writeBytes(body);
        wire.send(out);
    }

    /** Closing at once would reset the connection and could take our last response with it (RFC 9112 §9.6). */
    private void startLinger() {
        if (state == State.LINGER || state == State.GONE) {
            return;
        }
        state = State.LINGER;
        discardFrom = 0;
        deadline = loop.millis() + LINGER_MILLIS;
        context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
            if (context().channel() instanceof DuplexChannel duplex && !identity.secure() && halfClosedUntil == 0) {
                duplex.shutdownOutput();
            } else {
                close();
            }
        });
        if (!processing) {
            wire.release();
            updateReading();
        }
    }

    void cut() {
        close();
    }

    @Override
    public void close() {
        context().close();
    }

    @Override
    public void drain() {
        if (state == State.HEAD && !headBegun) {
            startLinger();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        state = State.GONE;
        wire.release();
        Http1Exchange now = exchange;
        if (now != null) {
            now.end(Ending.CLIENT_GONE);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext from, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            if (state == State.RESPONSE) {
                // Perhaps only half of the connection is closed: a quick response may still arrive.
                halfClosedUntil = loop.millis() + HALF_CLOSED_MILLIS;
            } else {
                close();
            }
        }
        from.fireUserEventTriggered(event);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext from) {
        Http1Exchange now = exchange;
        if (now != null && from.channel().isWritable()) {
            now.becameWritable();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        server.connectionFailed(cause);
        from.close();
    }

    // Deadlines

    @Override
    public void check(long now) {
        switch (state) {
            case HEAD -> checkHead(now);
            case BODY -> checkBody(now);
            case DISCARD, LINGER -> {
                if (now > deadline) {
                    close();
                }
            }
            case RESPONSE, GONE -> {}
        }
        long waiting = NettyHttpServer.waitingBytes(context().channel());
        boolean leftUs = halfClosedUntil > 0 && now > halfClosedUntil && waiting == 0;
        if (progress.writeStalled(now, waiting) || leftUs) {
            close();
        }
    }

    private void checkHead(long now) {
        if (now <= deadline) {
            return;
        }
        if (headBegun) {
            reject(new BadMessage(408, "the request took too long"));
        } else {
            close();
        }
    }

    private void checkBody(long now) {
        Http1Exchange current = exchange;
        if (current != null && progress.bodyStalled(now, current.intake)) {
            reject(new BadMessage(408, "the request body took too long"));
        }
    }

    // Upgrades

    private boolean switchToHttp2(ByteBuf in) {
        ByteBuf rest = in.readRetainedSlice(in.readableBytes());
        state = State.GONE;
        server.replaceByHttp2(context(), this, loop, identity);
        context().fireChannelRead(rest);
        context().pipeline().remove(this);
        return false;
    }

    /** Gives the connection to a handler that was put behind this one; what the client already sent goes with it. */
    void handOver() {
        state = State.GONE;
        wire.handOver();
    }

    ListenerIdentity identity() {
        return identity;
    }

    @Override
    public NettyLoop loop() {
        return loop;
    }

    ChannelHandlerContext pipelinePlace() {
        return context();
    }

    void upgrade(Http1Exchange from, NettyWebSocket socket, ByteBuf response) {
        wire.send(response);
        socket.install(context(), true, how -> {
            server.closed(socket);
            from.end(how);
        });
        server.opened(socket);
        handOver();
    }
}
