package dev.selvedge.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many rows a statement is said to have read and written. The figures are what workerd counts. */
@Timeout(60)
class PlanTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "select 1 ~ 0 ~ 0",
                "select * from t ~ 3 ~ 0",
                "select * from t limit 1 ~ 1 ~ 0",
                "select * from t where a = 2 ~ 1 ~ 0",
                "select * from t where a = 99 ~ 1 ~ 0",
                "select count(*) from t ~ 3 ~ 0",
                "select * from t order by c ~ 3 ~ 0",
                "select * from t order by b desc ~ 3 ~ 0",
                "select * from t where b = 'y' ~ 1 ~ 0",
                "select * from t where c between 3 and 4 ~ 2 ~ 0",
                "select * from t t1 join t t2 on t1.a = t2.a ~ 6 ~ 0",
                "insert into t values(9, 'n', 9) ~ 1 ~ 3",
                "update t set c = 9 ~ 3 ~ 6",
                "update t set b = 'q' where a = 1 ~ 1 ~ 2",
                "delete from t where a = 1 ~ 1 ~ 1",
                "delete from t ~ 0 ~ 3",
                "insert into t values(9, 'n', 9) returning a ~ 2 ~ 3",
                "insert into p select * from p ~ 4 ~ 2",
                "create table u(x) ~ 1 ~ 2",
                "create table u(x unique, y unique) ~ 1 ~ 4",
                "create table if not exists t(x) ~ 0 ~ 0",
                "create view v as select * from t ~ 1 ~ 2",
            })
    void rowsAreCounted(String sql, long read, long written) {
        try (Fixture db = new Fixture(folder)) {
            db.ask(
                    "create table t(a integer primary key, b text unique, c); create index tc on t(c);"
                            + " insert into t values(1, 'x', 2), (2, 'y', 3), (3, 'z', 4); create table p(a, b); insert into p values(1, 1), (1, 2)");
            for (int round = 0; round < (written > 0 ? 1 : 2); round++) {
                try (Statement statement = db.database.query(sql)) {
                    statement.run();
                    assertThat(statement.rowsRead()).as("rows read").isEqualTo(read);
                    assertThat(statement.rowsWritten()).as("rows written").isEqualTo(written);
                }
            }
        }
    }

    @Test
    void countingLeavesAloneHowManyRowsChanged() {
        try (Fixture db = new Fixture(folder)) {
            db.ask("create table t(a)");
            for (int round = 1; round < 3; round++) {
                db.ask("insert into t values(1), (2), (3)");
                try (Statement changes = db.database.query("select changes(), total_changes()")) {
                    assertThat(changes.step()).isTrue();
                    assertThat(changes.longAt(0)).isEqualTo(3);
                    assertThat(changes.longAt(1)).isEqualTo(3L * round);
                }
            }
        }
    }

    @Test
    void countsGrowAsRowsAreRead() {
        try (Fixture db = new Fixture(folder)) {
            db.ask("create table t(a); insert into t values(1), (2), (3)");
            try (Statement statement = db.database.query("select * from t")) {
                statement.step();
                assertThat(statement.rowsRead()).isEqualTo(1);
                statement.step();
                assertThat(statement.rowsRead()).isEqualTo(2);
            }
        }
    }
}
