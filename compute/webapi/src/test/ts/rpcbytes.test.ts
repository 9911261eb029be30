// Bytes among the arguments and results of calls: they travel as what they are, beside the text, whole or over a link.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Engine } from './harness';
import { pair } from './pair';

const { ask } = pair();
const value = async (code: string) => {
  const got = await ask(`
    const filled = (n) => Uint8Array.from({ length: n }, (_, i) => (i * 7 + (i >> 8)) & 255);
    const same = (a, b) => a.length === b.length && a.every((x, i) => x === b[i]);
    return ${code}`);
  assert.equal(got.error, undefined, `${code}: ${got.error}`);
  return got.value;
};

test('bytes of any length come back as they were', async () => {
  for (const n of [0, 1, 511, 512, 513, 4000, 5000, 65536, 65537, 300000, 1 << 20]) {
    assert.equal(await value(`same(filled(${n}), await N.echo(filled(${n})))`), true, `${n} bytes`);
    assert.equal(await value(`same(filled(${n}), new Uint8Array(await N.echo(filled(${n}).buffer)))`), true);
  }
});

test('bytes that could be text are not taken for it', async () => {
  assert.equal(await value(`same(new Uint8Array([65, 0, 127]), await N.echo(new Uint8Array([65, 0, 127])))`), true);
  assert.equal(await value(`(await (await N.echo(new Blob(['text']))).text())`), 'text');
});

test('over a link too, in both directions', async () => {
  for (const n of [1, 4000, 5000, 65536, 200000, 1 << 20]) {
    const code = `await N.call((b) => ({ b, same: same(b, filled(${n})) }), filled(${n}))`;
    assert.equal(await value(`(async (r) => r.same && same(r.b, filled(${n})))(${code})`), true, `${n} bytes`);
  }
});

test('each of several buffers in one message, and in several, gets what is its own', async () => {
  assert.deepEqual(
    await value(`await (async () => {
      const shared = filled(3000).buffer;
      const back = await N.echo({ a: filled(10), 'ü日': [new Float64Array([1.5, -0]), new Blob(['text'])], v: new Uint8Array(shared, 1, 4), w: new DataView(shared, 2) });
      return [same(back.a, filled(10)), back['ü日'][0][0], Object.is(back['ü日'][0][1], -0), await back['ü日'][1].text(), same(back.v, filled(3000).subarray(1, 5)),
        back.v.buffer === back.w.buffer, back.w.getUint8(0) === filled(3000)[2]];
    })()`),
    [true, 1.5, true, 'text', true, true, true],
  );
  assert.deepEqual(
    await value(`await Promise.all([5, 70000, 1, 9000].map(async (n) => same(filled(n), await N.echo(filled(n)))))`),
    [true, true, true, true],
  );
  assert.equal(await value('(await N.counter(5).self().args(filled(9000), filled(3)).catch(() => "none"))'), 'none');
});

test('what a buffer holds when it is sent is what arrives', async () => {
  assert.deepEqual(
    await value(`await (async () => {
      const bytes = filled(5000);
      const echo = N.echo({ bytes, get later() { bytes.fill(9); return 1 } });
      bytes.fill(3);
      return same((await echo).bytes, filled(5000));
    })()`),
    true,
  );
  assert.equal(
    await value(
      `await (async () => { const b = filled(5000); const back = await N.echo(b); back[0] = 77; return b[0] })()`,
    ),
    0,
  );
});

test('bytes count against the limit', async () => {
  const { error } = await ask('return await N.args(new Uint8Array(33 << 20))');
  assert.match(
    error[2],
    /^Serialized RPC arguments or return values are limited to 32MiB, but the size of this value was: 346030\d\d bytes\.$/,
  );
  assert.equal(await value('await N.args(new Uint8Array(31 << 20))'), 1);
});

test('a plain call with many bytes is still one message there and one back', async () => {
  const { ask, traffic } = pair();
  await ask('return (await N.echo(new Uint8Array(300000))).length');
  assert.deepEqual([traffic.calls, traffic.linked, traffic.frames.length], [1, 0, 0]);
});

test('a body that lies fails the call and nothing else', async () => {
  const to = new Engine(
    `const { WorkerEntrypoint } = builtin('cloudflare:workers');
     return { default: class extends WorkerEntrypoint { fetch() {} echo(x) { return x } } };`,
  );
  const ask = async (body: string) => to.call(1 << 21, '', Buffer.from(body, 'latin1'), 0).answer;
  const lies = [
    '',
    'b',
    'b9:',
    'b:',
    'b3:5:a',
    'b11:5,9999:"abc"',
    'b9:3,-1:"a"',
    'x1:1',
    't5:',
    't-1:',
    't5:["c"]',
    'b999999999999999:1',
  ];
  for (const lie of [...lies, 'b9:8,1:["d",1]']) {
    assert.notEqual((await ask(lie)).failed, 0, lie);
  }
  const honest = '["c",0,"r",0,["echo"],1]\nj[5]';
  assert.match((await ask(`t${honest.length}:${honest}`)).body, /\nj5$/);
});
