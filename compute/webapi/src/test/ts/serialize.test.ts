// Values as text: what comes back, what is refused, and what a text that lies leads to.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Engine, worker } from './harness';

const lab = worker('() => new Response()');
lab.context.rpc = lab.part('rpc');
lab.run(`globalThis.exporter = { reference: () => null };
  globalThis.over = (value) => rpc.deserialize(rpc.serialize(value, exporter), exporter);
  globalThis.again = (value) => rpc.deserialize(rpc.serialize(value))`);
const run = (code: string): any => JSON.parse(lab.run(`JSON.stringify((() => { ${code} })() ?? null)`));
const thrown = (code: string): string => run(`try { ${code} } catch (error) { return String(error) }`);
const text = (code: string): string => run(`return rpc.serialize(${code})`);

test('what JSON can say is JSON', () => {
  for (const value of [
    'null',
    'true',
    '"a\\u2028\\ud800"',
    '12.5',
    '[1,[2],{"a":{"b":[]}}]',
    '{"__proto__":1,"7":2}',
  ]) {
    assert.equal(text(`JSON.parse(${JSON.stringify(value)})`), `j${JSON.stringify(JSON.parse(value))}`);
    assert.deepEqual(run(`return again(JSON.parse(${JSON.stringify(value)}))`), JSON.parse(value));
  }
  assert.equal(
    run(`const v = again(JSON.parse('{"__proto__":{"x":1}}')); return [Object.keys(v), v.x === undefined]`).join(),
    '__proto__,true',
  );
});

test('what JSON lacks comes back as it was', () => {
  assert.deepEqual(
    run(`const v = again({ u: undefined, n: NaN, i: [Infinity, -Infinity], z: -0, b: 12345678901234567890n });
      return ['u' in v && v.u === undefined, Number.isNaN(v.n), v.i[0] === Infinity, v.i[1] === -Infinity, Object.is(v.z, -0), String(v.b)]`),
    [true, true, true, true, true, '12345678901234567890'],
  );
  assert.equal(run(`return again(undefined) === undefined`), true);
  assert.deepEqual(
    run(`const v = again([new Date(5), new Date(NaN), /a\\/b/gi, Object(5), Object('s'), Object(false), Object(3n)]);
      return [v[0].getTime(), String(v[1]), String(v[2]), ...v.slice(3).map((x) => typeof x + Object.prototype.toString.call(x) + x.valueOf())]`),
    [
      5,
      'Invalid Date',
      '/a\\/b/gi',
      'object[object Number]5',
      'object[object String]s',
      'object[object Boolean]false',
      'object[object BigInt]3',
    ],
  );
  assert.deepEqual(
    run(`const v = again(new Map([[{ a: 1 }, new Set([1, 'x'])], [NaN, undefined]])); const [[k, s], [n, u]] = v;
      return [v instanceof Map, k.a, [...s], Number.isNaN(n), u === undefined]`),
    [true, 1, [1, 'x'], true, true],
  );
});

test('objects that are met twice are one object, and circles close', () => {
  assert.deepEqual(
    run(`const shared = { s: 1 }; const root = { a: shared, b: [shared], m: new Map([[shared, shared]]) }; root.self = root; root.m.set('root', root);
      const v = again(root);
      return [v.self === v, v.a === v.b[0], v.m.get(v.a) === v.a, v.m.get('root') === v]`),
    [true, true, true, true],
  );
  assert.equal(
    run(
      `const many = Array.from({ length: 40 }, (_, i) => ({ i })); const v = again([...many, ...many]); return v.every((x, i) => x === v[i % 40])`,
    ),
    true,
  );
  assert.equal(run(`const e = new Error('x'); e.self = e; const v = again(e); return v.self === v`), true);
});

test('arrays keep their holes and what else is theirs; an object with only an empty key is no tag', () => {
  assert.deepEqual(
    run(`const v = again(Object.assign([, 1, ,], { x: 2 })); return [v.length, 0 in v, v[1], 2 in v, v.x]`),
    [3, false, 1, false, 2],
  );
  assert.deepEqual(run(`return [again({ '': 'u' }), again({ '': ['d', 1] }), again({ '': 3, a: 1 })]`), [
    { '': 'u' },
    { '': ['d', 1] },
    { '': 3, a: 1 },
  ]);
});

