// Calls of methods between two isolates: what can be reached, what comes back, what is refused and in which words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Engine } from './harness';
import { join } from './joined';
import { pair } from './pair';

const { ask, traffic } = pair();
const value = async (code: string) => {
  const got = await ask(`return ${code}`);
  assert.equal(got.error, undefined, `${code}: ${got.error}`);
  return got.value;
};
const error = async (code: string) => {
  const { error } = await ask(`return ${code}`);
  return error === undefined ? undefined : `${error[1]}: ${error[2]}`;
};
const missing = (name: string) => `TypeError: The RPC receiver does not implement the method "${name}".`;

test('methods are called, and their arguments and results are copies', async () => {
  assert.equal(await value('await N.add(1, 2)'), 3);
  assert.equal(await value('await B.hi()'), 'hi');
  assert.equal(await value('await N.args(1, undefined, 3)'), 3);
  assert.equal(await value('await N.get()'), 'get');
  assert.deepEqual(await value('await N.props()'), { p: 'ü' });
  assert.deepEqual(await value('await N.echo({ a: [1, { b: "日本" }] })'), { a: [1, { b: '日本' }] });
  assert.equal(await value('(await N.echo(new Map([[1, new Date(5)]]))).get(1).getTime()'), 5);
  assert.equal(await value('(await N.fetch("http://q/")).text()'), 'named fetch http://q/');
});

test('a plain call is one message there and one back', async () => {
  const { ask, traffic } = pair();
  await ask('return await N.add(1, 2)');
  assert.deepEqual([traffic.calls, traffic.linked, traffic.frames.length], [1, 0, 0]);
});

test('properties are values, promises or functions of their own', async () => {
  assert.equal(await value('await N.getter'), 5);
  assert.equal(await value('await N.fnGetter(4)'), 5);
  assert.equal(await value('await N.promise'), 9);
  assert.equal(await value('typeof (await N.add)'), 'function');
  assert.equal(await value('await (await N.add)(2, 3)'), 5);
});

test('what nobody may reach is not there', async () => {
  assert.equal(await error('await N.own()'), missing('own'));
  assert.equal(await error('await N.missing()'), missing('missing'));
  assert.equal(await error('await N.missing'), missing('missing'));
  assert.equal(await error('await N.undef'), missing('undef'));
  assert.equal(await error('await N.getter.x'), missing('getter'));
  assert.equal(await error('await N.missing.x()'), missing('missing'));
  assert.equal(await error('await N.env()'), missing('env'));
  assert.equal(await error('await N.getter()'), 'TypeError: "getter" is not a function.');
  assert.equal(await error('await N.obj(1).deep.x()'), missing('deep'));
  assert.equal(await error('await N.counter(1).nested.a()'), 'TypeError: "nested.a" is not a function.');
  assert.equal(
    await error('await N.obj(1).dup()'),
    "TypeError: 'dup' is a reserved method and cannot be called over RPC.",
  );
  assert.equal(await error('await N.dup()'), "TypeError: 'dup' is a reserved method and cannot be called over RPC.");
  assert.equal(
    await error('await N.alarm()'),
    "TypeError: 'alarm' is a reserved method and cannot be called over RPC.",
  );
  assert.equal(await error('await N.counter(1).own'), missing('own'));
  assert.equal(await error('await N.counter(1).alarm()'), missing('alarm'));
  assert.equal(
    await error('await N.counter(1).dup()'),
    "TypeError: 'dup' is a reserved method and cannot be called over RPC.",
  );
  assert.equal(await error('await N.counter(1).nested.n.x'), missing('n'));
  assert.equal(await error('await N.obj(1).deep.length'), missing('deep'));
  assert.equal(await error('await N.big(5).length'), missing('length'));
  assert.equal(await value('await N.toString()'), '[object Fetcher]');
});

test('handlers of a plain object take one argument', async () => {
  assert.deepEqual(await value('await H.one(3)'), [3, 12, 'function']);
  assert.equal(await value('await H.only(4)'), 4);
  assert.equal(await value('await H.val'), 5);
  assert.equal(await value('await H.nest.f(3)'), 3);
  assert.match((await error('await H.two(1, 2)'))!, /^TypeError: Cannot call handler function "two" over RPC because/);
  assert.match((await error('await H.only()'))!, /^TypeError: Attempted to call RPC function "only" with the wrong/);
});

