package dev.selvedge.durable;

import dev.selvedge.base.Clock;
import dev.selvedge.base.DataSize;
import dev.selvedge.base.DurableFiles;
import dev.selvedge.commitlog.CommitLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where actors are kept: the log is the truth, and each actor's file a cache of it that is made right before somebody opens it.
 * Nothing here blocks its caller: what takes time runs on virtual threads, one task after the other for each actor, and answers
 * come on any thread. Whoever opens an actor is its only owner until it says {@link #closed}.
 */
public final class ActorFiles implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ActorFiles.class.getName());

    /** However full the disk is. */
    private static final Duration SHORTEST_HISTORY = Duration.ofHours(1);

    /**
     * Commits since a file was flushed, above which it is flushed when it is closed. Below, building it anew after a restart takes
     * a few milliseconds, and thousands of actors that fall asleep together cost no flush.
     */
    private static final long LONG_RECOVERY = 256;

    private final ActorFolder folder;
    private final CommitLog log;
    private final Clock clock;
    private final Limits limits;
    private final AlarmClock alarms = new AlarmClock();
    private final ActorIndex index = new ActorIndex(alarms);
    private final IndexFile indexFile;
    private final RecordLog records;
    private final ActorOpening opening;
    private final PageHistory history;
    private final Snapshots snapshots;
    private final ActorTrees trees;
    private final SerialTasks tasks = new SerialTasks("actor-files");
    private final Map<ActorKey, OpenActor> open = new ConcurrentHashMap<>();
    private final AtomicBoolean indexing = new AtomicBoolean();

    /** The log up to here is in the index. Written by the log's thread. */
    private volatile long applied;

    private volatile long indexed;

    /**
     * How much of everything.
     *
     * @param indexBytes of log after which the index is written anew: a start reads no more than twice that
     * @param snapshotBytes of log after which a database is copied, unless it is larger than that itself
     * @param logBytes that the log may take up: beyond that, actors cannot be taken back so far
     */
    public record Limits(DataSize indexBytes, DataSize snapshotBytes, DataSize logBytes) {
        public static Limits defaults() {
            return new Limits(DataSize.mebibytes(16), DataSize.mebibytes(16), DataSize.parse("32GiB"));
        }
    }

    /** What an owner needs: where the file is, how many commits it holds, and when it wants to be woken (-1: not). */
    public record Opened(Path path, long sequence, long alarmMillis) {}

    /** What is stored of one actor. */
    public record Stored(ActorId id, long bytes, long createdMillis, long writtenMillis, long alarmMillis) {}

    private ActorFiles(Path data, CommitLog log, Limits limits, Clock clock) throws IOException {
        this.folder = new ActorFolder(data);
        this.log = log;
        this.limits = limits;
        this.clock = clock;
        DurableFiles.createFolders(data.resolve("actors"));
        this.indexFile = new IndexFile(data.resolve("actors"));
        this.records = new RecordLog(log, index);
        this.opening = new ActorOpening(log, folder, index, records, clock);
        this.history = new PageHistory(log, folder);
        this.trees = new ActorTrees(folder, index, records, history);
        this.snapshots = new Snapshots(
                log, folder, index, records, tasks, limits.snapshotBytes().bytes());
    }

    /**
     * Reads the index and the log behind it.
     *
     * @param data the node's data folder
     * @param log not closed together with this; its hook is taken
     */
    public static ActorFiles open(Path data, CommitLog log, Limits limits, Clock clock) {
        try {
            ActorFiles files = new ActorFiles(data, log, limits, clock);
            files.replay();
            return files;
        } catch (IOException e) {
            throw new ActorException("the storage of objects in " + data + " cannot be opened: " + e.getMessage(), e);
        }
    }

    private void replay() throws IOException {
        long place = indexFile.read(index);
        if (place < log.start()) {
            throw new ActorException(
                    "the index of objects in " + folder.data()
                            + " is lost, and the commit log does not go back far enough; restore the data directory from a backup");
        }
        Set<ActorKey> deleted = new HashSet<>();
        Set<String> emptied = new HashSet<>();
        log.replay(place, entry -> {
            LogRecord record = LogRecord.read(entry.payload());
            trees.replayed(record, deleted);
            index.apply(record, entry.position(), entry.wallMillis());
            if (record instanceof LogRecord.NamespaceDeleted) {
                emptied.add(record.key().namespace());
            }
        });
        indexed = place;
        applied = log.durable();
        log.afterReceipts(this::afterReceipts);
        alarms.onDropped((key, scheduled) -> records.note(new LogRecord.AlarmDropped(key, scheduled)));
        sweep(deleted, emptied);
    }

    /** The node may have stopped between a deletion and its files. */
    private void sweep(Set<ActorKey> deleted, Set<String> emptied) throws IOException {
        trees.sweep(deleted);
        for (String namespace : emptied) {
            if (index.count(namespace) == 0) {
                folder.removeNamespace(namespace);
            }
        }
    }

    /** The folder that holds the files, and nothing else: all that an engine needs to see. */
    public Path objects() {
        return folder.data().resolve(ActorFolder.OBJECTS);
    }

    public AlarmClock alarms() {
        return alarms;
    }

    /** How many actors have written something. */
    public int count() {
        return index.count();
    }

    public int count(String namespace) {
        return index.count(namespace);
    }

    /** Up to so many actors of a namespace, in the order of their ids, behind one or from the first. */
    public List<ActorId> list(String namespace, @Nullable ActorId after, int limit) {
        return index.list(namespace, after, limit);
    }

    /** What is stored of an actor; null if it never wrote anything. */
    public @Nullable Stored stored(ActorKey key) {
        ActorState state = index.get(key);
        return state == null
                ? null
                : new Stored(
                        key.id(),
                        state.shape().bytes(),
                        state.createdMillis(),
                        state.head().wallMillis(),
                        state.alarm());
    }

    /** Makes the file hold what the log does, and gives it to the caller alone. */
    public void open(ActorKey key, BiConsumer<@Nullable Opened, @Nullable Throwable> answer) {
        answering(key, answer, () -> {
            if (open.containsKey(key)) {
                throw new ActorException("object " + key + " is open already");
            }
            ActorState state = opening.prepare(key);
            opening.touch(key, state);
            open.put(key, new OpenActor(key, state, log.chain(), index));
            long sequence = state == null ? 0 : state.head().sequence();
            long alarm = state == null ? CommitImage.NO_ALARM : state.alarm();
            return new Opened(folder.database(key), sequence, alarm);
        });
    }

    /**
     * Takes pages of a commit that has more than fit into one image. The rest comes by {@link #append}, with the same header.
     *
     * @param written run, on any thread, once the bytes of the image may be used for something else
     */
    public void part(ActorKey key, CommitImage image, Runnable written) {
        OpenActor actor = open.get(key);
        if (actor == null) {
            written.run();
        } else {
            actor.part(image, written);
        }
    }

    /** Whether commits come faster than the disk takes them: who can should hold back for a while. */
    public boolean isCrowded() {
        return log.isCrowded();
    }

    /** Runs the task, on any thread, once that is not so. */
    public void whenRoom(Runnable task) {
        log.whenRoom(task);
    }

    /** Answers null once the commit is durable, or why it never will be. To be called in the order of commits. */
    public void append(ActorKey key, CommitImage image, Consumer<@Nullable Throwable> answer) {
        OpenActor actor = open.get(key);
        if (actor == null) {
            answer.accept(new ActorException("object " + key + " is not open"));
            return;
        }
        actor.append(image, failure -> {
            answer.accept(failure);
            ActorState state = failure == null ? index.get(key) : null;
            if (state != null) {
                snapshots.consider(key, state);
            }
        });
    }

    /**
     * Nobody has the file open any more.
     *
     * @param sequence the last commit
     * @param whole whether all commits were copied from the write-ahead log into the file, flushed or not
     */
    public void closed(ActorKey key, long sequence, boolean whole) {
        open.remove(key);
        if (whole) {
            tasks.run(key, () -> settle(key, sequence));
        }
    }

    private void settle(ActorKey key, long sequence) {
        ActorState state = index.get(key);
        try {
            if (state == null || state.head().sequence() != sequence || ActorFolder.hasWal(folder.database(key))) {
                return;
            }
            index.clean(key, state.head());
            long unflushed = sequence - state.floor().sequence();
            // If it was only read, there is nothing to write, and it is believed again.
            if (unflushed == 0 || unflushed > LONG_RECOVERY) {
                opening.flush(key, state.head());
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "object " + key + " will be recovered when it is opened next", e);
        }
    }

    /** So that the log is not kept for the sake of an actor that has been still for long. */
    private void makeWhole(ActorKey key) {
        try {
            if (!open.containsKey(key)) {
                ActorState state = opening.prepare(key);
                if (state != null) {
                    opening.flush(key, state.head());
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "object " + key + " cannot be made whole; the log is kept for it", e);
        }
    }

    /** The bookmark of what was committed until now. */
    public void bookmark(ActorKey key, BiConsumer<@Nullable String, @Nullable Throwable> answer) {
        OpenActor actor = open.get(key);
        ActorState state = index.get(key);
        long durable = state == null ? 0 : state.head().sequence();
        answer.accept(new Bookmark(actor == null ? durable : actor.sequence(), false).text(key), null);
    }

    /** The bookmark of the last commit at or before a time. */
    public void bookmark(ActorKey key, long wallMillis, BiConsumer<@Nullable String, @Nullable Throwable> answer) {
        answering(key, answer, () -> {
            long now = clock.wallMillis();
            if (wallMillis > now || wallMillis < now - ActorState.HISTORY.toMillis()) {
                throw new ActorException("bookmarks exist for the last 30 days, not for other times");
            }
            ActorState state = index.get(key);
            Mark mark = state == null ? Mark.NONE : history.at(key, state, wallMillis);
            return new Bookmark(mark.sequence(), false).text(key);
        });
    }

    /**
     * The next {@link #open} finds what was there at a bookmark. The answer, once that is durable, is the bookmark that leads back
     * to the last state before it.
     */
    public void restore(ActorKey key, String bookmark, BiConsumer<@Nullable String, @Nullable Throwable> answer) {
        answering(key, answer, () -> {
            Bookmark wanted = Bookmark.parse(key, bookmark);
            ActorState state = index.get(key);
            long newest = state == null ? 0 : state.head().sequence();
            if (wanted == null || wanted.sequence() > newest) {
                throw new ActorException("\"" + bookmark + "\" is no bookmark of this object");
            }
            if (state == null) {
                return bookmark;
            }
            long target = wanted.untilRestored()
                    ? history.endOfLife(key, state, wanted.sequence()).sequence()
                    : wanted.sequence();
            records.write(new LogRecord.RestoreAsked(key, target));
            return new Bookmark(newest, true).text(key);
        });
    }

    /** Deletes an actor and its facets, none of which may be open. Answers null when they are gone for good. */
    public void delete(ActorKey key, Consumer<@Nullable Throwable> answer) {
        answering(key, (_, failure) -> answer.accept(failure), () -> {
            requireClosed(key);
            requireClosedWithin(key);
            trees.delete(key);
            return key;
        });
    }

    /** Whether facets of an actor have written something that is durable. */
    public boolean hasFacets(ActorKey key) {
        return index.hasFacets(key);
    }

    /** Deletes the facets of an actor, none of which may be open, though itself may. Answers null when they are gone for good. */
    public void deleteFacets(ActorKey key, Consumer<@Nullable Throwable> answer) {
        answering(key, (_, failure) -> answer.accept(failure), () -> {
            requireClosedWithin(key);
            trees.deleteFacets(key);
            return key;
        });
    }

    /**
     * Makes a facet what another one was after a commit, with all that is within it now. The source may be open; the target must not
     * be, and loses what it was. Answers null when that is durable.
     *
     * @param sequence of the commit; any that is too large means the newest
     */
    public void copy(ActorKey source, long sequence, ActorKey target, Consumer<@Nullable Throwable> answer) {
        answering(Snapshots.ONE_AT_A_TIME, (_, failure) -> answer.accept(failure), () -> {
            requireClosed(target);
            requireClosedWithin(target);
            trees.copy(source, sequence, target);
            return target;
        });
    }

    private void requireClosed(ActorKey key) {
        if (open.containsKey(key)) {
            throw new ActorException("object " + key + " is open");
        }
    }

    private void requireClosedWithin(ActorKey key) {
        if (open.keySet().stream().anyMatch(key::holds)) {
            throw new ActorException("facets of object " + key + " are open");
        }
    }

    /** Deletes all actors of a namespace, none of which may be open. Answers null when they are gone for good. */
    public void deleteNamespace(String namespace, Consumer<@Nullable Throwable> answer) {
        answering(namespace, (_, failure) -> answer.accept(failure), () -> {
            if (open.keySet().stream().anyMatch(key -> key.namespace().equals(namespace))) {
                throw new ActorException("objects of namespace " + namespace + " are open");
            }
            records.write(new LogRecord.NamespaceDeleted(new ActorKey(namespace, new ActorId(0, 0, 0, 0))));
            folder.removeNamespace(namespace);
            return namespace;
        });
    }

    /** Gives up log that nobody needs and that is older than the history of actors. To be called now and then; blocks. */
    public void trim() {
        Duration history = ActorState.HISTORY;
        trim(history);
        while (log.durable() - log.start() > limits.logBytes().bytes() && history.compareTo(SHORTEST_HISTORY) > 0) {
            history = history.dividedBy(2);
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the commit log is larger than " + limits.logBytes()
                            + "; objects can be taken back no further than " + history.toHours() + " hours");
            trim(history);
        }
    }

    private void trim(Duration history) {
        long old = clock.wallMillis() - history.toMillis();
        long[] below = {indexed};
        index.forEach((key, state) -> {
            if (!state.isWhole() && state.head().wallMillis() <= old) {
                tasks.run(key, () -> makeWhole(key));
            }
            below[0] = Math.min(below[0], snapshots.neededFrom(key, state, old));
        });
        log.trim(below[0], old);
    }

    /** Work that may block and throw. */
    private interface Work<T> {
        T run() throws IOException;
    }

    private <T> void answering(Object key, BiConsumer<@Nullable T, @Nullable Throwable> answer, Work<T> work) {
        tasks.run(key, () -> {
            T result;
            try {
                result = work.run();
            } catch (IOException | RuntimeException e) {
                answer.accept(null, e);
                return;
            }
            answer.accept(result, null);
        });
    }

    private void afterReceipts() {
        applied = log.durable();
        if (applied - indexed > limits.indexBytes().bytes() && indexing.compareAndSet(false, true)) {
            tasks.run(indexFile, this::writeIndex);
        }
    }

    private void writeIndex() {
        long place = applied;
        try {
            indexFile.write(index, place);
            indexed = place;
        } catch (IOException | RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the index of objects was not written; the next start takes longer",
                    e);
        } finally {
            indexing.set(false);
        }
    }

    /** Waits for what is under way and writes the index, so that the next start is quick. The log is still open then. */
    @Override
    public void close() {
        try {
            tasks.awaitIdle();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writeIndex();
    }
}
