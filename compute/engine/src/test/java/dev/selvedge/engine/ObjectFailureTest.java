package dev.selvedge.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.sqlite.DatabaseFile;
import dev.selvedge.sqlite.DatabaseOptions;
import dev.selvedge.turn.ControlOp;
import dev.selvedge.turn.Wire;
import dev.selvedge.turn.WorkerLimits;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong in an object's storage: to whom it is told, and what is left. */
@Timeout(60)
class ObjectFailureTest extends ObjectRigTest {
    private static final WorkerLimits SHORT = new WorkerLimits(100, 128, 50, 1000);

    private static final String METHODS = """
            async fetch(request) {
              const path = new URL(request.url).pathname
              const s = this.storage
              if (path === '/get') return new Response(String((await s.get('n')) ?? 0))
              if (path === '/add') { s.kv.put('n', (s.kv.get('n') ?? 0) + 1); return new Response(String(s.kv.get('n'))) }
              if (path === '/loop') { s.kv.put('n', 1000); for (;;) s.kv.put('n', 2000) }
              if (path === '/spin') { s.kv.put('n', 3000); for (;;); }
              try {
                if (path === '/insert') { this.exec('create table t(a)'); for (;;) this.exec('insert into t values(zeroblob(1000000))') }
                if (path === '/keys') for (let i = 0; ; i++) s.kv.put('key ' + i, 'x'.repeat(1000000))
              } catch (e) { return new Response(e.message) }
              if (path === '/abort') { s.kv.put('n', 4000); this.ctx.abort('gone') }
              try {
                return new Response(JSON.stringify(this.exec(decodeURIComponent(path.slice(1))).toArray()))
              } catch (e) { return new Response(e.message) }
            }
            """;

