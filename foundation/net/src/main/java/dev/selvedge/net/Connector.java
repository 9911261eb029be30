package dev.selvedge.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Makes outgoing connections: resolves the name once, off the loop, keeps the addresses that the policy permits, and connects to
 * those very addresses. Nothing else in the client opens sockets.
 */
final class Connector {
    private static final String QUIET = "quiet";
    private static final int LOW_WATER = 64 << 10;
    private static final int HIGH_WATER = 256 << 10;
    private static final int MIN_ATTEMPT_MILLIS = 1000;

    private final ClientOptions options;
    private final ExecutorService resolver;
    private final ClientTls contexts;

    /** Hears how it went, on the loop, once. */
    interface Listener {
        void connected(Channel channel, boolean http2);

        void failed(NetFailure why);
    }

    Connector(ClientOptions options, ExecutorService resolver, ClientTls contexts) {
        this.options = options;
        this.resolver = resolver;
        this.contexts = contexts;
    }

    void connect(NettyLoop loop, Destination.Origin origin, boolean http2, Listener listener) {
        Attempt attempt = new Attempt(loop, origin, http2, listener);
        try {
            resolver.execute(attempt::resolve);
        } catch (RejectedExecutionException e) {
            loop.execute(() -> attempt.fail(NetFailure.Kind.ABORTED, "the node is shutting down"));
        }
    }

    /** One connection in the making. */
    private final class Attempt {
        private final NettyLoop loop;
        private final Destination.Origin origin;
        private final boolean http2;
        private final Listener listener;
        private final long deadline;
        private List<InetAddress> left = List.of();
        private @Nullable SslContext tls;
        private boolean over;

        Attempt(NettyLoop loop, Destination.Origin origin, boolean http2, Listener listener) {
            this.loop = loop;
            this.origin = origin;
            this.http2 = http2;
            this.listener = listener;
            this.deadline = loop.millis() + options.connectMillis();
            loop.schedule(options.connectMillis(), () -> fail(NetFailure.Kind.TIMEOUT, "connecting took too long"));
        }

        /** On a virtual thread: the system's resolver blocks, and so does reading the trust store. */
        void resolve() {
            try {
                SslContext tls = origin.secure() ? contexts.context(http2) : null;
                List<InetAddress> found = addresses(origin.host());
                List<InetAddress> permitted = found.stream()
                        .filter(each -> options.policy().permits(origin.host(), origin.port(), each))
                        .toList();
                loop.execute(() -> resolved(permitted, tls));
            } catch (UnknownHostException e) {
                loop.execute(
                        () -> fail(NetFailure.Kind.NAME_UNKNOWN, "the name " + origin.host() + " does not resolve"));
            }
        }

        private void resolved(List<InetAddress> permitted, @Nullable SslContext context) {
            if (permitted.isEmpty()) {
                fail(
                        NetFailure.Kind.ADDRESS_REFUSED,
                        "the address of " + origin.host() + " is not public, and not allowed");
                return;
            }
            tls = context;
            left = new ArrayList<>(permitted);
            next("");
        }

        private void next(String before) {
            if (over) {
                return;
            }
            if (left.isEmpty()) {
                fail(NetFailure.Kind.CONNECT, "cannot connect to " + origin.host() + ":" + origin.port() + before);
                return;
            }
            long share = (deadline - loop.millis()) / left.size();
            Channel channel = channel((int) Math.max(MIN_ATTEMPT_MILLIS, share));
            InetSocketAddress address = new InetSocketAddress(left.removeFirst(), origin.port());
            loop.netty().register(channel).addListener(registered -> {
                if (registered.isSuccess()) {
                    channel.connect(address).addListener(done -> connected(channel, done.cause()));
                } else {
                    fail(NetFailure.Kind.CONNECT, "cannot open a socket");
                }
            });
        }

        private Channel channel(int millis) {
            Channel channel = loop.transport().socket();
            channel.config().setConnectTimeoutMillis(millis);
            channel.config().setOption(ChannelOption.TCP_NODELAY, true);
            channel.config()
                    .setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(LOW_WATER, HIGH_WATER));
            channel.pipeline().addLast(QUIET, new Quiet());
            return channel;
        }

        private void connected(Channel channel, @Nullable Throwable cause) {
            if (over) {
                channel.unsafe().closeForcibly();
            } else if (cause != null) {
                next(": " + cause.getMessage());
            } else if (tls != null) {
                secure(channel, tls);
            } else {
                done(channel, false);
            }
        }

        private void secure(Channel channel, SslContext context) {
            SslHandler handler = Tls.handler(context, channel, origin.host(), origin.port(), options.connectMillis());
            channel.pipeline().addFirst(handler);
            handler.handshakeFuture().addListener(shaken -> {
                if (!shaken.isSuccess()) {
                    channel.unsafe().closeForcibly();
                    fail(
                            NetFailure.Kind.TLS,
                            "no secure connection to " + origin.host() + ": "
                                    + shaken.cause().getMessage());
                } else if (over) {
                    channel.unsafe().closeForcibly();
                } else {
                    done(channel, Tls.HTTP_2.equals(handler.applicationProtocol()));
                }
            });
        }

        private void done(Channel channel, boolean http2) {
            over = true;
            channel.pipeline().remove(QUIET);
            listener.connected(channel, http2);
        }

        void fail(NetFailure.Kind kind, String message) {
            if (!over) {
                over = true;
                listener.failed(new NetFailure(kind, message));
            }
        }
    }

    /** Holds the end of a pipeline that has no protocol yet; what goes wrong is in the handshake's future already. */
    private static final class Quiet extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // Told by the futures.
        }
    }

    /** All addresses of a name; {@code localhost} and names below it are loopback without asking (RFC 6761 §6.3). */
    private static List<InetAddress> addresses(String host) throws UnknownHostException {
        if (host.equals("localhost") || host.endsWith(".localhost")) {
            return List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));
        }
        return List.of(InetAddress.getAllByName(host));
    }
}
