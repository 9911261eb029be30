package dev.selvedge.net;

import dev.selvedge.net.ResponseHeadParser.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection to an origin; carries one call at a time. It goes back to the pool only if the response ended exactly
 * where it said: whatever comes without being asked for closes it, so that no tenant reads another one's answer.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive, which is where we look
final class Http1ClientConnection extends ChannelInboundHandlerAdapter
        implements ClientConnection, ClientStream, Watched {
    private static final HeaderNames OURS =
            HeaderNames.of("host", "expect", "sec-websocket-key", "sec-websocket-version", "sec-websocket-extensions");
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final OriginPool pool;
    private final NettyLoop loop;
    private final ClientOptions options;
    private final ResponseHeadParser parser;
    private final BodyDecoder decoder = new BodyDecoder();
    private final Http1Wire wire;
    private @Nullable OutgoingCall call;
    private @Nullable ResponseHead head;
    private boolean used;
    private boolean closed;
    private boolean processing;
    private boolean chunked;
    private boolean responseDone;
    private long idleUntil;

    Http1ClientConnection(OriginPool pool, NettyLoop loop, ClientOptions options) {
        this.pool = pool;
        this.loop = loop;
        this.options = options;
        this.parser = new ResponseHeadParser(options);
        this.wire = new Http1Wire(loop);
    }

    private ChannelHandlerContext context() {
        return wire.context();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        wire.attach(added);
        idleUntil = loop.millis() + options.idleMillis();
        loop.watch(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        gone("the connection was closed");
    }

    @Override
    public boolean hasRoom() {
        return call == null && !closed;
    }

    // Output

    @Override
    public void start(OutgoingCall next) {
        call = next;
        head = null;
        responseDone = false;
        HeaderBlock block = loop.block();
        if (!block.take(next.headers()) || !Octets.isToken(next.method())) {
            call = null;
            next.fail(NetFailure.Kind.PROTOCOL, "the request has a malformed method or header");
            pool.released(this);
            return;
        }
        wire.send(head(next, block));
        next.started(this);
        updateReading();
    }

    private ByteBuf head(OutgoingCall next, HeaderBlock block) {
        ByteBuffer body = next.body();
        HeaderScan lines = block.lines();
        ByteBuf out = context().alloc().directBuffer(lines.length() + 256 + (body == null ? 0 : body.remaining()));
        ascii(
                out,
                next.method() + " " + next.destination().target() + " HTTP/1.1\r\nhost: "
                        + next.destination().authority() + "\r\n");
        for (int i = 0; i < lines.size(); i++) {
            int from = lines.nameStart(i);
            if (!OURS.contains(lines.array(), from, lines.nameEnd(i))) {
                out.writeBytes(lines.array(), from, lines.valueEnd(i) + 2 - from);
            }
        }
        ascii(out, next.extraHeaders());
        chunked = body == null && next.announced() < 0;
        if (chunked) {
            ascii(out, "transfer-encoding: chunked\r\n");
        } else if (next.expectsBody()) {
            ascii(out, "content-length: " + next.announced() + "\r\n");
        }
        out.writeBytes(CRLF);
        return body == null ? out : out.writeBytes(body.duplicate());
    }

    private static void ascii(ByteBuf out, String text) {
        out.writeCharSequence(text, StandardCharsets.US_ASCII);
    }

    @Override
    public void sendData(ByteBuf bytes, Runnable written) {
        if (chunked) {
            ByteBuf before = wire.allocator().directBuffer(16);
            ascii(before, Integer.toHexString(bytes.readableBytes()) + "\r\n");
            wire.send(before);
        }
        wire.send(bytes, written);
        if (chunked) {
            wire.send(wire.allocator().directBuffer(2).writeBytes(CRLF));
        }
    }

    @Override
    public void sendEnd() {
        if (chunked) {
            wire.send(Unpooled.wrappedBuffer(LAST_CHUNK));
        }
        if (responseDone) {
            release();
        }
    }

    @Override
    public boolean writable() {
        return !closed && wire.writable();
    }

    // Input

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        wire.append(message);
        process();
    }

    private void process() {
        ByteBuf in = wire.buffer();
        if (processing || in == null) {
            return;
        }
        processing = true;
        try {
            while (in.isReadable() && call != null && !responseDone && step(in)) {}
        } catch (BadMessage e) {
            broken(NetFailure.Kind.PROTOCOL, e.text());
        } finally {
            processing = false;
        }
        ByteBuf rest = wire.buffer();
        boolean unasked = rest != null && rest.isReadable() && (call == null || responseDone);
        if (unasked || closed || (rest != null && !rest.isReadable())) {
            releaseBuffer();
        }
        if (unasked) {
            close();
        }
        updateReading();
    }

    /** Not while it is being read. */
    private void releaseBuffer() {
        if (!processing) {
            wire.release();
        }
    }

    private boolean step(ByteBuf in) {
        OutgoingCall now = Objects.requireNonNull(call, "checked by the caller");
        ResponseHead known = head;
        if (known != null) {
            if (!decoder.decode(in, now.intake())) {
                return false;
            }
            responseEnd(known);
            return true;
        }
        ResponseHead found = parser.parse(in);
        if (found == null) {
            return false;
        }
        if (found.status() == 101) {
            return upgrade(now, found);
        }
        if (found.status() >= 200) {
            begin(now, found);
        }
        return true;
    }

    private void begin(OutgoingCall now, ResponseHead found) {
        head = found;
        boolean none = now.isHead() || found.status() == 204 || found.status() == 304;
        now.head(found.status(), found.reason(), found.headers(), found.version(), found.contentLength());
        if (none || found.contentLength() == 0) {
            responseEnd(found);
        } else if (found.chunked()) {
            decoder.chunked(Long.MAX_VALUE);
        } else if (found.contentLength() > 0) {
            decoder.fixed(found.contentLength(), Long.MAX_VALUE);
        } else {
            decoder.untilClose();
        }
    }

    private void responseEnd(ResponseHead found) {
        OutgoingCall done = call;
        boolean reusable = found.keepAlive() && !decoder.isUntilClose();
        responseDone = true;
        if (done != null && reusable && done.requestDone()) {
            release();
            done.end();
        } else {
            close();
            if (done != null) {
                done.end();
            }
        }
    }

    private void release() {
        call = null;
        used = true;
        idleUntil = loop.millis() + options.idleMillis();
        // Not at once: the pool would start the next call in the middle of this one's last callback.
        loop.execute(() -> pool.released(this));
    }

    private boolean upgrade(OutgoingCall now, ResponseHead found) {
        WebSocketOpen opening = now.opening();
        if (opening == null || !opening.accepts(found.headers())) {
            throw new BadMessage(502, "the server switches protocols without being asked");
        }
        call = null;
        opening.switched(context(), found.headers());
        pool.left(this);
        wire.handOver();
        return false;
    }

    private void updateReading() {
        OutgoingCall now = call;
        boolean want = now == null || head == null || now.intake().wants();
        if (!closed) {
            wire.read(want);
        }
    }

    @Override
    public void consumed(int bytes) {
        // What waits decides, not what was taken.
    }

    @Override
    public void demandChanged() {
        if (!processing) {
            updateReading();
        }
    }

    // Ends

    @Override
    public void cut() {
        call = null;
        close();
    }

    @Override
    public void close() {
        context().close();
        gone("the connection was closed");
    }

    private void broken(NetFailure.Kind kind, String message) {
        OutgoingCall now = call;
        call = null;
        close();
        if (now != null) {
            now.fail(kind, message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        OutgoingCall now = call;
        if (now != null && head != null && decoder.isUntilClose()) {
            call = null;
            now.end();
        }
        gone("the server closed the connection before the response was whole");
    }

    private void gone(String message) {
        if (closed) {
            return;
        }
        closed = true;
        loop.unwatch(this);
        pool.left(this);
        releaseBuffer();
        OutgoingCall now = call;
        call = null;
        if (now != null && !responseDone) {
            if (used && now.repeatable()) {
                now.detached();
                pool.submit(now);
            } else {
                now.fail(NetFailure.Kind.PEER_GONE, message);
            }
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext from) {
        if (call != null) {
            call.becameWritable();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        gone("the connection broke: " + cause.getMessage());
        from.close();
    }

    @Override
    public void check(long now) {
        if (call == null && now > idleUntil) {
            close();
        }
    }
}