test('what a method throws arrives with class, name, message and properties, and says that it is remote', async () => {
  const thrown = async (kind: string) => (await ask(`return await N.throws('${kind}')`)).error;
  assert.deepEqual(await thrown('type'), ['TypeError', 'TypeError', 'T', 'remote', true, 'TypeError: T']);
  assert.deepEqual(await thrown('string'), ['Error', 'Error', 'str', 'remote', true, 'Error: str']);
  assert.deepEqual(await thrown('undefined'), ['Error', 'Error', 'undefined', 'remote', true, 'Error: undefined']);
  assert.deepEqual(await thrown('own'), ['Error', 'Weird', 'own', 'name,code,deep,remote', true, 'Weird: own']);
  assert.deepEqual((await thrown('dom')).slice(0, 3), ['DOMException', 'AbortError', 'd']);
  assert.deepEqual(await thrown('fn'), ['Error', 'Error', 'fn', 'remote', true, 'Error: fn']);
  assert.deepEqual(await value(`await N.throws('object').catch((e) => e)`), { a: 1, remote: true });
  assert.equal(await error('await N.throwing'), 'Error: PT');
});

test('what cannot be copied is refused on either side, never by a throw', async () => {
  const unsupported = (type: string) =>
    `DataCloneError: Could not serialize object of type "${type}". This type does not support serialization.`;
  assert.equal(await error('await N.plain()'), unsupported('Plain'));
  assert.equal(await error('await N.nullproto()'), unsupported('Object'));
  assert.equal(await error('await N.echo(new (class Foo {}))'), unsupported('Foo'));
  assert.equal(await error('await N.echo(N.add(1, 2))'), unsupported('RpcPromise'));
  assert.equal(await error('await N.echo({ p: N.getter })'), unsupported('RpcProperty'));
  assert.equal(
    await value(
      `(() => { try { N.echo(Symbol('x')).catch(() => {}); return 'rejects' } catch { return 'throws' } })()`,
    ),
    'rejects',
  );
  assert.equal(await error('structuredClone(N)'), 'DataCloneError: ServiceStub cannot be serialized in this context.');
  assert.equal(
    await error('structuredClone(new cw.RpcStub(() => 1))'),
    'DataCloneError: #<RpcStub> could not be cloned.',
  );
});

test('objects of RpcTarget and functions travel as stubs', async () => {
  assert.deepEqual(
    await value(`(async () => { const s = await N.counter(3); const other = s.dup(); s[Symbol.dispose]();
      return [typeof s, Object.prototype.toString.call(s), s instanceof cw.RpcStub, s.constructor.name, typeof s.then, await other.increment(1), await other.value] })()`),
    ['function', '[object JsRpcStub]', true, 'RpcStub', 'undefined', 4, 4],
  );
  assert.deepEqual(
    await value(
      `(async () => { const o = await N.obj(2); return [await o.c.increment(1), await o.f(4), await o.deep[0].value, Object.getOwnPropertySymbols(o).length] })()`,
    ),
    [3, 8, 1, 1],
  );
  assert.equal(await value('await N.call((x) => x + 1, 4)'), 5);
  assert.equal(
    await value(`await N.callMethod(new (class extends cw.RpcTarget { m(x) { return x * 3 } }), 'm', 4)`),
    12,
  );
  assert.equal(await value(`await N.callMethod({ m() { return 4 } }, 'm')`), 4);
  assert.equal(await value('await N.call(async (f) => await f(3), (x) => x * 2)'), 6);
  assert.equal(await error(`await N.call(() => { throw new TypeError('cb') })`), 'TypeError: cb');
  assert.equal(
    await value(
      `(async () => { const s = new cw.RpcStub(() => 3); const r = await N.echo(s); return r !== s && await r() })()`,
    ),
    3,
  );
  assert.equal(
    await value(
      `await N.callMethod(new Proxy(new (class extends cw.RpcTarget {}), { get: (t, k) => k === 'z' ? () => 99 : Reflect.get(t, k) }), 'z')`,
    ),
    99,
  );
});

