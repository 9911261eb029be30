package dev.selvedge.base;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file for log lines that is put aside as {@code name.1} when it is full, the older ones moving up and the oldest going.
 * Readable by its owner alone. Not durable: what a crash of the machine takes from a log is nobody's promise. Belongs to one
 * thread at a time.
 */
public final class RotatingFile implements AutoCloseable {

    private final Path file;
    private final long size;
    private final int files;
    private FileChannel channel;

    /**
     * Goes on behind what is in the file.
     *
     * @param size bytes at which it is put aside; the write that reaches them is still whole in it
     * @param files kept in all, at least 1
     */
    public RotatingFile(Path file, long size, int files) throws IOException {
        this.file = file;
        this.size = size;
        this.files = files;
        this.channel = open(file);
    }

    public Path file() {
        return file;
    }

    public void append(byte[] bytes, int length) throws IOException {
        DurableFiles.writeFully(channel, ByteBuffer.wrap(bytes, 0, length));
        if (channel.position() >= size) {
            turnOver();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void turnOver() throws IOException {
        channel.close();
        for (int i = files - 2; i >= 1; i--) {
            moveIfThere(aside(i), aside(i + 1));
        }
        if (files > 1) {
            moveIfThere(file, aside(1));
        } else {
            Files.delete(file);
        }
        channel = open(file);
    }

    private Path aside(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    private static void moveIfThere(Path from, Path to) throws IOException {
        if (Files.exists(from)) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static FileChannel open(Path file) throws IOException {
        FileChannel channel = DurableFiles.open(file);
        channel.position(channel.size());
        return channel;
    }
}
