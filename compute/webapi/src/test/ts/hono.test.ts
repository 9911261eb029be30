import assert from 'node:assert/strict';
import { test } from 'node:test';
import { build } from 'esbuild';
import { Engine } from './harness';

declare const MODULE: string;

const application = `
import { Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { HTTPException } from 'hono/http-exception';
import { streamSSE, streamText } from 'hono/streaming';

const app = new Hono();
app.use('*', async (c, next) => { await next(); c.header('x-served', c.req.path); });
app.get('/users/:id{[0-9]+}', (c) => c.json({ id: +c.req.param('id'), q: c.req.query('q') }));
app.post('/json', async (c) => c.json(await c.req.json(), 201));
app.get('/text', (c) => streamText(c, async (out) => { for (let i = 0; i < 3; i++) { await out.writeln('line ' + i); await out.sleep(1); } }));
app.get('/sse', (c) => streamSSE(c, async (out) => { for (let i = 0; i < 2; i++) await out.writeSSE({ data: 't' + i, id: '' + i }); }));
app.get('/cookie', (c) => { setCookie(c, 'a', 'b c', { httpOnly: true }); setCookie(c, 'd', 'e'); return c.text(getCookie(c, 'seen') ?? ''); });
app.post('/form', async (c) => c.json(await c.req.parseBody()));
app.get('/known', () => { throw new HTTPException(418, { message: 'a teapot' }); });
app.get('/unknown', () => { throw new TypeError('unforeseen'); });
app.onError((error, c) => error instanceof HTTPException ? error.getResponse() : c.json({ failed: error.message }, 500));
export default app;
`;

async function hono(): Promise<Engine> {
  const { outputFiles } = await build({
    stdin: { contents: application, resolveDir: MODULE },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'application',
  });
  return new Engine(`${outputFiles[0]!.text}; return application;`);
}

test('a Hono application routes, streams, sets cookies and handles errors', async () => {
  const engine = await hono();
  const user = await engine.ask('/users/42?q=a%20b');
  assert.deepEqual(JSON.parse(user.body), { id: 42, q: 'a b' });
  assert.equal(user.header('x-served'), '/users/42');
  const json = await engine.ask('/json', { body: '{"ü":1}' });
  assert.deepEqual([json.status, json.body], [201, '{"ü":1}']);
  assert.equal((await engine.ask('/text')).body, 'line 0\nline 1\nline 2\n');
  const events = await engine.ask('/sse');
  assert.equal(events.header('content-type'), 'text/event-stream');
  assert.equal(events.body, 'data: t0\nid: 0\n\ndata: t1\nid: 1\n\n');
  const cookies = await engine.ask('/cookie', { headers: { cookie: 'seen=yes' } });
  assert.deepEqual(
    cookies.headers.filter(([name]) => name === 'set-cookie').map(([, value]) => value),
    ['a=b%20c; Path=/; HttpOnly', 'd=e; Path=/'],
  );
  assert.equal(cookies.body, 'yes');
  const form = await engine.ask('/form', {
    body: 'a=1&b=two+words',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  assert.equal(form.body, '{"a":"1","b":"two words"}');
  const known = await engine.ask('/known');
  assert.deepEqual([known.status, known.body], [418, 'a teapot']);
  assert.deepEqual(
    [(await engine.ask('/unknown')).body, (await engine.ask('/nowhere')).status],
    ['{"failed":"unforeseen"}', 404],
  );
});
