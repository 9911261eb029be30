package dev.selvedge.durable;

import dev.selvedge.commitlog.Disk;
import dev.selvedge.commitlog.FolderDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** A real folder that refuses to write, or to flush, while it is told to. */
final class FaultyDisk implements Disk {
    private final Disk real;
    private volatile boolean failWrites;
    private volatile boolean failSyncs;

    FaultyDisk(Path folder) throws IOException {
        real = new FolderDisk(folder);
    }

    void failWrites(boolean fail) {
        failWrites = fail;
    }

    void failSyncs(boolean fail) {
        failSyncs = fail;
    }

    @Override
    public List<String> list() throws IOException {
        return real.list();
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return new File(real.open(name));
    }

    @Override
    public DiskFile create(String name) throws IOException {
        if (failWrites) {
            throw new IOException("No space left on device");
        }
        return new File(real.create(name));
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

    private final class File implements DiskFile {
        private final DiskFile real;

        File(DiskFile real) {
            this.real = real;
        }

        @Override
        public void write(ByteBuffer bytes, long place) throws IOException {
            if (failWrites) {
                throw new IOException("No space left on device");
            }
            real.write(bytes, place);
        }

        @Override
        public int read(ByteBuffer target, long place) throws IOException {
            return real.read(target, place);
        }

        @Override
        public void sync() throws IOException {
            if (failSyncs) {
                throw new IOException("Input/output error");
            }
            real.sync();
        }

        @Override
        public void truncate(long length) throws IOException {
            real.truncate(length);
        }

        @Override
        public long length() throws IOException {
            return real.length();
        }

        @Override
        public void close() throws IOException {
            real.close();
        }
    }
}
