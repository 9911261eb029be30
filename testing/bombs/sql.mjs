// SQL that means harm. Whatever it asks for, it ends at a limit with an error, and its neighbours notice nothing.
import { anything, hosted } from "./hosted.mjs";

const endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)";
const rows = (n) => `sql.exec("CREATE TABLE IF NOT EXISTS t(id INTEGER PRIMARY KEY, a, b, c)"); sql.exec("INSERT INTO t SELECT NULL, x, x * 7 % 1000, hex(randomblob(20)) FROM (WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < ${n}) SELECT x FROM c)");`;
const loops = { cpu: 500 }, hoards = { cpu: 20000 };

/** Each of these must be refused: the answer names the first that was not. */
const refused = [
  "ATTACH '/etc/passwd' AS x", "ATTACH ':memory:' AS x", "ATTACH '' AS x", "DETACH main", "VACUUM", "VACUUM INTO '/tmp/stolen.db'", "PRAGMA journal_mode = DELETE", "PRAGMA locking_mode = NORMAL", "PRAGMA writable_schema = ON", "PRAGMA temp_store_directory = '/tmp'", "PRAGMA mmap_size = 1e9", "PRAGMA cache_size = 1000000",
  "PRAGMA trusted_schema = ON", "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA synchronous = OFF", "PRAGMA max_page_count = 1000000000", "PRAGMA user_version = 7", "BEGIN EXCLUSIVE", "COMMIT", "ROLLBACK", "SAVEPOINT a", "RELEASE a", "SELECT load_extension('/tmp/x.so')", "SELECT readfile('/etc/passwd')", "SELECT writefile('/tmp/x', 'y')", "SELECT edit('x')",
  "SELECT * FROM sqlite_dbpage", "UPDATE sqlite_master SET sql = 'x'", "DELETE FROM sqlite_master", "INSERT INTO _cf_KV VALUES ('a', 'b')", "CREATE TABLE _cf_x(a)", "CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM _cf_METADATA; END", "CREATE VIEW v AS SELECT * FROM _cf_KV; SELECT * FROM v", "CREATE VIRTUAL TABLE v USING csv(filename='/etc/passwd')", "CREATE TEMP TABLE x(a)",
];