test('bytes take one char each, beside text of any alphabet', () => {
  assert.deepEqual(
    run(`const buffer = new Uint8Array([0, 255, 128, 65]).buffer;
      const v = again({ wide: '日本', view: new Uint8Array(buffer, 1, 2), data: new DataView(buffer, 3), f: new Float64Array([1.5]), buffer });
      return [v.wide, [...v.view], v.view.buffer === v.buffer, v.data.getUint8(0), v.data.buffer === v.buffer, v.f[0], v.buffer.byteLength]`),
    ['日本', [255, 128], true, 65, true, 1.5, 4],
  );
  assert.match(text(`{ wide: '日本', b: new Uint8Array([200]) }`), /^b[\0-\xff]*$/);
  assert.equal(text(`new ArrayBuffer(1000)`).length < 1050, true);
});

test('errors keep class, name, message and what is their own', () => {
  assert.deepEqual(
    run(`class Own extends RangeError { name = 'Own' }
      const given = Object.assign(new TypeError('t', { cause: new Error('c') }), { code: 7 });
      const v = again([given, new Own('o'), new AggregateError([new Error('1')], 'a')]);
      return [v[0] instanceof TypeError, v[0].message, v[0].cause.message, v[0].code, v[0].stack === given.stack, Object.keys(v[0]),
        v[1].constructor.name, v[1].name, v[2] instanceof AggregateError, v[2].errors[0].message]`),
    [true, 't', 'c', 7, true, ['code'], 'Error', 'Own', true, '1'],
  );
  assert.equal(run(`return over(new TypeError('t')).stack`), 'TypeError: t');
  assert.deepEqual(run(`return [again, over].map((back) => Object.hasOwn(back(new Error()), 'message'))`), [
    false,
    true,
  ]);
  assert.equal(run(`return over(Response.error()).type`), 'error');
});

test("the platform's values that can travel do", () => {
  assert.deepEqual(
    run(`const v = again([new Headers([['a', 'b'], ['set-cookie', '1'], ['set-cookie', 'ü']]), new DOMException('m', 'AbortError'), new Response(null, { status: 204 })]);
      return [[...v[0]], v[1].name, v[1].code, v[1] instanceof DOMException, v[2].status]`),
    [
      [
        ['a', 'b'],
        ['set-cookie', '1'],
        ['set-cookie', 'ü'],
      ],
      'AbortError',
      20,
      true,
      204,
    ],
  );
});

test('bodies travel between isolates only', async () => {
  assert.equal(thrown(`again(new Response('x'))`), 'DataCloneError: ReadableStream can only be serialized for RPC.');
  const seen = await lab.run(`(async () => {
    const request = over(new Request('http://x/y', { method: 'PUT', body: 'ü', headers: { a: 'b' }, cf: { k: 1 } }));
    const response = over(new Response(new Uint8Array([1, 2]), { status: 201, statusText: 'Made', headers: { c: 'd' } }));
    const blob = over(new Blob(['abc'], { type: 'text/x' }));
    return JSON.stringify([request.method, request.url, request.headers.get('a'), request.cf.k, await request.text(),
      response.status, response.statusText, response.headers.get('c'), [...(await response.bytes())], await blob.text(), blob.type]);
  })()`);
  assert.deepEqual(JSON.parse(seen), ['PUT', 'http://x/y', 'b', 1, 'ü', 201, 'Made', 'd', [1, 2], 'abc', 'text/x']);
});

test('storage takes instances of classes as what they hold, RPC refuses them', () => {
  assert.deepEqual(run(`return again(new (class Foo { a = 1; get b() { return 2 } }))`), { a: 1 });
  assert.deepEqual(run(`return again({ __proto__: null, a: 1 })`), { a: 1 });
  const unsupported = (type: string) =>
    `DataCloneError: Could not serialize object of type "${type}". This type does not support serialization.`;
  assert.equal(thrown(`over(new (class Foo {}))`), unsupported('Foo'));
  assert.equal(thrown(`over({ __proto__: null })`), unsupported('Object'));
  assert.equal(thrown(`over([new URL('http://x/')])`), unsupported('URL'));
  assert.equal(thrown(`again(new File(['x'], 'n'))`), unsupported('File'));
});

test("refusals have the platform's words", () => {
  for (const [code, words] of [
    [`Symbol('x')`, 'Symbol(x) could not be cloned.'],
    [`() => 1`, '() => 1 could not be cloned.'],
    [`{ p: Promise.resolve(1) }`, '#<Promise> could not be cloned.'],
    [`new WeakMap()`, '#<WeakMap> could not be cloned.'],
    [`(function* () {})()`, '[object Generator] could not be cloned.'],
    [`globalThis`, '#<ServiceWorkerGlobalScope> could not be cloned.'],
  ]) {
    assert.equal(thrown(`again(${code})`), `DataCloneError: ${words}`);
  }
});

