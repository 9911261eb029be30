// Encodings, base64 and structured clones beside those of the Node that runs the tests.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Engine, worker } from './harness';

/** Where the isolate says in the out half what the step may still cost. */
const MICROS_LEFT = 65536 / 4 + 3;

const engine = worker('() => new Response()');
const Decoder = engine.run('TextDecoder') as typeof TextDecoder;
const Encoder = engine.run('TextEncoder') as typeof TextEncoder;
const clone = engine.run('structuredClone') as typeof structuredClone;

const TEXTS = ['', 'abc', 'äöü€😀', '\ufeffx', 'a\ud800b', '\udc00', 'x'.repeat(5000), 'é'.repeat(3000)];
const BYTES = [
  [],
  [0xc3],
  [0xc3, 0xa4],
  [0xe2, 0x82, 0xac, 0x41],
  [0xf0, 0x9f, 0x98],
  [0xf0, 0x9f, 0x98, 0x80],
  [0xed, 0xa0, 0x80],
  [0xc0, 0xaf],
  [0xff, 0xfe, 0x41, 0],
  [0xef, 0xbb, 0xbf, 0x61],
  [0xf4, 0x90, 0x80, 0x80],
  [0x41, 0xe2, 0x82, 0x41],
  [0x80, 0x92, 0xe9],
  [0xf1, 0x80, 0x80],
  [0xe0, 0x80, 0x80],
];

test('text becomes the same bytes', () => {
  for (const text of TEXTS) {
    assert.equal(
      Buffer.from(new Encoder().encode(text)).toString('hex'),
      Buffer.from(new TextEncoder().encode(text)).toString('hex'),
    );
  }
  const into = engine.run('new Uint8Array(5)') as Uint8Array<ArrayBuffer>;
  const { read, written } = new Encoder().encodeInto('a€😀', into);
  assert.deepEqual([read, written], [2, 4]);
});

test('bytes become the same text, whole and in pieces', () => {
  for (const label of ['utf-8', 'utf-16le', 'utf-16be']) {
    for (const bytes of BYTES) {
      const given = engine.run(`new Uint8Array([${bytes}])`) as Uint8Array;
      const theirs = new TextDecoder(label);
      assert.equal(new Decoder(label).decode(given), theirs.decode(Uint8Array.from(bytes)), `${label} ${bytes}`);
      const pieces = new Decoder(label);
      let text = '';
      for (const byte of bytes) text += pieces.decode(engine.run(`new Uint8Array([${byte}])`), { stream: true });
      text += pieces.decode();
      assert.equal(text, theirs.decode(Uint8Array.from(bytes)), `${label} in pieces ${bytes}`);
    }
  }
});

test('latin1 is windows-1252', () => {
  assert.equal(new Decoder('latin1').decode(engine.run('new Uint8Array([0xe2, 0x82, 0xac, 0x41])')), 'â‚¬A');
  assert.equal(new Decoder('ascii').encoding, 'windows-1252');
});

test('fatal decoders refuse what is malformed', () => {
  for (const bytes of BYTES) {
    const given = engine.run(`new Uint8Array([${bytes}])`) as Uint8Array;
    const outcome = (run: () => string): string => {
      try {
        return run();
      } catch {
        return 'refused';
      }
    };
    const ours = outcome(() => new Decoder('utf-8', { fatal: true }).decode(given));
    assert.equal(
      ours,
      outcome(() => new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes))),
      `${bytes}`,
    );
  }
  assert.throws(() => new Decoder('no-such'), { name: 'RangeError' });
});

test('base64 both ways', () => {
  for (const text of ['', 'a', 'ab', 'abc', '\xff\x00\x80', 'x'.repeat(100)]) {
    assert.equal(engine.run('btoa')(text), btoa(text));
    assert.equal(engine.run('atob')(btoa(text)), text);
  }
  assert.equal(engine.run('atob')(' YQ = = '), 'a');
  for (const bad of ['a', 'ab=', '===', 'a-b_', 'YQ=a']) {
    assert.throws(() => engine.run('atob')(bad), { name: 'InvalidCharacterError' });
  }
  assert.throws(() => engine.run('btoa')('€'), { name: 'InvalidCharacterError' });
});

