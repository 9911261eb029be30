package dev.selvedge.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What HTTP/2 connections of servers and clients have in common: the window of the whole connection, what streams give back
 * to it and how they are reset, and one flush for all that was written in a round. Owned by one loop.
 */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a failed write closes the stream or the connection, which is where we look
abstract class Http2Wire extends Http2ConnectionHandler implements Watched, Watched.Flush {
    /** What one peer may have under way to us in all its streams. */
    private static final int CONNECTION_WINDOW = 4 << 20;

    static final int STREAM_WINDOW = 256 << 10;
    private static final int FIRST_WINDOW = 65_535;

    private final NettyLoop loop;
    private @Nullable ChannelHandlerContext context;
    private boolean flushing;

    Http2Wire(Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings, NettyLoop loop) {
        super(decoder, encoder, settings);
        this.loop = loop;
    }

    public NettyLoop loop() {
        return loop;
    }

    final ChannelHandlerContext context() {
        return Objects.requireNonNull(context, "the connection is in a pipeline");
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) throws Exception {
        context = added;
        super.handlerAdded(added);
        decoder()
                .flowController()
                .incrementWindowSize(connection().connectionStream(), CONNECTION_WINDOW - FIRST_WINDOW);
        flushSoon();
        loop.watch(this);
    }

    final void flushSoon() {
        if (!flushing) {
            flushing = true;
            loop.flushAtRoundEnd(this);
        }
    }

    @Override
    public final void flushNow() {
        flushing = false;
        if (!context().isRemoved()) {
            flush(context());
        }
    }

    final void reset(int stream, Http2Error error) {
        resetStream(context(), stream, error.code(), context().newPromise());
        flushSoon();
    }

    /** A reader took bytes of a stream: its peer may send as many again. */
    final void consumed(Http2Stream stream, int bytes) {
        try {
            if (bytes > 0 && decoder().flowController().consumeBytes(stream, bytes)) {
                flushSoon();
            }
        } catch (Http2Exception e) {
            onError(context(), false, e);
        }
    }
}
