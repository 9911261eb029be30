package dev.selvedge.sqlite;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Puts what went wrong into words, as workerd does: SQLite's message, where in the text, and the code's name. */
final class Failures {
    private Failures() {}

    /** The last call on this database failed with this code. */
    static SqliteException of(long database, int code) {
        try {
            String message = text((long) Calls.ERROR_TEXT.invokeExact(database));
            int extended = (int) Calls.EXTENDED_CODE.invokeExact(database);
            int offset = (int) Calls.ERROR_OFFSET.invokeExact(database);
            return of(
                    code, ResultCode.primary(extended) == ResultCode.primary(code) ? extended : code, message, offset);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static SqliteException of(int code, int extended, String message, int offset) {
        int primary = ResultCode.primary(code);
        StringBuilder words = new StringBuilder(message);
        if (offset >= 0) {
            words.append(" at offset ").append(offset);
        }
        words.append(": ").append(ResultCode.name(primary));
        String detail = extended == primary ? null : ResultCode.extendedName(extended);
        if (detail != null) {
            words.append(" (extended: ").append(detail).append(')');
        }
        return new SqliteException(extended, words.toString());
    }

    /** A failure that needs no database to tell it. */
    static SqliteException of(int code) {
        try {
            return of(code, code, text((long) Calls.CODE_TEXT.invokeExact(code)), -1);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Words of our own. */
    static SqliteException saying(int code, String message) {
        return new SqliteException(code, message);
    }

    /** What a native call threw: it never does, unless this binding is wrong. */
    static RuntimeException unexpected(Throwable e) {
        return switch (e) {
            case RuntimeException expected -> expected;
            case Error error -> throw error;
            default -> new IllegalStateException("SQLite cannot be called", e);
        };
    }

    private static String text(long address) {
        return Objects.requireNonNullElse((@Nullable String) Memory.text(address), "unknown error");
    }
}
