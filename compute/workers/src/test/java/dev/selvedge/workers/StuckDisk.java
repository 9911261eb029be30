package dev.selvedge.workers;

import dev.selvedge.commitlog.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A disk whose flushes do not come back while it is stuck. */
final class StuckDisk implements Disk {
    private final Disk real;
    /** Held for writing while it is stuck. */
    private final ReentrantReadWriteLock works = new ReentrantReadWriteLock();

    StuckDisk(Disk real) {
        this.real = real;
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
    public List<String> list() throws IOException {
        return real.list();
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return new StuckFile(real.open(name));
    }

    @Override
    public DiskFile create(String name) throws IOException {
        return new StuckFile(real.create(name));
    }

    @Override
    public void delete(String name) throws IOException {
        real.delete(name);
    }

    @Override
    public void syncNames() throws IOException {
        real.syncNames();
    }

    @Override
    public String describe() {
        return real.describe();
    }

    @Override
    public void close() throws IOException {
        real.close();
    }

    private final class StuckFile implements DiskFile {
        private final DiskFile file;

        StuckFile(DiskFile file) {
            this.file = file;
        }

        @Override
        public void write(ByteBuffer bytes, long place) throws IOException {
            file.write(bytes, place);
        }

        @Override
        public int read(ByteBuffer target, long place) throws IOException {
            return file.read(target, place);
        }

        @Override
        public void sync() throws IOException {
            works.readLock().lock();
            try {
                file.sync();
            } finally {
                works.readLock().unlock();
            }
        }

        @Override
        public void truncate(long length) throws IOException {
            file.truncate(length);
        }

        @Override
        public long length() throws IOException {
            return file.length();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
