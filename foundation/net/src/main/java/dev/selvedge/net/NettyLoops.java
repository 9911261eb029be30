package dev.selvedge.net;

import dev.selvedge.base.Clock;
import dev.selvedge.base.Invariant;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** {@link Loops} on a Netty group. */
final class NettyLoops implements Loops {
    private final MultiThreadIoEventLoopGroup group;
    private final List<NettyLoop> loops;
    private final Transport transport;
    private final AtomicInteger turn = new AtomicInteger();

    NettyLoops(int count, Clock clock) {
        Invariant.check(count >= 1 && count <= 64, "loops are 1 to 64", count);
        NettySettings.apply(count);
        this.transport = Transport.choose();
        this.group =
                new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("loop", true), transport.handlers());
        List<NettyLoop> made = new ArrayList<>();
        for (EventExecutor executor : group) {
            made.add(new NettyLoop(made.size(), (io.netty.channel.EventLoop) executor, clock, transport));
        }
        this.loops = List.copyOf(made);
    }

    @Override
    public int size() {
        return loops.size();
    }

    @Override
    public NettyLoop get(int index) {
        return loops.get(index);
    }

    @Override
    public NettyLoop next() {
        return loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
    }

    @Override
    public @Nullable Loop current() {
        for (NettyLoop loop : loops) {
            if (loop.current()) {
                return loop;
            }
        }
        return null;
    }

    @Override
    public boolean epoll() {
        return transport == Transport.EPOLL;
    }

    /** Where a new connection should live: the loop with the fewest, so that no lane is fed twice what another gets. */
    NettyLoop leastBusy() {
        NettyLoop best = next();
        for (NettyLoop loop : loops) {
            if (loop.connections().get() < best.connections().get()) {
                best = loop;
            }
        }
        return best;
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 3, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
