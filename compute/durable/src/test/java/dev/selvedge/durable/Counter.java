package dev.selvedge.durable;

import dev.selvedge.sqlite.Statement;

/** An actor that counts, keeps what it was told, and wakes up. */
final class Counter implements ActorContext.Alarmed {
    private final ActorContext context;
    private long value;

    Counter(ActorContext context) {
        this.context = context;
        context.database()
                .own("CREATE TABLE IF NOT EXISTS count (value INTEGER)")
                .run();
        context.database().own("CREATE TABLE IF NOT EXISTS words (word TEXT)").run();
        Statement select = context.database().own("SELECT value FROM count");
        value = select.step() ? select.longAt(0) : 0;
        select.reset();
        if (value == 0) {
            context.database().own("DELETE FROM count").run();
            context.database().own("INSERT INTO count VALUES (0)").run();
        }
    }

    long value() {
        return value;
    }

    long increment() {
        value++;
        context.database().own("UPDATE count SET value = ?1").bind(1, value).run();
        return value;
    }

    long say(String word) {
        context.database().own("INSERT INTO words VALUES (?1)").bind(1, word).run();
        return words();
    }

    long words() {
        return number("SELECT count(*) FROM words");
    }

    long number(String sql) {
        Statement select = context.database().own(sql);
        try {
            return select.step() ? select.longAt(0) : -1;
        } finally {
            select.reset();
        }
    }

    String check() {
        Statement select = context.database().own("PRAGMA integrity_check");
        try {
            return select.step() ? String.valueOf(select.textAt(0)) : "nothing";
        } finally {
            select.reset();
        }
    }

    long wakeAt(long millis) {
        context.alarm(millis);
        return millis;
    }

    @Override
    public void alarm() {
        if (words() > 0) {
            throw new IllegalStateException("too many words to wake up");
        }
        long _ = increment();
    }
}
