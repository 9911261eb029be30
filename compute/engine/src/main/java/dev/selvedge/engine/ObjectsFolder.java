package dev.selvedge.engine;

import dev.selvedge.sqlite.Database;
import dev.selvedge.sqlite.DatabaseFile;
import dev.selvedge.sqlite.DatabaseOptions;
import dev.selvedge.sqlite.Sqlite;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * The folder under which the databases of objects lie, as the node says. Nothing outside of it is opened, whoever asks. Loads SQLite
 * when the first database is opened.
 */
final class ObjectsFolder {
    /** Objects of one Worker that may be open on one lane. */
    static final int MOST_OPEN = 4096;

    private static final long SOFT_HEAP = 128L << 20;
    private static final long HARD_HEAP = 512L << 20;

    private final Path root;
    private final DatabaseOptions options;

    ObjectsFolder(Path root) {
        this(root, DatabaseOptions.DEFAULT);
    }

    ObjectsFolder(Path root, DatabaseOptions options) {
        this.root = root.toAbsolutePath().normalize();
        this.options = options;
    }

    /** Loads the library ahead of need; says in one sentence what is wrong if that cannot be. */
    static void warm() {
        Sqlite.load().limitMemory(SOFT_HEAP, HARD_HEAP);
    }

    /** Opens a database, which is made if it is not there. */
    Database open(String path, int openAlready, BooleanSupplier stopped) {
        if (openAlready >= MOST_OPEN) {
            throw new HostFailure("Error", "More than " + MOST_OPEN + " objects of one Worker are open at once.");
        }
        Path file = within(path);
        try {
            if (!DatabaseFile.exists(file)) {
                DatabaseFile.create(file);
            }
            DatabaseFile.damage(file).ifPresent(why -> {
                throw new HostFailure("Error", "The database of this object is damaged: " + why + ".");
            });
            warm();
            return Sqlite.load().open(file, options.stoppedBy(stopped));
        } catch (UncheckedIOException | IllegalStateException e) {
            throw new HostFailure("Error", "The database of this object cannot be opened: " + e.getMessage());
        }
    }

    private Path within(String path) {
        Path file = Path.of(path).toAbsolutePath().normalize();
        if (!file.startsWith(root) || file.equals(root)) {
            throw new HostFailure("Error", "no database of this engine's: " + file);
        }
        return file;
    }
}
