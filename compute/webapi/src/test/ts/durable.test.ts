import assert from 'node:assert/strict';
import test from 'node:test';
import { Engine } from './harness';

const BINDING = { type: 'durable_object_namespace', name: 'NS', namespace: 'n1', className: 'Thing' };
const CONFIG = { compatibilityDate: '2026-11-01', bindings: [BINDING] };

/** An engine with one object, number 1, whose class has these members. */
function object(members: string, config: object = CONFIG): Engine {
  const engine = new Engine(
    `const { DurableObject } = builtin('cloudflare:workers');
     const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
     class Thing extends DurableObject { ${members} }
     return { default: { fetch: () => new Response('worker') }, Thing };`,
    config,
  );
  engine.actor(1, { className: 'Thing', name: 'first' });
  return engine;
}

test('an object is made when its first event comes, once', async () => {
  const engine = object(`
    constructor(ctx, env) { super(ctx, env); this.made = (globalThis.made = (globalThis.made ?? 0) + 1); this.count = 0; }
    fetch(request) { return Response.json([this.made, ++this.count, this.ctx.id.name, String(this.ctx.id).length, new URL(request.url).pathname]); }`);
  assert.equal((await engine.ask({ url: 'http://x/a', actor: 1 })).body, '[1,1,"first",64,"/a"]');
  assert.equal((await engine.ask({ url: 'http://x/b', actor: 1 })).body, '[1,2,"first",64,"/b"]');
});

test('a class without a base is an object too', async () => {
  const engine = new Engine(
    `class Old { constructor(state, env) { this.state = state; } async fetch() {
       await this.state.storage.put('a', { b: [1, 2] });
       return Response.json(await this.state.storage.get('a'));
     } }
     return { default: {}, Old };`,
    CONFIG,
  );
  engine.actor(4, { className: 'Old' });
  assert.equal((await engine.ask({ actor: 4 })).body, '{"b":[1,2]}');
  assert.equal(engine.storage.actors.get(4)!.path, '/objects/4');
});

test('nothing begins before the constructor said so, and others wait in order', async () => {
  const engine = object(`
    constructor(ctx, env) {
      super(ctx, env);
      this.log = [];
      ctx.blockConcurrencyWhile(async () => { this.log.push('begin'); await sleep(20); this.log.push('end'); });
      this.log.push('made');
    }
    fetch(request) { this.log.push(new URL(request.url).pathname); return Response.json(this.log); }`);
  const first = engine.ask({ url: 'http://x/1', actor: 1 });
  const second = engine.ask({ url: 'http://x/2', actor: 1 });
  assert.equal((await first).body, '["made","begin","end","/1"]');
  assert.equal((await second).body, '["made","begin","end","/1","/2"]');
});

test('what an event awaits outside waits for the end of a section that another began', async () => {
  const engine = object(`
    log = [];
    async fetch(request) {
      const { pathname } = new URL(request.url);
      if (pathname === '/slow') { await sleep(5); this.log.push('slow'); return new Response(''); }
      if (pathname === '/log') return Response.json(this.log);
      const value = await this.ctx.blockConcurrencyWhile(async () => {
        this.log.push('in');
        await sleep(30);
        await this.ctx.blockConcurrencyWhile(async () => { await sleep(5); this.log.push('inner'); });
        this.log.push('out');
        return 7;
      });
      return Response.json(value);
    }`);
  const slow = engine.ask({ url: 'http://x/slow', actor: 1 });
  const section = engine.ask({ url: 'http://x/section', actor: 1 });
  assert.equal((await section).body, '7');
  await slow;
  assert.equal((await engine.ask({ url: 'http://x/log', actor: 1 })).body, '["in","inner","out","slow"]');
});

