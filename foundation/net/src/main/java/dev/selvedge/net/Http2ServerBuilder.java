package dev.selvedge.net;

import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Settings;

/** Sets the bounds of one HTTP/2 server connection. */
final class Http2ServerBuilder
        extends AbstractHttp2ConnectionHandlerBuilder<Http2ServerConnection, Http2ServerBuilder> {
    private static final int WINDOW_SECONDS = 30;
    private static final int MAX_SMALL_CONTINUATIONS = 16;
    private static final int MAX_EMPTY_DATA = 2;
    private static final int MAX_QUEUED_CONTROLS = 2000;

    private final NettyHttpServer server;
    private final NettyLoop loop;
    private final Http2Requests requests;

    Http2ServerBuilder(NettyHttpServer server, NettyLoop loop, Http2Requests requests) {
        this.server = server;
        this.loop = loop;
        this.requests = requests;
    }

    @Override
    protected Http2ServerConnection build() {
        NetLimits limits = server.limits();
        server(true);
        frameListener(requests);
        initialSettings(Http2Settings.defaultSettings()
                .maxConcurrentStreams(limits.maxStreams())
                .initialWindowSize(Http2ServerConnection.STREAM_WINDOW)
                .maxHeaderListSize(limits.maxHeaders()));
        validateHeaders(true);
        decoderEnforceMaxRstFramesPerWindow(limits.maxResets(), WINDOW_SECONDS);
        encoderEnforceMaxRstFramesPerWindow(limits.maxResets(), WINDOW_SECONDS);
        decoderEnforceMaxSmallContinuationFrames(MAX_SMALL_CONTINUATIONS);
        decoderEnforceMaxConsecutiveEmptyDataFrames(MAX_EMPTY_DATA);
        encoderEnforceMaxQueuedControlFrames(MAX_QUEUED_CONTROLS);
        encoderEnforceMaxConcurrentStreams(false);
        return super.build();
    }

    @Override
    protected Http2ServerConnection build(
            Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
        return new Http2ServerConnection(decoder, encoder, settings, server, loop, requests);
    }
}
