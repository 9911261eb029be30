package dev.selvedge.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Settings;
import org.jspecify.annotations.Nullable;

/** One HTTP/2 connection to an origin; carries as many calls as the server permits. */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a failed write closes the stream or the connection, which is where we look
final class Http2ClientConnection extends Http2Wire implements ClientConnection {
    /** However many the server would permit. */
    private static final int MAX_STREAMS = 100;

    private final OriginPool pool;
    private final NettyLoop loop;
    private final ClientOptions options;
    private final Http2Responses responses;
    private boolean closed;
    private long idleUntil;

    private Http2ClientConnection(
            Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings, Builder from) {
        super(decoder, encoder, settings, from.loop);
        this.pool = from.pool;
        this.loop = from.loop;
        this.options = from.options;
        this.responses = from.responses;
    }

    static Http2ClientConnection install(Channel channel, OriginPool pool, NettyLoop loop, ClientOptions options) {
        Http2Responses responses = new Http2Responses();
        Http2ClientConnection connection = new Builder(pool, loop, options, responses).build();
        responses.belongTo(connection);
        connection.connection().addListener(responses);
        connection.encoder().flowController().listener(responses::becameWritable);
        channel.pipeline().addLast(connection);
        return connection;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) throws Exception {
        idleUntil = loop.millis() + options.idleMillis();
        super.handlerAdded(added);
    }

    @Override
    public boolean hasRoom() {
        return !closed
                && !connection().goAwayReceived()
                && connection().local().canOpenStream()
                && connection().numActiveStreams() < MAX_STREAMS;
    }

    @Override
    public void start(OutgoingCall call) {
        responses.start(call, loop.block());
    }

    /** The server has not looked at this call: any connection may carry it again. */
    void again(OutgoingCall call) {
        call.detached();
        loop.execute(() -> pool.submit(call));
    }

    void streamEnded() {
        idleUntil = loop.millis() + options.idleMillis();
        loop.execute(() -> pool.released(this));
    }

    @Override
    public void close() {
        context().close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) throws Exception {
        super.channelInactive(from);
        if (!closed) {
            closed = true;
            loop.unwatch(this);
            pool.left(this);
        }
    }

    @Override
    protected void onConnectionError(
            ChannelHandlerContext from, boolean outbound, Throwable cause, @Nullable Http2Exception failure) {
        responses.reason("the HTTP/2 connection broke: " + cause.getMessage());
        super.onConnectionError(from, outbound, cause, failure);
    }

    @Override
    public void check(long now) {
        if (connection().numActiveStreams() > 0) {
            idleUntil = now + options.idleMillis();
        } else if (now > idleUntil || connection().goAwayReceived()) {
            close();
        }
    }

    /** Sets the bounds of a connection. */
    private static final class Builder extends AbstractHttp2ConnectionHandlerBuilder<Http2ClientConnection, Builder> {
        private final OriginPool pool;
        private final NettyLoop loop;
        private final ClientOptions options;
        private final Http2Responses responses;

        Builder(OriginPool pool, NettyLoop loop, ClientOptions options, Http2Responses responses) {
            this.pool = pool;
            this.loop = loop;
            this.options = options;
            this.responses = responses;
        }

        @Override
        protected Http2ClientConnection build() {
            server(false);
            frameListener(responses);
            initialSettings(Http2Settings.defaultSettings()
                    .pushEnabled(false)
                    .initialWindowSize(STREAM_WINDOW)
                    .maxHeaderListSize(options.maxHeaders()));
            encoderEnforceMaxConcurrentStreams(false);
            return super.build();
        }

        @Override
        protected Http2ClientConnection build(
                Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
            return new Http2ClientConnection(decoder, encoder, settings, this);
        }
    }
}