test('bindings can be passed on', async () => {
  assert.deepEqual(
    await value(
      `(async () => { const r = await N.echo(N); return [Object.prototype.toString.call(r), await r.add(3, 4), await (await r.fetch('http://r/')).text()] })()`,
    ),
    ['[object Fetcher]', 7, 'named fetch http://r/'],
  );
});

test('calls on results that are still under way go along at once', async () => {
  assert.equal(await value('await N.counter(12).increment(3)'), 15);
  assert.equal(await value('await N.obj(5).n'), 5);
  assert.equal(await value('await N.obj(5).c.increment(7)'), 12);
  assert.equal(await value('await N.obj(5).f(7)'), 14);
  assert.equal(await value('await N.counter(1).nested.a.b()'), 7);
  assert.equal(await value('await N.counter(1).self().self().increment(1)'), 2);
  assert.equal(
    await error('await N.plain().x'),
    'DataCloneError: Could not serialize object of type "Plain". This type does not support serialization.',
  );
  assert.equal(await error(`await N.throws('type').x()`), 'TypeError: T');
  assert.deepEqual(
    await value(
      'await (async () => { const p = N.counter(1); const c = await p; return [await p.increment(1), await c.increment(1)] })()',
    ),
    [2, 3],
  );
  const { ask, traffic } = pair();
  await ask('return await N.counter(12).self().increment(3)');
  assert.deepEqual([traffic.calls, traffic.linked], [1, 1]);
});

test('calls of one stub are delivered in their order', async () => {
  assert.deepEqual(
    await value(
      'await (async () => { const s = await N.counter(0); return Promise.all([s.increment(1), s.increment(1), s.value, s.increment(1)]) })()',
    ),
    // A property is asked for when somebody awaits it.
    [1, 2, 3, 3],
  );
  assert.deepEqual(
    await value(
      'await (async () => { const log = []; await Promise.all([N.slow().then((x) => log.push(x)), N.add(1, 1).then((x) => log.push(x))]); return log })()',
    ),
    [2, 'slow'],
  );
});

test('stubs are let go of explicitly', async () => {
  const used = 'Error: RPC stub used after being disposed.';
  assert.equal(
    await error(
      'await (async () => { const s = await N.counter(1); s[Symbol.dispose](); s[Symbol.dispose](); return s.increment(1) })()',
    ),
    used,
  );
  assert.equal(
    await error('await (async () => { const o = await N.obj(1); o[Symbol.dispose](); return o.c.increment(1) })()'),
    used,
  );
  assert.equal(
    await error('await (async () => { const p = N.counter(1); p[Symbol.dispose](); return await p.increment(1) })()'),
    'Error: RPC promise used after being disposed.',
  );
  assert.equal(
    await value(
      'await (async () => { const p = N.counter(1); const q = p.increment(1); p[Symbol.dispose](); return q })()',
    ),
    2,
  );
  const before = await value('await N.disposed()');
  await value(
    'await (async () => { const s = await N.counter(1); const d = s.dup(); s[Symbol.dispose](); await d.value; d[Symbol.dispose](); return 1 })()',
  );
  assert.equal((await value('await N.disposed()')) - before, 1);
  await value('await (async () => { const o = await N.disposable(); o[Symbol.dispose](); return 1 })()');
  assert.equal((await value('await N.disposed()')) - before, 11);
});

test('a promise that is let go of takes its result along, before and after it came', async () => {
  const before = await value('await N.disposed()');
  await value(
    'await (async () => { const p = N.counter(1); p[Symbol.dispose](); await p; const q = N.counter(1); await q; q[Symbol.dispose](); return 1 })()',
  );
  await new Promise((done) => setTimeout(done, 10));
  assert.equal((await value('await N.disposed()')) - before, 2);
  assert.equal(await value('await new N.add(1, 2)'), 3);
});

test('stubs among arguments end with the call, unless they were duplicated or given back', async () => {
  assert.deepEqual(
    await value(`await (async () => {
      let gone = 0, tell;
      const told = new Promise((done) => (tell = done));
      class Mine extends cw.RpcTarget { #n = 3; increment(n) { return this.#n += n } [Symbol.dispose]() { gone++; tell() } }
      const o = await N.paramDisposal(new Mine);
      const said = [o.count];
      await o.original().catch((e) => said.push(e.message));
      said.push(await o.dup(7), await o.counter.increment(4), gone);
      o[Symbol.dispose]();
      await o.dup(1).catch((e) => said.push(e.message));
      await told;
      said.push(gone);
      return said;
    })()`),
    [8, 'RPC stub used after being disposed.', 15, 19, 0, 'RPC stub used after being disposed.', 1],
  );
});

