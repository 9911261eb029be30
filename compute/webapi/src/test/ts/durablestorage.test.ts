import assert from 'node:assert/strict';
import test from 'node:test';
import { Engine } from './harness';

/** What a function of an object gives back, as JSON. */
async function inside(code: string, prepare: (engine: Engine) => void = () => {}): Promise<any> {
  const engine = new Engine(
    `const { DurableObject } = builtin('cloudflare:workers');
     const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
     const words = async (run) => { try { return await run(); } catch (error) { return error.name + ': ' + error.message; } };
     class Thing extends DurableObject {
       async fetch() { const { storage } = this.ctx; ${code} }
       alarm() {}
     }
     return { default: {}, Thing };`,
    { compatibilityDate: '2026-11-01' },
  );
  prepare(engine);
  engine.actor(1, { className: 'Thing' });
  const answer = await engine.ask({ actor: 1 });
  assert.deepEqual(answer.exceptions, []);
  return JSON.parse(answer.body);
}
const json = (expression: string) => `return Response.json(${expression});`;

test('values are kept as they are, and come back as copies', async () => {
  const result = await inside(`
    const value = { when: new Date(5), map: new Map([[1, new Set(['x'])]]), bytes: new Uint8Array([0, 255]), big: 12n };
    value.self = value;
    await storage.put('v', value);
    const one = await storage.get('v');
    const two = storage.kv.get('v');
    ${json(`[one.when.getTime(), [...one.map.get(1)], [...one.bytes], String(one.big), one.self === one, one === two,
      await storage.get('none') ?? null, await words(() => storage.put('f', () => 1))]`)}`);
  assert.deepEqual(result, [
    5,
    ['x'],
    [0, 255],
    '12',
    true,
    false,
    null,
    'DataCloneError: () => 1 could not be cloned.',
  ]);
});

test('several keys go at once, and lists are in the order of bytes', async () => {
  const result = await inside(`
    await storage.put({ b: 2, a: 1, none: undefined, '\\uffff': 3, '😀': 4, ab: 5 });
    const rows = async (options) => [...await storage.list(options)].map(([key, value]) => key + value);
    ${json(`[
      await rows(), await rows({ prefix: 'a' }), await rows({ reverse: true, limit: 2 }), await rows({ startAfter: 'a', end: 'b' }),
      [...await storage.get(['b', 'zz', 'a', 'a'])], await storage.delete(['a', 'zz']), await storage.delete('a'), await storage.delete('b'),
    ]`)}`);
  assert.deepEqual(result, [
    ['a1', 'ab5', 'b2', '\uffff3', '😀4'],
    ['a1', 'ab5'],
    ['😀4', '\uffff3'],
    ['ab5'],
    [
      ['a', 1],
      ['b', 2],
    ],
    1,
    false,
    true,
  ]);
});

test('what is no key, value or option is refused in the platform’s words, as a rejection', async () => {
  const result = await inside(
    json(`await Promise.all([
    () => storage.put('a', undefined), () => storage.put(), () => storage.put({ a: 1 }, 'x'), () => storage.put('a', 1, 5),
    () => storage.get(), () => storage.get('a', 5), () => storage.delete(), () => storage.list(5), () => storage.list({ limit: -1 }),
    () => storage.list({ start: 'a', startAfter: 'b' }), () => storage.get('k'.repeat(2049)), () => storage.get(Array(129).fill('a')),
    () => storage.put(Object.fromEntries(Array.from({ length: 129 }, (_, i) => [i, i]))), () => storage.transaction(), () => storage.kv.put('a'),
  ].map(words))`),
  );
  assert.deepEqual(result, [
    'TypeError: put() called with undefined value.',
    "TypeError: Failed to execute 'put' on 'DurableObjectStorage': parameter 1 is not of type 'string or object'.",
    'TypeError: put() may only be called with a single key-value pair and optional options as put(key, value, options) or with multiple key-value pairs and optional options as put(entries, options)',
    "TypeError: Failed to execute 'put' on 'DurableObjectStorage': parameter 3 is not of type 'PutOptions'.",
    "TypeError: Failed to execute 'get' on 'DurableObjectStorage': parameter 1 is not of type 'string or Array'.",
    "TypeError: Failed to execute 'get' on 'DurableObjectStorage': parameter 2 is not of type 'GetOptions'.",
    "TypeError: Failed to execute 'delete' on 'DurableObjectStorage': parameter 1 is not of type 'string or Array'.",
    "TypeError: Failed to execute 'list' on 'DurableObjectStorage': parameter 1 is not of type 'ListOptions'.",
    'TypeError: List limit must be positive.',
    'TypeError: list() cannot be called with both start and startAfter values.',
    'RangeError: Keys cannot be larger than 2048 bytes.',
    'RangeError: Maximum number of keys is 128.',
    'RangeError: Maximum number of pairs is 128.',
    "TypeError: Failed to execute 'transaction' on 'DurableObjectStorage': parameter 1 is not of type 'function'.",
    "TypeError: Failed to execute 'put' on 'SyncKvStorage': parameter 2 is not of type 'Value'.",
  ]);
});

