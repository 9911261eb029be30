package dev.selvedge.sqlite;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * SQLite's functions as method handles. Constants, because only then the compiler makes a call of them: a few ns beyond SQLite's
 * own. What a pointer points to is mostly SQLite's business, so pointers are longs.
 *
 * <p>A <em>brief</em> call keeps the thread in Java's hands, which spares it the transition: only for what returns at once and never
 * calls back. A <em>lending</em> one may be given arrays of the heap besides.
 */
@SuppressWarnings("restricted") // the types are those of sqlite3.h
final class Calls {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBRARY = SqliteLibrary.find(System.getenv());
    private static final Linker.Option BRIEF = Linker.Option.critical(false);
    private static final Linker.Option LENDING = Linker.Option.critical(true);

    static final MethodHandle VERSION = call("libversion_number", JAVA_INT, BRIEF, none());
    static final MethodHandle CONFIG_TWO = LINKER.downcallHandle(
            LIBRARY.findOrThrow("sqlite3_config"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT),
            Linker.Option.firstVariadicArg(1));
    static final MethodHandle MEMORY_USED = call("memory_used", JAVA_LONG, BRIEF, none());
    static final MethodHandle SOFT_HEAP_LIMIT = call("soft_heap_limit64", JAVA_LONG, null, of(JAVA_LONG));
    static final MethodHandle HARD_HEAP_LIMIT = call("hard_heap_limit64", JAVA_LONG, null, of(JAVA_LONG));

