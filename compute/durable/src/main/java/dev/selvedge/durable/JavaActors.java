package dev.selvedge.durable;

import dev.selvedge.base.Clock;
import dev.selvedge.base.RandomSource;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Actors of one class that is written in Java: the same files, the same log and the same gate as those in JavaScript, with the
 * database in the node. Turns of one actor run one after the other, on a virtual thread that is there while it has something to
 * do; turns of different actors run side by side.
 *
 * <pre>{@code
 * var counters = new JavaActors<>(files, new ActorNamespace("counters"), Counter::new, limits, clock);
 * long value = counters.named("visits").ask(Counter::increment);
 * }</pre>
 */
public final class JavaActors<A> implements AutoCloseable {
    private final ActorFiles files;
    private final ActorNamespace namespace;
    private final Function<ActorContext, A> maker;
    private final Limits limits;
    private final Clock clock;
    private final SerialTasks tasks;
    private final Map<ActorKey, JavaActorHost<A>> hosts = new ConcurrentHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean closed;

    /**
     * How much of everything.
     *
     * @param open actors that may have their files open; beyond that the longest idle ones leave
     * @param waiting turns that may wait, of all actors together
     * @param idle after which an actor leaves memory
     */
    public record Limits(int open, int waiting, Duration idle) {
        public static Limits defaults() {
            return new Limits(1_000, 100_000, Duration.ofSeconds(10));
        }
    }

    /**
     * Nobody wakes by this.
     *
     * @param maker called when an actor wakes, in its first turn: makes its tables if they are missing
     */
    public JavaActors(
            ActorFiles files, ActorNamespace namespace, Function<ActorContext, A> maker, Limits limits, Clock clock) {
        this.files = files;
        this.namespace = namespace;
        this.maker = maker;
        this.limits = limits;
        this.clock = clock;
        this.tasks = new SerialTasks("actor-" + namespace.id());
    }

    public ActorNamespace namespace() {
        return namespace;
    }

    /** The actor of that name. */
    public JavaActor<A> named(String name) {
        return of(namespace.named(Jurisdiction.NONE, name));
    }

    /** A new one. */
    public JavaActor<A> unique(RandomSource random) {
        return of(namespace.unique(Jurisdiction.NONE, random));
    }

    public JavaActor<A> of(ActorId id) {
        return new JavaActor<>(this, id);
    }

    /** How many have their files open. */
    public int open() {
        return hosts.size();
    }

    <T extends @Nullable Object> CompletableFuture<T> call(ActorId id, JavaActor.Turn<A, T> turn) {
        ActorKey key = namespace.key(id);
        CompletableFuture<T> result = new CompletableFuture<>();
        if (closed || waiting.incrementAndGet() > limits.waiting()) {
            waiting.decrementAndGet();
            result.completeExceptionally(new ActorException(
                    closed ? "the actors of " + namespace.id() + " are closed" : "too many turns wait already"));
            return result;
        }
        tasks.run(key, () -> {
            waiting.decrementAndGet();
            host(key).turn(turn, result);
        });
        return result;
    }

    <T extends @Nullable Object> T ask(ActorId id, JavaActor.Turn<A, T> turn) {
        try {
            return call(id, turn).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Wakes an actor of this namespace, and tells the clock how it went. */
    public void ring(Alarm alarm) {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        tasks.run(alarm.key(), () -> host(alarm.key()).ring(alarm, result));
        CompletableFuture<Boolean> _ = result.whenComplete((_, failure) -> {
            if (failure == null) {
                files.alarms().succeeded(alarm);
            } else {
                boolean counts = !(failure instanceof ActorException);
                files.alarms().failed(alarm, counts, clock.wallMillis());
            }
        });
    }

    /** Lets idle actors leave. To be called about once a second. */
    public void sweep() {
        long now = clock.nanos();
        hosts.forEach((key, host) -> {
            if (now - host.usedNanos() > limits.idle().toNanos()) {
                tasks.run(key, () -> leave(key, false));
            }
        });
    }

    /** Only in a task of that actor, so that there is never a second one. */
    private JavaActorHost<A> host(ActorKey key) {
        JavaActorHost<A> host = hosts.get(key);
        if (host == null) {
            relieve();
            host = new JavaActorHost<>(key, files, maker, clock, task -> tasks.run(key, task));
            hosts.put(key, host);
        }
        return host;
    }

    private void leave(ActorKey key, boolean atOnce) {
        JavaActorHost<A> host = hosts.get(key);
        long now = clock.nanos();
        if (host != null && (atOnce || now - host.usedNanos() > limits.idle().toNanos()) && host.leave()) {
            hosts.remove(key);
        }
    }

    /** One comes, so one goes. */
    private void relieve() {
        if (hosts.size() >= limits.open()) {
            hosts.entrySet().stream()
                    .min(Comparator.comparingLong(entry -> entry.getValue().usedNanos()))
                    .ifPresent(oldest -> tasks.run(oldest.getKey(), () -> leave(oldest.getKey(), true)));
        }
    }

    /** Ends what is under way, then closes all files in order. */
    @Override
    public void close() {
        closed = true;
        try {
            while (!hosts.isEmpty()) {
                tasks.awaitIdle();
                hosts.keySet().forEach(key -> tasks.run(key, () -> leave(key, true)));
                tasks.awaitIdle();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
