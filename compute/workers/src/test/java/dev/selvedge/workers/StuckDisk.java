package dev.selvedge.workers;

import dev.selvedge.commitlog.Disk;
import dev.selvedge.commitlog.WrappedDisk;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A disk whose flushes do not come back while it is stuck. */
final class StuckDisk extends WrappedDisk {
    /** Held for writing while it is stuck. */
    private final ReentrantReadWriteLock works = new ReentrantReadWriteLock();

    StuckDisk(Disk real) {
        super(real);
    }

    void stick() {
        works.writeLock().lock();
    }

    /** If it is stuck; on the thread that stuck it. */
    void release() {
        if (works.isWriteLockedByCurrentThread()) {
            works.writeLock().unlock();
        }
    }

    @Override
    protected void sync(DiskFile file) throws IOException {
        works.readLock().lock();
        try {
            file.sync();
        } finally {
            works.readLock().unlock();
        }
    }
}
