import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Outgoing, worker } from './harness';

test('fetch sends method, headers and body, and gives status, headers and stream', async () => {
  const engine = worker(`async () => {
    const response = await fetch('https://far.example/a#b', { method: 'POST', body: JSON.stringify({ a: 1 }), headers: { 'X-One': '1' } });
    return new Response(response.body, { status: response.status, headers: response.headers });
  }`);
  const seen: Outgoing[] = [];
  engine.fetcher = (request) => {
    seen.push(request);
    return { status: 202, headers: { 'x-far': 'yes' }, body: [Buffer.from('one '), Buffer.alloc(5000, 'x')] };
  };
  const answer = await engine.ask();
  assert.equal(answer.status, 202);
  assert.equal(answer.header('x-far'), 'yes');
  assert.equal(answer.bytes.length, 5004);
  assert.equal(seen[0]!.url, 'https://far.example/a');
  assert.equal(seen[0]!.method, 'POST');
  assert.equal(seen[0]!.body.toString(), '{"a":1}');
  assert.match(seen[0]!.headers, /x-one: 1\r\n/);
  assert.ok(answer.joined < 0 && answer.final);
});

test('a request passes through to a service binding, body and all', async () => {
  const engine = worker(`(request, env) => env.OTHER.fetch(request)`, {
    bindings: [{ type: 'service', name: 'OTHER', service: 'other' }],
  });
  engine.fetcher = (request) => ({ body: `${request.target} ${request.method} ${request.body.length}` });
  const answer = await engine.ask({ method: 'PUT', body: [new Uint8Array(70000).slice(0, 60000), new Uint8Array(10)] });
  assert.equal(answer.body, '1 PUT 60010');
});

test('bodies that are only passed on never enter the isolate', async () => {
  const chunks = [new Uint8Array(60000).fill(7), new Uint8Array(10)];
  const echo = await worker(`(request) => new Response(request.body)`).ask({ body: chunks });
  assert.equal(echo.bytes.length, 60010);
  assert.ok(echo.joined > 0 && echo.final);
  const proxy = worker(`async (request, env, ctx) => {
    const response = await fetch(new Request('https://far.example/', request));
    ctx.waitUntil(new Promise((go) => setTimeout(go, 1)));
    return response;
  }`);
  proxy.fetcher = (request) => ({ body: [Buffer.from(`${request.joined} ${request.body.length}`)] });
  const answer = await proxy.ask({ method: 'PUT', body: chunks });
  assert.equal(answer.body, 'true 60010');
  assert.ok(answer.joined < 0 && !answer.final);
});

test('a body that a signal may break off keeps its context', async () => {
  const engine = worker(`async () => {
    const controller = new AbortController();
    return fetch('https://far.example/', { signal: controller.signal });
  }`);
  engine.fetcher = () => ({ body: [Buffer.from('one '), Buffer.from('two')] });
  const watched = await engine.ask();
  assert.equal(watched.body, 'one two');
  assert.ok(watched.joined < 0 && !watched.final);
});

test('errors, limits and aborts', async () => {
  const engine = worker(
    `async () => {
      const results = [];
      const note = (promise) => promise.then((r) => results.push(r.status), (e) => results.push(e.name + ': ' + e.message));
      await note(fetch('https://refused.example/'));
      await note(fetch('ftp://far.example/'));
      await note(fetch('no url'));
      const controller = new AbortController();
      const waiting = note(fetch('https://slow.example/', { signal: controller.signal }));
      controller.abort(new Error('enough'));
      await waiting;
      await note(fetch('https://far.example/', { signal: AbortSignal.abort() }));
      for (let i = 0; i < 3; i++) await note(fetch('https://far.example/' + i));
      return Response.json(results);
    }`,
    { limits: { subrequests: 5 } },
  );
  engine.fetcher = (request) => (request.url.includes('refused') ? { refuse: 'connection refused' } : { status: 204 });
  const answer = await engine.ask();
  const results = JSON.parse(answer.body);
  assert.deepEqual(results.slice(0, 5), [
    'TypeError: connection refused',
    'TypeError: Fetch API cannot load: ftp://far.example/',
    'TypeError: Invalid URL: no url',
    'Error: enough',
    'AbortError: The operation was aborted',
  ]);
  assert.deepEqual(results.slice(5, 7), [204, 204]);
  assert.match(results[7], /Too many subrequests/);
});

test('the seventh fetch waits for one of six connections', async () => {
  const engine = worker(`async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => fetch('https://far.example/' + i).then((r) => r.text())));
    return new Response('done');
  }`);
  const urls: string[] = [];
  engine.fetcher = (request) => {
    urls.push(request.url);
    return { body: 'x' };
  };
  assert.equal((await engine.ask()).body, 'done');
  assert.equal(urls.length, 20);
});

test('outside of a request nothing may be asked of the node', async () => {
  const engine = worker(`() => new Response('x')`);
  const message = await engine.run(`fetch('https://far.example/').then(() => 'no', (error) => error.message)`);
  assert.match(message, /Disallowed operation called within global scope/);
});
