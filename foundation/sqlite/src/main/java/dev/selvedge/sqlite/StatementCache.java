package dev.selvedge.sqlite;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's compiled statements by their text, the least recently used ones let go first. A statement that is being read cannot be
 * run a second time: then another is compiled, and not kept.
 */
final class StatementCache {
    private static final int MOST_CHARS = 256 * 1024;
    private static final int INITIAL = 16;

    private final int most;
    private final Map<String, Statement> idle = new LinkedHashMap<>(INITIAL);

    /** Taken or handed out, not given back yet. */
    private final Set<Statement> busy = new HashSet<>();

    /** Those of the busy ones that are not to be kept. */
    private final Set<Statement> lent = new HashSet<>();

    private int chars;
    private boolean closed;

    StatementCache(int most) {
        this.most = most;
    }

    /** The idle statement of this text, or null. */
    @Nullable
    Statement take(String sql) {
        Statement found = idle.remove(sql);
        if (found != null) {
            chars -= sql.length();
            found.handOut();
            busy.add(found);
        }
        return found;
    }

    /** A statement that was compiled for somebody and comes here when it is closed. */
    Statement adopt(Statement compiled) {
        compiled.belongsTo(this);
        busy.add(compiled);
        return compiled;
    }

    /** A statement that is to end when it is closed. */
    Statement lend(Statement compiled) {
        lent.add(compiled);
        return adopt(compiled);
    }

    void giveBack(Statement statement) {
        if (!busy.remove(statement)) {
            return;
        }
        if (lent.remove(statement) || closed || idle.containsKey(statement.sql())) {
            statement.finish();
            return;
        }
        statement.keep();
        idle.put(statement.sql(), statement);
        chars += statement.sql().length();
        while (idle.size() > most || chars > MOST_CHARS) {
            String oldest = idle.keySet().iterator().next();
            Statement dropped = take(oldest);
            if (dropped != null) {
                busy.remove(dropped);
                dropped.finish();
            }
        }
    }

    /** Statements that somebody is reading. */
    int busy() {
        return busy.size();
    }

    void close() {
        closed = true;
        idle.values().forEach(Statement::finish);
        idle.clear();
        busy.forEach(Statement::finish);
        busy.clear();
        lent.clear();
    }
}