test('events that only await time overlap, as on the platform', async () => {
  const engine = object(`
    open = 0; most = 0;
    async fetch() {
      this.most = Math.max(this.most, ++this.open);
      await sleep(5);
      this.open--;
      return Response.json(this.most);
    }`);
  const both = await Promise.all([engine.ask({ actor: 1 }), engine.ask({ actor: 1 })]);
  assert.deepEqual(both.map((one) => one.body).sort(), ['2', '2']);
});

test('read, change and write loses nothing, however many come at once', async () => {
  const engine = object(`
    async fetch() {
      const count = (await this.ctx.storage.get('count')) ?? 0;
      await this.ctx.storage.put('count', count + 1);
      return Response.json(count + 1);
    }`);
  const answers = await Promise.all(Array.from({ length: 200 }, () => engine.ask({ actor: 1 })));
  assert.equal(new Set(answers.map((one) => one.body)).size, 200);
});

test('work goes on after the answer, and for others who wait for it', async () => {
  const engine = object(`
    async fetch(request) {
      const { pathname } = new URL(request.url);
      if (pathname === '/begin') { this.loading = this.load(); return new Response('begun'); }
      return new Response(await this.loading);
    }
    async load() { await null; await null; await sleep(15); await sleep(5); return 'loaded'; }`);
  const begun = engine.ask({ url: 'http://x/begin', actor: 1 });
  const other = engine.ask({ url: 'http://x/other', actor: 1 });
  assert.equal((await other).body, 'loaded');
  const done = await begun;
  assert.equal(done.body, 'begun');
  assert.equal(done.outcome, 0);
});

test('an exception goes to the caller, with all that is its own, and the object goes on', async () => {
  const engine = object(`
    fetch() { throw Object.assign(new RangeError('too far'), { far: [1] }); }`);
  const answer = await engine.ask({ actor: 1, tunnel: true });
  assert.equal(answer.failed, 1);
  assert.equal(answer.told.name, 'RangeError');
  assert.equal(answer.told.message, 'too far');
  assert.match(answer.told.value, /far/);
  assert.equal(answer.told.durableObjectReset, undefined);
  assert.equal(engine.said.length, 0);
});

for (const [how, code, words] of [
  ['abort()', 'this.ctx.abort("enough")', 'enough'],
  [
    'a section that fails',
    'await this.ctx.blockConcurrencyWhile(async () => { await null; throw new Error("inside"); })',
    'inside',
  ],
] as const) {
  test(`${how} resets the object: who waits hears it, what was written is undone`, async () => {
    const engine = object(`
      async fetch(request) {
        if (request.url.endsWith('/wait')) await sleep(10_000);
        await this.ctx.storage.put('a', 1);
        ${code};
        return new Response('never');
      }`);
    const waiting = engine.ask({ url: 'http://x/wait', actor: 1, tunnel: true });
    const failing = await engine.ask({ actor: 1, tunnel: true });
    for (const answer of [failing, await waiting]) {
      assert.equal(answer.failed, 1);
      assert.equal(answer.told.message, words);
      assert.equal(answer.told.durableObjectReset, true);
    }
    assert.equal(engine.said[0]!.kind, 'reset');
    assert.equal(JSON.parse(engine.said[0]!.text).message, words);
    assert.equal(engine.storage.actors.get(1)!.closed, 'discarded');
    assert.equal(engine.timers.size, 0);
  });
}

test('a constructor that throws fails the event and leaves no object', async () => {
  const engine = object(`constructor(ctx, env) { super(ctx, env); throw new TypeError('not today'); }`);
  const answer = await engine.ask({ actor: 1, tunnel: true });
  assert.equal(answer.told.message, 'not today');
  assert.equal(answer.told.durableObjectReset, true);
  engine.actor(2, { className: 'Missing' });
  assert.match((await engine.ask({ actor: 2, tunnel: true })).told.message, /no class of the name "Missing"/);
});

