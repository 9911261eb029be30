// A Worker whose methods are called, and one that runs what a test says against them.
import assert from 'node:assert/strict';
import { Engine } from './harness';
import { join } from './joined';

const CALLEE = `
const { WorkerEntrypoint, RpcTarget } = builtin('cloudflare:workers');
class Counter extends RpcTarget {
  own = 5; #i; constructor(i = 0) { super(); this.#i = i; }
  increment(n) { return this.#i += n; }
  get value() { return this.#i; }
  get nested() { return { a: { b: () => 7 }, n: null } }
  self() { return this }
  [Symbol.dispose]() { disposed++ }
}
let disposed = 0;
let kept;
class Plain { x = 1; foo() { return 1 } }
class Named extends WorkerEntrypoint {
  constructor(ctx, env) { super(ctx, env); this.own = () => 'nope'; }
  add(a, b) { return a + b }
  props() { return this.ctx.props }
  echo(x) { return x }
  args(...a) { return a.length }
  describe(x) { return typeof x + Object.prototype.toString.call(x) }
  async counter(n) { return new Counter(n) }
  obj(n) { return { n, c: new Counter(n), f: (x) => x * 2, deep: [new Counter(1)] } }
  plain() { return new Plain }
  nullproto() { return { __proto__: null, a: 1 } }
  nested(f) { return { value: f() } }
  throws(kind) {
    if (kind === 'type') throw new TypeError('T');
    if (kind === 'string') throw 'str';
    if (kind === 'undefined') throw undefined;
    if (kind === 'object') throw { a: 1 };
    if (kind === 'own') { const e = new RangeError('own'); e.code = 42; e.deep = { x: [1] }; e.name = 'Weird'; throw e }
    if (kind === 'dom') throw new DOMException('d', 'AbortError');
    if (kind === 'fn') { const e = new Error('fn'); e.f = () => 1; throw e }
  }
  async call(f, ...a) { return await f(...a) }
  async callMethod(o, name, ...a) { return await o[name](...a) }
  keep(stub) { kept = stub.dup() }
  async useKept() { return await kept() }
  dropKept() { kept[Symbol.dispose]() }
  disposed() { return disposed }
  disposable() { return { a: 1, [Symbol.dispose]() { disposed += 10 } } }
  get getter() { return 5 }
  get fnGetter() { return (a) => a + 1 }
  get promise() { return Promise.resolve(9) }
  get throwing() { throw new Error('PT') }
  get undef() { return undefined }
  async readAll(s) { return await new Response(s).text() }
  async fill(w) { const writer = w.getWriter(); await writer.write(new TextEncoder().encode('foo, ')); await writer.write('bar'); await writer.close() }
  stream() { return new Response('hello stream').body }
  big(n) { return 'x'.repeat(n) }
  bytes(n) { return new Uint8Array(n).fill(200) }
  resp() { return new Response('body', { status: 201, headers: { a: 'b' } }) }
  async req(r) { return [r.method, r.url, r.headers.get('x'), await r.text()] }
  look(signal) { return [signal.aborted, signal.reason] }
  async watch(signal) {
    const before = signal.aborted; let events = 0;
    if (!before) await new Promise((done) => signal.addEventListener('abort', () => { events++; done() }));
    return [before, signal.aborted, signal.reason, events];
  }
  watchRequest(request) { return this.watch(request.signal) }
  made(ms, reason) { const c = new AbortController(); setTimeout(() => c.abort(reason), ms); return c.signal }
  keepSignal(signal) { kept = signal }
  keptAborted() { return kept.aborted }
  async slow() { await new Promise((done) => setTimeout(done, 20)); return 'slow' }
  dup() { return 'dup' }
  get() { return 'get' }
  fetch(r) { return new Response('named fetch ' + r.url) }
  async paramDisposal(counter) {
    const dup = counter.dup();
    return { count: await counter.increment(5), counter, original: () => counter.increment(1), dup: (n) => dup.increment(n), [Symbol.dispose]() { dup[Symbol.dispose]() } };
  }
}
const handlers = {
  one(x, env, ctx) { return [x, env.twelve, typeof ctx.waitUntil] },
  only(x) { return x }, two(a, b, env, ctx) { return 1 }, val: 5, nest: { f(x) { return x } },
};
return { default: class extends WorkerEntrypoint { hi() { return 'hi' } }, Named, handlers };`;

export interface Pair {
  ask(code: string): Promise<any>;
  traffic: ReturnType<typeof join>;
}

/** Runs the body of an async function in a Worker whose bindings N, B and H lead to the callee. */
export function pair(config: object = {}): Pair {
  const to = new Engine(CALLEE, { bindings: [{ type: 'json', name: 'twelve', json: 12 }], ...config });
  const from = new Engine(
    `const { RpcStub, RpcTarget, RpcPromise, RpcProperty, ServiceStub } = builtin('cloudflare:workers');
     const Run = (async () => {}).constructor;
     return { default: { async fetch(request, env, ctx) {
      const run = new Run('N', 'B', 'H', 'cw', 'ctx', await request.text());
      try { return Response.json({ value: (await run(env.N, env.B, env.H, { RpcStub, RpcTarget, RpcPromise, RpcProperty, ServiceStub }, ctx)) ?? null }) }
      catch (e) { return Response.json({ error: [e.constructor.name, e.name, e.message, Object.keys(e).join(), e.remote, e.stack].map((x) => x ?? null) }) }
    } } };`,
    { bindings: ['N', 'B', 'H'].map((name) => ({ type: 'service', name })), ...config },
  );
  from.fetcher = (request) => ({ body: `named fetch ${request.url}` });
  const traffic = join(from, {
    1: { engine: to, entry: 1, props: { p: 'ü' } },
    2: { engine: to },
    3: { engine: to, entry: 2 },
  });
  const ask = async (code: string) => {
    const answer = await from.ask({ body: code });
    assert.notEqual(answer.body, '', JSON.stringify(answer));
    return JSON.parse(answer.body);
  };
  return { ask, traffic };
}
