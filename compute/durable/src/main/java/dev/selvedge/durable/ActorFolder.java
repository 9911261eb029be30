package dev.selvedge.durable;

import dev.selvedge.base.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Names of files: databases lie in {@code objects}, the only folder that an engine gets to see, and snapshots in
 * {@code snapshots}, each under the namespace and the last two digits of the identity.
 */
record ActorFolder(Path data) {

    static final String OBJECTS = "objects";
    private static final String SNAPSHOTS = "snapshots";

    Path database(ActorKey key) {
        return folder(OBJECTS, key).resolve(key.fileName() + ".sqlite");
    }

    static Path wal(Path database) {
        return database.resolveSibling(database.getFileName() + "-wal");
    }

    Path snapshot(ActorKey key, long sequence) {
        return folder(SNAPSHOTS, key)
                .resolve(key.fileName() + "-" + HexFormat.of().toHexDigits(sequence));
    }

    /** Whether the write-ahead log of a database holds anything. */
    static boolean hasWal(Path database) throws IOException {
        return size(wal(database)) > 0;
    }

    /** The file's length; 0 if there is none. */
    static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    void prepare(ActorKey key) throws IOException {
        DurableFiles.createFolders(folder(OBJECTS, key));
    }

    void prepareSnapshot(ActorKey key) throws IOException {
        DurableFiles.createFolders(folder(SNAPSHOTS, key));
    }

    /** Removes what belongs to a database, but not the database. */
    static void removeJournals(Path database) throws IOException {
        Files.deleteIfExists(wal(database));
        Files.deleteIfExists(database.resolveSibling(database.getFileName() + "-shm"));
        Files.deleteIfExists(database.resolveSibling(database.getFileName() + "-journal"));
    }

    /** Removes all that is kept of an actor. */
    void remove(ActorKey key) throws IOException {
        removeDatabase(key);
        removeSnapshots(key);
    }

    void removeDatabase(ActorKey key) throws IOException {
        Path database = database(key);
        removeJournals(database);
        Files.deleteIfExists(database);
    }

    void removeSnapshots(ActorKey key) throws IOException {
        Path folder = folder(SNAPSHOTS, key);
        if (Files.isDirectory(folder)) {
            for (Path file : list(folder)) {
                if (file.getFileName().toString().startsWith(key.fileName() + "-")) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    void removeNamespace(String namespace) throws IOException {
        removeTree(data.resolve(OBJECTS).resolve(namespace));
        removeTree(data.resolve(SNAPSHOTS).resolve(namespace));
    }

    private static void removeTree(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.deleteIfExists(file);
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private Path folder(String kind, ActorKey key) {
        String hex = key.id().hex();
        return data.resolve(kind).resolve(key.namespace()).resolve(hex.substring(30, 32));
    }
}
