package dev.selvedge.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.durable.CommitImage;
import dev.selvedge.sqlite.DatabaseFile;
import dev.selvedge.turn.Wire;
import dev.selvedge.turn.WorkerLimits;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What objects store, from JavaScript down to the pages that the node is told of. */
@Timeout(60)
class ObjectStorageTest extends ObjectRigTest {
    private static final String COUNTER = """
            async fetch() {
              const n = ((await this.storage.get('n')) ?? 0) + 1
              await this.storage.put('n', n)
              return new Response(String(n))
            }
            """;

    @Test
    void aCommitComesBeforeTheAnswer() {
        rig = new ObjectRig(folder, COUNTER);
        rig.actor(1, 0);
        assertThat(rig.ask(1, "/")).isEqualTo("1");
        assertThat(rig.said).extracting(NodeEnd.Said::kind).startsWith(Wire.Out.COMMIT, Wire.Out.RESPONSE);
        assertThat(rig.commits).singleElement().satisfies(commit -> {
            assertThat(commit.sequence()).isEqualTo(1);
            assertThat(commit.pages()).isEqualTo(2);
            assertThat(commit.alarmMillis()).isEqualTo(CommitImage.NO_ALARM);
        });
        assertThat(rig.ask(1, "/")).isEqualTo("2");
        assertThat(rig.commits.getLast().frames()).isEqualTo(1);
        assertThat(rig.replayed("select count(*) from _cf_KV")).isEqualTo("1");
    }

    @Test
    void aTurnIsOneCommitForEachObject() {
        rig = new ObjectRig(folder, COUNTER);
        rig.actor(1, 0);
        rig.actor(2, 0);
        rig.ask(1, "/");
        rig.ask(2, "/");
        int last = 0;
        for (int i = 0; i < 50; i++) {
            last = rig.send(1 + i % 2, "/");
        }
        assertThat(rig.answer(last)).isEqualTo("26");
        assertThat(rig.commits.size()).isBetween(4, 52);
        assertThat(rig.replayed("select 1")).isEqualTo("1");
    }

    @Test
    void readingSaysNothing() {
        rig = new ObjectRig(folder, """
                async fetch() {
                  const all = [await this.storage.get('x'), [...await this.storage.list()].length, await this.storage.delete('x'),
                    await this.storage.getAlarm(), this.exec('select 1 as one').one().one, this.storage.sql.databaseSize]
                  return new Response(JSON.stringify(all))
                }
                """);
        rig.actor(1, 0);
        assertThat(rig.ask(1, "/")).isEqualTo("[null,0,false,null,1,4096]");
        assertThat(rig.commits).isEmpty();
    }

    @Test
    void everythingAboutKeysAndValues() {
        rig = new ObjectRig(folder, """
                async fetch() {
                  const s = this.storage
                  await s.put({a: 1, b: 'zwei 🧵', c: new Uint8Array([1, 255]), 'ü': '\\ud800', aa: new Map([['k', 1n]])})
                  const keys = async o => [...(await s.list(o)).keys()].join()
                  return new Response(JSON.stringify([
                    await s.get('b'), [...await s.get('c')], (await s.get('ü')).charCodeAt(0), String((await s.get('aa')).get('k')),
                    await keys(), await keys({prefix: 'a'}), await keys({start: 'aa', end: 'c'}), await keys({startAfter: 'a', limit: 2}),
                    await keys({reverse: true, limit: 2}), await keys({prefix: 'a', startAfter: 'a'}), await keys({prefix: 'ü'}),
                    await s.delete('a'), await s.delete('a'), await s.delete(['b', 'x', 'c']), await keys(),
                    [...this.storage.kv.list()].length
                  ]))
                }
                """);
        rig.actor(1, 0);
        assertThat(rig.ask(1, "/"))
                .isEqualTo(
                        "[\"zwei 🧵\",[1,255],55296,\"1\",\"a,aa,b,c,ü\",\"a,aa\",\"aa,b\",\"aa,b\",\"ü,c\",\"aa\",\"ü\","
                                + "true,false,2,\"aa,ü\",2]");
    }

    @Test
    void everyTypeOfSqlComesBack() {
        rig = new ObjectRig(folder, """
                fetch() {
                  this.exec('create table t(a, b, c, d, e)')
                  this.exec('insert into t values(?, ?, ?, ?, ?)', 1.5, 'a "quoted" \\\\ \\n\\u0001 ü 🧵', new Uint8Array([0, 1, 255]).buffer, null, -7)
                  const [row] = this.exec('select *, 9e999 as f, 9007199254740993 as g, typeof(e) as h from t').toArray()
                  return new Response(JSON.stringify([row.a, row.b, [...new Uint8Array(row.c)], row.d, row.e, row.f === Infinity, row.g, row.h]))
                }
                """);
        rig.actor(1, 0);
        assertThat(rig.ask(1, "/"))
                .isEqualTo(
                        "[1.5,\"a \\\"quoted\\\" \\\\ \\n\\u0001 ü 🧵\",[0,1,255],null,-7,true,9007199254740992,\"real\"]");
    }

