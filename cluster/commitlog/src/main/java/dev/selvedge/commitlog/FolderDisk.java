package dev.selvedge.commitlog;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.selvedge.base.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A folder of the machine, which one log at a time may have: the lock goes with the process that holds it. */
public final class FolderDisk implements Disk {

    private final Path folder;
    private final FileChannel lock;

    /**
     * Makes the folder if it is not there.
     *
     * @throws CommitLogException if another log has it
     */
    public FolderDisk(Path folder) throws IOException {
        this.folder = folder;
        DurableFiles.createFolders(folder);
        this.lock = DurableFiles.open(folder.resolve("lock"));
        if (!isLocked(lock)) {
            lock.close();
            throw new CommitLogException(
                    CommitLogException.Kind.CLOSED, folder + " is in use by another node; stop that one first");
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return new File(FileChannel.open(folder.resolve(name), READ, WRITE));
    }

    @Override
    public DiskFile create(String name) throws IOException {
        FileChannel channel = DurableFiles.open(folder.resolve(name));
        try {
            channel.truncate(0);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new File(channel);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(folder.resolve(from), folder.resolve(to), ATOMIC_MOVE);
    }

    @Override
    public void syncNames() throws IOException {
        DurableFiles.syncFolder(folder);
    }

    @Override
    public String describe() {
        return folder.toString();
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private record File(FileChannel channel) implements DiskFile {

        @Override
        public void write(ByteBuffer bytes, long place) throws IOException {
            channel.write(bytes, place);
        }

        @Override
        public int read(ByteBuffer target, long place) throws IOException {
            return channel.read(target, place);
        }

        @Override
        public void sync() throws IOException {
            channel.force(false);
        }

        @Override
        public void truncate(long length) throws IOException {
            channel.truncate(length);
        }

        @Override
        public long length() throws IOException {
            return channel.size();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
