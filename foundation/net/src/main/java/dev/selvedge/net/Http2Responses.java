package dev.selvedge.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns calls into the streams of one HTTP/2 connection, and its frames into their responses. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the stream, which fails the call
final class Http2Responses extends Http2EventAdapter {
    private final Map<Integer, Http2ClientStream> streams = new LinkedHashMap<>();
    private @Nullable Http2ClientConnection owner;
    private String reason = "the server closed the stream before the response was whole";

    void belongTo(Http2ClientConnection connection) {
        owner = connection;
    }

    private Http2ClientConnection owner() {
        return Objects.requireNonNull(owner, "set right after construction");
    }

    /** Why the calls under way are going to fail. */
    void reason(String why) {
        reason = why;
    }

    void start(OutgoingCall call, HeaderBlock block) {
        Http2ClientConnection to = owner();
        if (!block.take(call.headers()) || !Octets.isToken(call.method())) {
            call.fail(NetFailure.Kind.PROTOCOL, "the request has a malformed method or header");
            to.streamEnded();
            return;
        }
        int id = to.connection().local().incrementAndGetNextStreamId();
        boolean bare = call.body() != null && !call.body().hasRemaining();
        to.encoder()
                .writeHeaders(
                        to.context(),
                        id,
                        Http2ClientStream.head(call, block),
                        0,
                        bare,
                        to.context().newPromise());
        Http2Stream stream = to.connection().stream(id);
        if (stream == null) {
            call.fail(NetFailure.Kind.PEER_GONE, "the server takes no more requests on this connection");
            to.streamEnded();
            return;
        }
        Http2ClientStream carrier = new Http2ClientStream(to, stream, call);
        streams.put(id, carrier);
        carrier.sendWhole();
        to.flushSoon();
        call.started(carrier);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context,
            int id,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean last) {
        onHeadersRead(context, id, headers, padding, last);
    }

    @Override
    public void onHeadersRead(ChannelHandlerContext context, int id, Http2Headers headers, int padding, boolean last) {
        Http2ClientStream stream = streams.get(id);
        if (stream == null) {
            return;
        }
        try {
            stream.headers(headers);
            if (last) {
                stream.ended();
            }
        } catch (BadMessage e) {
            stream.failed(NetFailure.Kind.PROTOCOL, e.text());
            owner().reset(id, Http2Error.PROTOCOL_ERROR);
        }
    }

    @Override
    public int onDataRead(ChannelHandlerContext context, int id, ByteBuf data, int padding, boolean last) {
        Http2ClientStream stream = streams.get(id);
        if (stream == null) {
            return data.readableBytes() + padding;
        }
        stream.data(data.retain());
        if (last) {
            stream.ended();
        }
        return padding;
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext context, int id, long code) {
        Http2ClientStream stream = streams.get(id);
        if (stream != null && code == Http2Error.REFUSED_STREAM.code()) {
            stream.refused();
        } else if (stream != null) {
            stream.failed(NetFailure.Kind.PEER_GONE, "the server reset the stream with code " + code);
        }
    }

    void becameWritable(Http2Stream stream) {
        Http2ClientStream carrier = streams.get(stream.id());
        if (carrier != null) {
            carrier.becameWritable();
        }
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
        Http2ClientStream carrier = streams.remove(stream.id());
        if (carrier != null) {
            // RFC 9113 §6.8: what is above the last stream of a GOAWAY was not processed.
            if (owner().connection().goAwayReceived()
                    && stream.id() > owner().connection().local().lastStreamKnownByPeer()) {
                carrier.refused();
            }
            carrier.failed(NetFailure.Kind.PEER_GONE, reason);
            owner().streamEnded();
        }
    }
}
