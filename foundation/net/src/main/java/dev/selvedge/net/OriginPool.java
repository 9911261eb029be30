package dev.selvedge.net;

import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The connections of one loop to one origin, and the calls that wait for one. On the loop. */
final class OriginPool implements Connector.Listener {
    private final NettyLoop loop;
    private final Destination.Origin origin;
    private final ClientOptions options;
    private final Connector connector;
    private final Consumer<OriginPool> emptied;
    private final List<ClientConnection> open = new ArrayList<>();
    private final ArrayDeque<OutgoingCall> waiting = new ArrayDeque<>();
    private int connecting;
    private boolean multiplexes;
    private boolean known;

    OriginPool(
            NettyLoop loop,
            Destination.Origin origin,
            ClientOptions options,
            Connector connector,
            Consumer<OriginPool> emptied) {
        this.loop = loop;
        this.origin = origin;
        this.options = options;
        this.connector = connector;
        this.emptied = emptied;
        this.known = !origin.secure() || !options.http2();
    }

    void submit(OutgoingCall call) {
        if (waiting.size() >= options.maxWaiting()) {
            call.fail(NetFailure.Kind.BUSY, "too many requests wait for " + origin.host());
            return;
        }
        call.queued();
        waiting.add(call);
        pump();
    }

    /** Opens a connection for one call alone: a WebSocket will keep it. */
    void submitAlone(OutgoingCall call) {
        connector.connect(loop, origin, false, new Alone(call));
    }

    private void pump() {
        while (!waiting.isEmpty()) {
            OutgoingCall call = waiting.element();
            ClientConnection free = call.over() ? null : free();
            if (!call.over() && free == null) {
                break;
            }
            waiting.remove();
            if (free != null) {
                free.start(call);
            }
        }
        int wanted = !known || multiplexes ? Math.min(1, waiting.size()) : waiting.size();
        while (connecting < wanted && open.size() + connecting < options.maxConnectionsPerOrigin()) {
            connecting++;
            connector.connect(loop, origin, options.http2(), this);
        }
    }

    /** The one used last: the others may fall idle. */
    private @Nullable ClientConnection free() {
        for (int i = open.size() - 1; i >= 0; i--) {
            if (open.get(i).hasRoom()) {
                return open.get(i);
            }
        }
        return null;
    }

    @Override
    public void connected(Channel channel, boolean http2) {
        connecting--;
        known = true;
        multiplexes = http2;
        ClientConnection connection =
                http2 ? Http2ClientConnection.install(channel, this, loop, options) : http1(channel);
        open.add(connection);
        pump();
    }

    private Http1ClientConnection http1(Channel channel) {
        Http1ClientConnection connection = new Http1ClientConnection(this, loop, options);
        channel.pipeline().addLast(connection);
        return connection;
    }

    /** The first in line pays for it; the others may have more luck. */
    @Override
    public void failed(NetFailure why) {
        connecting--;
        OutgoingCall first = waiting.poll();
        while (first != null && first.over()) {
            first = waiting.poll();
        }
        if (first != null) {
            first.fail(why);
        }
        pump();
        checkEmpty();
    }

    /** A call ended; its connection can take another. */
    void released(ClientConnection connection) {
        if (connection.hasRoom() && open.remove(connection)) {
            open.add(connection);
        }
        pump();
    }

    void left(ClientConnection connection) {
        open.remove(connection);
        pump();
        checkEmpty();
    }

    private void checkEmpty() {
        if (open.isEmpty() && waiting.isEmpty() && connecting == 0) {
            emptied.accept(this);
        }
    }

    void close() {
        while (!waiting.isEmpty()) {
            waiting.remove().fail(NetFailure.Kind.ABORTED, "the node is shutting down");
        }
        List.copyOf(open).forEach(ClientConnection::close);
    }

    /** One connection for one call. */
    private final class Alone implements Connector.Listener {
        private final OutgoingCall call;

        Alone(OutgoingCall call) {
            this.call = call;
        }

        @Override
        public void connected(Channel channel, boolean http2) {
            if (call.over()) {
                channel.close().addListener(closed -> checkEmpty());
                return;
            }
            Http1ClientConnection connection = http1(channel);
            open.add(connection);
            connection.start(call);
        }

        @Override
        public void failed(NetFailure why) {
            call.fail(why);
            checkEmpty();
        }
    }
}
