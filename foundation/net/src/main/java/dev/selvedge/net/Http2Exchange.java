package dev.selvedge.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AsciiString;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One request and response on a stream of HTTP/2. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the stream, which ends the exchange
final class Http2Exchange extends ServerExchange {
    private static final AsciiString DATE = AsciiString.cached("date");
    private static final AsciiString LENGTH = AsciiString.cached("content-length");

    private final Http2ServerConnection connection;
    private final Http2Stream stream;
    private final Progress progress;
    private boolean dispatched;
    private boolean continued;
    private long waiting;

    Http2Exchange(Http2ServerConnection connection, Http2Stream stream, RequestHead head, ListenerIdentity identity) {
        super(connection.loop(), head, identity);
        this.connection = connection;
        this.stream = stream;
        this.progress = new Progress(connection.limits());
        progress.start(loop().millis());
    }

    Http2Stream stream() {
        return stream;
    }

    /** True once: for whoever dispatches first. */
    boolean claimDispatch() {
        boolean first = !dispatched;
        dispatched = true;
        return first;
    }

    @Override
    void sendWhole(int status, @Nullable String reason, HeaderBlock headers, long length, ByteBuffer body) {
        boolean bare = !body.hasRemaining();
        ChannelPromise promise = lastPromise();
        Http2Headers list = list(status, headers, length);
        connection.encoder().writeHeaders(connection.context(), stream.id(), list, 0, bare, bare ? promise : voidish());
        if (!bare) {
            ByteBuf bytes = connection.context().alloc().directBuffer(body.remaining());
            bytes.writeBytes(body.duplicate());
            waiting += bytes.readableBytes();
            connection.encoder().writeData(connection.context(), stream.id(), bytes, 0, true, promise);
        }
        connection.flushSoon();
    }

    @Override
    void sendHead(int status, @Nullable String reason, HeaderBlock headers, long length, boolean bodyFollows) {
        Http2Headers list = list(status, headers, length);
        connection.encoder().writeHeaders(connection.context(), stream.id(), list, 0, false, voidish());
        connection.flushSoon();
    }

    private Http2Headers list(int status, HeaderBlock headers, long length) {
        HeaderScan lines = headers.lines();
        Http2Headers list = Http2Heads.empty(lines.size());
        list.status(HttpResponseStatus.valueOf(status).codeAsText());
        Http2Heads.append(list, lines, HeaderNames.NONE);
        if (length >= 0) {
            list.add(LENGTH, Long.toString(length));
        }
        if (!headers.dated()) {
            list.add(DATE, loop().date().text());
        }
        return list;
    }

    private ChannelPromise voidish() {
        return connection.context().newPromise();
    }

    private ChannelPromise lastPromise() {
        ChannelPromise promise = connection.context().newPromise();
        promise.addListener(done -> {
            waiting = 0;
            end(done.isSuccess() ? Ending.COMPLETE : Ending.CLIENT_GONE);
            connection.responseDone(this);
        });
        return promise;
    }

    @Override
    void sendData(ByteBuffer chunk, Runnable written) {
        int size = chunk.remaining();
        waiting += size;
        ChannelPromise promise = connection.context().newPromise();
        promise.addListener(done -> {
            waiting -= size;
            written.run();
        });
        connection
                .encoder()
                .writeData(connection.context(), stream.id(), Unpooled.wrappedBuffer(chunk), 0, false, promise);
        connection.flushSoon();
    }

    @Override
    void sendEnd(boolean bodyFollowed) {
        connection
                .encoder()
                .writeData(connection.context(), stream.id(), Unpooled.EMPTY_BUFFER, 0, true, lastPromise());
        connection.flushSoon();
    }

    @Override
    void cut() {
        connection.reset(stream.id(), Http2Error.INTERNAL_ERROR);
    }

    @Override
    void bodyWanted() {
        progress.start(loop().millis());
        if (head().expectsContinue() && !continued && !answered() && !intake.ended()) {
            continued = true;
            Http2Headers interim = Http2Heads.empty(1).status(HttpResponseStatus.CONTINUE.codeAsText());
            connection.encoder().writeHeaders(connection.context(), stream.id(), interim, 0, false, voidish());
            connection.flushSoon();
        }
    }

    @Override
    boolean channelWritable() {
        return connection.encoder().flowController().isWritable(stream);
    }

    @Override
    public void consumed(int bytes) {
        connection.consumed(stream, bytes);
    }

    @Override
    public void demandChanged() {
        // The window opens as bytes are taken.
    }

    /** What is wrong with the speed of the client, or null. */
    @Nullable
    NetFailure slowness(long now) {
        if (!intake.ended() && progress.bodyStalled(now, intake)) {
            return new NetFailure(NetFailure.Kind.TIMEOUT, "the request body took too long");
        }
        if (progress.writeStalled(now, waiting)) {
            return new NetFailure(NetFailure.Kind.TIMEOUT, "the client does not read");
        }
        return null;
    }

    @Override
    public boolean webSocketRequested() {
        return false;
    }

    @Override
    void upgrade(NettyWebSocket socket, HeaderBlock headers) {
        throw new IllegalStateException("WebSockets come over HTTP/1.1 here");
    }
}
