package dev.selvedge.commitlog;

import dev.selvedge.base.Tasks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The file of the next segment, made of zeros while the one before it fills. A flush that changes where a file lies waits until the
 * file system has written down that, and with it much that others wrote: a quarter of a second under load. A flush of bytes in
 * place waits for these bytes. Used by the log's thread; a thread of its own makes the file.
 */
final class SpareSegment implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(SpareSegment.class.getName());
    private static final String NAME = "spare";

    /** Written and flushed at once, so that the log's own flushes do not stand behind a long one. */
    private static final int STEP_BYTES = 1 << 20;

    private final Disk disk;
    private final long bytes;
    private final ThreadFactory threads = Tasks.platform("commit-log-spare");
    private @Nullable Thread making;
    private volatile boolean closed;

    /** Made, and nobody's yet. */
    private volatile Disk.@Nullable DiskFile made;

    SpareSegment(Disk disk, long bytes) {
        this.disk = disk;
        this.bytes = bytes;
    }

    /** Removes what a process left that was killed. */
    static void removeLeft(Disk disk) throws IOException {
        if (disk.list().contains(NAME)) {
            disk.delete(NAME);
        }
    }

    /** Begins to make the file, unless that was begun since the last one was taken. Does not wait. */
    void prepare() {
        if (making == null) {
            making = threads.newThread(this::make);
            making.start();
        }
    }

    /**
     * Gives the file its name, which is durable after {@link Disk#syncNames}. It holds zeros, and these are durable.
     *
     * @return null if there is none; if making one has failed, the next segment gets another try
     */
    Disk.@Nullable DiskFile take(String name) throws IOException {
        // In this order: what is not made once the thread has ended never will be.
        boolean ended = making != null && !making.isAlive();
        Disk.DiskFile file = made;
        if (ended || file != null) {
            making = null;
        }
        if (file == null) {
            return null;
        }
        made = null;
        try {
            disk.rename(NAME, name);
        } catch (IOException e) {
            file.close();
            throw e;
        }
        return file;
    }

    private void make() {
        try {
            Disk.DiskFile file = disk.create(NAME);
            try {
                fill(file);
            } catch (IOException | RuntimeException e) {
                file.close();
                disk.delete(NAME);
                throw e;
            }
            made = file;
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "no spare segment in " + disk.describe(), e);
        }
    }

    private void fill(Disk.DiskFile file) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(STEP_BYTES, bytes));
        for (long place = 0; place < bytes && !closed; ) {
            zeros.limit((int) Math.min(zeros.capacity(), bytes - place)).position(0);
            while (zeros.hasRemaining()) {
                file.write(zeros, place + zeros.position());
            }
            file.sync();
            place += zeros.limit();
        }
    }

    /** Waits for the thread, and removes a file that nobody took. */
    @Override
    public void close() throws IOException {
        closed = true;
        Thread thread = making;
        if (thread == null) {
            return;
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        Disk.DiskFile file = made;
        if (file != null) {
            made = null;
            file.close();
            disk.delete(NAME);
        }
    }
}