    @Test
    void longResultsComeInPagesWhileOthersWrite() {
        rig = new ObjectRig(folder, """
                async fetch() {
                  this.exec('create table t(a integer primary key, b)')
                  this.exec('with recursive c(x) as (select 1 union all select x + 1 from c limit 1000) insert into t select x, x from c')
                  const cursor = this.exec('select a from t')
                  let sum = 0, rows = 0
                  for (const {a} of cursor) {
                    sum += a
                    if (++rows % 100 === 0) { this.exec('update t set b = ?', rows); await null }
                    if (rows === 500) await new Promise(done => setTimeout(done, 1))
                  }
                  return new Response(`${rows} ${sum}`)
                }
                """);
        rig.actor(1, 0);
        int id = rig.send(1, "/");
        NodeEnd.Said timer = rig.next();
        while (timer.kind() != Wire.Out.TIMER) {
            timer = rig.next();
        }
        rig.engine.record(ObjectRig.ISOLATE, Wire.In.VALUE, timer.id(), 0, 0, 0, 0, 0, 0, "");
        assertThat(rig.answer(id)).isEqualTo("1000 500500");
        assertThat(rig.commits).hasSize(2);
        assertThat(rig.replayed("select sum(b) from t")).isEqualTo("1000000.0");
    }

    @Test
    void transactionsAreKeptOrUndone() {
        rig = new ObjectRig(folder, """
                async fetch() {
                  const s = this.storage
                  await s.put('before', 1)
                  s.transactionSync(() => { s.kv.put('kept', 1) })
                  try { s.transactionSync(() => { s.kv.put('undone', 1); this.exec('create table u(a)'); throw new Error('x') }) } catch {}
                  await s.transaction(async t => { await t.put('later', 1); await new Promise(done => setTimeout(done, 1)); await t.put('last', 1) })
                  await s.transaction(async t => { await t.put('never', 1); t.rollback() })
                  return new Response([...(await s.list()).keys()].join() + this.exec('select count(*) as n from sqlite_master where name = ?', 'u').one().n)
                }
                """);
        rig.actor(1, 0);
        int id = rig.send(1, "/");
        NodeEnd.Said timer = rig.next();
        while (timer.kind() != Wire.Out.TIMER) {
            timer = rig.next();
        }
        assertThat(rig.commits).as("what was written before the transaction").hasSize(1);
        rig.engine.record(ObjectRig.ISOLATE, Wire.In.VALUE, timer.id(), 0, 0, 0, 0, 0, 0, "");
        assertThat(rig.answer(id)).isEqualTo("before,kept,last,later0");
        assertThat(rig.replayed("select key from _cf_KV")).isEqualTo("before,kept,last,later");
    }

    @Test
    void deletingAllIsOneCommitWithWhatFollows() {
        rig = new ObjectRig(folder, """
                async fetch(request) {
                  const s = this.storage
                  if (request.url.endsWith('fill')) {
                    this.exec('create table p(a primary key); create table c(a references p); create virtual table f using fts5(x)')
                    this.exec("insert into p values(1); insert into c values(1); insert into f values('text')")
                    await s.put('k', 'x'.repeat(100000))
                  } else {
                    await s.put('lost', 1)
                    await s.deleteAll()
                    await s.put('found', 1)
                  }
                  return new Response([...(await s.list()).keys()].join())
                }
                """);
        rig.actor(1, 0);
        assertThat(rig.ask(1, "/fill")).isEqualTo("k");
        assertThat(rig.ask(1, "/")).isEqualTo("found");
        assertThat(rig.commits).hasSize(2);
        assertThat(rig.commits.getLast().pages()).isLessThan(4);
        assertThat(rig.replayed("select group_concat(name) from sqlite_master where name not like 'sqlite_%'"))
                .isEqualTo("_cf_KV");
        assertThat(rig.replayed("pragma integrity_check")).isEqualTo("ok");
    }

    @Test
    void anAlarmGoesWithEveryCommit() {
        rig = new ObjectRig(folder, """
                async fetch(request) {
                  if (request.url.endsWith('set')) await this.storage.setAlarm(4102444800000)
                  if (request.url.endsWith('delete')) await this.storage.deleteAlarm()
                  if (request.url.endsWith('put')) await this.storage.put('a', 1)
                  return new Response(String(await this.storage.getAlarm()))
                }
                alarm() {}
                """);
        rig.actor(1, 0);
        assertThat(rig.ask(1, "/set")).isEqualTo("4102444800000");
        assertThat(rig.commits.getLast().alarmMillis()).isEqualTo(4102444800000L);
        rig.ask(1, "/put");
        assertThat(rig.commits.getLast().alarmMillis()).isEqualTo(4102444800000L);
        assertThat(rig.ask(1, "/delete")).isEqualTo("null");
        assertThat(rig.commits.getLast().alarmMillis()).isEqualTo(CommitImage.NO_ALARM);
        assertThat(rig.commits).hasSize(3);
    }