test('a stub belongs to the event that it came to', async () => {
  const { ask } = pair();
  const got = await ask('await N.keep(() => 5); return await N.useKept()');
  assert.match(got.error[2], /^Cannot perform I\/O on behalf of a different request/);
});

test('streams cross in both directions', async () => {
  assert.equal(await value(`await N.readAll(new Response('xyz').body)`), 'xyz');
  assert.equal(
    await value(
      `await N.readAll(new ReadableStream({ start(c) { c.enqueue('js'); c.enqueue(new Uint8Array([65])); c.close() } }))`,
    ),
    'jsA',
  );
  assert.equal(await value(`await new Response(await N.stream()).text()`), 'hello stream');
  assert.equal(
    await value(
      `await (async () => { const { readable, writable } = new IdentityTransformStream(); const done = N.fill(writable); const text = await new Response(readable).text(); await done; return text })()`,
    ),
    'foo, bar',
  );
  assert.deepEqual(
    await value(
      `await (async () => { const got = []; const w = await N.echo(new WritableStream({ write(c) { got.push(c.byteLength) }, close() { got.push('close') } })); const wr = w.getWriter(); await wr.write(new Uint8Array([1, 2])); await wr.close(); return got })()`,
    ),
    [2, 'close'],
  );
  assert.equal(
    await value(
      `await (async () => { const size = 1000000; let n = 0; const big = new ReadableStream({ pull(c) { if (n++ === 100) c.close(); else c.enqueue(new Uint8Array(size / 100).fill(n)) } }); const back = await N.echo(big); return (await new Response(back).bytes()).length })()`,
    ),
    1000000,
  );
  assert.equal(
    await error(`await N.readAll(new ReadableStream({ start(c) { c.error(new Error('oops')) } }))`),
    'Error: ReadableStream received over RPC disconnected prematurely.',
  );
  assert.equal(
    await error(`await N.readAll((() => { const s = new ReadableStream(); s.getReader(); return s })())`),
    'TypeError: The ReadableStream has been locked to a reader.',
  );
  assert.equal(
    await value(
      `await (async () => { let tell; const why = new Promise((done) => (tell = done)); const r = await N.echo(new ReadableStream({ cancel(x) { tell(x) } })); await r.cancel('because'); return String(await why) })()`,
    ),
    'Error: ReadableStream sent over RPC was canceled or released by the remote execution context.',
  );
  assert.equal(
    await value(
      `await (async () => { const w = await N.echo(new WritableStream({ write() { throw new TypeError('no') } })); const wr = w.getWriter(); try { await wr.write(new Uint8Array([1])); await wr.write(new Uint8Array([1])) } catch (e) { return e.name + e.message } })()`,
    ),
    'TypeErrorno',
  );
});

test('requests and responses cross with their bodies', async () => {
  assert.deepEqual(
    await value(
      `await (async () => { const r = await N.resp(); return [r.status, r.headers.get('a'), await r.text()] })()`,
    ),
    [201, 'b', 'body'],
  );
  assert.deepEqual(
    await value(`await N.req(new Request('http://x/y', { method: 'POST', body: 'abc', headers: { x: '1' } }))`),
    ['POST', 'http://x/y', '1', 'abc'],
  );
  assert.deepEqual(
    await value(
      `await N.req(new Request('http://x/y', { method: 'POST', body: new ReadableStream({ start(c) { c.enqueue(new Uint8Array([66])); c.close() } }), headers: { x: '1' } }))`,
    ),
    ['POST', 'http://x/y', '1', 'B'],
  );
});

