package dev.selvedge.commitlog;

import dev.selvedge.base.Clock;
import dev.selvedge.base.DataSize;
import dev.selvedge.base.RandomSource;
import dev.selvedge.base.Tasks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The log of one node on its own disk: segment files, and one thread that writes all that is queued, flushes once and then
 * acknowledges all of it. So the number of flushes follows the speed of the disk, not the number of writers.
 */
public final class LocalCommitLog implements CommitLog {

    private static final System.Logger LOG = System.getLogger(LocalCommitLog.class.getName());

    private final Disk disk;
    private final Limits limits;
    private final Clock clock;
    private final RandomSource random;
    private final Segments segments;
    private final AppendQueue queue;
    private final SpareSegment spare;
    private final Thread thread;
    private final LongAdder flushes = new LongAdder();
    private final LongAdder entries = new LongAdder();
    private final LongAdder flushNanos = new LongAdder();

    private volatile Runnable hook = () -> {};
    private volatile long durable;
    private volatile boolean failing;

    /** Null after a failure, until a new segment could be made. Of the log's thread, like what follows. */
    private @Nullable SegmentWriter writer;

    private long lastMillis;

    /**
     * How much of everything.
     *
     * @param segmentBytes size at which the next segment begins; the last one is read whole at the start
     * @param queueBytes that may wait for the disk; from an eighth of that on the log is crowded
     */
    public record Limits(DataSize segmentBytes, DataSize queueBytes) {
        public static Limits defaults() {
            return new Limits(DataSize.mebibytes(16), DataSize.mebibytes(64));
        }
    }

    /** Figures since the start. */
    public record Figures(long flushes, long entries, long flushNanos) {}

    private LocalCommitLog(
            Disk disk, Limits limits, Clock clock, RandomSource random, Segments segments, SegmentOpening opened)
            throws IOException {
        this.disk = disk;
        this.limits = limits;
        this.clock = clock;
        this.random = random;
        this.segments = segments;
        this.queue = new AppendQueue(limits.queueBytes().bytes(), opened.end());
        this.spare = new SpareSegment(disk, limits.segmentBytes().bytes());
        this.durable = opened.end();
        this.lastMillis = opened.newestMillis();
        SegmentHeader last = segments.last();
        this.writer = last == null
                ? null
                : SegmentWriter.open(
                        disk, last, opened.end(), limits.segmentBytes().bytes());
        this.thread = Tasks.platform("commit-log").newThread(this::run);
    }

    /**
     * Opens what is there, or begins. A torn write at the end is cut; damage anywhere else is refused.
     *
     * @param disk closed together with the log
     * @throws CommitLogException with one sentence for the person who starts the node
     */
    public static LocalCommitLog open(Disk disk, Limits limits, Clock clock, RandomSource random) {
        Segments segments = new Segments(disk);
        try {
            SegmentOpening opened = SegmentOpening.open(disk, segments);
            LocalCommitLog log = new LocalCommitLog(disk, limits, clock, random, segments, opened);
            log.thread.start();
            return log;
        } catch (IOException e) {
            throw new CommitLogException(
                    CommitLogException.Kind.DISK,
                    "cannot open the commit log in " + disk.describe() + ": " + e.getMessage(),
                    e);
        }
    }

    @Override
    public Chain chain() {
        return queue.new Link();
    }

    @Override
    public void afterReceipts(Runnable hook) {
        this.hook = hook;
    }

    @Override
    public boolean isCrowded() {
        return queue.isCrowded();
    }

    @Override
    public void whenRoom(Runnable task) {
        queue.whenRoom(task);
    }

    @Override
    public long durable() {
        return durable;
    }

    @Override
    public long start() {
        SegmentHeader first = segments.first();
        return first == null ? 0 : first.start();
    }

    /** Whether the last flush failed: the next one begins a new segment. */
    public boolean isFailing() {
        return failing;
    }

    public Figures figures() {
        return new Figures(flushes.sum(), entries.sum(), flushNanos.sum());
    }