    @Test
    void whatIsClosedInOrderIsWholeInItsFile() throws IOException {
        rig = new ObjectRig(folder, COUNTER);
        rig.actor(1, 0);
        rig.ask(1, "/");
        rig.evict(1, Wire.Evict.IN_ORDER);
        NodeEnd.Said closed = rig.await(Wire.Out.ACTOR_CLOSED, 1);
        assertThat(closed.a()).isEqualTo(1);
        assertThat(closed.b()).isEqualTo(1);
        assertThat(DatabaseFile.wal(rig.file(1))).doesNotExist();
        assertThat(DatabaseFile.damage(rig.file(1))).isEmpty();
        assertThat(Files.size(rig.file(1))).isEqualTo(2 * DatabaseFile.PAGE_BYTES);
        rig.actor(2, 0);
        Files.copy(rig.file(1), rig.file(2));
        assertThat(rig.ask(2, "/")).isEqualTo("2");
    }

    @Test
    void whatIsDiscardedLeavesItsFileAsItWas() throws IOException {
        rig = new ObjectRig(folder, COUNTER);
        rig.actor(1, 7);
        rig.ask(1, "/");
        assertThat(rig.commits.getLast().sequence()).isEqualTo(8);
        byte[] before = Files.readAllBytes(rig.file(1));
        rig.evict(1, Wire.Evict.DISCARD);
        NodeEnd.Said closed = rig.await(Wire.Out.ACTOR_CLOSED, 1);
        assertThat(closed.a()).isZero();
        assertThat(closed.b()).isEqualTo(8);
        assertThat(Files.readAllBytes(rig.file(1))).isEqualTo(before);
    }

    @Test
    void aLargeCommitComesInParts() {
        rig = new ObjectRig(folder, """
                fetch() {
                  this.exec('create table t(a)')
                  for (let i = 0; i < 20; i++) this.exec('insert into t values(?)', new Uint8Array(100000).fill(i).buffer)
                  return new Response('done')
                }
                """);
        rig.actor(1, 0);
        assertThat(rig.ask(1, "/")).isEqualTo("done");
        assertThat(rig.said.stream()
                        .filter(said -> said.kind() == Wire.Out.COMMIT)
                        .count())
                .isGreaterThan(7);
        assertThat(rig.said.stream().filter(said -> said.kind() == Wire.Out.COMMIT))
                .allSatisfy(said -> assertThat(said.a()).isLessThanOrEqualTo(256 * 1024));
        assertThat(rig.commits).hasSize(1);
        assertThat(rig.replayed("select sum(length(a)) from t")).isEqualTo("2000000");
    }

    @Test
    void aLongLogIsEmptiedWhileTheObjectGoesOn() {
        rig = new ObjectRig(folder, """
                fetch() {
                  this.exec('create table if not exists t(a)')
                  this.exec('with recursive c(x) as (select 1 union all select x + 1 from c limit 20) insert into t select randomblob(1000000) from c')
                  return new Response(String(this.exec('select count(*) as n from t').one().n))
                }
                """);
        rig.actor(1, 0);
        assertThat(rig.ask(1, "/")).isEqualTo("20");
        assertThat(DatabaseFile.wal(rig.file(1))).isEmptyFile();
        assertThat(rig.ask(1, "/")).isEqualTo("40");
        assertThat(rig.commits).hasSize(2);
        assertThat(rig.replayed("select sum(length(a)) from t")).isEqualTo("40000000");
    }

    @Test
    void aCursorThatIsKeptPutsOffTheEndOfALongLogButNotForEver() {
        rig = new ObjectRig(folder, """
                fetch(request) {
                  this.exec('create table if not exists t(a)')
                  if (request.url.endsWith('rest')) {
                    try { return new Response(String(this.rows.toArray().length)) } catch (e) { return new Response(e.message) }
                  }
                  this.exec('with recursive c(x) as (select 1 union all select x + 1 from c limit 200) insert into t select zeroblob(100000) from c')
                  if (!this.rows) (this.rows = this.exec('select rowid from t')).next()
                  return new Response('written')
                }
                """);
        rig.actor(1, 0);
        rig.ask(1, "/");
        rig.ask(1, "/");
        assertThat(DatabaseFile.wal(rig.file(1))).isNotEmptyFile();
        rig.ask(1, "/");
        rig.ask(1, "/");
        assertThat(DatabaseFile.wal(rig.file(1))).isEmptyFile();
        assertThat(rig.ask(1, "/rest")).contains("SQL cursor was closed");
        assertThat(rig.ask(1, "/")).isEqualTo("written");
    }

    @Test
    void aConfinedProcessStoresAsWell() {
        rig = new ObjectRig(folder, COUNTER, WorkerLimits.DEFAULT, new EngineProcess(folder));
        for (int actor = 1; actor <= 200; actor++) {
            rig.actor(actor, 0);
            assertThat(rig.ask(actor, "/")).isEqualTo("1");
        }
        assertThat(rig.ask(1, "/")).isEqualTo("2");
        rig.evict(2, Wire.Evict.IN_ORDER);
        assertThat(rig.await(Wire.Out.ACTOR_CLOSED, 2).a()).isEqualTo(1);
        assertThat(DatabaseFile.wal(rig.file(2))).doesNotExist();
    }
}
