package dev.selvedge.catalog;

import dev.selvedge.base.Clock;
import dev.selvedge.base.DurableFiles;
import dev.selvedge.base.RandomSource;
import dev.selvedge.base.Tasks;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The catalog of one node on its own disk. Commits queue under {@code writer}; whoever gets {@code flushing} first writes
 * all that is queued as one group and one flush, and publishes the result.
 */
public final class LocalCatalog implements Catalog {

    private static final System.Logger LOG = System.getLogger(LocalCatalog.class.getName());

    private final LogFolder folder;
    private final FileChannel lockFile;
    private final LocalBlobs blobs;
    private final Vault vault;
    private final long snapshotBytes;
    private final long recoveredBytes;

    private final ReentrantLock writer = new ReentrantLock();
    private List<Pending> queue = new ArrayList<>();
    private State head;
    private @Nullable String broken;

    private final ReentrantLock flushing = new ReentrantLock();
    private Segment segment;
    private long lastSnapshot;
    private @Nullable Thread snapshotting;

    private final CopyOnWriteArrayList<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile State view;

    /** A commit on its way to the disk. Its outcome is written and read under {@code flushing}. */
    private static final class Pending {
        private final State next;
        private final List<Change> changes;
        private final byte[] bytes;
        private boolean settled;
        private @Nullable RuntimeException failure;

        Pending(State next, List<Change> changes, byte[] bytes) {
            this.next = next;
            this.changes = changes;
            this.bytes = bytes;
        }
    }

    /**
     * Where and how.
     *
     * @param data the node's data directory
     * @param suffix under which Workers have their hosts, such as {@code workers.localhost}
     * @param snapshotBytes size of the log at which a snapshot is taken
     */
    public record Options(Path data, String suffix, long snapshotBytes) {
        public Options(Path data, String suffix) {
            this(data, suffix, 8 << 20);
        }
    }

