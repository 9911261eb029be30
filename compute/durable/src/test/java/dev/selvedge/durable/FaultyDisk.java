package dev.selvedge.durable;

import dev.selvedge.commitlog.FolderDisk;
import dev.selvedge.commitlog.WrappedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A real folder that refuses to write, or to flush, while it is told to. */
final class FaultyDisk extends WrappedDisk {
    private volatile boolean failWrites;
    private volatile boolean failSyncs;

    FaultyDisk(Path folder) throws IOException {
        super(new FolderDisk(folder));
    }

    void failWrites(boolean fail) {
        failWrites = fail;
    }

    void failSyncs(boolean fail) {
        failSyncs = fail;
    }

    @Override
    public DiskFile create(String name) throws IOException {
        checkSpace();
        return super.create(name);
    }

    @Override
    protected void write(DiskFile file, ByteBuffer bytes, long place) throws IOException {
        checkSpace();
        file.write(bytes, place);
    }

    @Override
    protected void sync(DiskFile file) throws IOException {
        if (failSyncs) {
            throw new IOException("Input/output error");
        }
        file.sync();
    }

    private void checkSpace() throws IOException {
        if (failWrites) {
            throw new IOException("No space left on device");
        }
    }
}
