// Signals among the arguments and results of calls: they abort over there when they do here.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pair } from './pair';

const WITH_SIGNAL = "new Request('http://a/', { signal: AbortSignal.abort() })";
const CROSSING = { compatibilityFlags: ['enable_abortsignal_rpc'] };
const { ask } = pair(CROSSING);
const value = async (code: string) => {
  const got = await ask(`return await (async () => { ${code} })()`);
  assert.equal(got.error, undefined, `${code}: ${got.error}`);
  return got.value;
};

test('a signal aborts over there with the reason that it was given here', async () => {
  assert.deepEqual(
    await value(
      `const c = new AbortController(); const seen = N.watch(c.signal); setTimeout(() => c.abort('why'), 5); return seen`,
    ),
    [false, true, 'why', 1],
  );
  assert.deepEqual(
    await value(`const c = new AbortController(); const seen = N.watch(c.signal); c.abort(); const [, aborted, reason] = await seen;
      return [aborted, reason instanceof DOMException, reason.name, reason.message]`),
    [true, true, 'AbortError', 'The operation was aborted'],
  );
  assert.deepEqual(
    await value(
      `const s = AbortSignal.timeout(5); const [, , reason] = await N.watch(s); return [reason.name, s.aborted]`,
    ),
    ['TimeoutError', true],
  );
});

test('one that has aborted arrives so, in a plain call', async () => {
  const { ask, traffic } = pair(CROSSING);
  const got = await ask(
    `const r = await N.look(AbortSignal.abort({ a: new Date(5) })); return [r[0], r[1].a.getTime()]`,
  );
  assert.deepEqual(got.value, [true, 5]);
  assert.equal(traffic.linked, 0);
});

test('one that never aborts does not keep the call open', async () => {
  const { ask, traffic } = pair(CROSSING);
  const got = await ask(`const c = new AbortController(); const r = await N.look(c.signal); c.abort(); return r`);
  assert.deepEqual(got.value, [false, null]);
  assert.equal(traffic.linked, 1);
});

test('a signal goes on to a third, with a request and back again', async () => {
  assert.deepEqual(
    await value(
      `const c = new AbortController(); const seen = N.call((s) => N.watch(s), c.signal); setTimeout(() => c.abort(7), 5); return seen`,
    ),
    [false, true, 7, 1],
  );
  assert.deepEqual(
    await value(
      `const c = new AbortController(); const seen = N.watchRequest(new Request('http://a/', { signal: c.signal })); setTimeout(() => c.abort('r'), 5); return seen`,
    ),
    [false, true, 'r', 1],
  );
  assert.deepEqual(
    await value(
      `const s = await N.made(10, 'late'); const before = s.aborted; await new Promise((r) => s.addEventListener('abort', r)); return [before, s.reason]`,
    ),
    [false, 'late'],
  );
});

test('whose caller is gone is not aborted by that', async () => {
  const { ask } = pair(CROSSING);
  await ask(`const c = new AbortController(); await N.keepSignal(c.signal); return 1`);
  const got = await ask(`await new Promise((r) => setTimeout(r, 20)); return N.keptAborted()`);
  assert.equal(got.value, false);
});

test('without the flag it does not cross', async () => {
  const plain = pair();
  for (const signal of ['AbortSignal.abort()', 'new AbortController().signal', WITH_SIGNAL]) {
    const { error } = await plain.ask(`return N.look(${signal})`);
    assert.equal(error[2], 'AbortSignal serialization is not enabled.');
  }
  assert.equal(
    (await ask('structuredClone(AbortSignal.abort())')).error[2],
    'AbortSignal can only be serialized for RPC.',
  );
});
