import assert from 'node:assert/strict';
import test from 'node:test';
import { Engine } from './harness';

const CONFIG = { compatibilityDate: '2026-11-01', bindings: [] };
const TO_FACET = -0x80000000;
const ABORT = 1;
const DELETE = 2;
const DELETE_ALL = 3;
const COPY = 4;

/** An engine with one object, number 1, whose `fetch` is this code; its facets are of the class Part. */
function object(code: string): Engine {
  const engine = new Engine(
    `const { DurableObject } = builtin('cloudflare:workers');
     const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
     const said = async (run) => { try { return await run() } catch (e) { return [e.name, e.message, e.remote, e.durableObjectReset].join(' ') } };
     class Whole extends DurableObject {
       part(name, more = {}) { return this.ctx.facets.get(name, () => ({ class: this.ctx.exports.Part, ...more })); }
       text(name) { return this.part(name).fetch('http://part/').then((answer) => answer.text()); }
       async fetch(request) { const { facets } = this.ctx; ${code} }
     }
     class Part extends DurableObject {
       async fetch(request) {
         const { pathname } = new URL(request.url);
         if (pathname === '/alarm') return new Response(await said(() => this.ctx.storage.setAlarm(5)));
         if (pathname === '/abort') this.ctx.abort('mine');
         if (pathname === '/wait') await new Promise(() => {});
         await this.ctx.storage.put('a', 1);
         return Response.json([String(this.ctx.id), this.ctx.id.name, this.ctx.props, this.constructor.name]);
       }
       alarm() {}
     }
     return { default: { fetch: () => new Response('worker') }, Whole, Part };`,
    CONFIG,
  );
  engine.actor(1, { className: 'Whole', name: 'first' });
  engine.fetcher = ({ target, headers }) => {
    assert.equal(target, TO_FACET);
    return { body: headers.slice(0, headers.indexOf('\r\n')) };
  };
  return engine;
}
function facet(engine: Engine, number: number, name: string, start: number, parent = 1): void {
  engine.actor(number, { className: 'Part', parent, name, facet: start });
}

test('a call says which facet it is for, and what that is', async () => {
  const engine = object(
    `return Response.json([await this.text('a'), await this.text('a'), await this.text('b c/ü')]);`,
  );
  assert.deepEqual(JSON.parse((await engine.ask({ actor: 1 })).body), [
    ':facet: 1;a;Part',
    ':facet: 1;a;Part',
    ':facet: 2;b%20c%2F%C3%BC;Part',
  ]);
});

test('calls wait in order until it is known what a facet is, and that is asked for once', async () => {
  const engine = object(`
    let asked = 0;
    const part = facets.get('a', async () => { asked++; await sleep(10); return { class: this.ctx.exports.Part }; });
    const order = [];
    await Promise.all([1, 2, 3].map((n) => part.fetch('http://part/' + n).then(() => order.push(n))));
    return Response.json([asked, order]);`);
  const urls: string[] = [];
  engine.fetcher = ({ url }) => {
    urls.push(url);
    return { body: '' };
  };
  assert.equal((await engine.ask({ actor: 1 })).body, '[1,[1,2,3]]');
  assert.deepEqual(urls, ['http://part/1', 'http://part/2', 'http://part/3']);
});

test('a facet is made of what was said of it, and writes into a storage of its own', async () => {
  const engine = object(`
    await this.ctx.storage.put('a', 2);
    await this.part('a').fetch('http://part/');
    await facets.get('b', () => ({ class: this.ctx.exports.Part({ props: { x: [1] } }), id: 'mine' })).fetch('http://part/');
    return new Response('');`);
  await engine.ask({ actor: 1 });
  facet(engine, 2, 'a', 1);
  facet(engine, 3, 'b', 2);
  assert.equal((await engine.ask({ actor: 2 })).body, `["${'00'.repeat(32)}","first",{},"Part"]`);
  assert.equal((await engine.ask({ actor: 3 })).body, '["mine",null,{"x":[1]},"Part"]');
  const stored = (number: number) => engine.storage.actors.get(number)!.content.values.get('a');
  assert.deepEqual([stored(1), stored(2), stored(3)], ['j2', 'j1', 'j1']);
});

