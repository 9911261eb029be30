package dev.selvedge.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AsciiString;
import java.nio.ByteBuffer;

/** One call on a stream of HTTP/2. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write closes the stream, which fails the call
final class Http2ClientStream implements ClientStream {
    private static final HeaderNames OURS = HeaderNames.of("host", "expect", "http2-settings");
    private static final AsciiString LENGTH = AsciiString.cached("content-length");

    private final Http2ClientConnection connection;
    private final Http2Stream stream;
    private final OutgoingCall call;
    private boolean headSeen;
    private boolean refused;

    Http2ClientStream(Http2ClientConnection connection, Http2Stream stream, OutgoingCall call) {
        this.connection = connection;
        this.stream = stream;
        this.call = call;
    }

    static Http2Headers head(OutgoingCall call, HeaderBlock block) {
        Destination to = call.destination();
        HeaderScan lines = block.lines();
        Http2Headers list = Http2Heads.empty(lines.size())
                .method(call.method())
                .scheme(to.secure() ? "https" : "http")
                .authority(to.authority())
                .path(to.target());
        Http2Heads.append(list, lines, OURS);
        if (call.announced() >= 0 && call.expectsBody()) {
            list.add(LENGTH, Long.toString(call.announced()));
        }
        return list;
    }

    void sendWhole() {
        ByteBuffer body = call.body();
        if (body != null && body.hasRemaining()) {
            ByteBuf bytes = Unpooled.wrappedBuffer(body);
            connection.encoder().writeData(connection.context(), stream.id(), bytes, 0, true, promise());
        }
    }

    private ChannelPromise promise() {
        return connection.context().newPromise();
    }

    void headers(Http2Headers list) {
        if (headSeen) {
            return; // trailers
        }
        int status = status(list);
        if (status < 200) {
            return;
        }
        headSeen = true;
        Headers headers = Http2Heads.response(list);
        long length = -1;
        String announced = headers.get("content-length");
        if (announced != null) {
            byte[] digits = AsciiString.of(announced).toByteArray();
            length = Octets.decimal(digits, 0, digits.length);
        }
        call.head(status, "", headers, HttpVersion.HTTP_2, length);
    }

    private static int status(Http2Headers list) {
        byte[] digits = AsciiString.of(Http2Heads.text(list.status())).toByteArray();
        long status = Octets.decimal(digits, 0, digits.length);
        if (status < 100 || status > 999 || status == 101) {
            throw new BadMessage(502, "malformed status");
        }
        return (int) status;
    }

    void data(ByteBuf bytes) {
        call.data(bytes);
    }

    void ended() {
        call.end();
        if (!call.requestDone()) {
            connection.reset(stream.id(), Http2Error.CANCEL);
        }
    }

    /** The server has not looked at it: it may go out again, unless its body is gone already. */
    void refused() {
        if (!refused && call.claimRetry()) {
            refused = true;
            connection.again(call);
        }
    }

    void failed(NetFailure.Kind kind, String message) {
        if (!refused) {
            call.fail(kind, message);
        }
    }

    void becameWritable() {
        call.becameWritable();
    }

    @Override
    public void sendData(ByteBuf bytes, Runnable written) {
        ChannelPromise promise = promise();
        promise.addListener(done -> written.run());
        connection.encoder().writeData(connection.context(), stream.id(), bytes, 0, false, promise);
        connection.flushSoon();
    }

    @Override
    public void sendEnd() {
        if (stream.state().localSideOpen()) {
            connection
                    .encoder()
                    .writeData(connection.context(), stream.id(), Unpooled.EMPTY_BUFFER, 0, true, promise());
            connection.flushSoon();
        }
    }

    @Override
    public boolean writable() {
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

    @Override
    public void cut() {
        connection.reset(stream.id(), Http2Error.CANCEL);
    }
}
