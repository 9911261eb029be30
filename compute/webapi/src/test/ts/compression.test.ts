// CompressionStream and DecompressionStream, with Node's zlib in the host's place.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { worker } from './harness';

const text = async (source: string) => {
  const answer = await worker(source).ask('/');
  assert.equal(answer.failed, 0, JSON.stringify(answer.exceptions));
  return answer.body;
};

test('a response is compressed on its way and anybody can read it', async () => {
  const answer = await worker(
    `() => new Response(new Blob(['hello '.repeat(1000)]).stream().pipeThrough(new CompressionStream('gzip')))`,
  ).ask('/');
  assert.equal(gunzipSync(answer.bytes).toString(), 'hello '.repeat(1000));
});

test('a compressed body is read', async () => {
  const lab = worker(
    `async (request) => new Response(await new Response(request.body.pipeThrough(new DecompressionStream('gzip'))).text())`,
  );
  const packed = gzipSync('grüße '.repeat(20_000));
  const pieces = [packed.subarray(0, 5), packed.subarray(5, 40), packed.subarray(40)];
  assert.equal((await lab.ask({ body: pieces })).body, 'grüße '.repeat(20_000));
  assert.ok(lab.codecs.every((codec) => codec.closed));
});

test('all of it may be written before anybody reads', async () => {
  const body = await text(`async () => {
    const stream = new CompressionStream('deflate-raw');
    const writer = stream.writable.getWriter();
    await writer.write(new TextEncoder().encode('x'.repeat(100000)));
    await writer.write(new Uint16Array([1, 2]));
    await writer.close();
    const back = stream.readable.pipeThrough(new DecompressionStream('deflate-raw'));
    return new Response(String((await new Response(back).bytes()).length));
  }`);
  assert.equal(body, '100004');
});

test('what is cut off, followed or malformed errors both sides with a TypeError', async () => {
  const body = await text(`async () => {
    const seen = [];
    const pack = async (bytes, Type) =>
      new Response(new Blob([bytes]).stream().pipeThrough(new Type('deflate'))).bytes();
    const whole = await pack(new TextEncoder().encode('hello'), CompressionStream);
    for (const bytes of [whole.slice(0, -2), new Uint8Array([...whole, 1]), new Uint8Array(9).fill(7)]) {
      const stream = new DecompressionStream('deflate');
      const writer = stream.writable.getWriter();
      writer.write(bytes).catch(() => {});
      writer.close().catch(() => {});
      await new Response(stream.readable).text().catch((error) => seen.push(error.name + ': ' + error.message));
      await writer.closed.catch((error) => seen.push(error.message));
    }
    return Response.json(seen);
  }`);
  const cut = 'Called close() on a decompression stream with incomplete data';
  const more = 'Trailing bytes after end of compressed data';
  const bad = 'Decompression failed.';
  assert.deepEqual(JSON.parse(body), [`TypeError: ${cut}`, cut, `TypeError: ${more}`, more, `TypeError: ${bad}`, bad]);
});

test('a bomb waits for its reader instead of filling memory', async () => {
  const lab = worker(`async (request) => {
    const stream = new DecompressionStream('gzip');
    const writer = stream.writable.getWriter();
    let written = false;
    const writing = writer.write(await request.bytes()).then(() => { written = true; }, (error) => error.message);
    const reader = stream.readable.getReader();
    const { value } = await reader.read();
    const early = written;
    await reader.cancel(new Error('enough'));
    return Response.json([value.length, early, await writing]);
  }`);
  const answer = await lab.ask({ body: gzipSync(Buffer.alloc(20_000_000)) });
  assert.deepEqual(JSON.parse(answer.body).slice(0, 2), [65536, false]);
  assert.ok(lab.codecs.every((codec) => codec.closed));
});

test('a stream that nobody finished is closed with its request', async () => {
  const lab = worker(`async () => {
    await new CompressionStream('gzip').writable.getWriter().write(new Uint8Array(10));
    return new Response('ok');
  }`);
  await lab.ask('/');
  assert.deepEqual(
    lab.codecs.map((codec) => codec.closed),
    [true],
  );
});

test('other formats and other chunks are refused in words', async () => {
  const body = await text(`async () => {
    const seen = [];
    for (const make of [() => new CompressionStream(), () => new DecompressionStream('zip')]) {
      try { make(); } catch (error) { seen.push(error.message); }
    }
    await new CompressionStream('gzip').writable.getWriter().write({}).catch((error) => seen.push(error.name));
    return Response.json(seen);
  }`);
  assert.deepEqual(JSON.parse(body), [
    "Failed to construct 'CompressionStream': constructor parameter 1 is not of type 'string'.",
    "The compression format must be either 'deflate', 'deflate-raw' or 'gzip'.",
    'TypeError',
  ]);
});
