// How the platform's classes and functions look from outside, as measured on Cloudflare's runtime.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { worker } from './harness';

const lab = worker('() => new Response()');
const run = (code: string): any => JSON.parse(lab.run(`JSON.stringify((() => { ${code} })() ?? null)`));
const ILLEGAL =
  'TypeError: Illegal invocation: function called with incorrect `this` reference. See https://developers.cloudflare.com/workers/observability/errors/#illegal-invocation-errors for details.';

test('methods and accessors refuse a foreign this in the words of the platform', () => {
  const wrong = run(`
    const wrong = [];
    const names = ['Headers', 'Request', 'Response', 'URL', 'URLSearchParams', 'Blob', 'File', 'FormData', 'Event', 'EventTarget',
      'AbortSignal', 'AbortController', 'ReadableStream', 'WritableStream', 'TransformStream', 'TextDecoder', 'TextEncoder',
      'WebSocket', 'MessagePort', 'EventSource', 'URLPattern', 'Cache', 'CompressionStream', 'SubtleCrypto', 'Navigator'];
    for (const name of names) {
      const { prototype } = globalThis[name];
      for (const key of Object.getOwnPropertyNames(prototype)) {
        const { value, get } = Object.getOwnPropertyDescriptor(prototype, key);
        const method = get ?? value;
        if (key === 'constructor' || typeof method !== 'function' || key === 'DigestStream') continue;
        for (const self of [{}, 5, undefined, prototype]) {
          try { method.call(self, 'a', 'b'); wrong.push(name + '.' + key + ' said nothing') }
          catch (error) { if (String(error) !== ${JSON.stringify(ILLEGAL)}) wrong.push(name + '.' + key + ': ' + error) }
        }
      }
    }
    return wrong`);
  assert.deepEqual(wrong, []);
});

test('what a method throws by itself, or hears from a callback, stays as it is', () => {
  assert.deepEqual(
    run(`const seen = [];
      try { new Headers({ a: '1' }).forEach(() => { throw new RangeError('mine') }) } catch (error) { seen.push(String(error)) }
      try { new Headers().get('no good') } catch (error) { seen.push(error.name) }
      return seen`),
    ['RangeError: mine', 'TypeError'],
  );
});

test('functions of the platform show no source, those of a Worker do', () => {
  assert.deepEqual(
    run(`return [fetch, URL, Headers.prototype.get, setTimeout, console.log, TextDecoder, Function.prototype.toString]
      .map((one) => String(one))`),
    ['fetch', 'URL', 'get', 'setTimeout', '', 'TextDecoder', 'toString'].map(
      (name) => `function ${name}() { [native code] }`,
    ),
  );
  assert.equal(
    run(`return String(Object.getOwnPropertyDescriptor(URL.prototype, 'href').get)`),
    'function () { [native code] }',
  );
  assert.equal(run('return String((a) => a + 1)'), '(a) => a + 1');
});

test('properties have the attributes that they have on the platform', () => {
  const flags = (owner: string, key: string) =>
    run(`const d = Object.getOwnPropertyDescriptor(${owner}, ${key}); globalThis.TextDecoder; globalThis.crypto;
      return [d.enumerable, d.configurable, d.writable ?? null]`);
  assert.deepEqual(flags('globalThis', '"fetch"'), [true, true, true]);
  assert.deepEqual(flags('globalThis', '"origin"'), [true, true, false]);
  assert.deepEqual(flags('Event', '"AT_TARGET"'), [true, true, false]);
  assert.deepEqual(flags('WebSocket.prototype', '"OPEN"'), [true, true, false]);
  assert.deepEqual(flags('DOMException', '"ABORT_ERR"'), [true, true, false]);
  assert.deepEqual(flags('Headers.prototype', 'Symbol.toStringTag'), [false, true, true]);
  assert.deepEqual(flags('Headers.prototype', '"get"'), [true, true, true]);
  assert.deepEqual(flags('Request.prototype', '"url"'), [true, true, null]);
  assert.deepEqual(run('return Object.keys(navigator)'), [
    ...['languages', 'language', 'platform', 'hardwareConcurrency', 'userAgent'],
  ]);
});

test('missing arguments are named', () => {
  const thrown = (code: string) => run(`try { ${code} } catch (error) { return String(error) }`);
  const where = "'ServiceWorkerGlobalScope'";
  assert.equal(
    thrown('structuredClone()'),
    `TypeError: Failed to execute 'structuredClone' on ${where}: parameter 1 is not of type 'Value'.`,
  );
  assert.equal(
    thrown('setTimeout("x")'),
    `TypeError: Failed to execute 'setTimeout' on ${where}: parameter 1 is not of type 'function'.`,
  );
  assert.equal(
    thrown('new Event()'),
    "TypeError: Failed to construct 'Event': constructor parameter 1 is not of type 'string'.",
  );
  assert.equal(
    thrown('AbortSignal.timeout()'),
    "TypeError: Failed to execute 'timeout' on 'AbortSignal': parameter 1 is not of type 'number'.",
  );
});

test('classes want new, in the words of the platform, and can be extended', () => {
  assert.equal(
    run(`try { Event('x') } catch (error) { return String(error) }`),
    "TypeError: Failed to construct 'Event': Please use the 'new' operator, this object constructor cannot be called as a function.",
  );
  assert.deepEqual(
    run(`class Mine extends EventTarget { constructor() { super(); this.own = 1 } }
      const mine = new Mine();
      let heard = 0;
      mine.addEventListener('x', () => heard++);
      mine.dispatchEvent(new CustomEvent('x'));
      return [heard, mine.own, mine instanceof EventTarget, new Event('x').constructor === Event, Event.name, Event.length,
        AbortSignal.abort().aborted, AbortSignal.abort().constructor === AbortSignal, String(TextDecoder)]`),
    [1, 1, true, true, 'Event', 0, true, true, 'function TextDecoder() { [native code] }'],
  );
});

test('events and exceptions carry their attributes themselves', () => {
  assert.deepEqual(run(`return Object.keys(new MessageEvent('message'))`), [
    ...['ports', 'source', 'lastEventId', 'origin', 'data'],
  ]);
  assert.deepEqual(run(`return JSON.parse(JSON.stringify(new CloseEvent('close', { code: 1000 })))`), {
    wasClean: false,
    reason: '',
    code: 1000,
  });
  assert.deepEqual(
    run(`const { code, name, message } = { ...new DOMException('m', 'AbortError') }; return [code, name, message]`),
    [...[20, 'AbortError', 'm']],
  );
});
