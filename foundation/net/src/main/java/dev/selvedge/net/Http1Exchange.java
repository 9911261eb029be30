package dev.selvedge.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One request and response over HTTP/1: writes heads and chunk framing. */
final class Http1Exchange extends ServerExchange {
    private static final byte[] CLOSE = ascii("connection: close\r\n");
    private static final byte[] KEEP = ascii("connection: keep-alive\r\n");
    private static final byte[] LENGTH = ascii("content-length: ");
    private static final byte[] CHUNKED = ascii("transfer-encoding: chunked\r\n");
    private static final byte[] CRLF = ascii("\r\n");
    private static final byte[] LAST_CHUNK = ascii("0\r\n\r\n");
    /** Chunks below this are copied between their framing: one small buffer instead of three. */
    private static final int COPY_BELOW = 4096;

    private final Http1ServerConnection connection;
    private boolean chunked;

    Http1Exchange(Http1ServerConnection connection, NettyLoop loop, RequestHead head, ListenerIdentity listener) {
        super(loop, head, listener);
        this.connection = connection;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    void sendWhole(int status, @Nullable String reason, HeaderBlock headers, long length, ByteBuffer body) {
        ByteBuf out = begin(status, reason, headers, body.remaining());
        if (length >= 0) {
            length(out, length);
        }
        out.writeBytes(CRLF);
        out.writeBytes(body.duplicate());
        connection.wire().send(out);
        connection.responseDone(this);
    }

    @Override
    void sendHead(int status, @Nullable String reason, HeaderBlock headers, long length, boolean bodyFollows) {
        boolean old = head().version() == HttpVersion.HTTP_1_0;
        if (bodyFollows && length < 0 && old) {
            connection.closeAfterResponse();
        }
        ByteBuf out = begin(status, reason, headers, 0);
        if (length >= 0) {
            length(out, length);
        } else if (bodyFollows && !old) {
            chunked = true;
            out.writeBytes(CHUNKED);
        }
        out.writeBytes(CRLF);
        connection.wire().send(out);
    }

    private ByteBuf begin(int status, @Nullable String reason, HeaderBlock headers, int body) {
        HeaderScan lines = headers.lines();
        ByteBuf out = connection.wire().allocator().directBuffer(lines.length() + body + 192);
        out.writeBytes(StatusLine.of(status, reason));
        out.writeBytes(lines.array(), 0, lines.length());
        if (!headers.dated()) {
            out.writeBytes(loop().date().line());
        }
        if (!connection.keepsAlive()) {
            out.writeBytes(CLOSE);
        } else if (head().version() == HttpVersion.HTTP_1_0) {
            out.writeBytes(KEEP);
        }
        return out;
    }

    private static void length(ByteBuf out, long length) {
        out.writeBytes(LENGTH);
        out.writeCharSequence(Long.toString(length), StandardCharsets.US_ASCII);
        out.writeBytes(CRLF);
    }

    @Override
    void sendData(ByteBuffer chunk, Runnable written) {
        int size = chunk.remaining();
        ByteBufAllocator allocator = connection.wire().allocator();
        if (!chunked) {
            connection.wire().send(Unpooled.wrappedBuffer(chunk), written);
        } else if (size < COPY_BELOW) {
            ByteBuf out = allocator.directBuffer(size + 16);
            chunkHead(out, size);
            out.writeBytes(chunk.duplicate());
            out.writeBytes(CRLF);
            connection.wire().send(out, written);
        } else {
            ByteBuf before = allocator.directBuffer(16);
            chunkHead(before, size);
            connection.wire().send(before);
            connection.wire().send(Unpooled.wrappedBuffer(chunk), written);
            connection.wire().send(allocator.directBuffer(2).writeBytes(CRLF));
        }
    }

    private static void chunkHead(ByteBuf out, int size) {
        out.writeCharSequence(Integer.toHexString(size), StandardCharsets.US_ASCII);
        out.writeBytes(CRLF);
    }

    @Override
    void sendEnd(boolean bodyFollowed) {
        if (bodyFollowed && chunked) {
            connection
                    .wire()
                    .send(connection
                            .wire()
                            .allocator()
                            .directBuffer(LAST_CHUNK.length)
                            .writeBytes(LAST_CHUNK));
        }
        connection.responseDone(this);
    }

    @Override
    void cut() {
        connection.cut();
    }

    @Override
    void bodyWanted() {
        connection.bodyWanted();
    }

    @Override
    boolean channelWritable() {
        return connection.wire().writable();
    }

    @Override
    public void consumed(int bytes) {
        // The connection looks at what waits, not at what was taken.
    }

    @Override
    public void demandChanged() {
        connection.demandChanged();
    }

    @Override
    public boolean webSocketRequested() {
        return WebSocketHandshake.requested(head());
    }

    @Override
    void upgrade(NettyWebSocket socket, HeaderBlock headers) {
        connection.upgrade(this, socket, WebSocketHandshake.response(headers, loop().date(), head().headers()));
    }
}
