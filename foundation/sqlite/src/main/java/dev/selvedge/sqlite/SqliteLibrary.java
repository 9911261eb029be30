package dev.selvedge.sqlite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where libsqlite3 is on this machine. */
final class SqliteLibrary {
    static final String PROPERTY = "selvedge.sqlite";
    static final String VARIABLE = "SELVEDGE_SQLITE";

    private static final String FILE = "libsqlite3.so.0";
    private static final List<String> FOLDERS = List.of(
            "/usr/lib/x86_64-linux-gnu",
            "/lib/x86_64-linux-gnu",
            "/usr/lib/aarch64-linux-gnu",
            "/usr/lib64",
            "/usr/lib",
            "/lib",
            "/usr/local/lib",
            "/run/current-system/sw/lib",
            "/opt/homebrew/opt/sqlite/lib");
    private static final List<String> FILES = List.of(FILE, "libsqlite3.so", "libsqlite3.dylib");

    private SqliteLibrary() {}

    /** What the property or the variable names, else what the system's own search finds, else what lies in a usual folder. */
    static SymbolLookup find(Map<String, String> environment) {
        String named = System.getProperty(PROPERTY, environment.getOrDefault(VARIABLE, ""));
        if (!named.isEmpty()) {
            SymbolLookup found = open(named);
            if (found == null) {
                throw new IllegalStateException("There is no SQLite library at " + named + ", which " + VARIABLE
                        + " names. Set it to a libsqlite3 of version 3.40 or newer.");
            }
            return found;
        }
        return Stream.concat(Stream.of(FILE), inFolders())
                .map(SqliteLibrary::open)
                .filter(found -> found != null)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("Durable Objects need the SQLite library (libsqlite3, 3.40 or"
                                + " newer), which is not on this machine. Install it (apt install libsqlite3-0, dnf install"
                                + " sqlite-libs) or name its file in " + VARIABLE + "."));
    }

    private static Stream<String> inFolders() {
        return FOLDERS.stream()
                .flatMap(folder -> FILES.stream().map(file -> Path.of(folder, file)))
                .filter(Files::isRegularFile)
                .map(SqliteLibrary::real);
    }

    private static String real(Path file) {
        try {
            return file.toRealPath().toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("restricted") // a library of the system's, or one that the operator named
    private static @Nullable SymbolLookup open(String file) {
        try {
            return SymbolLookup.libraryLookup(file, Arena.global());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
