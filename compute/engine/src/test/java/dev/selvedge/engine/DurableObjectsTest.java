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

/** What Durable Objects do over time, on the real core in the real V8 and the real SQLite: sections, resets, going and coming back. */
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
        return body(1);
    }

    /** Everything that is said until a request is over. Timers go off at once. */
    private List<NodeEnd.Said> until(int id) {
        List<NodeEnd.Said> all = new ArrayList<>();
        do {
            NodeEnd.Said next = engine.next();
            if (next.kind() == Wire.Out.TIMER) {
                engine.record(1, Wire.In.VALUE, next.id(), 0, 0, 0, 0, 0, 0, "");
            }
            all.add(next);
        } while (all.getLast().kind() != Wire.Out.DONE || all.getLast().id() != id);
        return all;
    }

    private String body(int id) {
        return until(id).stream()
                .filter(said -> said.kind() == Wire.Out.RESPONSE && said.id() == id)
                .findFirst()
                .orElseThrow()
                .text()
                .get(2);
    }

    private static JsonNode error(List<NodeEnd.Said> said) throws Exception {
        NodeEnd.Said failed = said.stream()
                .filter(one -> one.kind() == Wire.Out.FAILED)
                .findFirst()
                .orElseThrow();
        return new JsonMapper().readTree(failed.text().getFirst());
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
                .endsWith(",\"Error: To execute a transaction, please \"]");
    }

    @Test
    void whoStopsAtTheLimitOfCpuIsResetAndLosesWhatNobodyConfirmed() throws Exception {
        load("""
                async fetch(request) {
                  const { storage } = this.ctx;
                  if (request.url.endsWith('spin')) { storage.kv.put('half', 1); for (;;) {} }
                  if (request.url.endsWith('count')) { await storage.put('whole', 1); return new Response('counted'); }
                  return Response.json([...storage.kv.list()].map(([key]) => key));
                }""", new WorkerLimits(400, 128, 50, 1000));
        open(7);
        ask(1, "count");
        assertThat(body(1)).isEqualTo("counted");
        ask(2, "spin");
        List<NodeEnd.Said> said = until(2);
        assertThat(said.getFirst().kind()).isEqualTo(Wire.Out.ACTOR_RESET);
        JsonNode error = error(said);
        assertThat(error.path("message").asText())
                .isEqualTo("Durable Object exceeded its CPU time limit and was reset.");
        assertThat(error.path("durableObjectReset").asBoolean()).isTrue();
        engine.await(1, Wire.Out.ACTOR_CLOSED, 7);
        engine.record(1, Wire.In.EVICT, 7, Wire.Evict.DISCARD, 0, 0, 0, 0, 0, "");
        open(7);
        ask(3, "");
        assertThat(body(3)).isEqualTo("[\"whole\"]");
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
        assertThat(body(2)).isEqualTo("null");
    }

    @Test
    void anObjectThatIsTakenAwayInOrderFindsAllOfItAgain() {
        object("""
                constructor(ctx, env) { super(ctx, env); ctx.blockConcurrencyWhile(async () => { await sleep(5); this.n = await ctx.storage.get('n') ?? 0; }) }
                async fetch() { await this.ctx.storage.put('n', ++this.n); return new Response(this.n) }""");
        ask(1, "");
        assertThat(body(1)).isEqualTo("1");
        ask(2, "");
        assertThat(body(2)).isEqualTo("2");
        engine.record(1, Wire.In.EVICT, 7, Wire.Evict.IN_ORDER, 0, 0, 0, 0, 0, "");
        NodeEnd.Said closed = engine.await(1, Wire.Out.ACTOR_CLOSED, 7);
        assertThat(closed.b()).isEqualTo(2);
        open(7);
        ask(3, "");
        assertThat(body(3)).isEqualTo("3");
    }
}
