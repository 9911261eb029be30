package dev.selvedge.sqlite;

import dev.selvedge.base.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The file of a database while nobody has it open. The format is that of sqlite.org/fileformat2.html, section 1.3. */
public final class DatabaseFile {
    public static final int PAGE_BYTES = 4096;

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_BYTES = 100;
    private static final int PAGE_SIZE_AT = 16;
    private static final int VERSIONS_AT = 18;
    private static final int FRACTIONS_AT = 21;
    private static final int PAGES_AT = 28;
    private static final int WAL_VERSIONS = 0x0202;
    private static final int FRACTIONS = 0x402020;
    private static final byte TABLE_LEAF = 0x0D;
    private static final int CONTENT_AT = 105;
    private static final int LARGEST_PAGE = 1 << 16;

    private DatabaseFile() {}

    /** Makes an empty database with a write-ahead log: one page, which SQLite itself would need a journal and three fsyncs for. */
    public static void create(Path file) {
        ByteBuffer page = ByteBuffer.allocate(PAGE_BYTES);
        page.put(MAGIC);
        page.putShort(PAGE_SIZE_AT, (short) PAGE_BYTES);
        page.putShort(VERSIONS_AT, (short) WAL_VERSIONS);
        page.putInt(FRACTIONS_AT - 1, FRACTIONS);
        page.putInt(PAGES_AT, 1);
        page.put(HEADER_BYTES, TABLE_LEAF);
        page.putShort(CONTENT_AT, (short) PAGE_BYTES);
        try {
            Files.write(file, page.array());
        } catch (IOException e) {
            throw new UncheckedIOException("the database " + file + " cannot be created", e);
        }
    }

    /** The write-ahead log that belongs to a database file. */
    public static Path wal(Path file) {
        return file.resolveSibling(file.getFileName() + "-wal");
    }

    /** Removes a log that holds nothing. */
    static void dropEmptyWal(Path file) {
        try {
            Path wal = wal(file);
            if (Files.exists(wal) && Files.size(wal) == 0) {
                Files.deleteIfExists(wal);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the log of " + file + " cannot be removed", e);
        }
    }

    /** Whether there is something: a missing file and an empty one are the same. */
    public static boolean exists(Path file) {
        try {
            return Files.size(file) > 0;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("the database " + file + " cannot be read", e);
        }
    }

    /** What is wrong with a file, as far as its header tells; empty if nothing is. */
    public static Optional<String> damage(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
            while (header.hasRemaining() && channel.read(header) >= 0) {
                // Short files end early.
            }
            return damage(header.flip(), channel.size(), Files.exists(wal(file)));
        } catch (IOException e) {
            return Optional.of("it cannot be read (" + e.getMessage() + ")");
        }
    }

    private static Optional<String> damage(ByteBuffer header, long size, boolean hasWal) {
        if (header.remaining() < HEADER_BYTES) {
            return Optional.of("it is shorter than a database's header");
        }
        if (!header.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            return Optional.of("it does not begin as a SQLite database does");
        }
        int raw = Short.toUnsignedInt(header.getShort(PAGE_SIZE_AT));
        int page = raw == 1 ? LARGEST_PAGE : raw;
        if (page < 512 || Integer.bitCount(page) != 1) {
            return Optional.of("its header names pages of " + page + " bytes");
        }
        long pages = Integer.toUnsignedLong(header.getInt(PAGES_AT));
        if (!hasWal && size < pages * page) {
            return Optional.of("it has " + size + " bytes of " + pages * page);
        }
        return Optional.empty();
    }

    /** Moves a damaged file and its log out of the way, so that nothing of it is lost; returns where it is now. */
    public static Path setAside(Path file, Clock clock) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".damaged-" + clock.wallMillis());
        Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
        if (Files.exists(wal(file))) {
            Files.move(wal(file), wal(aside), StandardCopyOption.ATOMIC_MOVE);
        }
        return aside;
    }
}
