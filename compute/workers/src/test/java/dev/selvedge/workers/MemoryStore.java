package dev.selvedge.workers;

import dev.selvedge.durable.ActorFiles;
import dev.selvedge.durable.ActorKey;
import dev.selvedge.durable.AlarmClock;
import dev.selvedge.durable.CommitImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A store without a disk that becomes durable when the test says so. */
final class MemoryStore implements ActorStore {
    private record Waiting(ActorKey key, long sequence, Consumer<@Nullable Throwable> answer) {}

    private final Map<ActorKey, Long> sequences = new HashMap<>();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final AlarmClock alarms = new AlarmClock();
    private final ArrayDeque<Runnable> waitingForRoom = new ArrayDeque<>();
    private boolean slow;
    private boolean crowded;
    private int parts;
    private int opened;

    /** From now on commits wait until {@link #flush}. */
    synchronized void slow(boolean wanted) {
        slow = wanted;
    }

    synchronized int waiting() {
        return waiting.size();
    }

    /** Parts of commits that came before their ends. */
    synchronized int parts() {
        return parts;
    }

    synchronized int opened() {
        return opened;
    }

    /** What waits by now becomes durable, or fails; what follows from it waits again. */
    void flush(boolean well) {
        List<Waiting> commits;
        synchronized (this) {
            commits = List.copyOf(waiting);
            waiting.clear();
        }
        commits.forEach(commit -> settle(commit, well));
    }

    private void settle(Waiting commit, boolean well) {
        if (well) {
            synchronized (this) {
                sequences.put(commit.key, commit.sequence);
            }
        }
        commit.answer.accept(well ? null : new IOException("the disk is full"));
    }

    /** From now on the disk does not keep up, or does again. */
    void crowded(boolean wanted) {
        ArrayDeque<Runnable> relieved = new ArrayDeque<>();
        synchronized (this) {
            crowded = wanted;
            if (!wanted) {
                relieved.addAll(waitingForRoom);
                waitingForRoom.clear();
            }
        }
        relieved.forEach(Runnable::run);
    }

    /** Lanes that are not listened to. */
    synchronized int deaf() {
        return waitingForRoom.size();
    }

    @Override
    public synchronized void part(ActorKey key, CommitImage image, Runnable written) {
        parts++;
        written.run();
    }

    @Override
    public synchronized boolean isCrowded() {
        return crowded;
    }

    @Override
    public void whenRoom(Runnable task) {
        synchronized (this) {
            if (crowded) {
                waitingForRoom.add(task);
                return;
            }
        }
        task.run();
    }

    @Override
    public Optional<Path> folder() {
        return Optional.empty();
    }

    @Override
    public AlarmClock alarms() {
        return alarms;
    }

    @Override
    public synchronized void open(ActorKey key, BiConsumer<ActorFiles.@Nullable Opened, @Nullable Throwable> answer) {
        opened++;
        answer.accept(new ActorFiles.Opened(Path.of("/nowhere"), sequences.getOrDefault(key, 0L), -1), null);
    }

    @Override
    public void append(ActorKey key, CommitImage image, Consumer<@Nullable Throwable> answer) {
        Waiting commit = new Waiting(key, image.sequence(), answer);
        synchronized (this) {
            if (slow) {
                waiting.add(commit);
                return;
            }
        }
        settle(commit, true);
    }

    @Override
    public void delete(ActorKey key, Consumer<@Nullable Throwable> answer) {
        erase(key, new Waiting(key, 0, answer));
    }

    @Override
    public synchronized boolean hasFacets(ActorKey key) {
        return sequences.keySet().stream().anyMatch(each -> each.toString().startsWith(key + "/"));
    }

    @Override
    public void deleteFacets(ActorKey key, Consumer<@Nullable Throwable> answer) {
        erase(key, new Waiting(key, 0, answer));
    }

    @Override
    public void copy(ActorKey source, long sequence, ActorKey target, Consumer<@Nullable Throwable> answer) {
        erase(target, new Waiting(target, 0, answer));
    }

    private void erase(ActorKey key, Waiting done) {
        synchronized (this) {
            sequences.keySet().removeIf(each -> each.toString().startsWith(key + "/"));
            if (slow) {
                waiting.add(done);
                return;
            }
        }
        settle(done, true);
    }

    @Override
    public void bookmark(ActorKey key, BiConsumer<@Nullable String, @Nullable Throwable> answer) {
        answer.accept("now", null);
    }

    @Override
    public void bookmark(ActorKey key, long wallMillis, BiConsumer<@Nullable String, @Nullable Throwable> answer) {
        answer.accept("then", null);
    }

    @Override
    public void restore(ActorKey key, String bookmark, BiConsumer<@Nullable String, @Nullable Throwable> answer) {
        answer.accept("back", null);
    }

    @Override
    public synchronized void erase(String namespace, Consumer<@Nullable Throwable> answer) {
        sequences.keySet().removeIf(key -> key.namespace().equals(namespace));
        answer.accept(null);
    }

    @Override
    public void closed(ActorKey key, long sequence, boolean whole) {
        // Nothing is kept open.
    }
}
