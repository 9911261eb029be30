package dev.selvedge.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class DatabaseTest {
    @TempDir
    Path folder;

    private Fixture db;

    @BeforeEach
    void open() {
        db = new Fixture(folder);
    }

    @AfterEach
    void close() {
        db.close();
    }

    @Test
    void everyTypeComesBackAsItWent() {
        db.ask("create table t(a, b, c, d, e)");
        db.ask("insert into t values(?, ?, ?, ?, ?)", Long.MIN_VALUE, 1.5, "grün 🧵", new byte[] {0, -1, 7}, null);
        try (Statement read = db.database.query("select * from t")) {
            assertThat(read.step()).isTrue();
            assertThat(read.type(0)).isEqualTo(Statement.INTEGER);
            assertThat(read.longAt(0)).isEqualTo(Long.MIN_VALUE);
            assertThat(read.type(1)).isEqualTo(Statement.REAL);
            assertThat(read.doubleAt(1)).isEqualTo(1.5);
            assertThat(read.textAt(2)).isEqualTo("grün 🧵");
            assertThat(read.bytesAt(3)).containsExactly(0, -1, 7);
            assertThat(read.type(4)).isEqualTo(Statement.NULL);
            assertThat(read.bytesAt(4)).isNull();
            assertThat(read.columnName(2)).isEqualTo("c");
            assertThat(read.step()).isFalse();
        }
    }

    @Test
    void anEmptyTextAndAnEmptyBlobAreNotNull() {
        assertThat(db.ask("select typeof(?), typeof(?), length(?)", "", new byte[0], ""))
                .isEqualTo("text|blob|0");
        try (Statement read = db.database.query("select '', x''")) {
            read.step();
            assertThat(read.textAt(0)).isEmpty();
            assertThat(read.bytesAt(1)).isEmpty();
        }
    }

    @Test
    void textIsAppendedToAnArrayThatGrows() {
        try (Statement read = db.database.query("select 'abc', 'defghijklmnop'")) {
            read.step();
            byte[] array = read.textInto(0, new byte[4], 1);
            assertThat(new String(array, 1, 3, StandardCharsets.US_ASCII)).isEqualTo("abc");
            assertThat(read.sizeAt(0)).isEqualTo(3);
            array = read.textInto(1, array, 4);
            assertThat(new String(array, 1, 16, StandardCharsets.US_ASCII)).isEqualTo("abcdefghijklmnop");
        }
    }

    @Test
    void allButTheLastOfSeveralStatementsAreRunAtOnce() {
        assertThat(db.ask("create table t(a); insert into t values(1), (2); select sum(a) from t"))
                .isEqualTo("3");
        assertThat(db.ask("select ?; \n\t ", 7)).isEqualTo("7");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "select nope | no such column: nope at offset 7: SQLITE_ERROR",
                "selec 1 | near \"selec\": syntax error at offset 0: SQLITE_ERROR",
                "select * from nope | no such table: nope: SQLITE_ERROR",
                "-- nothing | SQL code did not contain a statement.",
                "select 1; -- nothing | SQL code did not contain a statement.",
                "select ?1; select 2 | When executing multiple SQL statements in a single call, only the last statement can have"
                        + " parameters.",
                "insert into u values(1) | UNIQUE constraint failed: u.a: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_UNIQUE)",
                "insert into p values('x') | datatype mismatch: SQLITE_MISMATCH",
                "select 1, 2 union select 3 | SELECTs to the left and right of UNION do not have"
                        + " the same number of result columns: SQLITE_ERROR",
            })
    void failuresAreWordedAsInWorkerd(String sql, String message) {
        db.ask("create table u(a unique); insert into u values(1); create table p(a integer primary key)");
        assertThatThrownBy(() -> db.ask(sql))
                .isInstanceOf(SqliteException.class)
                .hasMessage(message);
    }

    @Test
    void anExtendedCodeIsTold() {
        db.ask("create table t(a not null)");
        assertThatThrownBy(() -> db.ask("insert into t values(null)"))
                .isInstanceOfSatisfying(SqliteException.class, e -> {
                    assertThat(e.code()).isEqualTo(ResultCode.CONSTRAINT);
                    assertThat(ResultCode.extendedName(e.extendedCode())).isEqualTo("SQLITE_CONSTRAINT_NOTNULL");
                });
    }

    @Test
    void aStatementThatIsReadDoesNotKeepItsTextFromBeingRunAgain() {
        db.ask("create table t(a); insert into t values(1), (2), (3)");
        try (Statement first = db.database.query("select a from t");
                Statement second = db.database.query("select a from t")) {
            assertThat(first.step()).isTrue();
            assertThat(second.step()).isTrue();
            assertThat(second.step()).isTrue();
            assertThat(first.longAt(0)).isEqualTo(1);
            assertThat(second.longAt(0)).isEqualTo(2);
        }
        assertThat(db.database.cache().busy()).isZero();
    }

    @Test
    void aStatementThatWasClosedIsAnErrorWhateverBecameOfIt() {
        db.ask("create table t(a); insert into t values(1), (2), (3)");
        Statement kept = db.database.query("select a from t");
        assertThat(kept.step()).isTrue();
        kept.close();
        Statement other = db.database.query("select a from t where a > ?");
        Statement lent = db.database.query("select 1; select a from t");
        lent.close();
        other.close();
        for (int i = 0; i < 200; i++) {
            db.ask("select " + i);
        }
        for (Statement closed : List.of(kept, other, lent)) {
            assertEnded(closed);
            closed.close();
        }
        assertThat(db.ask("select sum(a) from t")).isEqualTo("6");
    }

    private static void assertEnded(Statement statement) {
        List<Runnable> uses = List.of(
                statement::step,
                statement::run,
                statement::reset,
                statement::columns,
                () -> statement.columnName(0),
                () -> statement.type(0),
                () -> statement.longAt(0),
                () -> statement.doubleAt(0),
                () -> statement.textAt(0),
                () -> statement.bytesAt(0),
                () -> statement.sizeAt(0),
                () -> statement.bindNull(1),
                () -> statement.bind(1, 1L),
                () -> statement.bind(1, 1.5),
                () -> statement.bind(1, "text"),
                () -> statement.bind(1, new byte[1]));
        for (Runnable use : uses) {
            assertThatThrownBy(use::run)
                    .isInstanceOf(SqliteException.class)
                    .hasMessage("The statement was closed: SQLITE_MISUSE");
        }
    }

    @Test
    void aDatabaseThatIsClosedIsAnErrorAndSoAreItsStatements() {
        db.ask("create table t(a); insert into t values(1)");
        Statement read = db.database.query("select a from t");
        assertThat(read.step()).isTrue();
        Statement own = db.database.own("select count(*) from t");
        Database closed = db.database;
        closed.close();
        closed.close();
        assertEnded(read);
        assertEnded(own);
        read.close();
        List<Runnable> uses = List.of(
                () -> closed.own("select 1"),
                () -> closed.run("select 1"),
                () -> closed.query("select 1"),
                closed::begin,
                closed::pages,
                closed::inTransaction,
                closed::changes,
                closed::checkpoint,
                () -> closed.newFrames((number, pages, page) -> {}),
                closed::clear,
                closed::shrink);
        for (Runnable use : uses) {
            assertThatThrownBy(use::run)
                    .isInstanceOf(SqliteException.class)
                    .hasMessage("The database is closed: SQLITE_MISUSE");
        }
        db = new Fixture(folder);
    }

    @Test
    void manyDifferentTextsAreForgottenAgain() {
        for (int i = 0; i < 1000; i++) {
            assertThat(db.ask("select " + i)).isEqualTo(String.valueOf(i));
        }
        assertThat(Sqlite.load().memoryUsed()).isLessThan(4 << 20);
    }

    @Test
    void aCommitDoesNotWaitForAReader() {
        db.ask("create table t(a); insert into t values(1), (2), (3)");
        try (Statement reader = db.database.query("select a from t")) {
            assertThat(reader.step()).isTrue();
            db.own("begin");
            db.ask("insert into t values(4)");
            db.own("commit");
            assertThat(reader.step()).isTrue();
            db.own("begin");
            db.ask("insert into t values(5)");
            db.own("commit");
            assertThat(reader.step()).isTrue();
            assertThat(checkpointed()).isFalse();
        }
    }

    private boolean checkpointed() {
        db.database.newFrames((number, pages, page) -> {});
        return db.database.checkpoint();
    }

    @Test
    void aChangedSchemaIsNoticedByWhatWasCompiledBefore() {
        db.ask("create table t(a)");
        assertThat(db.ask("select * from t")).isEmpty();
        db.own("create table _cf_KV(key text primary key, value blob) without rowid");
        Statement put = db.database.own("insert into _cf_KV values(?, ?)");
        put.bind(1, "a").bind(2, new byte[] {1}).run();
        db.ask("alter table t add column b");
        put.bind(1, "b").bind(2, new byte[] {1}).run();
        assertThat(db.ask("insert into t values(1, 2); select * from t")).isEqualTo("1|2");
        assertThat(db.own("select count(*) from _cf_KV")).isEqualTo("2");
    }

    @Test
    void clearingLeavesNothingWhateverThereWas() {
        db.ask("create table p(a primary key); create table c(a references p); create virtual table f using fts5(x);"
                + "create view v as select * from p; create trigger tr after insert on p begin select 1; end");
        db.own("create table _cf_KV(key text primary key, value blob) without rowid");
        db.ask("insert into p values(1); insert into c values(1)");
        db.database.clear();
        assertThat(db.own("select count(*) from sqlite_master")).isEqualTo("0");
        assertThat(db.database.pages()).isEqualTo(1);
        db.ask("create table p(a)");
        db.close();
        db = new Fixture(folder);
        assertThat(db.own("select name from sqlite_master")).isEqualTo("p");
        assertThat(db.own("pragma journal_mode")).isEqualTo("wal");
    }

    @Test
    void interruptingFromAnotherThreadEndsAStatement() throws InterruptedException {
        Thread other = Thread.ofPlatform().start(() -> {
            while (!db.database.isClosed()) {
                db.database.interrupt();
                Thread.onSpinWait();
            }
        });
        assertThatThrownBy(() -> db.ask(
                        "with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c"))
                .hasMessage("interrupted: SQLITE_INTERRUPT");
        db.close();
        other.join();
    }
}
