package dev.selvedge.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Asked through SQLite itself, because only it knows what it asks about. */
@Timeout(60)
class TenantRulesTest {
    @TempDir
    Path folder;

    private Fixture db;

    @BeforeEach
    void open() {
        db = new Fixture(folder);
        db.own("create table _cf_KV(key text primary key, value blob) without rowid");
        db.own("insert into _cf_KV values('secret', x'01')");
        db.ask("create table t(a integer primary key, b)");
    }

    @AfterEach
    void close() {
        db.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "attach ':memory:' as other",
                "detach main",
                "vacuum into '/tmp/copy'",
                "pragma journal_mode",
                "pragma journal_mode=delete",
                "pragma user_version=3",
                "pragma page_count",
                "pragma writable_schema=on",
                "pragma integrity_check",
                "pragma locking_mode=normal",
                "pragma table_info(_cf_KV)",
                "pragma page_size=512",
                "pragma foreign_keys=maybe",
                "pragma optimize('x')",
                "select * from pragma_function_list",
                "select * from pragma_database_list",
                "create table _cf_x(a)",
                "create table _CF_x(a)",
                "create index i on _cf_KV(value)",
                "create index _cf_i on t(b)",
                "create view _cf_v as select 1",
                "create trigger tr after insert on _cf_KV begin select 1; end",
                "create temp table x(a)",
                "create temp view x as select 1",
                "create virtual table x using fts4(a)",
                "create virtual table _cf_f using fts5(a)",
                "drop table _cf_KV",
                "alter table _cf_KV add column c",
                "alter table t rename to _cf_t",
                "alter table t rename to \"_cf_t\"",
                "alter table t rename/**/to/**/[_CF_t]",
                "insert into _cf_KV values('a', x'')",
                "update _cf_KV set value = x''",
                "delete from _cf_KV",
                "insert into temp.x values(1)",
            })
    void whatIsNotATenantsIsRefused(String sql) {
        assertThatThrownBy(() -> db.ask(sql))
                .isInstanceOf(SqliteException.class)
                .hasMessageMatching("(?s)(not authorized|authorization denied|no such table).*|.* is prohibited.*");
        assertThat(db.own("select * from _cf_KV")).isEqualTo("secret|\u0001");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from _cf_KV",
                "select key from _cf_KV",
                "select 1 where exists (select 1 from _cf_KV)",
                "with x as (select value from main._cf_KV) select * from x",
                "insert into t(b) select key from _cf_KV",
                "create table copy as select * from _cf_KV",
            })
    void theHiddenTableIsNotRead(String sql) {
        assertThatThrownBy(() -> db.ask(sql))
                .hasMessageMatching("(access to _cf_KV.* is prohibited|not authorized): SQLITE_AUTH");
    }

    @Test
    void aViewOrTriggerReadsNoMoreThanItsAuthor() {
        db.ask("create view v as select * from _cf_KV");
        assertThatThrownBy(() -> db.ask("select * from v")).hasMessageContaining("is prohibited");
        db.ask("create trigger tr after insert on t begin update t set b = (select key from _cf_KV); end");
        assertThatThrownBy(() -> db.ask("insert into t values(1, 2)")).hasMessageContaining("is prohibited");
    }

    @ParameterizedTest
    @ValueSource(strings = {"begin", "commit", "rollback", "savepoint x", "release x", "end"})
    void transactionsAreAFunctionOfJavaScript(String sql) {
        assertThatThrownBy(() -> db.ask(sql)).hasMessageStartingWith("To execute a transaction, please use");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "load_extension('x')",
                "sqlite_version()",
                "sqlite_source_id()",
                "sqlite_compileoption_get(0)",
                "fts3_tokenizer('simple')",
                "edit('x')",
                "readfile('/etc/passwd')"
            })
    void functionsThatTellOrReachTooMuchAreRefused(String call) {
        assertThatThrownBy(() -> db.ask("select " + call))
                .hasMessageMatching("not? ?(authorized|such function).*|no such.*");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "pragma foreign_keys ~ 1",
                "pragma defer_foreign_keys=on ~ ``",
                "pragma table_info(t) ~ 0|a|INTEGER|0|null|1;1|b||0|null|0",
                "pragma page_size ~ 4096",
                "pragma quick_check ~ ok",
                "pragma optimize ~ ``",
                "select json_extract('{\"a\":[1,2]}', '$.a[1]') ~ 2",
                "select value from json_each('[5,6]') where key = 1 ~ 6",
                "select round(sqrt(2), 3) ~ 1.414",
                "select \"text\" ~ text",
                "select count(*) from pragma_table_info('t') ~ 2",
                "analyze ~ ``",
                "select name from sqlite_schema where name = 't' ~ t",
                "with recursive c(x) as (select 1 union all select x+1 from c limit 3) select sum(x) from c ~ 6",
                "explain query plan select * from t ~ 2|0|0|SCAN t",
            })
    void whatWorkersMayDoWorks(String sql, String rows) {
        assertThat(db.ask(sql).replaceAll("[0-9]+\\|SCAN", "0|SCAN")).isEqualTo(rows);
    }

    @Test
    void fullTextSearchWorks() {
        db.ask("create virtual table f using fts5(x); insert into f values('hello world'), ('other')");
        assertThat(db.ask("select highlight(f, 0, '<', '>') from f where f match 'hello'"))
                .isEqualTo("<hello> world");
        db.ask("insert into f(f) values('optimize'); create virtual table w using fts5vocab(f, row)");
        assertThat(db.ask("select count(*) from w")).isEqualTo("3");
        db.ask("drop table w; drop table f");
        assertThat(db.ask("select name from sqlite_master where name not like '_cf_KV'"))
                .isEqualTo("t");
    }

    @Test
    void shadowTablesAreNotWritten() {
        db.ask("create virtual table f using fts5(x)");
        assertThatThrownBy(() -> db.ask("delete from f_data")).hasMessageContaining("may not be modified");
    }
}
