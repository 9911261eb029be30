package dev.selvedge.net;

import dev.selvedge.base.Clock;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.Future;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A {@link Loop} on a Netty event loop, with the things that every connection on it shares: scratch space, date, sweep. */
final class NettyLoop implements Loop {
    private static final Logger LOG = System.getLogger(NettyLoop.class.getName());

    /** How often deadlines are looked at. */
    static final int SWEEP_MILLIS = 250;

    private final int index;
    private final SingleThreadEventLoop netty;
    private final Clock clock;
    private final Transport transport;
    private final ArrayDeque<Runnable> roundEnd = new ArrayDeque<>();
    private List<Watched.Flush> flushes = new ArrayList<>();
    private List<Watched.Flush> spareFlushes = new ArrayList<>();
    private final Set<Watched> watched = new LinkedHashSet<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final HttpDate date;
    private final HeaderBlock block = new HeaderBlock();
    private boolean armed;
    private boolean sweeping;

    NettyLoop(int index, EventLoop netty, Clock clock, Transport transport) {
        this.index = index;
        this.netty = (SingleThreadEventLoop) netty;
        this.clock = clock;
        this.transport = transport;
        this.date = new HttpDate(clock);
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public boolean current() {
        return netty.inEventLoop();
    }

    @Override
    public void execute(Runnable task) {
        try {
            netty.execute(() -> run(task));
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "loop {0} has ended, a task is dropped", index);
        }
    }

    @Override
    public Timer schedule(long delayMillis, Runnable task) {
        try {
            Future<?> future = netty.schedule(() -> run(task), delayMillis, TimeUnit.MILLISECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "loop {0} has ended, a timer is dropped", index);
            return () -> {};
        }
    }

    @Override
    public void atRoundEnd(Runnable task) {
        if (!current()) {
            execute(() -> atRoundEnd(task));
            return;
        }
        roundEnd.add(task);
        arm();
    }

    /** Flushes once at the end of this round. The caller keeps a flag so as not to ask twice. On the loop only. */
    void flushAtRoundEnd(Watched.Flush flush) {
        flushes.add(flush);
        arm();
    }

    private void arm() {
        if (!armed) {
            armed = true;
            try {
                netty.executeAfterEventLoopIteration(this::endRound);
            } catch (RejectedExecutionException e) {
                LOG.log(Level.DEBUG, "loop {0} has ended, a flush is dropped", index);
            }
        }
    }

    /** Tasks first, flushes after them. What they add runs in another turn of this, still before the loop sleeps. */
    private void endRound() {
        armed = false;
        for (int n = roundEnd.size(); n > 0; n--) {
            run(roundEnd.remove());
        }
        List<Watched.Flush> now = flushes;
        flushes = spareFlushes;
        for (int i = 0; i < now.size(); i++) {
            Watched.Flush flush = now.get(i);
            run(flush::flushNow);
        }
        now.clear();
        spareFlushes = now;
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            LOG.log(Level.ERROR, "a task on loop " + index + " failed", e);
            if (e instanceof VirtualMachineError fatal) {
                throw fatal;
            }
        }
    }

    /** Starts asking about deadlines. On the loop only. */
    void watch(Watched target) {
        watched.add(target);
        if (!sweeping) {
            sweeping = true;
            schedule(SWEEP_MILLIS, this::sweep);
        }
    }

    void unwatch(Watched target) {
        watched.remove(target);
    }

    private void sweep() {
        long now = millis();
        for (Watched target : watched.toArray(new Watched[0])) {
            run(() -> target.check(now));
        }
        sweeping = !watched.isEmpty();
        if (sweeping) {
            schedule(SWEEP_MILLIS, this::sweep);
        }
    }

    /** Monotonic milliseconds, for deadlines. */
    long millis() {
        return clock.nanos() / 1_000_000;
    }

    HttpDate date() {
        return date;
    }

    /** Scratch space for header blocks on their way out. On the loop only, not across calls. */
    HeaderBlock block() {
        return block;
    }

    EventLoop netty() {
        return netty;
    }

    Transport transport() {
        return transport;
    }

    /** Connections that live here: new ones go where this is lowest. */
    AtomicInteger connections() {
        return connections;
    }

    @Override
    public String toString() {
        return "loop " + index;
    }
}
