package dev.selvedge.commitlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** A disk that hands on to another. For tests, whose disks fail or get stuck: they say only what is different. */
public abstract class WrappedDisk implements Disk {
    private final Disk real;

    protected WrappedDisk(Disk real) {
        this.real = real;
    }

    /** Any of its files is written. */
    protected void write(DiskFile file, ByteBuffer bytes, long place) throws IOException {
        file.write(bytes, place);
    }

    /** Any of its files is flushed. */
    protected void sync(DiskFile file) throws IOException {
        file.sync();
    }

    @Override
    public List<String> list() throws IOException {
        return real.list();
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return new WrappedFile(real.open(name));
    }

    @Override
    public DiskFile create(String name) throws IOException {
        return new WrappedFile(real.create(name));
    }

    @Override
    public void delete(String name) throws IOException {
        real.delete(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        real.rename(from, to);
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

    private final class WrappedFile implements DiskFile {
        private final DiskFile file;

        WrappedFile(DiskFile file) {
            this.file = file;
        }

        @Override
        public void write(ByteBuffer bytes, long place) throws IOException {
            WrappedDisk.this.write(file, bytes, place);
        }

        @Override
        public int read(ByteBuffer target, long place) throws IOException {
            return file.read(target, place);
        }

        @Override
        public void sync() throws IOException {
            WrappedDisk.this.sync(file);
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