test('large values travel in pieces, and too large ones are refused', async () => {
  assert.equal(await value('(await N.big(3000000)).length'), 3000000);
  assert.equal(await value('await N.args("ü".repeat(300000))'), 1);
  assert.deepEqual(
    await value('await (async () => { const b = await N.bytes(300000); return [b.length, b[299999]] })()'),
    [300000, 200],
  );
  assert.equal(await value('(await N.call((n) => "日".repeat(n), 400000)).length'), 400000);
  assert.match(
    (await error('await N.args("x".repeat(33 * 1024 * 1024))'))!,
    /^Error: Serialized RPC arguments or return values are limited to 32MiB/,
  );
});

test('stubs over objects of the same isolate copy just the same', async () => {
  assert.deepEqual(
    await value(
      `await (async () => { const given = { a: 1, f: (x) => x.n++ }; const s = new cw.RpcStub(given); const arg = { n: 1 }; return [await s.a, await s.f(arg), arg.n] })()`,
    ),
    [1, 1, 1],
  );
  assert.equal(
    await error('new cw.RpcStub(5)'),
    "TypeError: Failed to construct 'JsRpcStub': constructor parameter 1 is not of type 'Object'.",
  );
  assert.equal(
    await error('new cw.RpcStub([1])'),
    'TypeError: RpcStubs can only wrap plain objects, functions, and RpcTarget derivatives.',
  );
  assert.equal(
    await error('cw.RpcStub(() => 1)'),
    "TypeError: Failed to construct 'JsRpcStub': Please use the 'new' operator, this object constructor cannot be called as a function.",
  );
  assert.equal(await error('new cw.RpcPromise()'), 'TypeError: Illegal constructor');
});

test('promises and properties look like those of the platform', async () => {
  assert.deepEqual(
    await value(`(() => { const p = N.add(1, 2); const q = N.add; return [typeof p, Object.prototype.toString.call(p), p instanceof cw.RpcPromise, p.constructor.name, Object.keys(p).length, typeof p[Symbol.dispose],
      Object.prototype.toString.call(q), q.constructor.name, typeof q.name, N instanceof cw.ServiceStub, 'add' in N, typeof N.then, Object.keys(N).length, p.then((x) => x) instanceof Promise, p.dup !== undefined] })()`),
    [
      'function',
      '[object JsRpcPromise]',
      true,
      'RpcPromise',
      0,
      'function',
      '[object JsRpcProperty]',
      'RpcProperty',
      'function',
      true,
      true,
      'undefined',
      0,
      true,
      true,
    ],
  );
  assert.deepEqual(
    await value(
      'await (async () => { const p = N.add(1, 2); return [await p.catch(() => 0), await p.finally(() => 0), await p.then((x) => x + 1)] })()',
    ),
    [3, 3, 4],
  );
});

test('a Worker has its own exports as bindings', async () => {
  const own = new Engine(
    `const { WorkerEntrypoint, exports } = builtin('cloudflare:workers');
     class Named extends WorkerEntrypoint { hello() { return 'hello' } props() { return this.ctx.props } }
     class Plain { }
     const tag = (value) => Object.prototype.toString.call(value);
     return { default: { async fetch(request, env, ctx) {
       const { Named } = ctx.exports;
       return Response.json([Object.keys(exports), Object.keys(ctx.exports), await exports.Named.hello(), await Named.hello(), await Named({ props: { z: 'ü' } }).props(),
         await Named.props(), typeof Named, tag(Named), Named.constructor.name, tag(Named({})), tag(ctx.exports.Plain), Named === ctx.exports.Named, Object.keys(Named)]);
     } }, Named, Plain };`,
    { compatibilityDate: '2026-01-01' },
  );
  join(own, {});
  const names = ['default', 'Named', 'Plain'];
  assert.deepEqual(JSON.parse((await own.ask()).body), [
    names,
    names,
    'hello',
    'hello',
    { z: 'ü' },
    {},
    'function',
    '[object LoopbackServiceStub]',
    'LoopbackServiceStub',
    '[object Fetcher]',
    '[object LoopbackDurableObjectClass]',
    true,
    [],
  ]);
});

test('nothing of a session stays when it is over', async () => {
  const { ask, traffic } = pair();
  await ask('using s = await N.counter(1); return await s.increment(1)'.replace('using', 'const'));
  await ask('const s = await N.counter(1); const n = await s.increment(1); s[Symbol.dispose](); return n');
  assert.equal(traffic.linked, 0);
  assert.ok(traffic.frames.length > 0);
});
void traffic;
