import assert from 'node:assert/strict';
import { test } from 'node:test';
import { worker } from './harness';

test('a plain answer is one final record', async () => {
  const answer = await worker(`() => new Response('hello')`).ask();
  assert.equal(answer.body, 'hello');
  assert.equal(answer.status, 200);
  assert.equal(answer.final, true);
  assert.deepEqual(answer.headers, [['content-type', 'text/plain;charset=UTF-8']]);
});

test('JSON goes in and out without a stream', async () => {
  const echo = worker(
    `async (request) => Response.json(await request.json(), { status: 201, headers: { 'X-A': 'b' } })`,
  );
  const answer = await echo.ask('/', { body: '{"a":[1,"ü"]}' });
  assert.equal(answer.body, '{"a":[1,"ü"]}');
  assert.equal(answer.status, 201);
  assert.equal(answer.header('content-type'), 'application/json');
  assert.equal(answer.header('x-a'), 'b');
});

test('a handler that throws fails with its exception', async () => {
  const answer = await worker(`() => { throw new RangeError('no') }`).ask();
  assert.equal(answer.failed, 1);
  assert.equal(answer.outcome, 1);
  assert.equal(answer.exceptions[0]!.message, 'no');
  assert.equal(answer.exceptions[0]!.name, 'RangeError');
});

test('what an exception says is bounded', async () => {
  const answer = await worker(`() => { throw new Error('x'.repeat(3e6)) }`).ask();
  assert.equal(answer.outcome, 1);
  assert.equal(answer.exceptions[0]!.message, `${'x'.repeat(8192)}…`);
  assert.ok(answer.exceptions[0]!.stack.length <= 16 * 1024 + 1);
});

test('a handler that can never answer is told so', async () => {
  const answer = await worker(`() => new Promise(() => {})`).ask();
  assert.equal(answer.failed, 4);
  assert.match(answer.exceptions[0]!.message, /code had hung/);
});

test('something else than a Response is refused', async () => {
  const answer = await worker(`() => 'text'`).ask();
  assert.equal(answer.failed, 5);
});

test('waitUntil keeps the context open and logs arrive with it', async () => {
  const answer = await worker(`(request, env, ctx) => {
    ctx.waitUntil(new Promise((done) => setTimeout(() => { console.log('late', { a: 1 }, undefined, new Map()); done(); }, 5)));
    return new Response('ok');
  }`).ask();
  assert.equal(answer.body, 'ok');
  assert.equal(answer.final, false);
  assert.deepEqual(answer.logs[0]!.message, ['late', { a: 1 }, null, '[object Map]']);
});

test('time stands still in a turn and moves at a timer', async () => {
  const answer = await worker(`async () => {
    const before = Date.now();
    for (let i = 0; i < 1e6; i++);
    const same = Date.now() === before && +new Date() === before;
    await new Promise((done) => setTimeout(done, 3));
    return Response.json([same, Date.now() > before]);
  }`).ask();
  assert.equal(answer.body, '[true,true]');
});

test('headers and url of a request', async () => {
  const answer = await worker(`(request) => Response.json({
    a: request.headers.get('X-One'), all: [...request.headers], path: new URL(request.url).pathname,
    q: new URL(request.url).search, method: request.method, cf: request.cf,
  })`).ask('/a/b?c=d', { headers: { 'x-one': '1', accept: '*/*' }, cf: { colo: 'LOC' } });
  assert.deepEqual(JSON.parse(answer.body), {
    a: '1',
    all: [
      ['accept', '*/*'],
      ['x-one', '1'],
    ],
    path: '/a/b',
    q: '?c=d',
    method: 'GET',
    cf: { colo: 'LOC' },
  });
});

test('more records than an area holds are taken page by page', async () => {
  const engine = worker(
    `() => { for (let i = 0; i < 5000; i++) setTimeout(() => {}, 100000); return new Response('x'); }`,
  );
  const answer = await engine.ask();
  assert.equal(answer.body, 'x');
  assert.equal(engine.canceled.length, 5000);
});
