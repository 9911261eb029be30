package dev.selvedge.net;

import dev.selvedge.base.RandomSource;
import io.netty.channel.ChannelHandlerContext;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The opening of an outgoing WebSocket (RFC 6455 §4.1): its handshake headers, the check of the answer, and the switch. */
final class WebSocketOpen implements ResponseReader {
    private final NettyLoop loop;
    private final WebSocketOptions options;
    private final WebSocketOpening owner;
    private final String key;
    private @Nullable OutgoingCall call;
    private boolean open;

    WebSocketOpen(NettyLoop loop, WebSocketOptions options, WebSocketOpening owner, RandomSource random) {
        this.loop = loop;
        this.options = options;
        this.owner = owner;
        this.key = Base64.getEncoder().encodeToString(random.bytes(16));
    }

    void belongTo(OutgoingCall to) {
        call = to;
    }

    String headers() {
        return "upgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: " + key
                + "\r\n";
    }

    /** Whether this answer was made for our key, and agrees to nothing that we did not offer. */
    boolean accepts(Headers response) {
        return response.get("upgrade", "").equalsIgnoreCase("websocket")
                && response.get("sec-websocket-accept", "").equals(WebSocketHandshake.accept(key))
                && !response.contains("sec-websocket-extensions");
    }

    /** The connection is a WebSocket from here on. */
    void switched(ChannelHandlerContext place, Headers response) {
        open = true;
        String protocol = response.get("sec-websocket-protocol", "");
        NettyWebSocket socket = new NettyWebSocket(loop, options, new Unread(), protocol);
        if (call != null) {
            call.end();
        }
        socket.install(place, false, how -> {});
        socket.readBy(owner.opened(socket, response));
    }

    @Override
    public void head(int status, String reason, Headers headers, HttpVersion version, long contentLength) {
        owner.head(status, reason, headers, version, contentLength);
    }

    @Override
    public boolean keeps() {
        return owner.keeps();
    }

    @Override
    public void kept(ByteBuffer bytes, Runnable release) {
        owner.kept(bytes, release);
    }

    @Override
    public void chunk(ByteBuffer bytes) {
        owner.chunk(bytes);
    }

    @Override
    public void end() {
        if (!open) {
            owner.end();
        }
    }

    @Override
    public void broken(NetFailure failure) {
        if (!open) {
            owner.broken(failure);
        }
    }

    /** Stands in for the reader that the owner has not given yet; hears nothing. */
    private static final class Unread implements WebSocketReader {
        @Override
        public void text(ByteBuffer utf8) {}

        @Override
        public void binary(ByteBuffer bytes) {}

        @Override
        public void closed(int code, String reason, boolean clean) {}
    }
}
