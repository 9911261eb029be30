// What a Worker finds after the rehearsal is what it would have found without.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createContext, runInContext } from 'node:vm';

declare const WEBAPI: string;

async function rehearsedRealm(): Promise<{ context: any; said: string }> {
  const context = createContext({}, { codeGeneration: { strings: true, wasm: true } });
  runInContext(readFileSync(`${WEBAPI}/core.js`, 'utf8'), context);
  runInContext('__selvedge.rehearse()', context);
  await new Promise((next) => setImmediate(next));
  return { context, said: runInContext('__selvedge.rehearsed()', context) };
}

test('both answers of the rehearsal are given', async () => {
  const { said } = await rehearsedRealm();
  assert.match(said, /GET \/ rehearsal\.workers\.localhost/);
  assert.ok(said.endsWith('{"rehearsal":true}'), said);
});

test('nothing of it is left for a Worker to find', async () => {
  const { context } = await rehearsedRealm();
  assert.equal(runInContext('RegExp.$1 + RegExp.input + RegExp.lastMatch', context), '');
  runInContext('delete globalThis.__selvedge', context);
  assert.equal(
    runInContext('Object.getOwnPropertyNames(globalThis).filter((n) => /hears/.test(n)).length', context),
    0,
  );
});

test('the next Worker is alone', async () => {
  const { context } = await rehearsedRealm();
  const answer = runInContext(
    `(() => {
      const arena = new ArrayBuffer(131072), ints = new Int32Array(arena), seen = [];
      __selvedge.install(() => null, arena, '{"worker":"w","bindings":[]}');
      __selvedge.start({ default: { fetch(request, env) { seen.push(Object.keys(env).length); return new Response('mine ' + request.cf) } } });
      ints.set([1, 7, 1, 11, 0, 0, 0, 0], 16);
      ints[0] = 1;
      __selvedge.load('http://w.x/', 0);
      __selvedge.step();
      return [__selvedge.take(0), ints[16384], ints[16400], ints[16401], ...seen].join();
    })()`,
    context,
  );
  assert.equal(answer, 'content-type: text/plain;charset=UTF-8\r\nmine undefined,1,1,7,0');
});
