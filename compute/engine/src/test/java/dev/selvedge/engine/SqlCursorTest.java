package dev.selvedge.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.turn.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cursors that are read on after what they read has gone or changed: rows or an error, and an engine that goes on. */
@Timeout(60)
class SqlCursorTest extends ObjectRigTest {
    private static final String METHODS = """
            fetch(request) {
              const s = this.storage
              this.exec('create table if not exists t(a integer primary key, b)')
              this.exec('insert or ignore into t with recursive c(x) as (select 1 union all select x + 1 from c limit 1000) select x, x from c')
              const read = (c) => { try { return c.toArray().length + 1 } catch (e) { return e.message } }
              const deed = new URL(request.url).pathname.slice(1)
              const c = this.kept ?? this.exec('select a, b from t')
              if (!this.kept) c.next()
              let said = ''
              try {
                switch (deed) {
                  case 'keep': this.kept = c; return new Response('kept')
                  case 'evict': for (let i = 0; i < 300; i++) this.exec('select ' + i).toArray(); break
                  case 'crowd': this.all = []; for (let i = 0; i < 300; i++) { const d = this.exec('select a, ' + i + ' from t'); d.next(); this.all.push(d) } break
                  case 'same': for (let i = 0; i < 300; i++) this.exec('select a, b from t').next(); break
                  case 'undone': s.transactionSync(() => { this.exec('insert into t values(5000, 1)'); throw new Error('x') }); break
                  case 'created': s.transactionSync(() => { this.exec('create table u(a)'); throw new Error('x') }); break
                  case 'within': { let inner; try { s.transactionSync(() => { inner = this.exec('select a, b from t'); inner.next(); this.exec('delete from t'); throw new Error('x') }) } catch {} said = read(inner) + ' '; break }
                  case 'emptied': s.deleteAll(); break
                  case 'dropped': this.exec('drop table t'); break
                  case 'altered': this.exec('alter table t add column z'); break
                  case 'deleted': this.exec('delete from t'); break
                  case 'written': for (let i = 0; i < 50; i++) { this.exec('update t set b = b + 1 where a = ?', i * 20); c.next() } break
                  case 'vacuumed': this.exec('create index i on t(b)'); this.exec('drop index i'); break
                  case 'counted': { const d = this.exec('select a from t where b % 2 = 0'), n = []; for (const _ of d) n.push(d.rowsRead); said = n.every((read, i) => read === Math.min(2 * i + 4, 1000)) + ' '; break }
                  case 'raw': { const r = c.raw(); r.next(); said = [...r].length + ' ' } break
                }
              } catch (e) { said = e.message + ' ' }
              return new Response(said + read(c) + ' ' + read(c))
            }
            """;

    private void open() {
        rig = new ObjectRig(folder, METHODS);
        rig.actor(1, 0);
        rig.actor(2, 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "evict    | 1000 1",
                "crowd    | SQL cursor was closed",
                "same     | SQL cursor was closed",
                "undone   | x abort due to ROLLBACK: SQLITE_ABORT",
                "created  | x ",
                "within   | ",
                "emptied  | SQL cursor was closed",
                "dropped  | database table is locked: SQLITE_LOCKED",
                "altered  | ",
                "deleted  | ",
                "written  | 950 1",
                "vacuumed | ",
                "counted  | true 1000 1",
                "raw      | 998 1 1",
            })
    void aCursorIsReadOnOrSaysWhyNot(String deed, String start) {
        open();
        assertThat(rig.ask(1, "/" + deed)).as(deed).contains(start == null ? "" : start.strip());
        assertThat(rig.ask(2, "/evict")).as("a neighbour afterwards").isEqualTo("1000 1");
        assertThat(rig.ask(1, "/evict")).as("the same object afterwards").isNotEmpty();
    }

    @Test
    void aCursorOutlivesItsTurn() {
        open();
        assertThat(rig.ask(1, "/keep")).isEqualTo("kept");
        rig.ask(2, "/evict");
        assertThat(rig.ask(1, "/evict")).isEqualTo("1000 1");
    }

    @Test
    void aCursorOfAnObjectThatWasClosedIsAnError() {
        open();
        assertThat(rig.ask(1, "/keep")).isEqualTo("kept");
        rig.evict(1, Wire.Evict.DISCARD);
        rig.await(Wire.Out.ACTOR_CLOSED, 1);
        assertThat(rig.ask(2, "/evict")).isEqualTo("1000 1");
    }
}
