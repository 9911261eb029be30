package dev.selvedge.net;

import dev.selvedge.net.Exchange.Ending;
import dev.selvedge.net.ReceivedRequest.ListenerIdentity;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns the frames of one HTTP/2 connection into exchanges, and counts the frames that cost us more than the client. */
final class Http2Requests extends Http2EventAdapter {
    private static final long FLOOD_WINDOW_MILLIS = 30_000;

    private final NettyHttpServer server;
    private final ListenerIdentity identity;
    private final Map<Integer, Http2Exchange> exchanges = new LinkedHashMap<>();
    private final List<Http2Exchange> waiting = new ArrayList<>();
    private @Nullable Http2ServerConnection owner;
    private long floodWindowEnd;
    private int controls;

    Http2Requests(NettyHttpServer server, ListenerIdentity identity) {
        this.server = server;
        this.identity = identity;
    }

    void belongTo(Http2ServerConnection connection) {
        owner = connection;
    }

    private Http2ServerConnection owner() {
        return Objects.requireNonNull(owner, "set right after construction");
    }

    /** A copy: endings change the map. */
    List<Http2Exchange> active() {
        return List.copyOf(exchanges.values());
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
            boolean last)
            throws Http2Exception {
        onHeadersRead(context, id, headers, padding, last);
    }

    @Override
    public void onHeadersRead(ChannelHandlerContext context, int id, Http2Headers headers, int padding, boolean last)
            throws Http2Exception {
        Http2Exchange known = exchanges.get(id);
        if (known != null) {
            // Trailers: checked by Netty, dropped by us.
            if (last) {
                bodyEnded(known);
            }
            return;
        }
        Http2Stream stream = owner().connection().stream(id);
        if (stream == null) {
            return;
        }
        if (owner().connection().remote().numActiveStreams() > server.limits().maxStreams()) {
            server.countRejected();
            owner().reset(id, Http2Error.REFUSED_STREAM);
            return;
        }
        try {
            begin(stream, Http2Heads.request(headers, last, server.limits()));
        } catch (BadMessage e) {
            refuse(stream, e);
        }
    }

    /** A request that was never understood gets a short answer, on a placeholder of an exchange. */
    private void refuse(Http2Stream stream, BadMessage why) {
        server.countRejected();
        RequestHead head = new RequestHead("GET", "/", "", HttpVersion.HTTP_2, Headers.EMPTY, 0, true, false, "");
        Http2Exchange exchange = new Http2Exchange(owner(), stream, head, identity);
        exchange.claimDispatch();
        exchange.intake.discard();
        exchanges.put(stream.id(), exchange);
        exchange.answer(why.status(), why.text());
    }

    void begin(Http2Stream stream, RequestHead head) {
        if (head.contentLength() > server.limits().maxBody()) {
            throw new BadMessage(413, "body is too large");
        }
        Http2Exchange exchange = new Http2Exchange(owner(), stream, head, identity);
        exchanges.put(stream.id(), exchange);
        if (!head.hasBody()) {
            exchange.intake.end();
            exchange.claimDispatch();
            exchange.dispatch(server.handler(), null);
        } else if (head.expectsContinue()
                || head.contentLength() > server.limits().inlineBody()) {
            exchange.claimDispatch();
            exchange.dispatch(server.handler(), null);
        } else {
            waiting.add(exchange);
        }
    }

    /** The round is over: those whose small body did not come with the head read it as a stream. */
    void dispatchWaiting() {
        if (waiting.isEmpty()) {
            return;
        }
        List<Http2Exchange> now = List.copyOf(waiting);
        waiting.clear();
        for (Http2Exchange exchange : now) {
            if (!exchange.over() && exchange.claimDispatch()) {
                exchange.dispatch(server.handler(), null);
            }
        }
    }

    @Override
    public int onDataRead(ChannelHandlerContext context, int id, ByteBuf data, int padding, boolean last) {
        Http2Exchange exchange = exchanges.get(id);
        int bytes = data.readableBytes();
        if (exchange == null || exchange.over() || exchange.intake.told()) {
            return bytes + padding;
        }
        if (exchange.intake.received() + bytes > server.limits().maxBody()) {
            tooLarge(exchange);
            return bytes + padding;
        }
        exchange.intake.offer(data.retain());
        if (last) {
            bodyEnded(exchange);
        }
        return padding;
    }

    private void bodyEnded(Http2Exchange exchange) {
        boolean small = exchange.intake.received() <= server.limits().inlineBody();
        if (small && exchange.claimDispatch()) {
            ByteBuffer whole = exchange.intake.gather();
            exchange.intake.end();
            exchange.dispatch(server.handler(), whole);
        } else {
            exchange.intake.end();
        }
    }

    private void tooLarge(Http2Exchange exchange) {
        server.countRejected();
        fail(exchange, 413, new NetFailure(NetFailure.Kind.TOO_LARGE, "body is too large"));
    }

    void tooSlow(Http2Exchange exchange) {
        server.countRejected();
        NetFailure why = new NetFailure(NetFailure.Kind.TIMEOUT, "the client is too slow");
        if (exchange.answered()) {
            owner().reset(exchange.stream().id(), Http2Error.CANCEL);
            exchange.end(Ending.CLIENT_GONE);
        } else {
            fail(exchange, 408, why);
        }
    }

    private static void fail(Http2Exchange exchange, int status, NetFailure why) {
        exchange.claimDispatch();
        if (exchange.streaming()) {
            exchange.breakOff();
        } else if (!exchange.answered()) {
            exchange.answer(status, why.message());
            exchange.intake.fail(why);
        }
    }

    void becameWritable(Http2Stream stream) {
        Http2Exchange exchange = exchanges.get(stream.id());
        if (exchange != null && exchange.channelWritable()) {
            exchange.becameWritable();
        }
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
        Http2Exchange exchange = exchanges.remove(stream.id());
        if (exchange != null) {
            exchange.claimDispatch();
            exchange.end(Ending.CLIENT_GONE);
        }
    }

    /** From here on Netty would refuse streams by itself, as it does before (see {@link Http2ServerConnection}). */
    @Override
    public void onSettingsAckRead(ChannelHandlerContext context) {
        owner().refuseStreamsHere();
    }

    @Override
    public void onPingRead(ChannelHandlerContext context, long data) throws Http2Exception {
        countControl();
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) throws Http2Exception {
        countControl();
    }

    @Override
    public void onPriorityRead(ChannelHandlerContext context, int id, int dependency, short weight, boolean exclusive)
            throws Http2Exception {
        countControl();
    }

    private void countControl() throws Http2Exception {
        long now = owner().loop().millis();
        if (now > floodWindowEnd) {
            floodWindowEnd = now + FLOOD_WINDOW_MILLIS;
            controls = 0;
        }
        if (++controls > server.limits().maxControls()) {
            throw Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "too many control frames");
        }
    }
}
