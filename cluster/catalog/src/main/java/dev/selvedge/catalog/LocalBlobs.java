package dev.selvedge.catalog;

import dev.selvedge.base.Clock;
import dev.selvedge.base.DurableFiles;
import dev.selvedge.base.Hex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;

/** Blobs as files {@code ab/abcdef…}. Each is written under a temporary name and renamed, so a file that exists is whole. */
final class LocalBlobs implements Blobs {

    private final Path folder;
    private final Clock clock;

    /** Putting shares it; removing needs it alone, so that a blob is not removed between two puts of it. */
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    LocalBlobs(Path folder, Clock clock) throws IOException {
        this.folder = folder;
        this.clock = clock;
        DurableFiles.createFolders(folder);
    }

    @Override
    public BlobId put(byte[] bytes) {
        BlobId id = BlobId.of(bytes);
        Path file = fileOf(id);
        lock.readLock().lock();
        try {
            if (Files.exists(file) && Files.size(file) == bytes.length) {
                Files.setLastModifiedTime(file, FileTime.fromMillis(clock.wallMillis()));
                return id;
            }
            Path parent = folder.resolve(id.sha256().substring(0, 2));
            if (!Files.exists(parent)) {
                DurableFiles.createFolders(parent);
                DurableFiles.syncFolder(folder);
            }
            DurableFiles.write(file, bytes);
            return id;
        } catch (IOException e) {
            throw new CatalogException("cannot store a blob in " + folder, e);
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public byte[] read(BlobId id) {
        try {
            byte[] bytes = Files.readAllBytes(fileOf(id));
            if (!BlobId.of(bytes).equals(id)) {
                throw new CatalogException("the blob " + fileOf(id) + " is damaged");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new CatalogException("no such blob: " + id, e);
        } catch (IOException e) {
            throw new CatalogException("cannot read the blob " + fileOf(id), e);
        }
    }

    @Override
    public boolean contains(BlobId id) {
        return Files.exists(fileOf(id));
    }

    int sweep(Set<String> named, Duration grace) {
        long before = clock.wallMillis() - grace.toMillis();
        lock.writeLock().lock();
        try {
            int removed = 0;
            for (Path file : files()) {
                boolean needed = named.contains(file.getFileName().toString());
                if (!needed && Files.getLastModifiedTime(file).toMillis() <= before) {
                    Files.delete(file);
                    removed++;
                }
            }
            return removed;
        } catch (IOException e) {
            throw new CatalogException("cannot sweep " + folder, e);
        } finally {
            lock.writeLock().unlock();
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder, 2)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private Path fileOf(BlobId id) {
        if (!Hex.isHex(id.sha256(), 64)) {
            throw new CatalogException("not the name of a blob: " + id);
        }
        return folder.resolve(id.sha256().substring(0, 2)).resolve(id.sha256());
    }
}
