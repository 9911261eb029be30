package dev.selvedge.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A {@link LocalChannel} on its loop. Every request to a Worker passes here twice: nothing is done that can be left out. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive, which is where we look
final class LocalConnection extends ChannelInboundHandlerAdapter implements LocalChannel, Watched.Flush {
    private static final Logger LOG = System.getLogger(LocalConnection.class.getName());

    private final Channel channel;
    private final NettyLoop loop;
    private @Nullable LocalReader reader;
    private @Nullable ByteBuf buffer;
    private boolean flushing;
    private boolean closed;

    LocalConnection(Channel channel, NettyLoop loop) {
        this.channel = channel;
        this.loop = loop;
    }

    void readBy(LocalReader who) {
        reader = who;
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public void write(ByteBuffer... parts) {
        int total = 0;
        for (ByteBuffer part : parts) {
            total += part.remaining();
        }
        ByteBuf out = channel.alloc().directBuffer(total);
        for (ByteBuffer part : parts) {
            out.writeBytes(part.duplicate());
        }
        channel.write(out, channel.voidPromise());
        if (!flushing) {
            flushing = true;
            loop.flushAtRoundEnd(this);
        }
    }

    @Override
    public void flushNow() {
        flushing = false;
        channel.flush();
    }

    @Override
    public boolean writable() {
        return channel.isWritable();
    }

    @Override
    public void reading(boolean wanted) {
        loop.execute(() -> channel.config().setAutoRead(wanted));
    }

    @Override
    public void close() {
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        ByteBuf before = buffer;
        ByteBuf all = before == null ? in : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), before, in);
        buffer = all;
        LocalReader who = reader;
        if (who == null || closed) {
            return;
        }
        ByteBuffer view = all.nioBuffer();
        who.read(view);
        all.skipBytes(view.position());
        if (!all.isReadable()) {
            release();
        }
    }

    private void release() {
        ByteBuf in = buffer;
        buffer = null;
        if (in != null) {
            in.release();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel.isWritable() && reader != null) {
            reader.writable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closed = true;
        release();
        if (reader != null) {
            reader.closed();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.log(Level.ERROR, "a local channel is closed, its reader failed", cause);
        }
        context.close();
    }
}