    static final MethodHandle OPEN = call("open_v2", JAVA_INT, null, of(ADDRESS, ADDRESS, JAVA_INT, ADDRESS));
    static final MethodHandle CLOSE = call("close", JAVA_INT, null, of(JAVA_LONG));
    static final MethodHandle LIMIT = call("limit", JAVA_INT, BRIEF, of(JAVA_LONG, JAVA_INT, JAVA_INT));
    static final MethodHandle DB_CONFIG = LINKER.downcallHandle(
            LIBRARY.findOrThrow("sqlite3_db_config"),
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG),
            Linker.Option.firstVariadicArg(2));
    static final MethodHandle FILE_CONTROL =
            call("file_control", JAVA_INT, null, of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS));
    static final MethodHandle SET_AUTHORIZER =
            call("set_authorizer", JAVA_INT, null, of(JAVA_LONG, ADDRESS, JAVA_LONG));
    static final MethodHandle PROGRESS_HANDLER =
            nothing("progress_handler", of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    static final MethodHandle INTERRUPT = nothing("interrupt", of(JAVA_LONG));
    static final MethodHandle WAL_HOOK = call("wal_hook", JAVA_LONG, null, of(JAVA_LONG, ADDRESS, JAVA_LONG));
    static final MethodHandle WAL_CHECKPOINT =
            call("wal_checkpoint_v2", JAVA_INT, null, of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS));
    static final MethodHandle DB_STATUS =
            call("db_status", JAVA_INT, BRIEF, of(JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
    static final MethodHandle RELEASE_MEMORY = call("db_release_memory", JAVA_INT, null, of(JAVA_LONG));

    static final MethodHandle ERROR_TEXT = call("errmsg", JAVA_LONG, BRIEF, of(JAVA_LONG));
    static final MethodHandle CODE_TEXT = call("errstr", JAVA_LONG, BRIEF, of(JAVA_INT));
    static final MethodHandle EXTENDED_CODE = call("extended_errcode", JAVA_INT, BRIEF, of(JAVA_LONG));
    static final MethodHandle ERROR_OFFSET = call("error_offset", JAVA_INT, BRIEF, of(JAVA_LONG));
    static final MethodHandle AUTOCOMMIT = call("get_autocommit", JAVA_INT, BRIEF, of(JAVA_LONG));
    static final MethodHandle CHANGES = call("changes64", JAVA_LONG, BRIEF, of(JAVA_LONG));
    static final MethodHandle TOTAL_CHANGES = call("total_changes64", JAVA_LONG, BRIEF, of(JAVA_LONG));

    static final MethodHandle PREPARE =
            call("prepare_v3", JAVA_INT, null, of(JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    static final MethodHandle STEP = call("step", JAVA_INT, null, of(JAVA_LONG));
    static final MethodHandle RESET = call("reset", JAVA_INT, null, of(JAVA_LONG));
    static final MethodHandle FINALIZE = call("finalize", JAVA_INT, null, of(JAVA_LONG));
    static final MethodHandle CLEAR_BINDINGS = call("clear_bindings", JAVA_INT, BRIEF, of(JAVA_LONG));
    static final MethodHandle IS_READ_ONLY = call("stmt_readonly", JAVA_INT, BRIEF, of(JAVA_LONG));
    static final MethodHandle STATUS = call("stmt_status", JAVA_INT, BRIEF, of(JAVA_LONG, JAVA_INT, JAVA_INT));
    static final MethodHandle PARAMETERS = call("bind_parameter_count", JAVA_INT, BRIEF, of(JAVA_LONG));

    static final MethodHandle BIND_NULL = call("bind_null", JAVA_INT, BRIEF, of(JAVA_LONG, JAVA_INT));
    static final MethodHandle BIND_LONG = call("bind_int64", JAVA_INT, BRIEF, of(JAVA_LONG, JAVA_INT, JAVA_LONG));
    static final MethodHandle BIND_DOUBLE = call("bind_double", JAVA_INT, BRIEF, of(JAVA_LONG, JAVA_INT, JAVA_DOUBLE));
    static final MethodHandle BIND_TEXT =
            call("bind_text", JAVA_INT, LENDING, of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG));
    static final MethodHandle BIND_BLOB =
            call("bind_blob", JAVA_INT, LENDING, of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG));
    static final MethodHandle BIND_ZERO_BLOB =
            call("bind_zeroblob", JAVA_INT, BRIEF, of(JAVA_LONG, JAVA_INT, JAVA_INT));

    static final MethodHandle COLUMNS = call("column_count", JAVA_INT, BRIEF, of(JAVA_LONG));
    static final MethodHandle COLUMN_NAME = call("column_name", JAVA_LONG, BRIEF, of(JAVA_LONG, JAVA_INT));
    static final MethodHandle COLUMN_TYPE = call("column_type", JAVA_INT, BRIEF, of(JAVA_LONG, JAVA_INT));
    static final MethodHandle COLUMN_LONG = call("column_int64", JAVA_LONG, BRIEF, of(JAVA_LONG, JAVA_INT));
    static final MethodHandle COLUMN_DOUBLE = call("column_double", JAVA_DOUBLE, BRIEF, of(JAVA_LONG, JAVA_INT));
    static final MethodHandle COLUMN_TEXT = call("column_text", JAVA_LONG, BRIEF, of(JAVA_LONG, JAVA_INT));
    static final MethodHandle COLUMN_BLOB = call("column_blob", JAVA_LONG, BRIEF, of(JAVA_LONG, JAVA_INT));
    static final MethodHandle COLUMN_BYTES = call("column_bytes", JAVA_INT, BRIEF, of(JAVA_LONG, JAVA_INT));

    static final MethodHandle BACKUP_INIT =
            call("backup_init", JAVA_LONG, null, of(JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS));
    static final MethodHandle BACKUP_STEP = call("backup_step", JAVA_INT, null, of(JAVA_LONG, JAVA_INT));
    static final MethodHandle BACKUP_FINISH = call("backup_finish", JAVA_INT, null, of(JAVA_LONG));

    /** {@code xRead} of any of SQLite's files; the first argument is the function itself. */
    static final MethodHandle FILE_READ =
            LINKER.downcallHandle(FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS, JAVA_INT, JAVA_LONG));

    private Calls() {}

    /** A place where SQLite may call back to, for ever. */
    static MemorySegment callback(MethodHandle target, FunctionDescriptor type) {
        return LINKER.upcallStub(target, type, Arena.global());
    }

    private static MethodHandle call(
            String name, MemoryLayout result, Linker.@Nullable Option option, MemoryLayout[] arguments) {
        return link(name, FunctionDescriptor.of(result, arguments), option);
    }

    private static MethodHandle nothing(String name, MemoryLayout[] arguments) {
        return link(name, FunctionDescriptor.ofVoid(arguments), null);
    }

    private static MethodHandle link(String name, FunctionDescriptor type, Linker.@Nullable Option option) {
        MemorySegment function = LIBRARY.findOrThrow("sqlite3_" + name);
        return option == null ? LINKER.downcallHandle(function, type) : LINKER.downcallHandle(function, type, option);
    }

    private static MemoryLayout[] of(MemoryLayout... arguments) {
        return arguments;
    }

    private static MemoryLayout[] none() {
        return new MemoryLayout[0];
    }
}
