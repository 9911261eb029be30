// structuredClone: what moves, what is copied, what is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { worker } from './harness';

/** Older engines than ours cannot detach a buffer; the tests run there too. */
const MOVES = 'transfer' in ArrayBuffer.prototype;

const lab = worker('() => new Response()');
const run = (code: string): any => JSON.parse(lab.run(`JSON.stringify((() => { ${code} })() ?? null)`));
const thrown = (code: string): string => run(`try { ${code} } catch (error) { return String(error) }`);

test('transferred buffers arrive in the clone with all their views, and are gone here', () => {
  assert.deepEqual(
    run(`const buffer = new Uint8Array([1, 2, 3, 4]).buffer;
      const view = new Uint8Array(buffer, 1, 2);
      const given = { buffer, view, list: [view], map: new Map([[buffer, view]]), set: new Set([view]) };
      const copy = structuredClone(given, { transfer: [buffer] });
      const [[key, value]] = copy.map;
      return [buffer.byteLength, copy.buffer.byteLength, [...copy.view], copy.view.buffer === copy.buffer,
        copy.list[0] === copy.view, key === copy.buffer, value === copy.view, copy.set.has(copy.view)]`),
    [MOVES ? 0 : 4, 4, [2, 3], true, true, true, true, true],
  );
  assert.equal(run(`const b = new ArrayBuffer(3); return structuredClone(b, { transfer: [b, b] }).byteLength`), 3);
});

test('nothing moves when something cannot be cloned, and getters run once', () => {
  assert.equal(
    run(`const buffer = new ArrayBuffer(2);
      try { structuredClone({ buffer, no: () => {} }, { transfer: [buffer] }) } catch { return buffer.byteLength }`),
    2,
  );
  assert.deepEqual(
    run(`let reads = 0;
      const copy = structuredClone({ get x() { return ++reads } }, { transfer: [new ArrayBuffer(1)] });
      return [copy.x, reads]`),
    [1, 1],
  );
});

test('headers, blobs and DOMExceptions have copies', async () => {
  const answer = await worker(`async () => {
    const headers = structuredClone(new Headers({ a: '1' }));
    const blob = structuredClone(new Blob(['hi'], { type: 'a/b' }));
    const error = structuredClone(new DOMException('m', 'AbortError'));
    const buffer = structuredClone(new ArrayBuffer(2, { maxByteLength: 8 }));
    return Response.json([headers.get('a'), await blob.text(), blob.type, blob instanceof Blob,
      error.name, error.code, error instanceof DOMException, buffer.maxByteLength]);
  }`).ask('/');
  assert.deepEqual(JSON.parse(answer.body), ['1', 'hi', 'a/b', true, 'AbortError', 20, true, 8]);
});

test('what has state that cannot be copied is refused by its name', () => {
  assert.equal(thrown('structuredClone(new WeakMap())'), 'DataCloneError: #<WeakMap> could not be cloned.');
  assert.equal(thrown('structuredClone(Promise.resolve())'), 'DataCloneError: #<Promise> could not be cloned.');
  assert.equal(thrown("structuredClone(Symbol('x'))"), 'DataCloneError: Symbol(x) could not be cloned.');
  assert.equal(
    thrown('structuredClone((function* () {})())'),
    'DataCloneError: [object Generator] could not be cloned.',
  );
  assert.equal(
    thrown('(function () { structuredClone(arguments) })(1)'),
    'DataCloneError: #<Object> could not be cloned.',
  );
  assert.match(thrown("structuredClone(new File([], 'n'))"), /object of type "File"/);
  assert.match(thrown('structuredClone(new ReadableStream())'), /^DataCloneError: ReadableStream can only/);
  assert.equal(thrown('structuredClone(1, { transfer: [5] })'), 'TypeError: Object is not transferable');
});
