import { each, hosting, inside } from "../workers.mjs";

/** One case for each text: what `exec` throws, or its rows. */
const texts = (name, list) => each(name, list, ({ actor }) => actor().inside(), { inside: ({ sql, thrown }, text, ...bindings) => {
  sql.exec("CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, n); INSERT INTO t VALUES (1, 'one', 1.5), (2, 'two', NULL), (3, 'three', x'0102')");
  let rows;
  const said = thrown(() => (rows = sql.exec(text, ...bindings).raw().toArray()));
  return [said, rows];
} });

/** What a binding becomes: the value that comes back, its type there and here. */
const bound = (rows) => each("a binding of", rows, ({ actor }) => actor().inside(), { inside: ({ sql, thrown }, make) => {
  let row;
  const said = thrown(() => (row = sql.exec("SELECT ? AS v, typeof(?1) AS t", make()).one()));
  return [said, row && [row.v, Object.prototype.toString.call(row.v), row.t]];
} });

export const area = {
  name: "sql", title: "Durable Objects: SQL", order: 113, ...hosting(["actor.js"], ["Actor"]),
  cases: {
    ...bound([() => null, () => undefined, () => 5, () => -0, () => 1.5, () => NaN, () => Infinity, () => 2 ** 53, () => 1e300, () => "text", () => "", () => "ü\u0000x", () => "\ud800", () => true, () => 5n, () => 2n ** 63n, () => new Uint8Array([1, 2]), () => new Uint8Array([1, 2, 3]).subarray(1), () => new ArrayBuffer(3), () => new ArrayBuffer(0),
      () => new DataView(new ArrayBuffer(2)), () => new Float64Array([1]), () => new Date(7), () => ({}), () => [1], () => Symbol("x"), () => () => {}, () => new String("boxed"), () => 2147483648, () => -9007199254740993]),
    ...texts("gives", [
      ["SELECT 1, 'a', NULL, 1.0, 1.5, x'00ff'"], ["SELECT 9007199254740991"], ["SELECT 9007199254740993"], ["SELECT 9223372036854775807"], ["SELECT -1 / 2, 7 % 3, 1 / 0"], ["SELECT 1e999, -1e999"], ["SELECT 'ü' || char(128512), length('ü😀')"], ["SELECT 1 = 1, 1 = 2, NULL = NULL"], ["SELECT * FROM t ORDER BY id"], ["SELECT name, name FROM t LIMIT 1"],
      ["SELECT count(*), sum(id), avg(id), total(id), group_concat(name) FROM t"], ["VALUES (1, 2), (3, 4)"], ["WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 5) SELECT x FROM c"], ["SELECT id, row_number() OVER (ORDER BY id DESC) FROM t"], ["INSERT INTO t(name) VALUES ('x') RETURNING *"],
      ["UPDATE t SET name = upper(name) WHERE id < 3 RETURNING name"], ["DELETE FROM t WHERE id = 1 RETURNING id"], ["INSERT INTO t VALUES (1, 'again', 0) ON CONFLICT(id) DO UPDATE SET name = excluded.name RETURNING name"], ["REPLACE INTO t VALUES (1, 'r', 0)"], ["SELECT ?, ?2, ?1", "a", "b"], ["SELECT :a, @b, $c", 1, 2, 3], ["SELECT ?3", 1, 2, 3],
      ["SELECT iif(1, 'y', 'n'), coalesce(NULL, 2), nullif(1, 1), likely(1)"], ["SELECT abs(-5), round(2.567, 2), sqrt(9), pow(2, 10), ln(1), log(100), log2(8), exp(0), pi() > 3, ceil(1.2), floor(1.8), trunc(-1.8), mod(7, 3), degrees(0), radians(0), sin(0), cos(0), atan2(0, 1), sign(-3)"],
      ["SELECT json('{\"a\": [1,2]}'), json_extract('{\"a\": [1,2]}', '$.a[1]'), '{\"a\": 1}' -> 'a', '{\"a\": \"x\"}' ->> 'a'"], ["SELECT json_array(1, 'a', NULL), json_object('k', 1), json_type('[1]'), json_valid('{'), json_array_length('[1,2]')"], ["SELECT key, value, type FROM json_each('{\"a\": 1, \"b\": [2]}')"], ["SELECT fullkey, atom FROM json_tree('{\"a\": [1]}')"],
      ["SELECT json_set('{}', '$.a', 1), json_remove('{\"a\":1}', '$.a'), json_patch('{\"a\":1}', '{\"b\":2}'), json_group_array(id) FROM t"], ["SELECT typeof(jsonb('[1]')), json(jsonb('[1]'))"], ["SELECT json('nonsense')"],
      ["SELECT date('2024-02-29', '+1 year'), time('12:34:56'), datetime(0, 'unixepoch'), strftime('%Y-%j', '2024-12-31'), unixepoch('2000-01-01'), julianday('2000-01-01')"], ["SELECT hex('abc'), unhex('616263'), quote('it''s'), printf('%05d|%s|%.2f', 42, 'x', 1.005), format('%d', 7), substr('hello', 2, 3), instr('hello', 'l'), replace('aaa', 'a', 'b'), trim('  x '), upper('ä'), unicode('a'), soundex('x')"],
      ["SELECT 'abc' LIKE 'A%', 'abc' GLOB 'a*', 'abc' LIKE 'a_c', 'a%c' LIKE 'a\\%c' ESCAPE '\\'"], ["SELECT changes(), total_changes(), last_insert_rowid()"], ["SELECT random() IS NOT NULL, length(randomblob(4)), zeroblob(2)"], ["SELECT concat('a', NULL, 'b'), concat_ws('-', 'a', 'b'), octet_length('ü')"], ["SELECT string_agg(name, ',' ORDER BY id DESC) FROM t"], ["SELECT sqlite_source_id() IS NOT NULL"],
      ["SELECT max(1, 2, 3), min('a', 'b')"], ["EXPLAIN QUERY PLAN SELECT * FROM t WHERE id = 1"], ["SELECT median(id) FROM t"], ["SELECT 1 IS DISTINCT FROM NULL"], ["SELECT 0x10, 1_000"],
    ]),
    ...texts("refuses", [
      [""], [" "], ["-- only a remark"], [";"], ["SELEKT 1"], ["SELECT"], ["SELECT * FROM missing"], ["SELECT missing FROM t"], ["SELECT missing()"], ["INSERT INTO t VALUES (1, 'x', 0)"], ["INSERT INTO t(id) VALUES ('abc')"], ["SELECT 1; SELEKT 2"], ["SELECT ?"], ["SELECT ?", 1, 2], ["SELECT 1", 1], ["SELECT 'unterminated"], ["CREATE TABLE t(x)"],
      ["BEGIN"], ["BEGIN IMMEDIATE"], ["COMMIT"], ["ROLLBACK"], ["SAVEPOINT a"], ["RELEASE a"], ["ATTACH ':memory:' AS x"], ["ATTACH 'file.db' AS x"], ["DETACH x"], ["VACUUM"], ["VACUUM INTO 'x'"], ["REINDEX"], ["ANALYZE"], ["PRAGMA journal_mode"], ["PRAGMA journal_mode = DELETE"], ["PRAGMA synchronous = OFF"], ["PRAGMA writable_schema = 1"], ["PRAGMA table_info(t)"],
      ["PRAGMA table_list"], ["PRAGMA index_list(t)"], ["PRAGMA foreign_key_check"], ["PRAGMA foreign_keys"], ["PRAGMA foreign_keys = OFF"], ["PRAGMA defer_foreign_keys = ON"], ["PRAGMA user_version"], ["PRAGMA user_version = 5"], ["PRAGMA quick_check"], ["PRAGMA integrity_check"], ["PRAGMA optimize"], ["PRAGMA page_count"], ["PRAGMA cache_size"], ["PRAGMA function_list"], ["PRAGMA compile_options"],
      ["PRAGMA case_sensitive_like = ON"], ["PRAGMA recursive_triggers"], ["PRAGMA legacy_alter_table = ON"], ["PRAGMA ignore_check_constraints = ON"], ["PRAGMA max_page_count"], ["PRAGMA page_size"], ["PRAGMA reverse_unordered_selects"], ["PRAGMA wal_checkpoint"], ["PRAGMA database_list"],
      ["SELECT * FROM _cf_KV"], ["CREATE TABLE _cf_mine(x)"], ["CREATE TABLE _CF_MINE(x)"], ["DROP TABLE _cf_KV"], ["SELECT * FROM _cf_METADATA"], ["CREATE INDEX i ON _cf_KV(key)"], ["ALTER TABLE t RENAME TO _cf_x"], ["CREATE TABLE sqlite_mine(x)"], ["INSERT INTO sqlite_master VALUES (1,2,3,4,5)"], ["CREATE TEMP TABLE tt(x)"], ["CREATE TEMPORARY VIEW tv AS SELECT 1"], ["SELECT load_extension('x')"], ["SELECT readfile('/etc/passwd')"], ["SELECT writefile('/tmp/x', 'y')"], ["SELECT fts3_tokenizer('simple')"],
      ["SELECT * FROM pragma_table_info('t')"], ["SELECT * FROM pragma_function_list LIMIT 1"], ["SELECT * FROM dbstat"], ["SELECT * FROM sqlite_dbpage"], ["CREATE VIRTUAL TABLE v USING rtree(id, a, b)"], ["CREATE VIRTUAL TABLE v USING fts4(x)"], ["CREATE VIRTUAL TABLE v USING csv(filename='/etc/passwd')"], ["CREATE VIRTUAL TABLE v USING fts5vocab('t', 'row')"], ["SELECT * FROM generate_series(1, 3)"], ["SELECT 1 UNION SELECT 1, 2"], ["SELECT abs(-9223372036854775808)"], ["SELECT sqlite_version() IS NOT NULL"], ["SELECT sum(x) FROM (SELECT 9223372036854775807 x UNION ALL SELECT 1)"],
    ]),
    "what a table hides": inside(async ({ storage, sql }) => {
      await storage.put("a", 1);
      sql.exec("CREATE TABLE t(x)");
      return sql.exec("SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite%' ORDER BY name").toArray();
    }),
    "constraints": inside(({ sql, thrown }) => {
      sql.exec("CREATE TABLE p(id INTEGER PRIMARY KEY, u TEXT UNIQUE, n NOT NULL DEFAULT 1, c CHECK (c > 0)); CREATE TABLE k(p REFERENCES p(id)); INSERT INTO p(id, u, c) VALUES (1, 'a', 1)");
      return ["INSERT INTO p(id, c) VALUES (1, 1)", "INSERT INTO p(u, c) VALUES ('a', 1)", "INSERT INTO p(n, c) VALUES (NULL, 1)", "INSERT INTO p(c) VALUES (0)", "INSERT INTO k VALUES (9)", "DELETE FROM p"].map((text) => thrown(() => sql.exec(text)));
    }),
    "foreign keys put off": inside(({ sql, storage, thrown }) => {
      sql.exec("CREATE TABLE p(id INTEGER PRIMARY KEY); CREATE TABLE k(p REFERENCES p(id) DEFERRABLE INITIALLY DEFERRED)");
      return [thrown(() => storage.transactionSync(() => {
        sql.exec("INSERT INTO k VALUES (1)");
        sql.exec("INSERT INTO p VALUES (1)");
      })), sql.exec("SELECT count(*) n FROM k").one().n];
    }),
    "RAISE in a trigger": inside(({ sql, thrown }) => {
      sql.exec("CREATE TABLE t(x); CREATE TRIGGER g BEFORE INSERT ON t WHEN new.x < 0 BEGIN SELECT RAISE(ABORT, 'not below zero'); END");
      return [thrown(() => sql.exec("INSERT INTO t VALUES (-1)")), thrown(() => sql.exec("INSERT INTO t VALUES (1)")), sql.exec("SELECT * FROM t").toArray()];
    }),
    "a statement that fails undoes itself alone": inside(({ sql, thrown }) => {
      sql.exec("CREATE TABLE t(x UNIQUE); INSERT INTO t VALUES (1)");
      return [thrown(() => sql.exec("INSERT INTO t VALUES (2), (1)")), thrown(() => sql.exec("INSERT INTO t VALUES (3); INSERT INTO t VALUES (1)")), sql.exec("SELECT x FROM t").raw().toArray()];
    }),
    "the error of SQL": inside(({ sql }) => {
      try {
        sql.exec("SELECT * FROM missing");
      } catch (e) {
        return [e.constructor.name, e.name, e.message, Object.keys(e), e instanceof Error];
      }
    }),
    "a cursor: next": inside(({ sql }) => {
      const c = sql.exec("SELECT 1 AS a UNION ALL SELECT 2");
      return [c.next(), c.next(), c.next(), c.next()];
    }),
    "a cursor: for of": inside(({ sql }) => {
      const seen = [];
      for (const row of sql.exec("SELECT 1 AS a, 'x' AS b UNION ALL SELECT 2, 'y'")) seen.push(row, Object.keys(row));
      return seen;
    }),
    "a cursor: toArray, one after another": inside(({ sql }) => {
      const c = sql.exec("SELECT 1 AS a UNION ALL SELECT 2");
      return [c.next().value, c.toArray(), c.toArray(), c.next()];
    }),
    "a cursor: one": inside(({ sql, thrown }) => [sql.exec("SELECT 1 AS a").one(), thrown(() => sql.exec("SELECT 1 WHERE 0").one()), thrown(() => sql.exec("SELECT 1 UNION SELECT 2").one())]),
    "a cursor: one after one": inside(({ sql, thrown }) => {
      const c = sql.exec("SELECT 1 AS a");
      c.one();
      return [thrown(() => c.one()), c.toArray()];
    }),
    "a cursor: raw": inside(({ sql }) => {
      const c = sql.exec("SELECT 1 AS a, 2 AS a UNION ALL SELECT 3, 4"), raw = c.raw();
      return [raw.next(), [...raw], c.columnNames, raw.next(), typeof raw[Symbol.iterator], Object.prototype.toString.call(raw), raw.constructor.name];
    }),
    "a cursor: raw and rows share a place": inside(({ sql }) => {
      const c = sql.exec("VALUES (1), (2), (3)"), raw = c.raw();
      return [raw.next().value, c.next().value, raw.toArray()];
    }),
    "a cursor: columnNames": inside(({ sql }) => ["SELECT 1 AS a, 2 AS 'b c', 3", "SELECT 1 WHERE 0", "CREATE TABLE t(x)", "INSERT INTO t VALUES (1)", "SELECT x, x AS x, count(*), x + 1 FROM t"].map((text) => sql.exec(text).columnNames)),
    "a cursor: names twice": inside(({ sql }) => {
      const row = sql.exec("SELECT 1 AS a, 2 AS a, 3 AS constructor, 4 AS __proto__").one();
      return [Object.keys(row), row.a, row.constructor, Object.getPrototypeOf(row) === Object.prototype];
    }),
    "a cursor: shapes": inside(({ sql, caught }) => {
      const c = sql.exec("SELECT 1");
      return [Object.prototype.toString.call(c), c.constructor.name, c instanceof sql.Cursor, Object.getOwnPropertyNames(Object.getPrototypeOf(c)).sort(), Object.keys(c), c[Symbol.iterator]() === c, typeof sql.Statement, Object.prototype.toString.call(sql), sql.constructor.name];
    }),
    "a cursor: an iterator's helpers": inside(({ sql, thrown }) => [thrown(() => sql.exec("VALUES (1), (2)").raw().map(([x]) => x * 2).toArray()), thrown(() => [...sql.exec("VALUES (1), (2)")].length)]),
    "a cursor after other writes": inside(({ sql, thrown }) => {
      sql.exec("CREATE TABLE t(x); INSERT INTO t VALUES (1), (2), (3)");
      const c = sql.exec("SELECT x FROM t ORDER BY rowid"), first = c.next().value;
      sql.exec("INSERT INTO t VALUES (4)");
      const said = thrown(() => c.toArray());
      return [first, said, sql.exec("SELECT count(*) n FROM t").one().n];
    }),
    "a cursor after its table is gone": inside(({ sql, thrown }) => {
      sql.exec("CREATE TABLE t(x); INSERT INTO t VALUES (1), (2)");
      const c = sql.exec("SELECT x FROM t");
      c.next();
      return [thrown(() => sql.exec("DROP TABLE t")), thrown(() => c.next())];
    }),
    "a cursor across await": inside(async ({ sql, storage, caught }) => {
      sql.exec("CREATE TABLE t(x); INSERT INTO t VALUES (1), (2), (3)");
      const c = sql.exec("SELECT x FROM t");
      const first = c.next().value;
      await storage.get("a");
      return [first, await caught(() => c.toArray())];
    }),
    "two cursors at once": inside(({ sql }) => {
      sql.exec("CREATE TABLE t(x); INSERT INTO t VALUES (1), (2)");
      const text = "SELECT x FROM t ORDER BY x", a = sql.exec(text), b = sql.exec(text);
      return [a.next().value, b.next().value, a.next().value, b.next().value];
    }),
    "the same statement while a cursor of it is open": inside(({ sql, thrown }) => {
      const a = sql.exec("VALUES (1), (2), (3)");
      a.next();
      return [sql.exec("VALUES (1), (2), (3)").toArray().length, thrown(() => a.toArray().length), a.toArray()];
    }),
    "a long result in pages": inside(({ sql }) => {
      const c = sql.exec("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 5000) SELECT x, 'padding ' || x AS p FROM c");
      let n = 0, sum = 0;
      for (const { x } of c) (n++, (sum += x));
      return [n, sum, c.rowsRead];
    }),
    ...each("rows read by", ["SELECT * FROM t", "SELECT * FROM t LIMIT 1", "SELECT * FROM t WHERE id = 2", "SELECT * FROM t WHERE x = 2", "SELECT count(*) FROM t", "SELECT 1", "SELECT * FROM t a, t b", "SELECT * FROM t ORDER BY x DESC", "SELECT max(x) FROM t", "SELECT * FROM t WHERE x + 0 = 3", "SELECT * FROM t ORDER BY x + 0", "SELECT x % 2, count(*) FROM t GROUP BY x % 2", "SELECT * FROM t WHERE id = 9", "SELECT * FROM t WHERE id > 2", "SELECT * FROM none", "SELECT * FROM t JOIN e ON e.a = t.id", "SELECT * FROM e JOIN t ON t.id = e.a", "SELECT * FROM t UNION ALL SELECT id, x FROM t"], ({ actor }) => actor().inside(), { inside: ({ sql }, text) => {
      sql.exec("CREATE TABLE t(id INTEGER PRIMARY KEY, x); CREATE INDEX i ON t(x); INSERT INTO t(x) VALUES (1), (2), (3), (4); CREATE TABLE e(a); INSERT INTO e VALUES (1), (3); CREATE TABLE none(a)");
      const c = sql.exec(text);
      c.toArray();
      return [c.rowsRead, c.rowsWritten];
    } }),
    "rows read grow": inside(({ sql }) => {
      sql.exec("CREATE TABLE t(x); INSERT INTO t VALUES (1), (2), (3)");
      const c = sql.exec("SELECT * FROM t"), seen = [c.rowsRead];
      for (const _ of c) seen.push(c.rowsRead);
      return [...seen, c.rowsRead];
    }),
    "rows read grow as they are given": inside(({ sql }) => {
      sql.exec("CREATE TABLE t(x); WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 500) INSERT INTO t SELECT x FROM c");
      return ["SELECT * FROM t WHERE x % 3 = 0", "SELECT * FROM t"].map((text) => {
        const c = sql.exec(text), seen = [];
        for (const _ of c) seen.push(c.rowsRead);
        return seen;
      });
    }),
    ...each("rows written by", ["CREATE TABLE u(x)", "INSERT INTO plain VALUES (1), (2)", "INSERT INTO t(x) VALUES (1), (2), (3)", "UPDATE t SET x = x", "UPDATE t SET x = x + 1", "UPDATE t SET x = 9 WHERE id = 1", "DELETE FROM t WHERE id = 1", "DELETE FROM t", "INSERT INTO plain SELECT x FROM plain", "DROP TABLE t", "REPLACE INTO plain VALUES (1)", "CREATE TABLE IF NOT EXISTS plain(x)", "CREATE TABLE w(a UNIQUE, b UNIQUE)", "CREATE VIEW v AS SELECT * FROM t", "INSERT INTO t(x) VALUES (7) RETURNING id"], ({ actor }) => actor().inside(), { inside: ({ sql }, text) => {
      sql.exec("CREATE TABLE plain(x); INSERT INTO plain VALUES (1), (2); CREATE TABLE t(id INTEGER PRIMARY KEY, x); CREATE INDEX i ON t(x); INSERT INTO t(x) VALUES (1), (2), (3)");
      const c = sql.exec(text);
      c.toArray();
      return [c.rowsRead, c.rowsWritten];
    } }),
    "rows that changed": inside(({ sql }) => {
      sql.exec("CREATE TABLE t(x)");
      return ["INSERT INTO t VALUES (1), (2), (3)", "UPDATE t SET x = x + 1 WHERE x > 1", "DELETE FROM t WHERE x = 1", "SELECT * FROM t"].map((text) => {
        sql.exec(text).toArray();
        return Object.values(sql.exec("SELECT changes(), total_changes()").one());
      });
    }),
    "many statements, bindings for the last": inside(({ sql }) => sql.exec("CREATE TABLE t(x); INSERT INTO t VALUES (1); INSERT INTO t VALUES (2); SELECT x + ? AS y FROM t", 10).toArray()),
    ...each("many statements", ["SELECT 1; SELECT 2 AS b;", "SELECT 1 AS a; -- over", "SELECT 1 AS a; /* over */ ", "SELECT 1 AS a; ; ", "; SELECT 1 AS a", "-- first\nSELECT 1 AS a", "SELECT ';' AS a; SELECT 'x;y' AS b"], ({ actor }) => actor().inside(), { inside: ({ sql, thrown }, text) => {
      let rows;
      return [thrown(() => (rows = sql.exec(text).toArray())), rows];
    } }),
    "many statements, the first fails": inside(({ sql, thrown }) => [thrown(() => sql.exec("SELECT * FROM missing; CREATE TABLE t(x)")), thrown(() => sql.exec("SELECT * FROM t"))]),
    "many statements, a parameter before the last": inside(({ sql, thrown }) => thrown(() => sql.exec("SELECT ?; SELECT ?", 1).toArray())),
    "exec without arguments": inside(({ sql, thrown }) => [thrown(() => sql.exec()), thrown(() => sql.exec(5)), thrown(() => sql.exec(null)), thrown(() => sql.exec(undefined)), thrown(() => sql.exec({ toString: () => "SELECT 1" }).toArray())]),
    "a tagged template": inside(({ sql, thrown }) => thrown(() => sql.exec`SELECT 1`.toArray())),
    ...each("a limit", [
      () => ["100 parameters", `SELECT ${Array.from({ length: 100 }, () => "?").join()}`, ...Array(100).fill(1)], () => ["101 parameters", `SELECT ${Array.from({ length: 101 }, () => "?").join()}`, ...Array(101).fill(1)], () => ["?1000", "SELECT ?1000", 1], () => ["100 columns", `CREATE TABLE w(${Array.from({ length: 100 }, (_, i) => `c${i}`).join()})`], () => ["101 columns", `CREATE TABLE w(${Array.from({ length: 101 }, (_, i) => `c${i}`).join()})`],
      () => ["101 results", `SELECT ${Array.from({ length: 101 }, (_, i) => i).join()}`], () => ["a long statement", `SELECT 1 /* ${"x".repeat(99_000)} */`], () => ["a too long statement", `SELECT 1 /* ${"x".repeat(100_001)} */`], () => ["a deep expression", `SELECT ${"(".repeat(150)}1${")".repeat(150)}`], () => ["a deep sum", `SELECT ${"1+".repeat(150)}1`], () => ["many compounds", Array.from({ length: 6 }, (_, i) => `SELECT ${i}`).join(" UNION ALL ")],
      () => ["501 compounds", Array.from({ length: 501 }, (_, i) => `SELECT ${i}`).join(" UNION ALL ")], () => ["33 arguments", `SELECT max(${Array.from({ length: 33 }, (_, i) => i).join()})`], () => ["a LIKE of 50", `SELECT 'x' LIKE '${"a".repeat(50)}'`], () => ["a LIKE of 51", `SELECT 'x' LIKE '${"a".repeat(51)}'`], () => ["a blob of 2 MB", "SELECT length(zeroblob(2097152))"], () => ["a blob of 3 MB", "SELECT length(zeroblob(3000000))"], () => ["a text of 2 MB", "SELECT length(?)", "x".repeat(1 << 21)],
      () => ["a text of 3 MB", "SELECT length(?)", "x".repeat(3 << 20)], () => ["a repeated text", "SELECT length(replace(hex(zeroblob(1000000)), '00', 'xxxx'))"], () => ["a trigger in itself", "CREATE TABLE r(x); CREATE TRIGGER g AFTER INSERT ON r BEGIN INSERT INTO r VALUES (new.x + 1); END; INSERT INTO r VALUES (1); SELECT count(*) FROM r"], () => ["many joins", `SELECT count(*) FROM ${Array.from({ length: 65 }, (_, i) => `(SELECT 1) t${i}`).join()}`],
    ], ({ actor }) => actor().inside(), { inside: ({ sql, thrown }, make) => {
      const [name, text, ...bindings] = make();
      let n;
      const said = thrown(() => (n = JSON.stringify(sql.exec(text, ...bindings).raw().toArray()).length));
      return [name, said, n];
    } }),
    "databaseSize": inside(({ sql }) => {
      const before = sql.databaseSize;
      sql.exec("CREATE TABLE t(x)");
      const made = sql.databaseSize;
      for (let i = 0; i < 20; i++) sql.exec("INSERT INTO t VALUES (?)", "x".repeat(4000));
      return [before % 4096, before <= made, sql.databaseSize >= 20 * 4096, sql.databaseSize % 4096];
    }),
    "databaseSize cannot be set": inside(({ sql, thrown }) => thrown(() => {
      "use strict";
      sql.databaseSize = 5;
    })),
    "full text search": inside(({ sql, thrown }) => {
      sql.exec("CREATE VIRTUAL TABLE d USING fts5(title, body); INSERT INTO d VALUES ('One', 'the quick brown fox'), ('Two', 'a lazy dog'), ('Three', 'quick dogs and foxes')");
      return [
        sql.exec("SELECT title FROM d WHERE d MATCH 'quick' ORDER BY rank").toArray(), sql.exec("SELECT highlight(d, 1, '[', ']') h FROM d WHERE d MATCH 'dog*'").toArray(), sql.exec("SELECT snippet(d, 1, '<', '>', '…', 3) s FROM d WHERE d MATCH 'body: fox'").toArray(),
        sql.exec("SELECT bm25(d) < 0 b FROM d WHERE d MATCH 'lazy'").toArray(), thrown(() => sql.exec("SELECT * FROM d WHERE d MATCH '\"'").toArray()), sql.exec("SELECT count(*) n FROM d WHERE d MATCH 'quick NOT fox'").one().n,
      ];
    }),
    "full text search with a tokenizer": inside(({ sql, thrown }) => [thrown(() => sql.exec("CREATE VIRTUAL TABLE d USING fts5(x, tokenize='porter unicode61')")), thrown(() => sql.exec("INSERT INTO d VALUES ('running'), ('Ünïcode')")), sql.exec("SELECT x FROM d WHERE d MATCH 'run' OR d MATCH 'unicode'").toArray(), thrown(() => sql.exec("CREATE VIRTUAL TABLE e USING fts5(x, tokenize='trigram')")), thrown(() => sql.exec("CREATE VIRTUAL TABLE f USING fts5(x, tokenize='mine')"))]),
    "full text search, its own commands": inside(({ sql, thrown }) => {
      sql.exec("CREATE VIRTUAL TABLE d USING fts5(x); INSERT INTO d VALUES ('a b c')");
      return ["INSERT INTO d(d) VALUES ('optimize')", "INSERT INTO d(d) VALUES ('rebuild')", "INSERT INTO d(d) VALUES ('integrity-check')", "CREATE VIRTUAL TABLE v USING fts5vocab('d', 'row')", "SELECT term FROM v", "SELECT name FROM sqlite_master ORDER BY name", "DROP TABLE d"].map((text) => {
        let rows;
        return [thrown(() => (rows = sql.exec(text).raw().toArray())), rows];
      });
    }),
    "views, triggers, indexes, generated columns, strict tables": inside(({ sql }) => {
      sql.exec("CREATE TABLE t(a INT, b INT AS (a * 2) STORED) STRICT; CREATE VIEW v AS SELECT a + b AS s FROM t; CREATE TABLE log(x); CREATE TRIGGER g AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.a); END; CREATE UNIQUE INDEX i ON t(a) WHERE a > 0; INSERT INTO t(a) VALUES (1), (2)");
      return [sql.exec("SELECT * FROM v").raw().toArray(), sql.exec("SELECT * FROM log").raw().toArray(), sql.exec("SELECT sql FROM sqlite_master ORDER BY name").toArray().length];
    }),
    "a strict table refuses": inside(({ sql, thrown }) => {
      sql.exec("CREATE TABLE t(a INT) STRICT");
      return thrown(() => sql.exec("INSERT INTO t VALUES ('text')"));
    }),
    "alter table": inside(({ sql }) => {
      sql.exec("CREATE TABLE t(a); INSERT INTO t VALUES (1); ALTER TABLE t ADD COLUMN b DEFAULT 'd'; ALTER TABLE t RENAME COLUMN a TO c; ALTER TABLE t RENAME TO u; ALTER TABLE u DROP COLUMN b");
      return sql.exec("SELECT * FROM u").one();
    }),
    "a blob written and read": inside(({ sql, hex }) => {
      sql.exec("CREATE TABLE t(b BLOB)");
      sql.exec("INSERT INTO t VALUES (?), (?)", new Uint8Array([0, 255, 127]), new ArrayBuffer(2));
      const rows = sql.exec("SELECT b, length(b) n FROM t").toArray();
      return rows.map(({ b, n }) => [Object.prototype.toString.call(b), hex(b), n]);
    }),
    "types by affinity": inside(({ sql }) => {
      sql.exec("CREATE TABLE t(i INTEGER, r REAL, x TEXT, b BLOB, n NUMERIC, d DATE)");
      sql.exec("INSERT INTO t VALUES ('5', '5', 5, 5, '5.0', '5x')");
      return [sql.exec("SELECT * FROM t").raw().toArray(), sql.exec("SELECT typeof(i), typeof(r), typeof(x), typeof(b), typeof(n), typeof(d) FROM t").raw().toArray()];
    }),
    "SQL and KV are one transaction": { run: async ({ actor, fault }) => {
      const a = actor(), name = a.stub.name.replace(/^\d+ /, "");
      await a.make();
      await fault(() => a.half());
      return actor(name).read();
    }, inside: { make: ({ sql }) => void sql.exec("CREATE TABLE t(x)"), half: ({ sql, storage, ctx }) => {
      sql.exec("INSERT INTO t VALUES (1)");
      storage.put("a", 1);
      ctx.abort("no");
    }, read: async ({ sql, storage }) => [sql.exec("SELECT count(*) n FROM t").one().n, await storage.get("a")] } },
    "a table outlives a reset": { run: async ({ actor, fault }) => {
      const a = actor(), name = a.stub.name.replace(/^\d+ /, "");
      await a.make();
      await fault(() => a.die());
      return actor(name).read();
    }, inside: { make: ({ sql }) => void sql.exec("CREATE TABLE t(x); INSERT INTO t VALUES ('kept')"), die: ({ ctx }) => ctx.abort("no"), read: ({ sql }) => sql.exec("SELECT * FROM t").one() } },
    "an endless query": { breaks: true, apart: true, run: ({ actor, fault }) => fault(() => actor().tiny()), inside: { tiny: ({ sql }) => sql.exec("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 300000) SELECT count(*) n FROM c").one() } },
    "ingest": inside(({ sql, thrown }) => [typeof sql.ingest, typeof sql.prepare, typeof sql.setMaxPageCountForTest].map(String)),
  },
};