    private void open(WorkerLimits limits) {
        rig = new ObjectRig(folder, METHODS, limits);
        rig.actor(1, 0);
        rig.actor(2, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/loop", "/spin"})
    void whatAStepWroteBeforeItWasStoppedIsUndone(String endless) {
        open(SHORT);
        assertThat(rig.ask(1, "/add")).isEqualTo("1");
        assertThat(rig.ask(2, "/add")).isEqualTo("1");
        rig.said.clear();
        assertThat(rig.ask(1, endless)).isEqualTo("failed " + Wire.Failure.EXCEEDED_CPU);
        assertThat(rig.said.getFirst().kind()).isEqualTo(Wire.Out.ACTOR_RESET);
        assertThat(rig.await(Wire.Out.ACTOR_CLOSED, 1).a()).isZero();
        assertThat(rig.commits).hasSize(2);
        assertThat(rig.ask(2, "/add")).isEqualTo("2");
        rig.actor(3, 1);
        copy(1, 3);
        assertThat(rig.ask(3, "/get")).isEqualTo("1");
    }

    /** Opens another object over the same file, as a node would after a reset; the log is left as it was. */
    private void copy(int from, int to) {
        try {
            Files.copy(rig.file(from), rig.file(to));
            Files.copy(DatabaseFile.wal(rig.file(from)), DatabaseFile.wal(rig.file(to)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anObjectThatAbortsLosesWhatItHadNotCommitted() {
        open(WorkerLimits.DEFAULT);
        assertThat(rig.ask(1, "/add")).isEqualTo("1");
        rig.said.clear();
        assertThat(rig.ask(1, "/abort")).startsWith("failed");
        assertThat(rig.said.getFirst().kind()).isEqualTo(Wire.Out.ACTOR_RESET);
        assertThat(rig.said.getFirst().text().getFirst()).contains("gone");
        assertThat(rig.await(Wire.Out.ACTOR_CLOSED, 1).a()).isZero();
        assertThat(rig.commits).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c",
                "with recursive c(x) as (select 1 union all select x + 1 from c limit 9999) select count(*) from c a, c b, c d",
                "with recursive c(x) as (select 1 union all select x + 1 from c) select max(length(hex(randomblob(9999)))) from c",
            })
    void anSqlBombEndsAtTheLimitOfCpu(String bomb) {
        open(SHORT);
        rig.ask(2, "/add");
        assertThat(rig.ask(1, "/" + bomb.replace(" ", "%20").replace("+", "%2B")))
                .isEqualTo("failed 2");
        assertThat(rig.ask(2, "/add")).isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select zeroblob(1000000000)",
                "select length(hex(zeroblob(3000000)))",
                "create table t(a); insert into t values(zeroblob(1000000000))",
            })
    void aValueTooLargeIsAnErrorOfTheWorkers(String bomb) {
        open(WorkerLimits.DEFAULT);
        assertThat(rig.ask(1, "/" + bomb)).isEqualTo("string or blob too big: SQLITE_TOOBIG");
        assertThat(rig.ask(1, "/add")).isEqualTo("1");
    }

    @Test
    void aTurnMayWriteMoreThanOneEntryOfTheLogHolds() {
        open(new WorkerLimits(30_000, 128, 50, 1000));
        String much =
                "create table t(a); insert into t with recursive c(x) as (select 1 union all select x %2B 1 from c limit 100)"
                        + " select zeroblob(2000000) from c";
        assertThat(rig.ask(1, "/" + much)).isEqualTo("[]");
        assertThat(rig.commits).hasSize(1);
        assertThat(rig.replayed("select sum(length(a)) from t")).isEqualTo("200000000");
        assertThat(DatabaseFile.wal(rig.file(1))).isEmptyFile();
    }

    /** Twenty megabytes between two commits, instead of a gigabyte. */
    private void openNarrow() {
        DatabaseOptions narrow = new DatabaseOptions(2048, 2_000_000, 5_000, 64L << 20, 64, () -> false);
        rig = new ObjectRig(
                folder, METHODS, new WorkerLimits(30_000, 128, 50, 1000), new EngineHarness(folder, narrow));
        rig.actor(1, 0);
        rig.actor(2, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/insert", "/keys"})
    void aTurnThatWritesWithoutEndIsToldThatTheDiskIsFull(String endless) {
        openNarrow();
        rig.ask(1, "/add");
        assertThat(rig.ask(1, endless)).isEqualTo("database or disk is full: SQLITE_FULL");
        assertThat(rig.ask(1, "/add"))
                .as("what fits is kept, and the object goes on")
                .isEqualTo("2");
        assertThat(rig.ask(2, "/add")).isEqualTo("1");
        assertThat(DatabaseFile.wal(rig.file(1)).toFile().length()).isLessThan(40_000_000);
    }

    @Test
    void oneStatementThatWritesWithoutEndResetsItsObject() {
        openNarrow();
        rig.ask(1, "/add");
        rig.said.clear();
        rig.send(
                1,
                "/create table t(a); insert into t with recursive c(x) as (select 1 union all select x %2B 1 from c)"
                        + " select zeroblob(1000) from c");
        NodeEnd.Said reset = rig.await(Wire.Out.ACTOR_RESET, 1);
        assertThat(rig.said.getFirst()).isEqualTo(reset);
        assertThat(reset.text().getFirst())
                .contains("database or disk is full: SQLITE_FULL")
                .contains("\"durableObjectReset\":true");
        assertThat(rig.await(Wire.Out.ACTOR_CLOSED, 1).a()).isZero();
        assertThat(rig.commits).hasSize(1);
        assertThat(rig.ask(2, "/add")).isEqualTo("1");
        assertThat(DatabaseFile.wal(rig.file(1)).toFile().length()).isLessThan(40_000_000);
    }

    @Test
    void aDeferredConstraintThatDoesNotHoldIsUndoneAndTold() {
        open(WorkerLimits.DEFAULT);
        rig.ask(1, "/create table p(a primary key); create table c(a references p deferrable initially deferred)");
        rig.said.clear();
        rig.send(1, "/insert into c values(1)");
        NodeEnd.Said reset = rig.await(Wire.Out.ACTOR_RESET, 1);
        assertThat(reset.text().getFirst()).contains("FOREIGN KEY constraint failed");
        assertThat(rig.said.getFirst()).isEqualTo(reset);
    }

    @Test
    void aDamagedFileIsReportedAndLeftAlone() throws IOException {
        open(WorkerLimits.DEFAULT);
        Files.writeString(rig.file(1), "this is no database".repeat(300));
        assertThat(rig.ask(1, "/select%201"))
                .contains("The database of this object is damaged: it does not begin as a SQLite database does.");
        assertThat(Files.readString(rig.file(1))).startsWith("this is no database");
    }

    @Test
    void aPathOutsideOfTheFolderIsNotOpened() {
        rig = new ObjectRig(folder.resolve("objects"), METHODS);
        String json = "{\"className\":\"A\",\"id\":\"" + "00".repeat(32) + "\",\"path\":\""
                + folder.resolve("objects/../../x.sqlite") + "\",\"sequence\":0}";
        rig.engine.record(ObjectRig.ISOLATE, Wire.In.ACTOR, 1, json.length(), 0, 0, 0, 0, 0, json);
        assertThat(rig.ask(1, "/select%201")).contains("no database of this engine's");
    }

    @Test
    void anIsolateThatIsGoneLetsGoOfItsFilesFirst() throws IOException {
        open(WorkerLimits.DEFAULT);
        rig.ask(1, "/add");
        rig.engine.load(2, """
                export default { fetch() { const all = []; for (;;) all.push({n: all.length}) } }
                """);
        byte[] before = Files.readAllBytes(rig.file(1));
        rig.engine.unload(ObjectRig.ISOLATE);
        assertThat(Files.readAllBytes(rig.file(1))).isEqualTo(before);
        assertThat(rig.engine.pollControl())
                .satisfiesAnyOf(
                        none -> assertThat(none).isNull(),
                        some -> assertThat(some.op()).isNotEqualTo(ControlOp.GONE));
    }
}
