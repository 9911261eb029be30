package dev.selvedge.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Puts frames together to messages, and hands them over as far as credit goes. On the loop. */
final class WebSocketInput extends ChannelInboundHandlerAdapter {
    private static final int PROTOCOL_ERROR = 1002;
    private static final int NOT_UTF8 = 1007;
    private static final int TOO_LARGE = 1009;
    private static final int NO_CODE = 1005;

    private final NettyWebSocket socket;
    private final WebSocketOptions options;
    /** What has come in but may not be handed over yet: at most what one read brought. */
    private final ArrayDeque<WebSocketFrame> waiting = new ArrayDeque<>();

    private @Nullable ByteBuf message;
    private boolean text;
    private long credit;
    private boolean peerClosed;
    private int closeCode = NO_CODE;
    private String closeReason = "";
    private boolean pumping;
    private boolean deaf;

    WebSocketInput(NettyWebSocket socket, WebSocketOptions options) {
        this.socket = socket;
        this.options = options;
        this.credit = options.initialCredit();
    }

    boolean peerClosed() {
        return peerClosed;
    }

    int closeCode() {
        return closeCode;
    }

    String closeReason() {
        return closeReason;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
        if (deaf || peerClosed) {
            ((WebSocketFrame) frame).release();
            return;
        }
        waiting.add((WebSocketFrame) frame);
        pump();
    }

    void allow(int bytes) {
        credit += bytes;
        pump();
    }

    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            while (!deaf && !waiting.isEmpty() && (credit > 0 || message != null || isControl(waiting.element()))) {
                WebSocketFrame frame = waiting.remove();
                try {
                    take(frame);
                } finally {
                    frame.release();
                }
            }
        } finally {
            pumping = false;
        }
        socket.setReading(deaf || (waiting.isEmpty() && (credit > 0 || message != null)));
    }

    private static boolean isControl(WebSocketFrame frame) {
        return frame instanceof PingWebSocketFrame || frame instanceof PongWebSocketFrame;
    }

    private void take(WebSocketFrame frame) {
        switch (frame) {
            case PingWebSocketFrame ping ->
                socket.send(new PongWebSocketFrame(ping.content().retain()), () -> {});
            case PongWebSocketFrame pong ->
                socket.tell(
                        () -> socket.reader().pong(pong.content().nioBuffer().asReadOnlyBuffer()));
            case CloseWebSocketFrame close -> close(close);
            case TextWebSocketFrame first -> begin(first, true);
            case BinaryWebSocketFrame first -> begin(first, false);
            case ContinuationWebSocketFrame next -> append(next);
            default -> fail(PROTOCOL_ERROR, "unknown frame");
        }
    }

    private void close(CloseWebSocketFrame frame) {
        peerClosed = true;
        closeCode = frame.statusCode() < 0 ? NO_CODE : frame.statusCode();
        closeReason = frame.statusCode() < 0 ? "" : frame.reasonText();
        socket.peerClosed(closeCode, closeReason);
    }

    private void begin(WebSocketFrame frame, boolean isText) {
        if (message != null) {
            fail(PROTOCOL_ERROR, "a message within a message");
            return;
        }
        text = isText;
        if (frame.isFinalFragment()) {
            deliver(frame.content());
        } else {
            message = frame.content()
                    .alloc()
                    .buffer(frame.content().readableBytes() * 2)
                    .writeBytes(frame.content());
        }
    }

    private void append(ContinuationWebSocketFrame frame) {
        ByteBuf whole = message;
        if (whole == null) {
            fail(PROTOCOL_ERROR, "a continuation of nothing");
        } else if (whole.readableBytes() + frame.content().readableBytes() > options.maxMessage()) {
            fail(TOO_LARGE, "message too large");
        } else {
            whole.writeBytes(frame.content());
            if (frame.isFinalFragment()) {
                message = null;
                try {
                    deliver(whole);
                } finally {
                    whole.release();
                }
            }
        }
    }

    private void deliver(ByteBuf bytes) {
        int count = bytes.readableBytes();
        credit -= count;
        if (!text) {
            socket.tell(() -> socket.reader().binary(bytes.nioBuffer().asReadOnlyBuffer()));
        } else if (ByteBufUtil.isText(bytes, StandardCharsets.UTF_8)) {
            socket.tell(() -> socket.reader().text(bytes.nioBuffer().asReadOnlyBuffer()));
        } else {
            fail(NOT_UTF8, "text is not UTF-8");
        }
    }

    private void fail(int code, String why) {
        deaf = true;
        peerClosed = true;
        closeCode = code;
        closeReason = why;
        socket.closeNow(code, why);
    }

    void drop() {
        deaf = true;
        for (WebSocketFrame frame : waiting) {
            frame.release();
        }
        waiting.clear();
        if (message != null) {
            message.release();
            message = null;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        socket.gone();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            socket.gone();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        socket.writabilityChanged(context.channel().isWritable());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException bad && !socket.isClosed()) {
            fail(bad.closeStatus().code(), "");
        } else {
            socket.gone();
        }
    }
}