    @Override
    public Entry read(long position) {
        if (position < 0 || position >= durable) {
            throw new CommitLogException(CommitLogException.Kind.DAMAGED, "no entry at position " + position);
        }
        try {
            return segments.read(position);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public void replay(long from, Consumer<Entry> reader) {
        long until = durable;
        try {
            for (SegmentHeader header : segments.all()) {
                SegmentHeader next = segments.after(header);
                long end = Math.min(until, next == null ? until : next.continues());
                if (end > from) {
                    replay(header, Math.max(from, header.start()), end, reader);
                }
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private void replay(SegmentHeader header, long from, long end, Consumer<Entry> reader) throws IOException {
        long whole = segments.reading(header, file -> new SegmentScanner(header, file).scan(from, end, reader));
        if (whole < end) {
            throw segments.damaged(header, whole);
        }
    }

    @Override
    public void trim(long below, long olderThanMillis) {
        try {
            for (SegmentHeader header : segments.all()) {
                SegmentHeader next = segments.after(header);
                // Everything in a segment is older than the segment after it.
                if (next == null || next.start() > below || next.createdMillis() > olderThanMillis) {
                    break;
                }
                segments.delete(header);
            }
        } catch (IOException e) {
            throw new CommitLogException(
                    CommitLogException.Kind.DISK, "cannot delete an old part of the commit log: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        queue.close();
        try {
            thread.join();
            spare.close();
            segments.close();
            disk.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new CommitLogException(CommitLogException.Kind.DISK, "cannot close the commit log", e);
        }
    }

    private void run() {
        try {
            for (List<AppendQueue.Item> batch = queue.take(); batch != null; batch = queue.take()) {
                queue.relieved().forEach(LocalCommitLog::tell);
                write(batch);
            }
            if (writer != null) {
                writer.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot close the commit log's last segment", e);
        } finally {
            queue.close();
            List<AppendQueue.Item> rest = new ArrayList<>();
            queue.fail(rest);
            refuse(rest, new CommitLogException(CommitLogException.Kind.CLOSED, "the commit log is closed"));
        }
    }

    private void write(List<AppendQueue.Item> batch) {
        long began = clock.nanos();
        long millis = Math.max(lastMillis, clock.wallMillis());
        try {
            SegmentWriter target = writerFor(batch.getFirst().position(), millis);
            addAll(target, batch, millis);
            target.flush();
            if (target.length() > limits.segmentBytes().bytes() / 2) {
                spare.prepare();
            }
        } catch (IOException | RuntimeException e) {
            fail(batch, e);
            return;
        }
        AppendQueue.Item last = batch.getLast();
        durable = last.position() + EntryHeader.size(last.length());
        lastMillis = millis;
        failing = false;
        flushes.increment();
        entries.add(batch.size());
        flushNanos.add(clock.nanos() - began);
        for (AppendQueue.Item item : batch) {
            tell(() -> item.receipt().durable(item.position(), millis));
        }
        tell(hook);
    }

    private static void addAll(SegmentWriter target, List<AppendQueue.Item> batch, long millis) throws IOException {
        long group = batch.getFirst().position();
        for (AppendQueue.Item item : batch) {
            long position = item.position();
            EntryHeader header = new EntryHeader(0, item.length(), position, millis, (int) (position - group));
            target.add(header, item.head(), item.body());
        }
    }

    private SegmentWriter writerFor(long position, long millis) throws IOException {
        SegmentWriter current = writer;
        if (current != null && current.length() < limits.segmentBytes().bytes()) {
            return current;
        }
        SegmentHeader last = segments.last();
        long previous = last == null ? NOWHERE : last.start();
        SegmentHeader header = new SegmentHeader(position, previous, durable, random.nextLong(), millis);
        SegmentWriter created =
                SegmentWriter.create(disk, header, limits.segmentBytes().bytes(), spare);
        segments.add(header);
        writer = created;
        if (current != null) {
            current.close();
        }
        return created;
    }

    private void fail(List<AppendQueue.Item> batch, Exception cause) {
        // Once for each time that it begins: a disk that is full fails often.
        LOG.log(
                failing ? System.Logger.Level.DEBUG : System.Logger.Level.ERROR,
                "the commit log could not write to " + disk.describe(),
                cause);
        failing = true;
        SegmentWriter abandoned = writer;
        writer = null;
        queue.fail(batch);
        if (abandoned != null) {
            abandoned.abandon();
        }
        CommitLogException reason = new CommitLogException(
                CommitLogException.Kind.DISK, "the commit log could not be written: " + cause.getMessage(), cause);
        refuse(batch, reason);
    }

    private void refuse(List<AppendQueue.Item> batch, CommitLogException reason) {
        for (AppendQueue.Item item : batch) {
            tell(() -> item.receipt().failed(item.position(), reason));
        }
        tell(hook);
        queue.relieved().forEach(LocalCommitLog::tell);
    }

    /** One listener's fault must not stop everybody's log. */
    private static void tell(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a listener of the commit log failed", e);
        }
    }

    private CommitLogException unreadable(IOException e) {
        return new CommitLogException(
                CommitLogException.Kind.DISK,
                "cannot read the commit log in " + disk.describe() + ": " + e.getMessage(),
                e);
    }
}