test('an object that the node takes away closes its storage in order', async () => {
  const engine = object(
    `async fetch() { await this.ctx.storage.put('a', 1); setTimeout(() => {}, 60_000); return new Response('x'); }`,
  );
  const { id, answer } = engine.open({ actor: 1 });
  while (engine.timers.size === 0) await engine.idle();
  assert.ok(id > 0);
  engine.evict(1, 0);
  await answer;
  assert.equal(engine.storage.actors.get(1)!.closed, 'in order');
  assert.equal(engine.timers.size, 0);
});

test('a stub sends what it is asked to the object that its id names', async () => {
  const engine = new Engine(
    `return { default: { async fetch(request, env) {
       const stub = env.NS.getByName('päth');
       const answer = await stub.fetch('http://object/do?x=1', { method: 'POST', body: 'hi' });
       return Response.json([await answer.text(), stub.name, String(stub.id) === String(env.NS.idFromName('päth')), Object.keys(stub)]);
     } } };`,
    CONFIG,
  );
  engine.fetcher = (request) => {
    assert.match(request.headers, /^:actor: [0-9a-f]{64};;p%C3%A4th\r\n/);
    assert.equal(request.target, 1);
    return { body: `${request.method} ${request.url} ${request.body}` };
  };
  assert.equal((await engine.ask()).body, '["POST http://object/do?x=1 hi","päth",true,["name","id"]]');
});

test('what an object threw arrives as the same error, marked as remote', async () => {
  const engine = new Engine(
    `return { default: { async fetch(request, env) {
       try { await env.NS.getByName('x').fetch('http://object/'); }
       catch (error) { return Response.json([error instanceof RangeError, error.message, error.far, error.remote, error.retryable, error.overloaded, error.durableObjectReset]); }
     } } };`,
    CONFIG,
  );
  const told = { name: 'RangeError', message: 'too far', retryable: true, durableObjectReset: true };
  engine.fetcher = () => ({ refuse: JSON.stringify(told), refuseCode: 16 });
  assert.equal((await engine.ask()).body, '[true,"too far",null,true,true,null,true]');
});

test('ids know their namespace and their jurisdiction', async () => {
  const engine = new Engine(
    `const attempt = (run) => { try { return run(); } catch (error) { return error.name + ': ' + error.message; } };
     return { default: { fetch(request, env) {
       const { NS } = env;
       const id = NS.idFromName('x');
       const eu = NS.jurisdiction('eu');
       return Response.json([
         id.equals(NS.idFromString(String(id).toUpperCase())), JSON.stringify(id), NS.idFromString(String(id)).name ?? null,
         attempt(() => NS.idFromString('zz')), attempt(() => NS.idFromString('0'.repeat(64))), attempt(() => NS.get('x')),
         eu.idFromName('x').jurisdiction, eu.idFromName('x').equals(id), attempt(() => eu.get(id)), attempt(() => eu.idFromString(String(id))),
         NS.newUniqueId({ jurisdiction: 'fedramp' }).jurisdiction, typeof NS.get(eu.newUniqueId()), attempt(() => NS.jurisdiction('zz')),
       ]);
     } } };`,
    CONFIG,
  );
  assert.deepEqual(JSON.parse((await engine.ask()).body), [
    true,
    '{"name":"x"}',
    null,
    'TypeError: Invalid Durable Object ID: must be 64 hex digits',
    'TypeError: Durable Object ID is not valid for this namespace.',
    "TypeError: Failed to execute 'get' on 'DurableObjectNamespace': parameter 1 is not of type 'DurableObjectId'.",
    'eu',
    false,
    'TypeError: get called on jurisdictional subnamespace with an ID from a different jurisdiction',
    'TypeError: Durable Object ID is not valid for this namespace.',
    'fedramp',
    'object',
    'Error: Invalid jurisdiction: zz. Durable Objects may be restricted to "eu", "fedramp", "us" or "fedramp-high".',
  ]);
});

