package dev.selvedge.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;

/**
 * The channel under an HTTP/1 connection, of a server or of a client: what came and was not understood yet, whether the
 * kernel is read at all, and one flush for all that was written in a round. Owned by one loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write ends in channelInactive, which is where connections look
final class Http1Wire implements Watched.Flush {
    private final NettyLoop loop;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf buffer;
    private boolean reading = true;
    private boolean flushing;

    Http1Wire(NettyLoop loop) {
        this.loop = loop;
    }

    void attach(ChannelHandlerContext to) {
        context = to;
    }

    ChannelHandlerContext context() {
        ChannelHandlerContext here = context;
        if (here == null) {
            throw new IllegalStateException("not in a pipeline yet");
        }
        return here;
    }

    ByteBufAllocator allocator() {
        return context().alloc();
    }

    // Input

    /** What came and waits; null for nothing. */
    @Nullable
    ByteBuf buffer() {
        return buffer;
    }

    /** Takes what the kernel gave. */
    void append(Object message) {
        ByteBuf in = (ByteBuf) message;
        ByteBuf before = buffer;
        buffer = before == null ? in : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator(), before, in);
    }

    /** Lets go of a buffer that was read to its end. */
    void tidy() {
        ByteBuf in = buffer;
        if (in != null && !in.isReadable()) {
            release();
        }
    }

    void release() {
        ByteBuf in = buffer;
        buffer = null;
        if (in != null) {
            in.release();
        }
    }

    /** Hands what waits, and all that comes, to the handler behind {@code owner}, which leaves the pipeline. */
    void handOver() {
        ChannelHandlerContext place = context();
        ByteBuf in = buffer;
        buffer = null;
        if (in != null && in.isReadable()) {
            place.fireChannelRead(in);
        } else if (in != null) {
            in.release();
        }
        place.flush();
        place.channel().config().setAutoRead(true);
        place.pipeline().remove(place.handler());
    }

    /** Reads from the kernel, or leaves what comes there. */
    void read(boolean wanted) {
        if (wanted != reading) {
            reading = wanted;
            context().channel().config().setAutoRead(wanted);
        }
    }

    boolean reading() {
        return reading;
    }

    // Output

    void send(ByteBuf bytes) {
        context().write(bytes, context().voidPromise());
        flushSoon();
    }

    void send(ByteBuf bytes, Runnable written) {
        ChannelPromise promise = context().newPromise();
        promise.addListener(done -> written.run());
        context().write(bytes, promise);
        flushSoon();
    }

    private void flushSoon() {
        if (!flushing) {
            flushing = true;
            loop.flushAtRoundEnd(this);
        }
    }

    @Override
    public void flushNow() {
        flushing = false;
        if (!context().isRemoved()) {
            context().flush();
        }
    }

    boolean writable() {
        return context().channel().isWritable();
    }
}