test('structured clones keep shape, kind and cycles', () => {
  const value = engine.run(`(() => {
    const cycle = { list: [1, , 'x', null, undefined, NaN, -0, 10n], when: new Date(5), re: /a/gi, map: new Map([[{ k: 1 }, new Set([1, 2])]]),
      bytes: new Uint8Array([1, 2, 3]).subarray(1), view: new DataView(new ArrayBuffer(4), 2), error: new RangeError('no', { cause: 1 }), box: Object('s') };
    cycle.self = cycle;
    return cycle;
  })()`);
  const copy: any = clone(value);
  assert.notEqual(copy, value);
  assert.equal(copy.self, copy);
  assert.equal(1 in copy.list, false);
  assert.equal(copy.list[7], 10n);
  assert.equal(copy.when.getTime(), 5);
  assert.equal(String(copy.re), '/a/gi');
  assert.equal([...[...copy.map.values()][0]].join(), '1,2');
  assert.equal([...copy.bytes].join(), '2,3');
  assert.equal(copy.bytes.buffer.byteLength, 3);
  assert.equal(copy.view.byteOffset, 2);
  assert.equal(copy.error.name, 'RangeError');
  assert.equal(copy.error.cause, 1);
  assert.equal(typeof copy.box, 'object');
});

test('structured clones refuse functions, symbols and platform objects', () => {
  for (const bad of ['() => 1', 'Symbol("x")', 'new Response("x")', 'new WeakMap()', 'Promise.resolve()']) {
    assert.throws(() => engine.run(`structuredClone({ bad: ${bad} })`), { name: 'DataCloneError' }, bad);
  }
});

test('a transferred buffer leaves its owner and keeps its views', () => {
  const [length, copied, offset] = engine.run(`(() => {
    const bytes = new Uint8Array([1, 2, 3, 4]);
    const copy = structuredClone({ whole: bytes, part: bytes.subarray(2) }, { transfer: [bytes.buffer] });
    return [bytes.byteLength, [...copy.part].join(), copy.part.buffer === copy.whole.buffer];
  })()`);
  assert.ok(length === 0 || !('transfer' in ArrayBuffer.prototype));
  assert.equal(copied, '3,4');
  assert.equal(offset, true);
});

test('waiting can be called off, and caches are cold', async () => {
  const answer = await worker(`async () => {
    const controller = new AbortController();
    const waiting = scheduler.wait(10_000, { signal: controller.signal }).catch((error) => error.name);
    controller.abort();
    await scheduler.wait(1);
    const cached = await caches.default.match('http://x/');
    await caches.default.put('http://x/', new Response('x'));
    return Response.json([await waiting, cached === undefined, performance.now() === Date.now(), navigator.userAgent]);
  }`).ask();
  assert.equal(answer.body, '["AbortError",true,true,"Cloudflare-Workers"]');
});

test('the compatibility flags of a Worker follow its date and what it asks for', () => {
  const flags = (config: object) =>
    new Engine(null, config).run(`JSON.stringify([Cloudflare.compatibilityFlags.url_standard,
      Cloudflare.compatibilityFlags.urlpattern_standard, Cloudflare.compatibilityFlags.nodejs_compat, String(Cloudflare)])`);
  const named = '"[object Cloudflare]"';
  assert.equal(flags({ compatibilityDate: '2021-11-02' }), `[false,false,false,${named}]`);
  assert.equal(flags({ compatibilityDate: '2026-04-01' }), `[true,true,false,${named}]`);
  const given = { compatibilityDate: '2026-04-01', compatibilityFlags: ['nodejs_compat', 'url_original'] };
  assert.equal(flags(given), `[false,true,true,${named}]`);
});

test('a context without CPU time has the time to call off its timers, and says that it is over', async () => {
  const engine = worker(
    `() => {
      for (let i = 0; i < 100; i++) setTimeout(() => {}, 1e6);
      setTimeout(() => {}, 0);
      return new Promise(() => {});
    }`,
    { limits: { cpuMs: 0.001 } },
  );
  let microsLeft = 0;
  const { step } = engine.bridge;
  engine.bridge = {
    __proto__: engine.bridge,
    step() {
      step();
      microsLeft = engine.ints[MICROS_LEFT]!;
    },
  };
  const answer = await engine.ask();
  assert.deepEqual([answer.failed, answer.outcome, engine.canceled.length], [2, 2, 101]);
  assert.ok(microsLeft > 100_000, `${microsLeft} µs`);
});

test('a context that is stopped while it ends says all the same that it is over', async () => {
  const engine = worker(
    `() => {
      let sent = false;
      const body = new ReadableStream({
        pull(controller) {
          if (sent) return new Promise(() => {});
          sent = true;
          controller.enqueue(new Uint8Array(65536));
        },
      });
      fetch('http://sink/', { method: 'POST', body });
      const again = () => setTimeout(again, 1);
      again();
      return new Promise(() => {});
    }`,
    { limits: { cpuMs: 0.1 } },
  );
  let stops = 0;
  engine.freeSlots.push = () => {
    throw new Error('stopped');
  };
  const { step, killed } = engine.bridge;
  engine.bridge = {
    __proto__: engine.bridge,
    step() {
      try {
        step();
      } catch {
        stops++;
        killed(2);
      }
    },
  };
  const answer = await engine.ask();
  assert.deepEqual([answer.failed, answer.outcome, stops], [2, 2, 1]);
});