test('a transaction keeps all or nothing, and lets nobody in between', async () => {
  const result = await inside(`
    await storage.put('n', 1);
    const kept = await storage.transaction(async (own) => { await own.put('n', 2); await sleep(5); return own.get('n'); });
    const undone = await words(() => storage.transaction(async (own) => { own.put('n', 3); await sleep(5); throw new Error('no'); }));
    await storage.transaction(async (own) => { own.put('n', 4); own.rollback(); own.rollback(); });
    const nested = await storage.transaction(async (own) => {
      await own.put('n', 5);
      await storage.transaction(async (inner) => { await inner.put('n', 6); inner.rollback(); });
      return storage.get('n');
    });
    let leaked;
    await storage.transaction(async (own) => { leaked = own; });
    ${json(`[kept, undone, nested, await storage.get('n'), await words(() => leaked.get('n')), await words(() => leaked.deleteAll()),
      await words(() => storage.transaction((own) => { own.rollback(); return own.get('n'); }))]`)}`);
  assert.deepEqual(result, [
    2,
    'Error: no',
    5,
    5,
    'Error: Cannot call get() on transaction that has already committed: did you move `txn` outside of the closure?',
    'Error: Cannot call deleteAll() within a transaction',
    'Error: Cannot get() on rolled back transaction',
  ]);
});

test('a transaction without promises is undone by what is thrown', async () => {
  const result = await inside(`
    const { kv } = storage;
    const value = storage.transactionSync(() => { kv.put('a', 1); return 'v'; });
    const error = await words(() => storage.transactionSync(() => {
      kv.put('a', 2);
      storage.transactionSync(() => kv.put('b', 1));
      throw new RangeError('back');
    }));
    ${json(`[value, error, kv.get('a'), kv.get('b') ?? null]`)}`);
  assert.deepEqual(result, ['v', 'RangeError: back', 1, null]);
});

test('an iterator of kv reads page by page, and only the newest goes on', async () => {
  const result = await inside(`
    for (let i = 0; i < 300; i++) storage.kv.put(String(i).padStart(3, '0'), i);
    const forward = [...storage.kv.list()].map(([, value]) => value);
    const back = [...storage.kv.list({ reverse: true, limit: 200 })];
    const first = storage.kv.list();
    first.next();
    storage.kv.list();
    ${json(`[forward.length, forward[299], back.length, back[199][0], Object.prototype.toString.call(first), await words(() => first.next())]`)}`);
  assert.deepEqual(result, [
    300,
    299,
    200,
    '100',
    '[object ListIterator]',
    'Error: kv.list() iterator was invalidated because a new call to kv.list() was started. Only one kv.list() iterator can exist at a time.',
  ]);
});

test('a cursor tells how many rows had been read when its next row came', async () => {
  const result = await inside(
    `const { sql } = storage, counts = [];
     for (const text of ['whole', 'broken']) {
       const cursor = sql.exec(text), seen = [cursor.rowsRead];
       counts.push(seen, await words(() => { for (const row of cursor) seen.push(cursor.rowsRead) }));
     }
     ${json('counts')}`,
    (engine) => {
      engine.storage.sql = (text) => `[${text === 'whole' ? 9 : 8},5,0,["id"],[[1],[2]],[1,5]]`;
      engine.storage.pages = (cursor) => {
        if (cursor === 8) throw new Error('its table is gone');
        return '[0,8,0,["id"],[[3],[4]],6]';
      };
    },
  );
  assert.deepEqual(result[0], [1, 5, 6, 7, 8]);
  assert.deepEqual(result[2], [1, 5, 5]);
  assert.match(result[3], /its table is gone/);
});

