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
            })
    void rowsAreCounted(String sql, long read, long written) {
        try (Fixture db = new Fixture(folder)) {
            db.ask("create table t(a integer primary key, b text unique, c); create index tc on t(c);"
                    + " insert into t values(1, 'x', 2), (2, 'y', 3), (3, 'z', 4)");
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
