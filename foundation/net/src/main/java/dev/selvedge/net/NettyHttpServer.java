package dev.selvedge.net;

import dev.selvedge.net.ReceivedRequest.ListenerIdentity;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ServerChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The listener, and what its connections share: limits, handler, counters, draining. */
final class NettyHttpServer implements HttpServer {
    private static final Logger LOG = System.getLogger(NettyHttpServer.class.getName());
    private static final int BACKLOG = 1024;

    private final NettyLoops loops;
    private final ServerOptions options;
    private final HttpHandler handler;
    private final @Nullable SslContext tls;
    private final Channel listener;
    private final Set<ServerConnection> live = ConcurrentHashMap.newKeySet();
    private final AtomicInteger channels = new AtomicInteger();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private volatile boolean draining;

    @SuppressWarnings("this-escape")
    NettyHttpServer(NettyLoops loops, ServerOptions options, HttpHandler handler) throws IOException {
        this.loops = loops;
        this.options = options;
        this.handler = handler;
        this.tls = options.tls() == null ? null : Tls.server(options.tls());
        this.listener = bind();
    }

    private Channel bind() throws IOException {
        NettyLoop home = loops.get(0);
        ServerChannel channel = home.transport().listener();
        channel.config().setOption(ChannelOption.SO_BACKLOG, BACKLOG);
        channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
        channel.pipeline().addLast(new Acceptor(this, loops));
        ChannelFuture bound =
                home.netty().register(channel).syncUninterruptibly().channel().bind(options.address());
        bound.awaitUninterruptibly();
        if (!bound.isSuccess()) {
            channel.close().awaitUninterruptibly();
            BindException failure = new BindException("cannot listen on " + options.address() + ": "
                    + String.valueOf(bound.cause().getMessage()));
            failure.initCause(bound.cause());
            throw failure;
        }
        return channel;
    }

    /** Whether there is room for one connection more; counts it if so. */
    boolean admit() {
        if (channels.incrementAndGet() > options.limits().maxConnections()) {
            channels.decrementAndGet();
            refused.increment();
            return false;
        }
        accepted.increment();
        return true;
    }

    void departed() {
        if (channels.decrementAndGet() == 0 && draining) {
            drained.complete(null);
        }
    }

    /** Puts the protocol handlers into a new connection. */
    void initialise(Channel channel, NettyLoop loop) {
        InetSocketAddress peer = (InetSocketAddress) channel.remoteAddress();
        SslContext context = tls;
        if (context == null) {
            ListenerIdentity identity = new ListenerIdentity(peer, false);
            channel.pipeline().addLast(new Http1ServerConnection(this, loop, identity));
        } else {
            ListenerIdentity identity = new ListenerIdentity(peer, true);
            channel.pipeline().addLast(Tls.handler(context, channel, limits().headMillis()));
            channel.pipeline().addLast(new TlsStart(this, loop, identity));
        }
    }

    void opened(ServerConnection connection) {
        live.add(connection);
        if (draining) {
            connection.drain();
        }
    }

    void closed(ServerConnection connection) {
        live.remove(connection);
    }

    boolean upgradeToHttp2(Http1ServerConnection connection, RequestHead head) {
        return Http2ServerConnection.upgrade(this, connection, head);
    }

    void replaceByHttp2(
            ChannelHandlerContext after, Http1ServerConnection old, NettyLoop loop, ListenerIdentity identity) {
        after.pipeline().addAfter(after.name(), null, Http2ServerConnection.create(this, loop, identity));
    }

    NetLimits limits() {
        return options.limits();
    }

    HttpHandler handler() {
        return handler;
    }

    boolean draining() {
        return draining;
    }

    void countRejected() {
        rejected.increment();
    }

    /** A connection broke: the peer's doing, unless it is a bug of ours. */
    void connectionFailed(Throwable cause) {
        boolean peers = cause instanceof IOException || cause instanceof DecoderException;
        LOG.log(peers ? Level.DEBUG : Level.ERROR, "a connection is closed", cause);
    }

    /** Bytes that wait in this connection for the peer to read. */
    static long waitingBytes(Channel channel) {
        ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
        return out == null ? 0 : out.totalPendingWriteBytes() - out.currentProgress();
    }

    @Override
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    @Override
    public int connections() {
        return channels.get();
    }

    @Override
    public long accepted() {
        return accepted.sum();
    }

    @Override
    public long refused() {
        return refused.sum();
    }

    @Override
    public long rejected() {
        return rejected.sum();
    }

    @Override
    public CompletableFuture<Void> drain(Duration bound) {
        listener.close().syncUninterruptibly();
        draining = true;
        for (ServerConnection connection : live) {
            connection.loop().execute(connection::drain);
        }
        if (channels.get() == 0) {
            drained.complete(null);
        }
        loops.get(0).schedule(bound.toMillis(), this::closeAll);
        return drained.copy();
    }

    private void closeAll() {
        for (ServerConnection connection : live) {
            connection.loop().execute(connection::close);
        }
    }

    @Override
    public void close() {
        draining = true;
        listener.close().awaitUninterruptibly();
        closeAll();
    }
}
