// How streams differ from the standard where the platform does, and in which words they refuse.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { worker } from './harness';

const ask = async (body: string): Promise<any> => {
  const answer = await worker(`async () => { ${body} }`).ask('/');
  assert.equal(answer.failed, 0, JSON.stringify(answer.exceptions));
  return JSON.parse(answer.body);
};

test('a start that throws makes a broken stream and not a broken constructor', async () => {
  assert.deepEqual(
    await ask(`const seen = [];
      const start = () => { throw new RangeError('mine') };
      await new ReadableStream({ start }).getReader().read().catch((error) => seen.push(String(error)));
      await new WritableStream({ start }).getWriter().closed.catch((error) => seen.push(String(error)));
      await new ReadableStream({ start: (c) => { c.close(); c.close() } }).getReader().read().then((r) => seen.push(r.done));
      return Response.json(seen);`),
    ['RangeError: mine', 'RangeError: mine', true],
  );
});

test('small chunks of bytes are read together, large ones as they came', async () => {
  assert.deepEqual(
    await ask(`const seen = [];
      for (const sizes of [[1, 2, 3], [20000, 1, 1]]) {
        const stream = new ReadableStream({ type: 'bytes', start(c) {
          for (const size of sizes) c.enqueue(new Uint8Array(size));
          c.close();
        } });
        for await (const chunk of stream) seen.push(chunk.length);
      }
      return Response.json(seen);`),
    [6, 20000, 2],
  );
});

test('a read into the middle of a buffer comes back from there', async () => {
  assert.deepEqual(
    await ask(`const stream = new ReadableStream({ type: 'bytes', start(c) { c.enqueue(new Uint8Array([1, 2, 3])) } });
      const { value } = await stream.getReader({ mode: 'byob' }).read(new Uint8Array(new ArrayBuffer(10), 4, 6));
      return Response.json([value.byteOffset, value.length, value.buffer.byteLength]);`),
    [4, 3, 10],
  );
});

test('a read of at least so many bytes gets what there is when the stream ends', async () => {
  assert.deepEqual(
    await ask(`const stream = new ReadableStream({ type: 'bytes', start(c) { c.enqueue(new Uint8Array(2)); c.close() } });
      const reader = stream.getReader({ mode: 'byob' });
      const first = await reader.readAtLeast(4, new Uint8Array(4));
      const second = await reader.read(new Uint8Array(4));
      return Response.json([first.done, first.value.length, second.done, second.value.length]);`),
    [false, 2, true, 0],
  );
});

test('text goes through a byte pipe as UTF-8, and what is neither breaks it', async () => {
  assert.deepEqual(
    await ask(`const pipe = new IdentityTransformStream({ highWaterMark: 10 });
      const writer = pipe.writable.getWriter();
      const mark = writer.desiredSize;
      writer.write('grün');
      writer.close();
      const text = await new Response(pipe.readable).text();
      const broken = new IdentityTransformStream();
      const writing = broken.writable.getWriter().write({}).catch((error) => error.name);
      const reading = new Response(broken.readable).text().catch((error) => error.name);
      return Response.json([mark, text, await writing, await reading]);`),
    [10, 'grün', 'TypeError', 'TypeError'],
  );
});

test('arguments of no use are refused in the words of the platform', async () => {
  const expected = {
    'new ReadableStream(5)':
      "Failed to construct 'ReadableStream': constructor parameter 1 is not of type 'UnderlyingSource'.",
    'new ReadableStream({ pull: 1 })':
      "Incorrect type for the 'pull' field on 'UnderlyingSource': the provided value is not of type 'function'.",
    'new ReadableStream({}, { highWaterMark: -1 })':
      'The value cannot be converted because it is negative and this API expects a positive bigint.',
    'new WritableStream({ write: 1 })':
      "Incorrect type for the 'write' field on 'UnderlyingSink': the provided value is not of type 'function'.",
    'new TransformStream({ readableType: "x" })': 'transformer.readableType must be undefined.',
    'new FixedLengthStream()':
      "Failed to construct 'FixedLengthStream': constructor parameter 1 is not of type 'bigint'.",
    'new ReadableStream().pipeThrough({})':
      "Incorrect type for the 'readable' field on 'Transform': the provided value is not of type 'ReadableStream'.",
    'new ReadableStream().getReader({ mode: "x" })': "mode must be undefined or 'byob' in call to getReader().",
    'ReadableStream.from(5)':
      "Failed to execute 'from' on 'ReadableStream': parameter 1 is not of type 'AsyncGenerator'.",
    'new ReadableStreamDefaultReader()':
      "Failed to construct 'ReadableStreamDefaultReader': constructor parameter 1 is not of type 'ReadableStream'.",
  };
  const codes = Object.keys(expected).map((code) => `() => ${code}`);
  const said = await ask(`const said = [];
    for (const make of [${codes.join(', ')}]) { try { make(); said.push('nothing') } catch (error) { said.push(error.message) } }
    return Response.json(said);`);
  assert.deepEqual(said, Object.values(expected));
});
