package dev.selvedge.sqlite;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** SQLite's result codes and their names (sqlite.org/rescode.html). An extended code is a primary one plus 256 times a detail. */
public final class ResultCode {
    public static final int OK = 0;
    public static final int ERROR = 1;
    public static final int BUSY = 5;
    public static final int LOCKED = 6;
    public static final int NOMEM = 7;
    public static final int INTERRUPT = 9;
    public static final int IOERR = 10;
    public static final int CORRUPT = 11;
    public static final int FULL = 13;
    public static final int CANTOPEN = 14;
    public static final int TOOBIG = 18;
    public static final int CONSTRAINT = 19;
    public static final int MISUSE = 21;
    public static final int AUTH = 23;
    public static final int NOTADB = 26;
    public static final int ROW = 100;
    public static final int DONE = 101;

    private static final int PRIMARY = 0xFF;

    /** By position; a hole has the empty name. */
    private static final String[] PRIMARY_NAMES = {
        "OK",
        "ERROR",
        "INTERNAL",
        "PERM",
        "ABORT",
        "BUSY",
        "LOCKED",
        "NOMEM",
        "READONLY",
        "INTERRUPT",
        "IOERR",
        "CORRUPT",
        "NOTFOUND",
        "FULL",
        "CANTOPEN",
        "PROTOCOL",
        "EMPTY",
        "SCHEMA",
        "TOOBIG",
        "CONSTRAINT",
        "MISMATCH",
        "MISUSE",
        "NOLFS",
        "AUTH",
        "FORMAT",
        "RANGE",
        "NOTADB",
        "NOTICE",
        "WARNING",
    };

    /** For each primary code the details from 1 upwards; a hole is a dash. */
    private static final Map<Integer, String> DETAILS = Map.ofEntries(
            Map.entry(1, "MISSING_COLLSEQ RETRY SNAPSHOT"),
            Map.entry(4, "- ROLLBACK"),
            Map.entry(5, "RECOVERY SNAPSHOT TIMEOUT"),
            Map.entry(6, "SHAREDCACHE VTAB"),
            Map.entry(8, "RECOVERY CANTLOCK ROLLBACK DBMOVED CANTINIT DIRECTORY"),
            Map.entry(
                    10,
                    "READ SHORT_READ WRITE FSYNC DIR_FSYNC TRUNCATE FSTAT UNLOCK RDLOCK DELETE BLOCKED NOMEM ACCESS"
                            + " CHECKRESERVEDLOCK LOCK CLOSE DIR_CLOSE SHMOPEN SHMSIZE SHMLOCK SHMMAP SEEK DELETE_NOENT"
                            + " MMAP GETTEMPPATH CONVPATH VNODE AUTH BEGIN_ATOMIC COMMIT_ATOMIC ROLLBACK_ATOMIC DATA"
                            + " CORRUPTFS"),
            Map.entry(11, "VTAB SEQUENCE INDEX"),
            Map.entry(14, "NOTEMPDIR ISDIR FULLPATH CONVPATH DIRTYWAL SYMLINK"),
            Map.entry(
                    19,
                    "CHECK COMMITHOOK FOREIGNKEY FUNCTION NOTNULL PRIMARYKEY TRIGGER UNIQUE VTAB ROWID PINNED"
                            + " DATATYPE"),
            Map.entry(23, "USER"));

    private static final Map<Integer, String> EXTENDED_NAMES = extendedNames();

    private ResultCode() {}

    static int primary(int code) {
        return code & PRIMARY;
    }

    /** {@code SQLITE_CONSTRAINT} and the like, of a primary code. */
    static String name(int code) {
        if (code == ROW || code == DONE) {
            return code == ROW ? "SQLITE_ROW" : "SQLITE_DONE";
        }
        return code >= 0 && code < PRIMARY_NAMES.length
                ? "SQLITE_" + PRIMARY_NAMES[code]
                : "SQLITE_UNKNOWN_ERROR_CODE(" + code + ")";
    }

    /** {@code SQLITE_CONSTRAINT_UNIQUE} and the like; null if the code is no extended one, or unknown. */
    static @Nullable String extendedName(int code) {
        return EXTENDED_NAMES.get(code);
    }

    private static Map<Integer, String> extendedNames() {
        Map<Integer, String> names = new HashMap<>();
        DETAILS.forEach((primary, details) -> {
            String[] words = details.split(" ", -1);
            for (int i = 0; i < words.length; i++) {
                if (!words[i].equals("-")) {
                    names.put(primary + ((i + 1) << 8), Objects.requireNonNull(name(primary)) + "_" + words[i]);
                }
            }
        });
        return Map.copyOf(names);
    }
}
