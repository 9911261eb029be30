package dev.selvedge.catalog;

import dev.selvedge.base.DurableFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file at the end of the log, open for appending. Used under the catalog's flush lock only. It is a
 * {@link RandomAccessFile} and not a channel because an interrupt would close a channel under everybody.
 */
final class Segment implements AutoCloseable {

    static final byte[] HEADER = "SELVCAT1".getBytes(StandardCharsets.US_ASCII);

    private final Path path;
    private final RandomAccessFile file;
    private long length;

    private Segment(Path path, RandomAccessFile file, long length) {
        this.path = path;
        this.file = file;
        this.length = length;
    }

    static Segment create(Path path) throws IOException {
        DurableFiles.write(path, HEADER);
        return open(path, HEADER.length);
    }

    /** Opens an existing file and cuts what lies behind {@code length}. */
    static Segment open(Path path, long length) throws IOException {
        if (Files.size(path) < HEADER.length) {
            return create(path);
        }
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        if (file.length() != length) {
            file.setLength(length);
            file.getFD().sync();
        }
        file.seek(length);
        return new Segment(path, file, length);
    }

    /**
     * Durable when it returns. If it fails, nothing of it is left in the file.
     *
     * @throws IOException if the disk refused and the file is as before
     * @throws CatalogException if not even that is certain: the segment must not be used any more
     */
    void append(byte[] bytes) throws IOException {
        try {
            file.write(bytes);
        } catch (IOException e) {
            takeBack(e);
            throw e;
        }
        try {
            file.getFD().sync();
        } catch (IOException e) {
            throw new CatalogException("the disk lost writes to " + path + "; restart the node once it is repaired", e);
        }
        length += bytes.length;
    }

    long length() {
        return length;
    }

    private void takeBack(IOException reason) {
        try {
            file.setLength(length);
            file.seek(length);
            file.getFD().sync();
        } catch (IOException e) {
            e.addSuppressed(reason);
            throw new CatalogException("the end of " + path + " is uncertain; restart the node once the disk works", e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new CatalogException("cannot close " + path, e);
        }
    }
}