test('getters run once, and what they throw comes through', () => {
  assert.deepEqual(
    run(`let reads = 0; const v = again({ get a() { return ++reads }, d: new Date(0) }); return [v.a, reads]`),
    [1, 1],
  );
  assert.equal(thrown(`again({ get a() { throw new RangeError('mine') } })`), 'RangeError: mine');
  assert.deepEqual(run(`const o = { get a() { delete o.b; return 1 }, b: undefined }; return Object.keys(again(o))`), [
    'a',
  ]);
  assert.deepEqual(run(`return again({ toJSON: 5, a: 1 })`), { toJSON: 5, a: 1 });
});

test('what is too deep is refused, in either direction', () => {
  assert.match(thrown(`let v = {}; for (let i = 0; i < 5000; i++) v = { v }; again(v)`), /^RangeError/);
  assert.match(
    thrown(`rpc.deserialize('t' + '[{"":"u"},'.repeat(5000) + '1' + ']'.repeat(5000))`),
    /^(TypeError|RangeError)/,
  );
  assert.equal(
    run(
      `let v = { d: new Date(1) }; for (let i = 0; i < 900; i++) v = { v }; let n = 0; for (v = again(v); v.v; v = v.v) n++; return n`,
    ),
    900,
  );
});

test('a text that lies is an error', () => {
  for (const lie of [
    '',
    'x',
    'j{',
    't{"":9}',
    't{"":["b",0,5]}',
    't{"":["v","Uint8Array",1,0,1]}',
    't{"":["v","Nope",{"":["b",0,0]},0,0]}',
    't{"":["e","Nope",null,"","",false]}',
    't{"":["d","x"]}',
    't{"":["i","1;2"]}',
    't{"":["a",-1]}',
    't{"":["r","(",""]}',
    't{"":["zz"]}',
    't{"":["f",1]}',
    't{"":["S",700,"",""]}',
    't{"":["S",200,1,""]}',
    't{"":["Q","GET","no url","","follow",null]}',
    'b5:',
    'b99999999999:1',
    'b1:1',
    't{"":["b",0,0,-1]}',
    't{"":["b",1e308,1]}',
    't{"":["s"],"x":{"":7}}',
    't{"":{}}',
    't{"":["m",{"":4},1]}',
  ]) {
    const outcome = run(
      `try { rpc.deserialize(${JSON.stringify(lie)}); return 'taken' } catch (error) { return error instanceof Error ? 'refused' : 'odd' }`,
    );
    assert.equal(outcome, lie === 'b1:1' ? 'taken' : 'refused', lie);
  }
});

test('a text cut or changed anywhere leads to a value or an error, and nothing else', () => {
  const whole = text(
    `{ a: [1, new Date(1), new Map([[1, { b: new Uint8Array(3) }]])], e: new Error('x'), u: undefined, h: new Headers({ a: 'b' }) }`,
  );
  let seed = 42;
  const random = (below: number) => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % below;
  for (let i = 0; i < 400; i++) {
    const at = random(whole.length);
    const changed =
      i % 2 === 0
        ? whole.slice(0, at)
        : whole.slice(0, at) + String.fromCharCode(32 + random(95)) + whole.slice(at + 1);
    const outcome = run(
      `try { rpc.deserialize(${JSON.stringify(changed)}); return 1 } catch (error) { return error instanceof Error ? 2 : 3 }`,
    );
    assert.notEqual(outcome, 3, `seed 42, step ${i}`);
  }
});

test('a Worker that changed the language changes nothing here', () => {
  const hostile = new Engine(`return { default: { fetch() {} } }`);
  hostile.context.rpc = hostile.part('rpc');
  const seen = hostile.run(`(() => {
    const bad = () => { throw new Error('reached') };
    const { getOwnPropertyDescriptor, defineProperty } = Object;
    const { ownKeys } = Reflect;
    const from = [Array, Map, Set, String, Date, RegExp, Uint8Array].map((type) => type.prototype);
    for (let i = 0; i < from.length; i++) {
      const keys = ownKeys(from[i]);
      for (let k = 0; k < keys.length; k++) {
        const d = getOwnPropertyDescriptor(from[i], keys[k]);
        if (keys[k] !== 'constructor' && d.configurable) defineProperty(from[i], keys[k], { get: bad, set: bad, configurable: true });
      }
    }
    Object.defineProperty(Object.prototype, 'toJSON', { get: bad, configurable: true });
    Object.defineProperty(Array.prototype, 0, { set: bad, configurable: true });
    JSON.stringify = JSON.parse = Object.keys = bad;
    const v = rpc.deserialize(rpc.serialize({ a: [1, , { b: 'c' }], u: undefined, e: new TypeError('t') }));
    return \`\${v.a.length} \${v.a[2].b} \${v.e.message}\`;
  })()`);
  assert.equal(seen, '3 c t');
});
