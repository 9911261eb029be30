// What becomes of a stub, and of all that came by it, when its object is reset.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Call, Engine } from './harness';

const RESET = { name: 'Error', message: 'enough', remote: true, durableObjectReset: true };
const THROWN = { name: 'RangeError', message: 'mine' };
const WEB_SOCKET = 1 << 17;
const LINK_RESET = 4900;

/** A Worker that runs the body of an async function; `object` is what the node answers its calls with. */
function caller(code: string): Engine {
  return new Engine(
    `const { RpcStub } = builtin('cloudflare:workers');
     const said = async (run) => { try { return await run() } catch (e) { return [e.name, e.message, e.remote, e.durableObjectReset].join(' ') } };
     return { default: { async fetch(request, { NS }) { const stub = NS.getByName('a'); ${code} } } };`,
    {
      compatibilityDate: '2026-11-01',
      bindings: [{ type: 'durable_object_namespace', name: 'NS', namespace: 'n1', className: 'Thing' }],
    },
  );
}
function refusal(engine: Engine, id: number, told: object): void {
  const text = JSON.stringify(told);
  engine.send([8, id, 16, text.length], text);
}

test('a stub that saw its object reset is broken, and a new one is not', async () => {
  const engine = caller(`
    const seen = [];
    for (let i = 0; i < 3; i++) seen.push(await said(async () => (await stub.fetch('http://a/')).text()));
    seen.push(await said(() => stub.method()), await said(async () => (await NS.get(stub.id).fetch('http://a/')).text()));
    return Response.json(seen);`);
  let calls = 0;
  engine.fetcher = () => (++calls === 1 ? { refuse: JSON.stringify(RESET), refuseCode: 16 } : { body: 'fine' });
  const broken = 'Error enough  true';
  assert.deepEqual(JSON.parse((await engine.ask()).body), ['Error enough true true', broken, broken, broken, 'fine']);
  assert.equal(calls, 2);
});

test('nobody can assign to what an id or a stub shows of itself', async () => {
  const engine = caller(`
    const words = (run) => { try { run(); return 'set' } catch (e) { return e.message } };
    return Response.json(Function('stub', 'words', '"use strict"; return [' +
      ['stub.name', 'stub.id', 'stub.id.name', 'stub.id.jurisdiction'].map((one) => 'words(() => { ' + one + ' = 1 })') + ']')(stub, words)
      .concat(Object.keys(stub), Object.keys(stub.id)));`);
  const said = JSON.parse((await engine.ask()).body);
  for (const one of said.slice(0, 4)) assert.match(one, /^Cannot assign to read only property/);
  assert.deepEqual(said.slice(4), ['name', 'id', 'jurisdiction', 'name']);
});

test('what a method or a handler threw breaks nothing', async () => {
  const engine = caller(`
    return Response.json([await said(() => stub.fetch('http://a/')), await said(async () => (await stub.fetch('http://a/')).text()),
      await said(() => stub.method()), await said(() => stub.method())]);`);
  let calls = 0;
  engine.fetcher = () => (++calls === 1 ? { refuse: JSON.stringify(THROWN), refuseCode: 16 } : { body: 'fine' });
  engine.onCall = (call) => refusal(engine, call.id, THROWN);
  const thrown = 'RangeError mine true ';
  assert.deepEqual(JSON.parse((await engine.ask()).body), [thrown, 'fine', thrown, thrown]);
});

test('a call over a link fails with what the object was reset with, and the stubs that came over it are gone', async () => {
  const engine = caller(`
    const counter = await stub.counter();
    const other = counter.dup();
    const flying = said(() => counter.add());
    return Response.json([await flying, await said(() => counter.add()), await said(() => other.add()), await said(() => stub.counter())]);`);
  const said: string[] = [];
  engine.onCall = (call: Call) => {
    engine.sockets.set(call.id, (kind, text) => {
      said.push(text);
      if (kind !== 12 || !text.includes('"add"')) return;
      const json = JSON.stringify(RESET);
      engine.send([14, call.id, LINK_RESET, json.length, 1], json);
    });
    engine.reply(call.id, WEB_SOCKET, Buffer.alloc(0));
    const result = '.["r",0,1,0]\nt{"":["f",1]}';
    engine.send([12, call.id, result.length, 0], result);
  };
  const broken = 'Error enough  true';
  const gone = 'Error The execution context which hosts this callback is no longer running.  ';
  assert.deepEqual(JSON.parse((await engine.ask()).body), [broken, gone, gone, broken]);
  assert.equal(said.filter((text) => text.includes('"add"')).length, 1);
});