test('who is put to sleep comes again as what it was', async () => {
  const engine = object(`await this.text('a'); return new Response(await this.text('a'));`);
  assert.equal((await engine.ask({ actor: 1 })).body, ':facet: 1;a;Part');
  facet(engine, 2, 'a', 1);
  await engine.ask({ actor: 2 });
  engine.evict(2, 0);
  facet(engine, 3, 'a', 1);
  assert.match((await engine.ask({ actor: 3 })).body, /Part/);
});

test('what was aborted is over for its stubs, and the name begins anew', async () => {
  const engine = object(`
    const old = this.part('a');
    await old.fetch('http://part/');
    facets.abort('a', new RangeError('enough'));
    return Response.json([await said(() => old.fetch('http://part/')), await this.text('a')]);`);
  assert.equal((await engine.ask({ actor: 1 })).body, '["RangeError enough  ",":facet: 2;a;Part"]');
  const [told] = engine.said;
  assert.deepEqual([told!.kind, told!.actor, told!.detail], ['facet', 1, ABORT]);
  assert.match(told!.text, /^a \{.*enough/);
  // The node brings what it heard of before.
  facet(engine, 2, 'a', 1);
  assert.equal((await engine.ask({ actor: 2 })).failed, 1);
  facet(engine, 3, 'a', 2);
  assert.match((await engine.ask({ actor: 3 })).body, /Part/);
});

test('deletions and copies are said, and end what runs under the name', async () => {
  const engine = object(`
    const [a, b, c] = ['a', 'b', 'c'].map((name) => this.part(name));
    for (const one of [a, b, c]) await one.fetch('http://part/');
    facets.delete('a');
    facets.clone('c', 'b');
    const seen = [await said(() => a.fetch('http://part/')), await said(() => b.fetch('http://part/')), await (await c.fetch('http://part/')).text()];
    await this.ctx.storage.deleteAll();
    return Response.json([...seen, await said(() => c.fetch('http://part/'))]);`);
  assert.deepEqual(JSON.parse((await engine.ask({ actor: 1 })).body), [
    'Error Facet was deleted.  ',
    'Error Facet was cloned-over.  ',
    ':facet: 3;c;Part',
    'Error Facet was deleted.  ',
  ]);
  assert.deepEqual(
    engine.said.map((one) => [one.detail, one.text]),
    [
      [DELETE, 'a '],
      [COPY, 'b c'],
      [DELETE_ALL, ' '],
    ],
  );
});

test('the end of an object is that of its facets', async () => {
  const engine = object(`
    if (new URL(request.url).pathname === '/end') this.ctx.abort('over');
    return new Response(await this.text('a'));`);
  await engine.ask({ url: 'http://x/', actor: 1 });
  facet(engine, 2, 'a', 1);
  const waiting = engine.ask({ url: 'http://x/wait', actor: 2 });
  await engine.idle();
  await engine.ask({ url: 'http://x/end', actor: 1 });
  assert.equal((await waiting).failed, 1);
  assert.deepEqual(engine.said.map((one) => `${one.kind} ${one.actor}`).sort(), ['reset 1', 'reset 2']);
});

test('a facet that breaks leaves the object around it alone', async () => {
  const engine = object(`return new Response(await said(() => this.text('a')));`);
  assert.equal((await engine.ask({ actor: 1 })).body, ':facet: 1;a;Part');
  facet(engine, 2, 'a', 1);
  await engine.ask({ url: 'http://x/abort', actor: 2 });
  assert.deepEqual(
    engine.said.map((one) => `${one.kind} ${one.actor}`),
    ['reset 2'],
  );
  assert.equal((await engine.ask({ actor: 1 })).body, ':facet: 2;a;Part');
});

test('a facet that sets an alarm is over', async () => {
  const engine = object(`return new Response(await said(() => this.text('a')));`);
  await engine.ask({ actor: 1 });
  facet(engine, 2, 'a', 1);
  const answer = await engine.ask({ url: 'http://x/alarm', actor: 2, tunnel: true });
  assert.equal(answer.told.message, 'Facets currently cannot set alarms.');
  assert.equal((await engine.ask({ actor: 1 })).body, ':facet: 2;a;Part');
});

test('a stub is of use to its object alone', async () => {
  const engine = object(`
    const part = globalThis.part ??= this.part('a');
    return new Response(await said(async () => (await part.fetch('http://part/')).text()));`);
  engine.actor(2, { className: 'Whole' });
  assert.equal((await engine.ask({ actor: 1 })).body, ':facet: 1;a;Part');
  assert.match((await engine.ask({ actor: 2 })).body, /Cannot perform I\/O on behalf of a different Durable Object/);
});
