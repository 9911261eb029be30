import assert from 'node:assert/strict';
import test from 'node:test';
import { Engine } from './harness';

/** An engine with one object, number 1, that answers what its function gives, as JSON. */
function counter(code: string): Engine {
  const engine = new Engine(
    `const { DurableObject } = builtin('cloudflare:workers');
     class Counter extends DurableObject {
       async raise() {
         const n = (await this.ctx.storage.get('n') ?? 0) + 1;
         await this.ctx.storage.put('n', n);
         return n;
       }
       async fetch(request) { const { storage } = this.ctx; ${code} }
     }
     return { default: {}, Counter };`,
    { compatibilityDate: '2026-11-01' },
  );
  engine.actor(1, { className: 'Counter' });
  return engine;
}
const raised = 'return Response.json(await this.raise());';
const keysPut = (engine: Engine) => engine.storage.puts.map((put) => put.filter((_, i) => i % 2 === 0));

test('a value that many events of a turn replace is written once, before they are answered', async () => {
  const engine = counter(raised);
  assert.equal((await engine.ask({ actor: 1 })).body, '1');
  const answers = await Promise.all(Array.from({ length: 5 }, () => engine.ask({ actor: 1 })));
  assert.deepEqual(
    answers.map(({ body }) => body),
    ['2', '3', '4', '5', '6'],
  );
  assert.deepEqual(engine.storage.puts, [
    ['n', 'j1'],
    ['n', 'j6'],
  ]);
});

test('a new key, and a large value, are written at once', async () => {
  const engine = counter(`
    await storage.put('a', 1);
    await storage.put('a', 'x'.repeat(2000));
    await storage.put('b', 1);
    await storage.put('b', 2);
    await storage.put('c', 3);
    return Response.json([(await storage.get('a')).length, await storage.get('b')]);`);
  assert.equal((await engine.ask({ actor: 1 })).body, '[2000,2]');
  assert.deepEqual(keysPut(engine), [['a'], ['a'], ['b'], ['c'], ['b']]);
});

test('a list, a deletion and a transaction see the values that wait', async () => {
  const engine = counter(`
    await storage.put({ a: 1, b: 1 });
    await storage.put({ a: 2, b: 2 });
    const listed = [...await storage.list()].flat();
    await storage.put('a', 3);
    const deleted = [await storage.delete('a'), await storage.get('a') ?? null, await storage.delete('a')];
    await storage.put('b', 3);
    try { storage.transactionSync(() => { storage.kv.put('b', 4); storage.kv.put('c', 4); throw new Error('no'); }); } catch {}
    const undone = [await storage.get('b'), await storage.get('c') ?? null];
    await storage.put('b', 5);
    await storage.deleteAll();
    return Response.json({ listed, deleted, undone, cleared: [await storage.get('b') ?? null, (await storage.list()).size] });`);
  assert.deepEqual(JSON.parse((await engine.ask({ actor: 1 })).body), {
    listed: ['a', 2, 'b', 2],
    deleted: [true, null, false],
    undone: [3, null],
    cleared: [null, 0],
  });
});

test('what waits is written when the object is taken away in order, and not when it is broken', async () => {
  const left = counter(raised);
  await left.ask({ actor: 1 });
  const last = left.ask({ actor: 1 });
  left.evict(1, 0);
  assert.equal((await last).body, '2');
  assert.deepEqual(left.storage.puts.at(-1), ['n', 'j2']);

  const broken = counter(`await this.raise(); await this.raise(); this.ctx.abort('enough'); return new Response('');`);
  await broken.ask({ actor: 1 });
  assert.deepEqual(broken.storage.puts, [['n', 'j1']]);
});

test('an object is reset if what it was told to store cannot be stored after all', async () => {
  const engine = counter(raised);
  await engine.ask({ actor: 1 });
  engine.storage.full = true;
  await engine.ask({ actor: 1 });
  const [first] = engine.said;
  assert.equal(first!.kind, 'reset');
  assert.match(first!.text, /disk is full.*"durableObjectReset":true/);
});

test('many values, and long ones, are not kept in memory', async () => {
  const engine = counter(`
    for (let i = 0; i < 300; i++) storage.kv.put('k' + i, 'v'.repeat(200));
    for (let i = 0; i < 300; i++) storage.kv.put('k' + i, i);
    let wrong = 0;
    for (let i = 0; i < 300; i++) if (storage.kv.get('k' + i) !== i) wrong++;
    return Response.json(wrong);`);
  assert.equal((await engine.ask({ actor: 1 })).body, '0');
});
