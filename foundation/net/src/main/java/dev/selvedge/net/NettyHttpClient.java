package dev.selvedge.net;

import dev.selvedge.base.RandomSource;
import dev.selvedge.base.Tasks;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/** The client: one set of pools per loop, so that a call never leaves the loop that it was made on. */
final class NettyHttpClient implements HttpClient {
    private final ClientOptions options;
    private final RandomSource random = RandomSource.secure();
    private final ExecutorService resolver = Tasks.virtual("resolve");
    private final Connector connector;
    private final List<LoopPools> pools = new ArrayList<>();
    private volatile boolean closed;

    NettyHttpClient(NettyLoops loops, ClientOptions options) {
        this.options = options;
        this.connector = new Connector(options, resolver, new ClientTls(options));
        for (int i = 0; i < loops.size(); i++) {
            pools.add(new LoopPools(loops.get(i)));
        }
    }

    @Override
    public ClientCall send(Loop loop, OutgoingRequest request, ResponseReader reader) {
        return begin((NettyLoop) loop, request, reader, null);
    }

    @Override
    public ClientCall openWebSocket(
            Loop loop, OutgoingRequest request, WebSocketOptions webSocket, WebSocketOpening opening) {
        NettyLoop home = (NettyLoop) loop;
        WebSocketOpen open = new WebSocketOpen(home, webSocket, opening, random);
        OutgoingRequest get = new OutgoingRequest(
                "GET", request.url(), request.headers(), OutgoingRequest.get("").body(), -1);
        return begin(home, get, open, open);
    }

    private ClientCall begin(
            NettyLoop loop, OutgoingRequest request, ResponseReader reader, @Nullable WebSocketOpen opening) {
        Destination destination;
        try {
            destination = Destination.parse(request.url());
        } catch (IllegalArgumentException e) {
            NetFailure failure = new NetFailure(NetFailure.Kind.PROTOCOL, String.valueOf(e.getMessage()));
            loop.execute(() -> reader.broken(failure));
            return new DeadCall(loop);
        }
        OutgoingCall call = new OutgoingCall(loop, options, destination, request, reader, opening);
        if (opening != null) {
            opening.belongTo(call);
        }
        LoopPools home = pools.get(loop.index());
        if (loop.current()) {
            home.submit(call);
        } else {
            loop.execute(() -> home.submit(call));
        }
        return call;
    }

    @Override
    public void close() {
        closed = true;
        resolver.shutdownNow();
        for (LoopPools each : pools) {
            each.loop.execute(each::close);
        }
    }

    /** The pools of one loop. */
    private final class LoopPools {
        private final NettyLoop loop;
        private final Map<Destination.Origin, OriginPool> byOrigin = new HashMap<>();

        LoopPools(NettyLoop loop) {
            this.loop = loop;
        }

        void submit(OutgoingCall call) {
            if (closed) {
                call.fail(NetFailure.Kind.ABORTED, "the node is shutting down");
                return;
            }
            Destination.Origin origin = call.destination().origin();
            OriginPool pool = byOrigin.computeIfAbsent(
                    origin,
                    key -> new OriginPool(loop, key, options, connector, emptied -> byOrigin.remove(key, emptied)));
            if (call.opening() == null) {
                pool.submit(call);
            } else {
                pool.submitAlone(call);
            }
        }

        void close() {
            List.copyOf(byOrigin.values()).forEach(OriginPool::close);
        }
    }

    /** What is left of a call whose URL could not be read. */
    private record DeadCall(NettyLoop loop) implements ClientCall {
        @Override
        public void allow(int bytes) {}

        @Override
        public void write(ByteBuffer chunk, Runnable written) {
            loop.execute(written);
        }

        @Override
        public void finish() {}

        @Override
        public boolean writable() {
            return false;
        }

        @Override
        public void abort() {}
    }
}