    private LocalCatalog(
            Options options, LogFolder folder, FileChannel lockFile, Replay replay, Segment segment, Opened opened) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.snapshotBytes = options.snapshotBytes();
        this.recoveredBytes = replay.cutBytes();
        this.segment = segment;
        this.blobs = opened.blobs();
        this.vault = opened.vault();
        this.head = replay.state();
        this.view = replay.state();
    }

    private record Opened(LocalBlobs blobs, Vault vault) {}

    /**
     * Reads the newest snapshot and the log behind it. A torn write at the end is cut; damage anywhere else is refused.
     *
     * @throws CatalogException with one sentence for the person who starts the node
     */
    public static LocalCatalog open(Options options, Clock clock, RandomSource random) {
        try {
            LogFolder folder = new LogFolder(options.data().resolve("catalog"));
            DurableFiles.createFolders(folder.folder());
            FileChannel lockFile = lock(folder.folder().resolve("lock"));
            try {
                Replay replay = new Replay(State.empty(options.suffix()));
                Segment segment = replayAll(folder, replay);
                Vault vault = KeyFileVault.open(
                        options.data().resolve("secret.key"), replay.state().sequence() == 0, random);
                LocalBlobs blobs = new LocalBlobs(options.data().resolve("modules"), clock);
                return new LocalCatalog(options, folder, lockFile, replay, segment, new Opened(blobs, vault));
            } catch (IOException | RuntimeException e) {
                lockFile.close();
                throw e;
            }
        } catch (IOException e) {
            throw new CatalogException("cannot open the catalog in " + options.data() + ": " + e.getMessage(), e);
        }
    }

    private static FileChannel lock(Path file) throws IOException {
        FileChannel channel = DurableFiles.open(file);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            LOG.log(System.Logger.Level.DEBUG, "locked within this process", e);
        }
        if (lock == null) {
            channel.close();
            throw new CatalogException(file.getParent() + " is in use by another node");
        }
        return channel;
    }

    private static Segment replayAll(LogFolder folder, Replay replay) throws IOException {
        List<LogFolder.Numbered> snapshots = folder.snapshots();
        if (!snapshots.isEmpty()) {
            replay.snapshot(snapshots.getLast().path(), snapshots.getLast().number());
            folder.trim(snapshots.getLast().number());
        }
        List<LogFolder.Numbered> segments = folder.segments();
        long length = 0;
        for (LogFolder.Numbered each : segments) {
            length = replay.segment(each.path(), each.equals(segments.getLast()));
        }
        return segments.isEmpty()
                ? Segment.create(folder.segment(replay.state().sequence() + 1))
                : Segment.open(segments.getLast().path(), length);
    }

    /** How many bytes of an unfinished write were cut when the catalog was opened. */
    public long recoveredBytes() {
        return recoveredBytes;
    }

    @Override
    public CatalogView view() {
        return view;
    }

    @Override
    public CatalogView commit(Function<CatalogView, List<Change>> decide) {
        Pending mine = enqueue(decide);
        flushing.lock();
        try {
            if (!mine.settled) {
                flush();
            }
            if (mine.failure != null) {
                throw mine.failure;
            }
            return mine.next;
        } finally {
            flushing.unlock();
        }
    }

    private Pending enqueue(Function<CatalogView, List<Change>> decide) {
        writer.lock();
        try {
            if (broken != null) {
                throw new CatalogException(broken);
            }
            List<Change> changes = List.copyOf(decide.apply(head));
            byte[] bytes = Replay.encodeCommit(changes);
            if (bytes.length > Group.MAX_PAYLOAD / 16) {
                throw new CatalogException("a commit of " + bytes.length + " bytes is too large");
            }
            State next = changes.isEmpty() ? head : head.with(head.sequence() + 1, changes);
            Pending pending = new Pending(next, changes, bytes);
            queue.add(pending);
            head = next;
            return pending;
        } finally {
            writer.unlock();
        }
    }

    /** Holds {@code flushing}. */
    private void flush() {
        List<Pending> batch = drain();
        long first = view.sequence() + 1;
        Encoder payload = new Encoder();
        batch.stream().filter(pending -> !pending.changes.isEmpty()).forEach(pending -> payload.raw(pending.bytes));
        try {
            if (payload.length() > 0) {
                segment.append(new Group(Group.COMMITS, first, payload.toBytes()).toBytes());
            }
        } catch (IOException e) {
            fail(batch, new CatalogException("the change was not stored: " + e.getMessage(), e), false);
            return;
        } catch (CatalogException e) {
            fail(batch, e, true);
            return;
        }
        batch.forEach(this::publish);
        rollIfLarge();
    }

    private List<Pending> drain() {
        writer.lock();
        try {
            List<Pending> batch = queue;
            queue = new ArrayList<>();
            return batch;
        } finally {
            writer.unlock();
        }
    }

    private void publish(Pending pending) {
        view = pending.next;
        pending.settled = true;
        for (Listener listener : listeners) {
            try {
                listener.committed(pending.next, pending.changes);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "a listener of the catalog failed", e);
            }
        }
    }

    /** Fails the batch and all that was decided on top of it, and goes back to what is durable. */
    private void fail(List<Pending> batch, CatalogException reason, boolean forEver) {
        writer.lock();
        try {
            batch.addAll(queue);
            queue = new ArrayList<>();
            head = view;
            broken = forEver ? reason.getMessage() : null;
        } finally {
            writer.unlock();
        }
        for (Pending pending : batch) {
            pending.failure = reason;
            pending.settled = true;
        }
    }

    /** Starts a new segment and, beside it, a snapshot of all that came before. Holds {@code flushing}. */
    private void rollIfLarge() {
        if (segment.length() < Math.max(snapshotBytes, 2 * lastSnapshot)
                || (snapshotting != null && snapshotting.isAlive())) {
            return;
        }
        State state = view;
        try {
            Segment next = Segment.create(folder.segment(state.sequence() + 1));
            segment.close();
            segment = next;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot start a new log segment; going on with the old one", e);
            return;
        }
        snapshotting = Tasks.start("catalog-snapshot", () -> snapshot(state));
    }

    private void snapshot(State state) {
        try {
            long length = Snapshot.write(state, folder.snapshot(state.sequence()));
            flushing.lock();
            try {
                lastSnapshot = length;
            } finally {
                flushing.unlock();
            }
            folder.trim(state.sequence());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "no snapshot of the catalog; the log is kept", e);
        }
    }

    @Override
    public AutoCloseable listen(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public Blobs blobs() {
        return blobs;
    }

    @Override
    public int sweep(Duration grace) {
        Set<String> named = new HashSet<>();
        for (Script script : view.scripts()) {
            for (Version version : script.versions()) {
                version.modules().forEach(module -> named.add(module.content().sha256()));
                version.prepared().forEach(module -> {
                    named.add(module.code().sha256());
                    if (module.cache() != null) {
                        named.add(module.cache().sha256());
                    }
                });
            }
        }
        return blobs.sweep(named, grace);
    }

    @Override
    public Vault vault() {
        return vault;
    }

    @Override
    public void close() {
        Thread running;
        flushing.lock();
        try {
            running = snapshotting;
            segment.close();
        } finally {
            flushing.unlock();
        }
        try {
            if (running != null) {
                running.join();
            }
            lockFile.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new CatalogException("cannot close the catalog", e);
        }
    }
}
