package dev.selvedge.net;

import dev.selvedge.net.ReceivedRequest.ListenerIdentity;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One HTTP/2 connection of a server (RFC 9113). Framing, HPACK and windows are Netty's; requests are {@link Http2Requests}'. */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a failed write closes the stream or the connection, which is where we look
final class Http2ServerConnection extends Http2Wire implements ServerConnection {
    /** How many times the permitted streams one client may open before it has heard that they are refused. */
    private static final int FAR_BOUND = 16;

    private static final byte[] SWITCHING =
            "HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: h2c\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private final NettyHttpServer server;
    private final NettyLoop loop;
    private final Http2Requests requests;
    private long idleUntil;

    Http2ServerConnection(
            Http2ConnectionDecoder decoder,
            Http2ConnectionEncoder encoder,
            Http2Settings settings,
            NettyHttpServer server,
            NettyLoop loop,
            Http2Requests requests) {
        super(decoder, encoder, settings, loop);
        this.server = server;
        this.loop = loop;
        this.requests = requests;
    }

    static Http2ServerConnection create(NettyHttpServer server, NettyLoop loop, ListenerIdentity identity) {
        Http2Requests requests = new Http2Requests(server, identity);
        Http2ServerConnection connection = new Http2ServerBuilder(server, loop, requests).build();
        requests.belongTo(connection);
        connection.encoder().flowController().listener(requests::becameWritable);
        connection.connection().addListener(requests);
        return connection;
    }

    /**
     * Switches an HTTP/1 connection whose request asks for it (RFC 7540 §3.2; the JDK's client does).
     *
     * @return false if the request must be served as HTTP/1
     */
    static boolean upgrade(NettyHttpServer server, Http1ServerConnection old, RequestHead head) {
        Http2Settings settings = Http2Upgrade.settings(head.headers());
        if (settings == null) {
            return false;
        }
        Http2ServerConnection connection = create(server, old.loop(), old.identity());
        ChannelHandlerContext place = old.pipelinePlace();
        place.writeAndFlush(Unpooled.wrappedBuffer(SWITCHING));
        place.pipeline().addAfter(place.name(), null, connection);
        try {
            connection.onHttpServerUpgrade(settings);
            Http2Stream stream = connection.connection().stream(1);
            connection.requests.begin(stream, Http2Upgrade.head(head));
        } catch (Http2Exception e) {
            place.close();
        }
        old.handOver();
        return true;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) throws Exception {
        idleUntil = loop.millis() + server.limits().headMillis();
        super.handlerAdded(added);
        refuseStreamsHere();
        server.opened(this);
    }

    /**
     * A stream that Netty refuses does not exist for it, and DATA on one, which a client may have sent before it read our
     * settings, would end the connection. So this module refuses, and Netty only holds a far bound.
     */
    void refuseStreamsHere() {
        connection().remote().maxActiveStreams(server.limits().maxStreams() * FAR_BOUND);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext removed) {
        loop.unwatch(this);
        server.closed(this);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext from) throws Exception {
        requests.dispatchWaiting();
        super.channelReadComplete(from);
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) throws Exception {
        loop.unwatch(this);
        server.closed(this);
        super.channelInactive(from);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext from, Object event) throws Exception {
        if (event instanceof ChannelInputShutdownEvent) {
            from.close();
        }
        super.userEventTriggered(from, event);
    }

    @Override
    protected void onStreamError(
            ChannelHandlerContext from, boolean outbound, Throwable cause, Http2Exception.StreamException failure) {
        server.countRejected();
        super.onStreamError(from, outbound, cause, failure);
    }

    @Override
    protected void onConnectionError(
            ChannelHandlerContext from, boolean outbound, Throwable cause, @Nullable Http2Exception failure) {
        server.countRejected();
        server.connectionFailed(failure == null ? cause : new IOException(failure));
        super.onConnectionError(from, outbound, cause, failure);
    }

    /** The response is out; a client that still sends the body is told to stop (RFC 9113 §8.1). */
    void responseDone(Http2Exchange exchange) {
        idleUntil = loop.millis() + server.limits().idleMillis();
        Http2Stream stream = exchange.stream();
        if (stream.state().remoteSideOpen()) {
            reset(stream.id(), Http2Error.NO_ERROR);
        }
    }

    NetLimits limits() {
        return server.limits();
    }

    @Override
    public void drain() {
        // Netty's close sends GOAWAY and waits for the open streams.
        context().channel().close();
    }

    @Override
    public void close() {
        context().close();
    }

    @Override
    public void check(long now) {
        if (connection().numActiveStreams() == 0) {
            if (now > idleUntil) {
                drain();
            }
            return;
        }
        idleUntil = now + server.limits().idleMillis();
        List<Http2Exchange> slow = new ArrayList<>(0);
        for (Http2Exchange exchange : requests.active()) {
            if (exchange.slowness(now) != null) {
                slow.add(exchange);
            }
        }
        slow.forEach(requests::tooSlow);
    }
}
