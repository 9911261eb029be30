package dev.selvedge.net;

import dev.selvedge.net.ReceivedRequest.ListenerIdentity;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;

/** Waits for the handshake, then puts the agreed protocol in its own place. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive, which is where we look
final class TlsStart extends ApplicationProtocolNegotiationHandler {
    private final NettyHttpServer server;
    private final NettyLoop loop;
    private final ListenerIdentity identity;

    TlsStart(NettyHttpServer server, NettyLoop loop, ListenerIdentity identity) {
        super(Tls.HTTP_1_1);
        this.server = server;
        this.loop = loop;
        this.identity = identity;
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext context, String protocol) {
        ChannelHandler next = protocol.equals(Tls.HTTP_2)
                ? Http2ServerConnection.create(server, loop, identity)
                : new Http1ServerConnection(server, loop, identity);
        context.pipeline().addLast(next);
    }

    @Override
    protected void handshakeFailure(ChannelHandlerContext context, Throwable cause) {
        server.countRejected();
        context.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        server.connectionFailed(cause);
        context.close();
    }
}
