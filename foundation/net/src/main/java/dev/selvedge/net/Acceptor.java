package dev.selvedge.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Sends each accepted connection to the loop with the fewest: 32 connections on two loops must not become 20 and 12, as
 * happens when the kernel spreads them over several listeners.
 */
final class Acceptor extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = System.getLogger(Acceptor.class.getName());
    /** After a failed accept (usually: no file descriptors) there is a pause, or the loop would spin. */
    private static final int PAUSE_MILLIS = 500;

    private final NettyHttpServer server;
    private final NettyLoops loops;

    Acceptor(NettyHttpServer server, NettyLoops loops) {
        this.server = server;
        this.loops = loops;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Channel child = (Channel) message;
        if (!server.admit()) {
            child.unsafe().closeForcibly();
            return;
        }
        NettyLoop home = loops.leastBusy();
        home.connections().incrementAndGet();
        configure(child);
        child.pipeline().addLast(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                server.initialise(channel, home);
            }
        });
        child.closeFuture().addListener(closed -> {
            home.connections().decrementAndGet();
            server.departed();
        });
        home.netty().register(child).addListener(registered -> {
            if (!registered.isSuccess()) {
                child.unsafe().closeForcibly();
            }
        });
    }

    private void configure(Channel child) {
        NetLimits limits = server.limits();
        child.config().setOption(ChannelOption.TCP_NODELAY, true);
        child.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        child.config()
                .setOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(limits.lowWater(), limits.highWater()));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.log(Level.WARNING, "accepting a connection failed", cause);
        context.channel().config().setAutoRead(false);
        loops.get(0).schedule(PAUSE_MILLIS, () -> context.channel().config().setAutoRead(true));
    }
}