export const sql = [
  hosted("sql-endless", `sql.exec("${endless} SELECT count(*) FROM c").one();`, loops),
  hosted("sql-endless-again", `for (;;) { try { sql.exec("${endless} SELECT count(*) FROM c").one(); } catch {} }`, loops),
  hosted("sql-endless-transaction", `storage.transactionSync(() => { try { sql.exec("${endless} SELECT max(x) FROM c").one(); } catch {} for (;;) sql.exec("SELECT 1"); });`, loops),
  hosted("sql-endless-write", `sql.exec("CREATE TABLE t(x)"); sql.exec("INSERT INTO t ${endless} SELECT hex(randomblob(100)) FROM c");`, { cpu: 1000 }),
  hosted("sql-cross-join", `${rows(1000)} sql.exec("SELECT count(*) FROM t a, t b, t c, t d, t e WHERE a.a + b.a + c.a + d.a + e.a = -1").one();`, loops),
  hosted("sql-in-a-page", `const c = sql.exec("${endless} SELECT x FROM c WHERE x < 0"); c.next();`, loops),
  hosted("sql-blob", `const all = []; for (;;) all.push(sql.exec("SELECT zeroblob(1000000000) AS b").one());`, hoards),
  hosted("sql-blob-hex", `sql.exec("SELECT length(hex(zeroblob(1000000000)) || hex(zeroblob(1000000000)))").one(); throw new Error("made");`, hoards),
  hosted("sql-random-blob", `for (;;) sql.exec("SELECT length(randomblob(2000000000))").one();`, { cpu: 2000 }),
  hosted("sql-printf", `for (;;) sql.exec("SELECT length(printf('%.*c', 2000000000, 'x'))").one();`, { cpu: 2000 }),
  hosted("sql-printf-wide", `sql.exec("SELECT printf('%2000000000d', 1)").one(); throw new Error("made");`, hoards),
  hosted("sql-replace", `let text = "replace(hex(zeroblob(1000)), '0', 'xxxxxxxxxx')"; for (let i = 0; i < 20; i++) text = "replace(" + text + ", 'x', 'xxxxxxxxxx')"; sql.exec("SELECT length(" + text + ")").one(); throw new Error("made");`, hoards),
  hosted("sql-group-concat", `sql.exec("${endless} SELECT group_concat(hex(randomblob(1000))) FROM c").one();`, { cpu: 5000 }),
  hosted("sql-json-array", `sql.exec("${endless} SELECT json_group_array(hex(randomblob(1000))) FROM c").one();`, { cpu: 5000 }),
  hosted("sql-json-deep", `sql.exec("SELECT json_extract(replace(hex(zeroblob(500000)), '00', '['), '$')").one();`, hoards),
  hosted("sql-json-each", `sql.exec("SELECT count(*) FROM json_each(?1) a, json_each(?1) b, json_each(?1) c", JSON.stringify(Array.from({ length: 3000 }, (_, i) => i))).one();`, loops),
  hosted("sql-like", `for (;;) sql.exec("SELECT ? LIKE '%a%a%a%a%a%a%a%a%a%a%a%b'", "a".repeat(1e6)).one();`, loops),
  hosted("sql-glob", `for (;;) sql.exec("SELECT ? GLOB '*a*a*a*a*a*a*a*a*a*a*a*b'", "a".repeat(1e6)).one();`, loops),
  hosted("sql-sort", `sql.exec("SELECT x FROM (${endless} SELECT x FROM c LIMIT 1000000000) ORDER BY random()").one();`, { cpu: 3000 }),
  hosted("sql-distinct", `sql.exec("SELECT count(DISTINCT hex(randomblob(500))) FROM (${endless} SELECT x FROM c)").one();`, { cpu: 3000 }),
  hosted("sql-window", `${rows(20000)} sql.exec("SELECT sum(a) OVER (ORDER BY b ROWS BETWEEN 20000 PRECEDING AND 20000 FOLLOWING EXCLUDE TIES) FROM t").toArray();`, { ...loops, ...anything }),
  hosted("sql-subqueries", `${rows(2000)} sql.exec("SELECT (SELECT count(*) FROM t b WHERE b.c > a.c AND (SELECT count(*) FROM t d WHERE d.c < b.c) > 0) FROM t a").toArray();`, loops),
  hosted("sql-rows-hoard", `sql.exec("${endless} SELECT x, hex(randomblob(500)) AS t FROM c").toArray();`, hoards),
  hosted("sql-cursors", `const all = []; for (let i = 0; ; i++) { const c = sql.exec("${endless} SELECT x FROM c LIMIT 1000000"); c.next(); all.push(c); }`, { cpu: 3000 }),
  hosted("sql-statements", `for (let i = 0; ; i++) sql.exec("SELECT " + i + " AS a, '" + "x".repeat(1000) + "'").one();`, loops),
  hosted("sql-parser", `sql.exec("SELECT " + "(".repeat(49000) + "1" + ")".repeat(49000)).one();`, { cpu: 2000 }),
  hosted("sql-terms", `for (;;) { try { sql.exec("SELECT 1 WHERE 1 IN (" + Array.from({ length: 30000 }, (_, i) => i).join() + ")").one(); } catch {} }`, loops),
  hosted("sql-full-text", `sql.exec("CREATE VIRTUAL TABLE d USING fts5(x, prefix='1 2 3')"); for (;;) sql.exec("INSERT INTO d VALUES (?)", Array.from({ length: 1e5 }, () => Math.random().toString(36).slice(2)).join(" "));`, { cpu: 3000 }),
  hosted("sql-full-text-query", `sql.exec("CREATE VIRTUAL TABLE d USING fts5(x)"); for (let i = 0; i < 200; i++) sql.exec("INSERT INTO d VALUES (?)", "a b ".repeat(2000)); for (;;) sql.exec("SELECT snippet(d, 0, '<', '>', '', 64), highlight(d, 0, '<', '>') FROM d WHERE d MATCH 'NEAR(a b, 100) OR a* OR b*' ORDER BY rank").toArray();`, { cpu: 2000 }),
  hosted("sql-full-text-shadow", `sql.exec("CREATE VIRTUAL TABLE d USING fts5(x)"); sql.exec("INSERT INTO d VALUES ('a b c')"); for (const t of ["d_data", "d_idx", "d_content", "d_docsize", "d_config"]) { try { sql.exec("UPDATE " + t + " SET rowid = 7"); sql.exec("DELETE FROM " + t); } catch {} try { sql.exec("UPDATE " + t + " SET block = randomblob(100)"); } catch {} }
    for (const q of ["SELECT * FROM d WHERE d MATCH 'a'", "INSERT INTO d(d) VALUES ('rebuild')", "INSERT INTO d(d) VALUES ('optimize')", "SELECT count(*) FROM d"]) { try { sql.exec(q).toArray(); } catch {} } return new Response("survived");`, { answer: ["200", "1101"], tail: ["ok", "exception"] }),
  hosted("sql-indexes", `${rows(20000)} for (let i = 0; ; i++) sql.exec("CREATE INDEX i" + i + " ON t(a, b, c)");`, { cpu: 2000 }),
  hosted("sql-tables", `for (let i = 0; ; i++) sql.exec("CREATE TABLE t" + i + "(a, b, c, d, e, f, UNIQUE(a, b))");`, { cpu: 2000 }),
  hosted("sql-triggers", `sql.exec("CREATE TABLE t(x)"); sql.exec("CREATE TRIGGER g AFTER INSERT ON t BEGIN INSERT INTO t SELECT new.x + 1 FROM t; END"); for (;;) { try { sql.exec("INSERT INTO t VALUES (1)"); } catch (e) { sql.exec("PRAGMA recursive_triggers = ON"); } }`, { cpu: 1000 }),
  hosted("sql-views", `sql.exec("CREATE VIEW v0 AS SELECT 1 AS x"); for (let i = 1; i < 60; i++) sql.exec("CREATE VIEW v" + i + " AS SELECT a.x FROM v" + (i - 1) + " a, v" + (i - 1) + " b"); sql.exec("SELECT count(*) FROM v59").one();`, { cpu: 2000 }),
  hosted("sql-foreign-keys", `sql.exec("CREATE TABLE p(id INTEGER PRIMARY KEY, up REFERENCES p(id) ON DELETE CASCADE)"); for (let i = 1; i < 20000; i++) sql.exec("INSERT INTO p VALUES (?, ?)", i, i === 1 ? null : i - 1); sql.exec("DELETE FROM p WHERE id = 1"); return new Response("survived");`, { cpu: 5000, ...anything }),
  hosted("sql-fill", `sql.exec("CREATE TABLE t(b)"); for (;;) sql.exec("INSERT INTO t VALUES (randomblob(1000000))");`, { cpu: 1000 }),
  hosted("sql-fill-to-the-brim", `sql.exec("CREATE TABLE IF NOT EXISTS t(b)"); let said; try { for (;;) sql.exec("INSERT INTO t VALUES (randomblob(1000000))"); } catch (e) { said = e.message; } return new Response(said);`, { cpu: 60000, answer: ["200"], tail: ["ok"], says: "database or disk is full: SQLITE_FULL" }),
  hosted("sql-fill-in-one", `sql.exec("CREATE TABLE t(b)"); sql.exec("INSERT INTO t ${endless} SELECT randomblob(100000) FROM c");`, { cpu: 60000, answer: ["1101"], tail: ["exception"] }),
  hosted("sql-fill-and-commit", `sql.exec("CREATE TABLE IF NOT EXISTS t(b)"); for (;;) { sql.exec("INSERT INTO t VALUES (randomblob(1000000))"); await storage.sync(); }`, { cpu: 500 }),
  hosted("sql-rewrite", `${rows(20000)} for (;;) sql.exec("UPDATE t SET c = hex(randomblob(20))");`, { cpu: 2000 }),
  hosted("sql-forbidden", `const passed = ${JSON.stringify(refused)}.filter((text) => { try { sql.exec(text).toArray(); return true; } catch { return false; } }); return new Response(passed.length ? "passed: " + passed.join("; ") : "all refused");`, { answer: ["200"], tail: ["ok"], says: "all refused" }),
  hosted("sql-transaction-open", `await storage.transaction(() => new Promise(() => {}));`, { within: 40000 }),
  hosted("sql-transaction-nested", `const down = () => storage.transactionSync(down); down();`, { cpu: 2000 }),
  hosted("sql-bindings", `for (;;) { try { sql.exec("SELECT ?", { [Symbol.toPrimitive]() { sql.exec("DROP TABLE IF EXISTS t"); throw 1; }, toString() { for (;;) {} } }); } catch {} }`, loops),
  hosted("sql-cursor-after-all", `const c = sql.exec("${endless} SELECT x FROM c LIMIT 100000"); c.next(); await storage.deleteAll(); for (const row of c) ; ctx.abort("mine"); c.next();`, { cpu: 2000 }),
];
