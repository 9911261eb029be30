package dev.selvedge.sqlite;

/** Bounds on what one statement may be, in the figures of Workers: SQLite refuses what exceeds them as it compiles or runs. */
enum TenantLimits {
    /** Bytes of a text, a blob or a row. */
    LENGTH(0, 4 << 20),
    SQL_LENGTH(1, 100_000),
    COLUMNS(2, 100),
    EXPRESSION_DEPTH(3, 100),
    COMPOUND_SELECT(4, 5),
    /** Instructions of a compiled statement. */
    INSTRUCTIONS(5, 25_000),
    FUNCTION_ARGUMENTS(6, 127),
    ATTACHED(7, 0),
    LIKE_PATTERN(8, 50),
    PARAMETERS(9, 100),
    TRIGGER_DEPTH(10, 10),
    WORKER_THREADS(11, 0);

    private final int number;
    private final int most;

    TenantLimits(int number, int most) {
        this.number = number;
        this.most = most;
    }

    int number() {
        return number;
    }

    int most() {
        return most;
    }
}