test('a section that takes too long resets the object', async () => {
  const engine = object(`
    async fetch() { await this.ctx.blockConcurrencyWhile(() => new Promise(() => {})); return new Response('never'); }`);
  const answer = engine.ask({ actor: 1, tunnel: true });
  const waiting = engine.ask({ actor: 1, tunnel: true });
  while (engine.timers.size === 0) await new Promise((resolve) => setImmediate(resolve));
  const [[id, timer]] = [...engine.timers] as [[number, NodeJS.Timeout]];
  clearTimeout(timer);
  engine.send([9, id, 0]);
  for (const { told } of [await answer, await waiting]) {
    assert.match(told.message, /^A call to blockConcurrencyWhile\(\) in a Durable Object waited for too long\./);
    assert.deepEqual([told.overloaded, told.durableObjectReset], [true, true]);
  }
});

test('what a reset undoes is said before what was answered upon it', async () => {
  const engine = object(`
    async fetch(request) {
      await this.ctx.storage.put('a', 1);
      if (request.url.endsWith('/end')) this.ctx.abort('enough');
      return new Response('done');
    }`);
  const order: number[] = [];
  engine.heard = (kind) => order.push(kind);
  const answers = [engine.ask({ actor: 1 }), engine.ask({ actor: 1 }), engine.ask({ url: 'http://x/end', actor: 1 })];
  await Promise.all(answers);
  assert.deepEqual(order.slice(0, 3), [17, 1, 11]);
});

test('objects of one isolate cannot use what belongs to another', async () => {
  const engine = object(`
    async fetch(request) {
      if (request.url.endsWith('/share')) { globalThis.shared = this.ctx; return new Response(''); }
      const words = async (run) => { try { return await run(); } catch (error) { return error.message.slice(0, 60); } };
      return Response.json([await words(() => shared.storage.get('a')), await words(() => shared.storage.kv.put('a', 1)), await words(() => shared.abort()), shared.getWebSockets()]);
    }`);
  await engine.ask({ url: 'http://x/share', actor: 1 });
  engine.actor(2, { className: 'Thing' });
  const words = 'Cannot perform I/O on behalf of a different Durable Object. ';
  assert.deepEqual(JSON.parse((await engine.ask({ actor: 2 })).body), [words, words, words, []]);
});

test('redirects of an object are followed unless the request says otherwise', async () => {
  const engine = new Engine(
    `return { default: { async fetch(request, env) {
       const stub = env.NS.getByName('x');
       const tell = async (answer) => [answer.status, answer.redirected, answer.url, await answer.text()];
       const words = async (run) => { try { return await tell(await run()); } catch (error) { return error.message.slice(0, 40); } };
       return Response.json([
         await words(() => stub.fetch('http://a/one')),
         await words(() => stub.fetch('http://a/one', { redirect: 'manual' })),
         await words(() => stub.fetch('http://a/see', { method: 'POST', body: 'said' })),
         await words(() => stub.fetch('http://a/same', { method: 'POST', body: 'said' })),
         await words(() => stub.fetch('http://a/same', { method: 'POST', body: new Response('said').body })),
         await words(() => stub.fetch('http://a/round')),
       ]);
     } } };`,
    CONFIG,
  );
  const ways: Record<string, [number, string]> = {
    '/one': [302, '/two'],
    '/two': [301, 'http://b/there'],
    '/see': [303, '/there'],
    '/same': [307, '/there'],
    '/round': [302, '/round'],
  };
  engine.fetcher = ({ url, method, body, headers }) => {
    const way = ways[new URL(url).pathname];
    if (way !== undefined) return { status: way[0], headers: { location: way[1] } };
    return { body: `${method} ${url} ${body} ${headers.includes('content-type')}` };
  };
  assert.deepEqual(JSON.parse((await engine.ask()).body), [
    [200, true, 'http://b/there', 'GET http://b/there  false'],
    [302, false, 'http://a/one', ''],
    [200, true, 'http://a/there', 'GET http://a/there  false'],
    [200, true, 'http://a/there', 'POST http://a/there said true'],
    'A request with a one-time-use body (it w',
    'Too many redirects.',
  ]);
});
