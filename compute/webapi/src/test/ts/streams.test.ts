import assert from 'node:assert/strict';
import { test } from 'node:test';
import { worker } from './harness';

const MEBI = 1024 * 1024;
/** A MiB by pulling; each byte is the number of its chunk. */
const SIXTEEN_CHUNKS = `() => {
  let n = 0;
  return new Response(new ReadableStream({
    pull(controller) {
      if (n === 16) return controller.close();
      controller.enqueue(new Uint8Array(65536).fill(n++));
    },
  }));
}`;

test('a pull source of 16 chunks arrives whole, in slots, with back-pressure', async () => {
  const engine = worker(SIXTEEN_CHUNKS);
  const answer = await engine.ask();
  assert.equal(answer.bytes.length, MEBI);
  assert.equal(answer.chunks, 16);
  assert.ok(answer.bytes.every((byte, i) => byte === i >> 16));
  assert.equal(engine.freeSlots.length, 128);
});

test('streams that find no slot wait in turn for those under way', async () => {
  const engine = worker(SIXTEEN_CHUNKS);
  let inText = 0;
  engine.heard = (kind) => void (inText += kind === 4 ? 1 : 0);
  engine.freeSlots.length = 3;
  const answers = await Promise.all(Array.from({ length: 8 }, () => engine.ask()));
  for (const { bytes } of answers) {
    assert.equal(bytes.length, MEBI);
    assert.ok(bytes.every((byte, i) => byte === i >> 16));
  }
  assert.equal(inText, 0);
  await engine.idle();
  assert.equal(engine.freeSlots.length, 3);
});

test('an isolate without any slot sends its chunks inside the text', async () => {
  const engine = worker(`() => new Response(new ReadableStream({
    pull(controller) { controller.enqueue(new Uint8Array(65536).fill(7)); controller.close(); },
  }))`);
  engine.freeSlots.length = 0;
  const { bytes } = await engine.ask();
  assert.ok(bytes.length === 65536 && bytes.every((byte) => byte === 7));
});

test('whoever waits for a slot and is given up does not keep it from others', async () => {
  const engine = worker(`() => {
    let n = 0;
    return new Response(new ReadableStream({
      pull(controller) {
        if (n++ === 8) return controller.close();
        controller.enqueue(new Uint8Array(65536));
      },
    }));
  }`);
  engine.freeSlots.length = 1;
  const first = engine.ask();
  const { id } = engine.open();
  const last = engine.ask();
  engine.send([11, id, 1]);
  assert.equal((await first).bytes.length, MEBI / 2);
  assert.equal((await last).bytes.length, MEBI / 2);
});

test('without credit no more than the window leaves', async () => {
  const engine = worker(`() => new Response(new ReadableStream({
    pull(controller) { controller.enqueue(new Uint8Array(65536)) },
  }))`);
  engine.autoCredit = false;
  const { id } = engine.open();
  await engine.idle();
  assert.equal(engine.credits.get(id), 262144);
});

test('a streamed request body is read, counted and piped through', async () => {
  const chunks = Array.from({ length: 40 }, (_, i) => new Uint8Array(i % 2 ? 60000 : 500).fill(i));
  const whole = Buffer.concat(chunks);
  const echo = await worker(`(request) => new Response(request.body)`).ask({ body: chunks });
  assert.ok(echo.bytes.length === whole.length && whole.equals(echo.bytes));
  const upper = await worker(`(request) => new Response(request.body.pipeThrough(new TransformStream({
    transform(chunk, controller) { controller.enqueue(chunk.map((byte) => byte + 1)) },
  })))`).ask({ body: chunks });
  assert.ok(upper.bytes.length === whole.length && upper.bytes[0] === 1 && upper.bytes.at(-1) === 40);
  const read = await worker(`async (request) => {
    let size = 0;
    for await (const chunk of request.body) size += chunk.length;
    return Response.json([size, request.bodyUsed]);
  }`).ask({ body: chunks });
  assert.equal(read.body, JSON.stringify([whole.length, true]));
  const all = await worker(`async (request) => Response.json((await request.arrayBuffer()).byteLength)`).ask({
    body: chunks,
  });
  assert.equal(all.body, `${whole.length}`);
});

