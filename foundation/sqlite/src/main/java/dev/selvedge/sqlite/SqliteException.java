package dev.selvedge.sqlite;

/** SQLite refused or failed: its own words, the name of its result code behind them. */
public final class SqliteException extends RuntimeException {
    private final int code;

    /** With a result code that may be an extended one. */
    SqliteException(int code, String message) {
        super(message);
        this.code = code;
    }

    /** The primary result code; see {@link ResultCode}. */
    public int code() {
        return ResultCode.primary(code);
    }

    /** The extended result code: the primary one where there is no other. */
    public int extendedCode() {
        return code;
    }
}
