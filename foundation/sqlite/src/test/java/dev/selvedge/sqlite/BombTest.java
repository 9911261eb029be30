package dev.selvedge.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements that would take all time, memory or space, and what they end with. */
@Timeout(60)
class BombTest {
    private static final long MEMORY = 8 << 20;

    @TempDir
    Path folder;

    private final AtomicInteger asked = new AtomicInteger();
    private BooleanSupplier stopped = () -> false;
    private Fixture db;

    @BeforeEach
    void open() {
        db = new Fixture(folder, new DatabaseOptions(512, 1000, 5000, MEMORY, 8, () -> stopped.getAsBoolean()));
    }

    @AfterEach
    void close() {
        assertThat(db.ask("select 1")).as("the database after the bomb").isEqualTo("1");
        db.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c",
                "with recursive c(x) as (select 1 union all select x + 1 from c limit 5000)"
                        + " select count(*) from c a, c b, c d, c e",
                "select count(*) from json_each('[1,2,3,4,5,6,7,8,9,10]') a, json_each('[1,2,3,4,5,6,7,8,9,10]') b,"
                        + " json_each('[1,2,3,4,5,6,7,8,9,10]') c, json_each('[1,2,3,4,5,6,7,8,9,10]') d,"
                        + " json_each('[1,2,3,4,5,6,7,8,9,10]') e, json_each('[1,2,3,4,5,6,7,8,9,10]') f,"
                        + " json_each('[1,2,3,4,5,6,7,8,9,10]') g, json_each('[1,2,3,4,5,6,7,8,9,10]') h",
            })
    void endlessWorkEndsWhenItIsStopped(String sql) {
        stopped = () -> asked.incrementAndGet() > 2000;
        assertThatThrownBy(() -> db.ask(sql)).hasMessage("interrupted: SQLITE_INTERRUPT");
        stopped = () -> false;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select length(hex(zeroblob(1000000000)))",
                "select length(randomblob(1000000000))",
                "select length(replace(printf('%.*c', 4000, 'x'), 'x', printf('%.*c', 4000, 'y')))",
                "with recursive c(x) as (select 1 union all select x + 1 from c limit 100)"
                        + " select length(group_concat(printf('%.*c', 100000, 'x'))) from c",
                "select length(json_group_array(value)) from (select printf('%.*c', 3000000, 'x') as value union all"
                        + " select printf('%.*c', 3000000, 'y'))",
            })
    void nothingGrowsBeyondTheLargestValue(String sql) {
        assertThatThrownBy(() -> db.ask(sql))
                .hasMessageMatching("string or blob too big: SQLITE_TOOBIG|out of memory.*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "with recursive c(x) as (select 1 union all select x + 1 from c limit 1000000)"
                        + " select count(*) from (select distinct randomblob(1000) from c)",
                "with recursive c(x) as (select 1 union all select x + 1 from c limit 1000000)"
                        + " select x from c order by randomblob(1000)",
                "with recursive c(x) as (select randomblob(100000) union select randomblob(100000) from c) select count(*)"
                        + " from c",
            })
    void aStatementThatTakesTooMuchMemoryEnds(String sql) {
        assertThatThrownBy(() -> db.ask(sql)).hasMessage("out of memory: SQLITE_NOMEM");
        assertThat(Sqlite.load().memoryUsed()).isLessThan(4 * MEMORY);
    }

    @Test
    void aDatabaseThatIsFullSaysSo() {
        db.ask("create table t(a)");
        db.own("begin");
        assertThatThrownBy(() -> db.ask("with recursive c(x) as (select 1 union all select x + 1 from c)"
                        + " insert into t select randomblob(3000) from c"))
                .hasMessage("database or disk is full: SQLITE_FULL");
        if (db.database.inTransaction()) {
            db.own("rollback");
        }
        assertThat(db.ask("select count(*) from t")).isEqualTo("0");
    }

    @Test
    void aTransactionThatWritesWithoutEndIsFullBeforeTheDiskIs() {
        db.ask("create table t(a); insert into t select randomblob(3000)");
        db.database.newFrames((number, pages, page) -> {});
        db.database.begin();
        String[] refused = {
            "insert into t values(zeroblob(1000000))", "update t set a = zeroblob(900000)", "create table u(a)",
        };
        for (int i = 0; i < 30; i++) {
            // Large, and always the same pages: the database does not grow, what is written does.
            try {
                db.ask("update t set a = zeroblob(1000000 + ?)", i);
            } catch (SqliteException e) {
                break;
            }
        }
        for (String sql : refused) {
            assertThatThrownBy(() -> db.ask(sql)).hasMessage("database or disk is full: SQLITE_FULL");
        }
        assertThat(db.ask("select count(*) from t")).isEqualTo("1");
        db.own("rollback");
        db.database.begin();
        db.ask("insert into t values(1)");
        db.own("commit");
    }

    @Test
    void oneStatementThatWritesWithoutEndIsStopped() {
        db.close();
        db = new Fixture(folder, new DatabaseOptions(512, 1_000_000, 5000, MEMORY, 8, () -> stopped.getAsBoolean()));
        db.ask("create table t(a)");
        db.database.begin();
        assertThatThrownBy(() -> db.ask("with recursive c(x) as (select 1 union all select x + 1 from c)"
                        + " insert into t select zeroblob(1000) from c"))
                .hasMessage("database or disk is full: SQLITE_FULL");
        assertThat(db.database.inTransaction()).as("all of it is undone").isFalse();
        assertThat(DatabaseFile.wal(db.file).toFile().length()).isLessThan(30_000_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "too many columns in result set: SQLITE_ERROR;1,;101",
                "too many arguments on function max at offset 7: SQLITE_ERROR;max(%1,;128",
            })
    void whatIsTooLongToCompileIsRefused(String test) {
        String[] parts = test.split(";", -1);
        String list = parts[1].replace("max(%", "").repeat(Integer.parseInt(parts[2]));
        String items = list.substring(0, list.length() - 1);
        String sql = "select " + (parts[1].startsWith("max") ? "max(" + items + ")" : items);
        assertThatThrownBy(() -> db.ask(sql)).hasMessage(parts[0]);
    }

    @Test
    void otherLimitsAreThoseOfWorkers() {
        assertThatThrownBy(() -> db.ask("select '" + "x".repeat(100_000) + "'"))
                .hasMessage("statement too long: SQLITE_TOOBIG");
        assertThatThrownBy(() -> db.ask("select 'a' like '" + "x".repeat(51) + "'"))
                .hasMessage("LIKE or GLOB pattern too complex: SQLITE_ERROR");
        assertThatThrownBy(() -> db.ask("select 1" + " union select 2".repeat(5)))
                .hasMessage("too many terms in compound SELECT: SQLITE_ERROR");
        assertThatThrownBy(() -> db.ask("select " + "?,".repeat(101) + "1"))
                .hasMessageStartingWith("too many SQL variables");
        assertThatThrownBy(() -> db.ask("select ?101"))
                .hasMessageStartingWith("variable number must be between ?1 and ?100");
        assertThatThrownBy(() -> db.ask("create table wide(c" + String.join(", c", numbers(101)) + ")"))
                .hasMessageContaining("too many columns on wide");
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf).toList();
    }

    @Test
    void aTriggerThatTriggersItselfEnds() {
        db.ask("pragma recursive_triggers=on; create table t(a);"
                + " create trigger tr after insert on t begin insert into t values(new.a + 1); end");
        assertThatThrownBy(() -> db.ask("insert into t values(1)"))
                .hasMessage("too many levels of trigger recursion: SQLITE_ERROR");
    }

    @Test
    void anAnswerToTheQuestionWhetherToStopCostsLittle() {
        stopped = () -> {
            asked.incrementAndGet();
            return false;
        };
        long before = System.nanoTime();
        db.ask("with recursive c(x) as (select 1 union all select x + 1 from c limit 100000) select count(*) from c");
        assertThat(asked.get()).isBetween(100, 10_000);
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - before)).isLessThan(20);
    }
}