test('tee, clone and BYOB readers see the same bytes', async () => {
  const answer = await worker(`async (request) => {
    const copy = request.clone();
    const text = await request.text();
    const reader = copy.body.getReader({ mode: 'byob' });
    let again = '';
    for (;;) {
      const { value, done } = await reader.read(new Uint8Array(3));
      if (done) break;
      again += String.fromCharCode(...value);
    }
    const [one, two] = new Response(text).body.tee();
    return Response.json([text, again, await new Response(one).text(), await new Response(two).text()]);
  }`).ask({ body: [Buffer.from('hello '), Buffer.from('world')] });
  assert.deepEqual(JSON.parse(answer.body), Array(4).fill('hello world'));
});

test('a body can be used once, and errors of a source reach the client', async () => {
  const twice = await worker(
    `async (request) => { await request.text(); return request.text().catch((e) => new Response(e.message)) }`,
  ).ask({ body: 'x' });
  assert.match(twice.body, /Body has already been used/);
  const broken = await worker(`() => {
    let n = 0;
    return new Response(new ReadableStream({
      async pull(controller) { if (n++) throw new Error('source failed'); controller.enqueue(new Uint8Array(10)) },
    }));
  }`).ask();
  assert.equal(broken.broken, 'source failed');
  assert.equal(broken.exceptions[0]!.message, 'source failed');
});

test('identity and fixed-length streams', async () => {
  const answer = await worker(`async () => {
    const { readable, writable } = new FixedLengthStream(5);
    const writer = writable.getWriter();
    writer.write(new Uint8Array([104, 101, 108])).then(() => writer.write(new Uint8Array([108, 111]))).then(() => writer.close());
    return new Response(readable);
  }`).ask();
  assert.equal(answer.body, 'hello');
  assert.equal(answer.header('content-length'), '5');
  const short = await worker(`async () => {
    const { readable, writable } = new FixedLengthStream(5);
    const writer = writable.getWriter();
    const closed = writer.close().catch((error) => error.message);
    return new Response(await closed);
  }`).ask();
  assert.match(short.body, /did not see all expected bytes/);
});

test('long text leaves as a stream', async () => {
  const answer = await worker(`() => new Response('ü'.repeat(200000))`).ask();
  assert.equal(answer.body, 'ü'.repeat(200000));
  assert.equal(answer.header('content-length'), '400000');
  assert.ok(answer.chunks > 1);
});

test('an answer that nothing can end any more is broken off', async () => {
  const answer = await worker(`() => new Response(new ReadableStream({
    start(controller) { controller.enqueue(new Uint8Array([1, 2, 3])) },
  }))`).ask();
  assert.match(answer.broken!, /code had hung/);
  assert.equal(answer.outcome, 1);
  const alive = await worker(`() => new Response(new ReadableStream({
    start(controller) { setTimeout(() => { controller.enqueue(new Uint8Array([65])); controller.close() }, 5) },
  }))`).ask();
  assert.equal(alive.body, 'A');
});

test('a client that goes cancels the source and aborts the signal', async () => {
  const engine = worker(`(request, env, ctx) => {
    request.signal.addEventListener('abort', () => console.log('aborted'));
    return new Response(new ReadableStream({
      pull(controller) { controller.enqueue(new Uint8Array(65536)) },
      cancel() { console.log('canceled') },
    }));
  }`);
  engine.autoCredit = false;
  const { id, answer } = engine.open();
  await engine.idle();
  engine.send([11, id, 1]);
  const end = await answer.catch(() => null);
  assert.deepEqual(end!.logs.map((log) => log.message[0]).sort(), ['aborted', 'canceled']);
  assert.equal(end!.outcome, 4);
});
