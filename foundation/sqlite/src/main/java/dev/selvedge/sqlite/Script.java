package dev.selvedge.sqlite;

import java.nio.charset.StandardCharsets;

/** A text of a tenant's that may hold several statements: all but the last are run at once, their rows dropped. */
final class Script {
    static final String NO_TRANSACTIONS =
            "To execute a transaction, please use the state.storage.transaction() or state.storage.transactionSync() APIs"
                    + " instead of the SQL BEGIN TRANSACTION or SAVEPOINT statements. The JavaScript API is safer because"
                    + " it will automatically roll back on exceptions, and because it interacts correctly with Durable"
                    + " Objects' automatic atomic write coalescing.";
    private static final String PARAMETERS_TOO_EARLY =
            "When executing multiple SQL statements in a single call, only the last statement can have parameters.";
    private static final int FOR_LONG = 1;

    private Script() {}

    static Statement upToLast(Database database, String sql) {
        byte[] text = sql.getBytes(StandardCharsets.UTF_8);
        int from = 0;
        while (true) {
            int flags = from == 0 ? FOR_LONG : 0;
            Database.Compiled compiled = database.compile(sql, text, from, false, flags);
            Statement statement = compiled.statement();
            int next = skipSpace(text, compiled.next());
            if (next == text.length) {
                // The text is its key: what is the last of several must not be kept under it.
                return from == 0
                        ? database.cache().adopt(statement)
                        : database.cache().lend(statement);
            }
            try (statement) {
                if (statement.parameters() > 0) {
                    throw Failures.saying(ResultCode.ERROR, PARAMETERS_TOO_EARLY);
                }
                statement.step();
            }
            from = next;
        }
    }

    private static int skipSpace(byte[] text, int from) {
        int at = from;
        while (at < text.length && (text[at] == ' ' || (text[at] >= '\t' && text[at] <= '\r'))) {
            at++;
        }
        return at;
    }
}
