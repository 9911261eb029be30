package dev.selvedge.net;

import dev.selvedge.net.LocalServer.Receptionist;
import io.netty.buffer.ByteBuf;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the first bytes of a local connection, then moves the channel to the loop that the receptionist names; what came in
 * the same read is the connection's first. Netty keeps the size of reads that a channel began with, so it must not begin with
 * a size made for the greeting. Whoever says nothing is closed after a while.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed close has nobody to tell
final class Greeting extends ChannelInboundHandlerAdapter {
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int FIRST_READ = 32 << 10;
    private static final int LONGEST_READ = 256 << 10;
    private static final int LOW_WATER = 512 << 10;
    private static final int HIGH_WATER = 1 << 20;

    private final NettyLoop home;
    private final Receptionist receptionist;
    private final ByteBuffer greeting;
    private @Nullable ByteBuf rest;
    private boolean placed;

    Greeting(NettyLoop home, int bytes, Receptionist receptionist) {
        this.home = home;
        this.receptionist = receptionist;
        this.greeting = ByteBuffer.allocate(bytes);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        context.channel()
                .config()
                .setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator(1024, FIRST_READ, LONGEST_READ));
        home.schedule(PATIENCE_MILLIS, () -> {
            if (!placed) {
                context.close();
            }
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        int count = Math.min(bytes.readableBytes(), greeting.remaining());
        bytes.readBytes(greeting.slice(greeting.position(), count));
        greeting.position(greeting.position() + count);
        rest = rest == null ? bytes : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), rest, bytes);
        if (!placed && !greeting.hasRemaining()) {
            place(context);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ReferenceCountUtil.release(rest);
        rest = null;
    }

    private void place(ChannelHandlerContext context) {
        placed = true;
        greeting.flip();
        Loop loop = receptionist.place(greeting.duplicate());
        if (loop == null) {
            context.close();
            return;
        }
        Channel channel = context.channel();
        channel.config().setAutoRead(false);
        settle(channel, (NettyLoop) loop);
    }

    private void settle(Channel channel, NettyLoop loop) {
        channel.config()
                .setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(LOW_WATER, HIGH_WATER));
        if (loop == home) {
            loop.execute(() -> start(channel, loop, null));
            return;
        }
        channel.deregister()
                .addListener(left -> loop.netty().register(channel).addListener(arrived -> {
                    Throwable failure = arrived.isSuccess() ? null : arrived.cause();
                    loop.execute(() -> start(channel, loop, failure));
                }));
    }

    private void start(Channel channel, NettyLoop loop, @Nullable Throwable failure) {
        if (failure != null || !channel.isActive()) {
            channel.unsafe().closeForcibly();
            return;
        }
        LocalConnection connection = new LocalConnection(channel, loop);
        connection.readBy(receptionist.accepted(connection, greeting.duplicate()));
        ByteBuf first = rest;
        rest = null;
        channel.pipeline().replace(this, null, connection);
        if (first != null && first.isReadable()) {
            channel.pipeline().fireChannelRead(first);
        } else {
            ReferenceCountUtil.release(first);
        }
        channel.config().setAutoRead(true);
    }
}
