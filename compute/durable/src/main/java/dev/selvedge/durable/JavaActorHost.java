package dev.selvedge.durable;

import dev.selvedge.base.Clock;
import dev.selvedge.sqlite.Database;
import dev.selvedge.sqlite.DatabaseFile;
import dev.selvedge.sqlite.DatabaseOptions;
import dev.selvedge.sqlite.Sqlite;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One actor in Java while it is awake. A turn is a transaction of its database; its commit goes to the log, and what it returned
 * waits in the gate until that is durable, while the next turn runs already. If the log refuses, everything that rests on the
 * refused commit fails, and the next turn finds what was durable. Belongs to the actor's tasks, which run one after the other.
 */
final class JavaActorHost<A> implements ActorContext {
    /** Frames of the write-ahead log at which it is copied into the file. */
    private static final int CHECKPOINT_FRAMES = 1_000;

    private final ActorKey key;
    private final ActorFiles files;
    private final Function<ActorContext, A> maker;
    private final Clock clock;
    private final Consumer<Runnable> later;

    private @Nullable Database database;
    private @Nullable A actor;
    private OutputGate<Outcome<?>> gate = new OutputGate<>(0);
    private long sequence;
    private long alarm = CommitImage.NO_ALARM;
    private long committedAlarm = CommitImage.NO_ALARM;
    private int pages;
    /** Tells answers about commits of an earlier opening from those of this one. */
    private int opening;

    private volatile long usedNanos;

    /** What a turn came to, which somebody waits for. */
    private record Outcome<T extends @Nullable Object>(
            CompletableFuture<T> result,
            @Nullable T value,
            @Nullable Throwable failure) {
        void tell() {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else {
                @SuppressWarnings("NullAway") // null where T takes it
                boolean _ = result.complete(value);
            }
        }
    }

    JavaActorHost(
            ActorKey key, ActorFiles files, Function<ActorContext, A> maker, Clock clock, Consumer<Runnable> later) {
        this.key = key;
        this.files = files;
        this.maker = maker;
        this.clock = clock;
        this.later = later;
        this.usedNanos = clock.nanos();
    }

    long usedNanos() {
        return usedNanos;
    }

    @Override
    public ActorKey key() {
        return key;
    }

    @Override
    public Database database() {
        Database open = database;
        if (open == null) {
            throw new ActorException("object " + key + " is used outside of a turn");
        }
        return open;
    }

    @Override
    public long alarmMillis() {
        return alarm;
    }

    @Override
    public void alarm(long wallMillis) {
        alarm = wallMillis;
    }

    <T extends @Nullable Object> void turn(JavaActor.Turn<A, T> turn, CompletableFuture<T> result) {
        usedNanos = clock.nanos();
        Outcome<T> outcome;
        try {
            open();
            outcome = new Outcome<>(result, attempt(turn), null);
        } catch (Exception | Error e) {
            outcome = new Outcome<>(result, null, e);
        }
        if (gate.isOpen()) {
            outcome.tell();
        } else {
            gate.hold(outcome);
        }
    }

    /** The alarm is over in the same commit as what it led to. True if it was still wanted. */
    void ring(Alarm ringing, CompletableFuture<Boolean> result) {
        turn(
                awake -> {
                    boolean wanted = alarm == ringing.scheduledMillis();
                    if (wanted) {
                        alarm = CommitImage.NO_ALARM;
                        if (awake instanceof Alarmed alarmed) {
                            alarmed.alarm();
                        }
                    }
                    return wanted;
                },
                result);
    }

    private <T extends @Nullable Object> T attempt(JavaActor.Turn<A, T> turn) throws Exception {
        Database open = database();
        open.begin();
        try {
            A awake = actor;
            if (awake == null) {
                awake = maker.apply(this);
                actor = awake;
            }
            T value = turn.run(awake);
            open.own("COMMIT").run();
            commit(open);
            return value;
        } catch (Exception | Error e) {
            undo(open);
            throw e;
        }
    }

    /** What SQLite has committed and the log cannot take must not stay. */
    private void commit(Database open) {
        try {
            say(open);
        } catch (RuntimeException e) {
            discard(e);
            throw e;
        }
    }

    /** What the actor remembers may be of what is undone now, so it wakes anew. */
    private void undo(Database open) {
        actor = null;
        alarm = committedAlarm;
        if (database != null && open.inTransaction()) {
            open.own("ROLLBACK").run();
        }
    }

    private void say(Database open) {
        if (!open.hasNewFrames() && alarm == committedAlarm) {
            return;
        }
        ImageBuilder image = new ImageBuilder();
        open.newFrames(image);
        if (open.walFrames() > CHECKPOINT_FRAMES) {
            boolean _ = open.checkpoint();
        }
        pages = image.pages() > 0 ? image.pages() : pages;
        sequence++;
        committedAlarm = alarm;
        long commit = sequence;
        int now = opening;
        CommitImage said = image.build(sequence, clock.wallMillis(), alarm, pages);
        gate.committed(commit);
        files.append(
                key,
                said,
                failure -> later.accept(() -> {
                    if (now == opening) {
                        settled(commit, failure);
                    }
                }));
    }

    private void settled(long commit, @Nullable Throwable failure) {
        if (failure != null) {
            discard(failure);
            return;
        }
        gate.durable(commit, Outcome::tell);
    }

    private void open() {
        if (database != null) {
            return;
        }
        CompletableFuture<ActorFiles.Opened> opened = new CompletableFuture<>();
        files.open(key, (result, failure) -> {
            if (result != null) {
                opened.complete(result);
            } else {
                opened.completeExceptionally(
                        failure instanceof RuntimeException ? failure : new ActorException(String.valueOf(failure)));
            }
        });
        try {
            take(opened.join());
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void take(ActorFiles.Opened file) {
        try {
            if (!DatabaseFile.exists(file.path())) {
                DatabaseFile.create(file.path());
            }
            database = Sqlite.load().open(file.path(), DatabaseOptions.DEFAULT);
        } catch (RuntimeException e) {
            files.closed(key, file.sequence(), false);
            throw e;
        }
        opening++;
        sequence = file.sequence();
        alarm = file.alarmMillis();
        committedAlarm = alarm;
        pages = (int) database().pages();
        gate = new OutputGate<>(sequence);
    }

    /** Nothing that rests on the commit has happened. */
    private void discard(Throwable reason) {
        opening++;
        gate.fail()
                .forEach(lost -> lost.result.completeExceptionally(
                        new ActorException("object " + key + " could not be written: " + reason.getMessage(), reason)));
        shut(false);
    }

    /** Goes to sleep, unless something is under way. */
    boolean leave() {
        if (!gate.isOpen()) {
            return false;
        }
        shut(true);
        return true;
    }

    private void shut(boolean inOrder) {
        Database open = database;
        actor = null;
        database = null;
        if (open != null) {
            boolean whole = inOrder && !open.hasNewFrames() && open.checkpoint();
            open.close();
            files.closed(key, sequence, whole);
        }
    }
}
