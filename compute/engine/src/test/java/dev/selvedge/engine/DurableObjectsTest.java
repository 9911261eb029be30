package dev.selvedge.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.selvedge.turn.ControlMessage;
import dev.selvedge.turn.Wire;
import dev.selvedge.turn.WorkerLimits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Durable Objects from their records to their files: the real core in the real V8, on the real SQLite. */
@Timeout(60)
class DurableObjectsTest {
    private static final String URL = "http://object/";

    @TempDir
    Path folder;

    private EngineHarness engine;

    @BeforeEach
    void start() {
        engine = new EngineHarness(folder);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private void load(String members, WorkerLimits limits) {
        String source = "import { DurableObject } from 'cloudflare:workers';\n"
                + "const sleep = (ms) => new Promise((done) => setTimeout(done, ms));\n"
                + "export class Thing extends DurableObject {\n" + members + "\n}\n"
                + "export default { fetch() { return new Response('worker') } }";
        Upload upload = new Upload().esm("index.js", source).limits(limits);
        upload.more().put("compatibilityDate", "2026-11-01");
        engine.load(1, upload);
    }

    private void object(String members) {
        load(members, WorkerLimits.DEFAULT);
        open(7);
    }

    private void open(int actor) {
        String json = ControlMessage.object()
                .put("className", "Thing")
                .put("id", "0".repeat(64))
                .put("path", folder.resolve("object-" + actor).toString())
                .put("sequence", 0)
                .toString();
        engine.record(1, Wire.In.ACTOR, actor, json.length(), 0, 0, 0, 0, 0, json);
    }

    private void ask(int id, String path) {
        String url = URL + path;
        int flags = Wire.Method.GET | Wire.Flag.ACTOR | Wire.Flag.TUNNEL;
        engine.record(1, Wire.In.REQUEST, id, flags, url.length(), 0, 0, 7, 0, url);
    }

    private String answer(String code) {
        object("async fetch() { const { storage } = this.ctx; const { sql } = storage;\n" + code + "\n} alarm() {}");
        ask(1, "");
        return engine.body(1, 1);
    }

    /** Everything that is said until a request is over. */
    private List<NodeEnd.Said> until(int id) {
        List<NodeEnd.Said> all = new ArrayList<>();
        do {
            all.add(engine.next());
        } while (all.getLast().kind() != Wire.Out.DONE || all.getLast().id() != id);
        return all;
    }

    private static JsonNode error(List<NodeEnd.Said> said) throws Exception {
        NodeEnd.Said failed =
                said.stream().filter(one -> one.kind() == Wire.Out.FAILED).findFirst().orElseThrow();
        return new JsonMapper().readTree(failed.text().getFirst());
    }

    @Test
    void whatIsStoredComesBackByKeyAndBySql() {
        assertThat(answer("""
                await storage.put({ b: new Map([['x', 1n]]), a: [new Date(5), new Uint8Array([0, 255])], 'é\\uffff': 'ü' });
                sql.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, bytes BLOB, real REAL)');
                const insert = sql.exec("INSERT INTO t (name, bytes, real) VALUES (?, ?, ?), ('two', NULL, 2)", 'one "ü"\\n', new Uint8Array([1, 2]), 1.5);
                const [first, second] = sql.exec('SELECT * FROM t ORDER BY id');
                const a = await storage.get('a');
                return Response.json([
                  [...(await storage.list()).keys()], a[0].getTime(), [...a[1]], String((await storage.get('b')).get('x')), await storage.get('é\\uffff'),
                  insert.rowsWritten, first.name, [...new Uint8Array(first.bytes)], first.real, second, sql.exec('SELECT id FROM t').raw().toArray(),
                ]);
                """))
                .isEqualTo("[[\"a\",\"b\",\"é￿\"],5,[0,255],\"1\",\"ü\",2,\"one \\\"ü\\\"\\n\",[1,2],1.5,"
                        + "{\"id\":2,\"name\":\"two\",\"bytes\":null,\"real\":2},[[1],[2]]]");
    }

    @Test
    void aCursorReadsPastItsFirstPage() {
        assertThat(answer("""
                const rows = sql.exec('WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) SELECT i FROM n');
                let sum = 0;
                for (const row of rows) sum += row.i;
                const half = sql.exec('WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n');
                half.next();
                return Response.json([sum, rows.next().done, half.next().value.i]);
                """)).isEqualTo("[12502500,true,2]");
    }

    @Test
    void transactionsAreUndoneByWhatTheyThrow() {
        assertThat(answer("""
                sql.exec('CREATE TABLE t (x)');
                const failed = await storage.transaction(async (own) => {
                  await own.put('a', 1); sql.exec('INSERT INTO t VALUES (1)'); await sleep(5); throw new Error('no');
                }).catch((error) => error.message);
                await storage.transaction(async () => { sql.exec('INSERT INTO t VALUES (2)'); await sleep(5); storage.setAlarm(Date.now() + 9000); });
                try { storage.transactionSync(() => { sql.exec('DELETE FROM t'); storage.deleteAlarm(); throw new Error('back'); }) } catch {}
                return Response.json([failed, await storage.get('a') ?? null, sql.exec('SELECT x FROM t').toArray(), (await storage.getAlarm()) > Date.now()]);
                """)).isEqualTo("[\"no\",null,[{\"x\":2}],true]");
    }

    @Test
    void anErrorOfSqlIsInThePlatformsWords() {
        assertThat(answer("""
                const words = (...args) => { try { sql.exec(...args); return '' } catch (error) { return error.name + ': ' + error.message } };
                return Response.json([words('SELEC 1'), words('SELECT ?', 1, 2), words('SELECT * FROM _cf_KV'), words('BEGIN').slice(0, 40)]);
                """))
                .startsWith("[\"Error: near \\\"SELEC\\\": syntax error at offset 0: SQLITE_ERROR\","
                        + "\"Error: Wrong number of parameter bindings for SQL query.\",\"Error: ")
                .endsWith("\"Error: To execute a transaction, please use \"]");
    }

    @Test
    void aCommitIsSaidBeforeTheAnswerThatDependsOnIt() {
        object("async fetch() { await this.ctx.storage.put('a', 1); return new Response('stored') }");
        ask(1, "");
        List<Integer> kinds = until(1).stream().map(NodeEnd.Said::kind).toList();
        assertThat(kinds).containsExactly(Wire.Out.COMMIT, Wire.Out.RESPONSE, Wire.Out.DONE);
    }

    @Test
    void whoStopsAtTheLimitOfCpuIsResetAndLosesWhatNobodyConfirmed() throws Exception {
        load("""
                async fetch(request) {
                  const { storage } = this.ctx;
                  if (request.url.endsWith('spin')) { storage.kv.put('half', 1); for (;;) {} }
                  if (request.url.endsWith('count')) { await storage.put('whole', 1); return new Response('counted'); }
                  return Response.json([...storage.kv.list()].map(([key]) => key));
                }""", new WorkerLimits(100, 128, 50, 1000));
        open(7);
        ask(1, "count");
        assertThat(engine.body(1, 1)).isEqualTo("counted");
        ask(2, "spin");
        List<NodeEnd.Said> said = until(2);
        assertThat(said.getFirst().kind()).isEqualTo(Wire.Out.ACTOR_RESET);
        JsonNode error = error(said);
        assertThat(error.path("message").asText()).isEqualTo("Durable Object exceeded its CPU time limit and was reset.");
        assertThat(error.path("durableObjectReset").asBoolean()).isTrue();
        engine.await(1, Wire.Out.ACTOR_CLOSED, 7);
        engine.record(1, Wire.In.EVICT, 7, Wire.Evict.DISCARD, 0, 0, 0, 0, 0, "");
        open(7);
        ask(3, "");
        assertThat(engine.body(1, 3)).isEqualTo("[\"whole\"]");
    }

    @Test
    void anObjectThatAbortsLosesWhatItWroteAndIsMadeAnew() throws Exception {
        object("""
                async fetch(request) {
                  const { storage } = this.ctx;
                  if (request.url.endsWith('abort')) { storage.kv.put('a', 1); this.ctx.abort('enough'); }
                  return Response.json(storage.kv.get('a') ?? null);
                }""");
        ask(1, "abort");
        assertThat(error(until(1)).path("message").asText()).isEqualTo("enough");
        engine.await(1, Wire.Out.ACTOR_CLOSED, 7);
        open(7);
        ask(2, "");
        assertThat(engine.body(1, 2)).isEqualTo("null");
    }

    @Test
    void anObjectThatIsTakenAwayInOrderFindsAllOfItAgain() {
        object("""
                constructor(ctx, env) { super(ctx, env); ctx.blockConcurrencyWhile(async () => { await sleep(5); this.n = await ctx.storage.get('n') ?? 0; }) }
                async fetch() { await this.ctx.storage.put('n', ++this.n); return new Response(this.n) }""");
        ask(1, "");
        ask(2, "");
        assertThat(engine.body(1, 2)).isEqualTo("2");
        engine.record(1, Wire.In.EVICT, 7, Wire.Evict.IN_ORDER, 0, 0, 0, 0, 0, "");
        NodeEnd.Said closed = engine.await(1, Wire.Out.ACTOR_CLOSED, 7);
        assertThat(closed.b()).isEqualTo(2);
        open(7);
        ask(3, "");
        assertThat(engine.body(1, 3)).isEqualTo("3");
    }
}