test('a cursor gives rows as objects or as lists, page after page', async () => {
  const result = await inside(
    `const { sql } = storage;
     const cursor = sql.exec('SELECT 1', 'text', true, null, undefined, 1.5, new Uint8Array([1, 2]));
     const first = cursor.next();
     const raw = sql.exec('SELECT 1').raw();
     const mixed = sql.exec('SELECT 1');
     for (const row of mixed) break;
     ${json(`[first, cursor.toArray().length, cursor.next(), cursor.columnNames, cursor.rowsRead, cursor.rowsWritten, [...raw], mixed.toArray().length,
       await words(() => sql.exec('SELECT 1').one()), new Uint8Array(sql.exec('SELECT 1').next().value.blob)[2], sql.databaseSize,
       cursor instanceof sql.Cursor, await words(() => new sql.Cursor()), await words(() => sql.exec('?', 5n))]`)}`,
    (engine) => {
      engine.storage.sql = (_, bindings) => {
        const shown = bindings.map((one) => (typeof one === 'object' && one !== null ? (one as any).byteLength : one));
        if (shown.length > 0) assert.deepEqual(shown, ['text', 'true', null, null, 1.5, 2]);
        return '[9,2,0,["id","blob"],[[1,["AAEC"]],[2,null]]]';
      };
      engine.storage.pages = () => '[0,3,1,["id","blob"],[[3,"x"]]]';
    },
  );
  assert.deepEqual(result, [
    { done: false, value: { id: 1, blob: {} } },
    2,
    { done: true },
    ['id', 'blob'],
    3,
    1,
    [
      [1, {}],
      [2, null],
      [3, 'x'],
    ],
    2,
    'Error: Expected exactly one result from SQL query, but got multiple results.',
    2,
    4096,
    true,
    'TypeError: Illegal constructor',
    'TypeError: Cannot convert a BigInt value to a number',
  ]);
});

test('alarms are numbers or dates to come, and the object must have a handler', async () => {
  const result = await inside(`
    const now = Date.now();
    const at = async (time) => { await storage.setAlarm(time); return (await storage.getAlarm()) - now; };
    ${json(`[await storage.getAlarm(), await at(now + 500.7), await at(new Date(now + 1000)), await at(5),
      await words(() => storage.setAlarm(0)), await words(() => storage.setAlarm('x')), await words(() => storage.setAlarm(NaN)),
      await words(() => storage.setAlarm(8e15)), await storage.deleteAlarm() ?? null, await storage.getAlarm(),
      await at(now + 9), await storage.deleteAll() ?? null, await storage.getAlarm()]`)}`);
  assert.deepEqual(result, [
    null,
    500,
    1000,
    0,
    'TypeError: setAlarm() cannot be called with an alarm time <= 0',
    "TypeError: Failed to execute 'setAlarm' on 'DurableObjectStorage': parameter 1 is not of type 'date'.",
    'TypeError: The value cannot be converted because it is not a valid Date.',
    "TypeError: This API doesn't support dates after 2189.",
    null,
    null,
    9,
    null,
    null,
  ]);
});

test('sync waits for the node, bookmarks come from it', async () => {
  const engine = new Engine(
    `class Thing { constructor(ctx) { this.ctx = ctx; }
       async fetch() {
         const { storage } = this.ctx;
         await storage.put('a', 1);
         await storage.sync();
         return Response.json([await storage.getCurrentBookmark(), await storage.getBookmarkForTime(7), await storage.onNextSessionRestoreBookmark('b')]);
       } }
     return { default: {}, Thing };`,
  );
  engine.durable = false;
  engine.actor(1, { className: 'Thing' });
  const answer = engine.ask({ actor: 1 });
  while (engine.syncs.length === 0) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(engine.said.length, 0);
  engine.send([9, engine.syncs[0]!, 0]);
  assert.equal((await answer).body, '["bookmark","bookmark","bookmark"]');
  assert.deepEqual(
    engine.said.map((one) => one.text),
    ['{}', '{"time":7}', '{"restore":"b"}'],
  );
});
