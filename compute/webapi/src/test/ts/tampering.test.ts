import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Engine } from './harness';

/** Each line runs at start-up of a Worker, which must go on working as far as it does not use the broken thing itself. */
const tamperings = [
  `Promise.prototype.then = () => { throw new Error('then') }`,
  `Promise.resolve = () => { throw new Error('resolve') }`,
  `Array.prototype[Symbol.iterator] = () => { throw new Error('iterator') }`,
  `Array.prototype.push = Array.prototype.shift = Array.prototype.join = () => { throw new Error('array') }`,
  `Object.defineProperty(Array.prototype, '0', { set() { throw new Error('index') }, get() { return 'x' }, configurable: true })`,
  `String.prototype.substring = String.prototype.indexOf = String.prototype.toLowerCase = String.prototype.charCodeAt = () => { throw new Error('string') }`,
  `Map.prototype.get = Map.prototype.set = Map.prototype.has = Set.prototype.add = Set.prototype.delete = () => { throw new Error('map') }`,
  `RegExp.prototype.exec = RegExp.prototype.test = () => { throw new Error('regexp') }`,
  `Object.defineProperty(Object.prototype, 'value', { get() { throw new Error('value') }, set() {}, configurable: true })`,
  `Object.defineProperty(Object.prototype, 'get', { get() { throw new Error('get') }, configurable: true })`,
  `Object.defineProperty(Object.prototype, 'enumerable', { get() { throw new Error('enumerable') }, configurable: true })`,
  `Function.prototype.call = Function.prototype.apply = Function.prototype.bind = () => { throw new Error('call') }`,
  `Uint8Array.prototype.set = Object.getPrototypeOf(Uint8Array.prototype).set = () => { throw new Error('set') }`,
  `Object.defineProperty(Object.getPrototypeOf(Uint8Array.prototype), 'length', { get() { return 1e9 }, configurable: true })`,
  `Object.defineProperty(Object.getPrototypeOf(Uint8Array.prototype), 'byteLength', { get() { return 1e9 }, configurable: true })`,
  `Object.defineProperty(Object.getPrototypeOf(Uint8Array), Symbol.species, { get() { throw new Error('species') }, configurable: true })`,
  `JSON.parse = JSON.stringify = () => { throw new Error('json') }`,
  `globalThis.Promise = globalThis.Map = globalThis.Uint8Array = globalThis.TypeError = globalThis.ArrayBuffer = undefined`,
  `Reflect.apply = Reflect.construct = Object.defineProperty = () => { throw new Error('reflect') }`,
  `globalThis.Response.prototype.text = globalThis.Headers.prototype.get = () => { throw new Error('own') }`,
  `Date.now = () => { throw new Error('date') }`,
  `Error.prototype.toString = () => { throw new Error('toString') }`,
  `Error.prepareStackTrace = () => { throw new Error('prepare') }`,
];

for (const line of tamperings) {
  test(`the platform does not mind ${line.slice(0, 90)}`, async () => {
    const engine = new Engine(`
      const { Response, ReadableStream, Uint8Array } = globalThis;
      (() => { ${line} })();
      let n;
      return { default: { fetch(request) {
        if (request.url !== 'http://test.workers.localhost:8787/stream') return new Response('plain ' + request.method, { headers: { 'x-a': 'b' } });
        n = 0;
        return new Response(new ReadableStream({ pull(controller) {
          if (n++ === 8) controller.close(); else controller.enqueue(new Uint8Array(65536));
        } }));
      } } };`);
    const plain = await engine.ask();
    assert.deepEqual([plain.body, plain.header('x-a'), plain.status], ['plain GET', 'b', 200]);
    const streamed = await engine.ask('/stream');
    assert.equal(streamed.bytes.length, 8 * 65536);
  });
}

for (const line of tamperings) {
  test(`Durable Objects do not mind ${line.slice(0, 90)}`, async () => {
    const engine = new Engine(
      `
      const { Response, WebSocketPair, setTimeout, Promise, Uint8Array } = globalThis;
      const { DurableObject } = builtin('cloudflare:workers');
      const nothing = {};
      (() => { ${line} })();
      class Thing extends DurableObject {
        constructor(ctx, env) { super(ctx, env); ctx.blockConcurrencyWhile(async () => { ctx.storage.kv.put('k', nothing); }); }
        async fetch() {
          const { ctx } = this;
          const { storage } = ctx;
          await storage.put('a', 5);
          await storage.put({ b: 6 });
          await storage.transaction(async (own) => { await own.put('c', 7); });
          storage.transactionSync(() => { storage.kv.delete('k'); });
          const found = await storage.list();
          const rows = storage.sql.exec('SELECT', 'x', 1, null).toArray();
          await storage.setAlarm(4102444800000);
          const pair = new WebSocketPair();
          ctx.acceptWebSocket(pair[1]);
          return new Response(await storage.get('a') + ' ' + await storage.get('c') + ' ' + typeof found + ' ' + rows.length + ' ' + await storage.getAlarm());
        }
        alarm() {}
      }
      return { default: { fetch(request, env) { return new Response(env.NS.getByName('x').name); } }, Thing };`,
      { bindings: [{ type: 'durable_object_namespace', name: 'NS', namespace: 'n', className: 'Thing' }] },
    );
    engine.storage.sql = () => '[0,2,0,["id","b"],[[1,null],[2,"x"]]]';
    assert.equal((await engine.ask()).body, 'x');
    engine.actor(1, { className: 'Thing' });
    assert.equal((await engine.ask({ actor: 1 })).body, '5 7 object 2 4102444800000');
  });
}

test('nothing of the bridge is left for a Worker to find', () => {
  const engine = new Engine(`return { default: { fetch() {} } }`);
  assert.equal(engine.run(`typeof __selvedge`), 'undefined');
  assert.equal(engine.run(`Reflect.ownKeys(globalThis).filter((key) => String(key).includes('selvedge')).length`), 0);
  assert.equal(
    engine.run(`typeof SharedArrayBuffer + typeof Atomics.wait + typeof Temporal`),
    'undefinedundefinedundefined',
  );
});

test('lazy globals are ordinary properties once touched', () => {
  const engine = new Engine(`return { default: { fetch() {} } }`);
  const shape = engine.run(`(() => {
    class Mine extends EventTarget {}
    const d = Object.getOwnPropertyDescriptor(globalThis, 'EventTarget');
    return [typeof d.value, d.writable, d.enumerable, d.configurable, new Mine() instanceof EventTarget, typeof ReadableStream].join();
  })()`);
  assert.equal(shape, 'function,true,true,true,true,function');
});

test('WebAssembly runs modules of the upload and compiles nothing', async () => {
  const answer = await new Engine(`
    const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
    return { default: { async fetch() {
      const results = [];
      try { new WebAssembly.Module(bytes) } catch (error) { results.push(error.name + ': ' + error.message) }
      for (const name of ['compile', 'instantiate']) await WebAssembly[name](bytes).catch((error) => results.push(error.message));
      results.push(WebAssembly.Module.prototype.constructor === WebAssembly.Module);
      return Response.json(results);
    } } };`).ask();
  assert.deepEqual(JSON.parse(answer.body), [
    'CompileError: WebAssembly.Module(): Wasm code generation disallowed by embedder',
    'WebAssembly.compile(): Wasm code generation disallowed by embedder',
    'WebAssembly.instantiate(): Wasm code generation disallowed by embedder',
    true,
  ]);
});
