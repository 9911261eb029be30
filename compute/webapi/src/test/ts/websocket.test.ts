import assert from 'node:assert/strict';
import test from 'node:test';
import { type Engine, worker } from './harness';

const ECHO = `() => {
  const [client, server] = Object.values(new WebSocketPair());
  server.accept();
  server.addEventListener('message', (event) => server.send(typeof event.data === 'string' ? 'got ' + event.data : event.data));
  server.addEventListener('close', (event) => console.log('closed', event.code, event.reason, event.wasClean));
  server.send('hello');
  return new Response(null, { status: 101, webSocket: client });
}`;

interface Seen {
  kind: number;
  text: string;
  code: number;
}
function listen(engine: Engine, id: number): Seen[] {
  const seen: Seen[] = [];
  engine.sockets.set(id, (kind, text, code) => seen.push({ kind, text, code }));
  return seen;
}
async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 1000 && !condition(); i++) await new Promise((resolve) => setImmediate(resolve));
  assert.ok(condition());
}
const TEXT = 12;
const BINARY = 13;
const CLOSE = 14;

test('a client talks to the server end of its pair', async () => {
  const engine = worker(ECHO, { compatibilityDate: '2025-01-01' });
  const { id, answer } = engine.open({ headers: { upgrade: 'websocket' } });
  const seen = listen(engine, id);
  await until(() => seen.length === 1);
  assert.deepEqual(seen[0], { kind: TEXT, text: 'hello', code: 5 });
  engine.send([TEXT, id, 2], 'hi');
  engine.send([BINARY, id, 3], '\xff\x00\x01');
  await until(() => seen.length === 3);
  assert.equal(seen[1]!.text, 'got hi');
  assert.deepEqual(seen[2], { kind: BINARY, text: '\xff\x00\x01', code: 3 });
  engine.send([CLOSE, id, 4001, 3, 1], 'bye');
  const done = await answer;
  assert.equal(done.status, 101);
  assert.equal(done.webSocket, true);
  assert.deepEqual(done.logs[0]!.message, ['closed', 4001, 'bye', true]);
  assert.deepEqual(seen[3], { kind: CLOSE, text: 'bye', code: 4001 });
});

test('both ends of a pair can stay in the Worker', async () => {
  const answer = await worker(`async () => {
    const { 0: left, 1: right } = new WebSocketPair();
    left.accept();
    right.accept();
    right.onmessage = (event) => right.send(event.data.toUpperCase());
    const heard = new Promise((resolve) => { left.onmessage = (event) => resolve(event.data); });
    left.send('abc');
    const text = await heard;
    const closed = new Promise((resolve) => right.addEventListener('close', (event) => resolve(event.code)));
    left.close(1000, 'done');
    return Response.json([text, await closed, left.readyState, right.readyState, WebSocket.OPEN]);
  }`).ask();
  assert.equal(answer.body, '["ABC",1000,3,3,1]');
});

test('what must not be done with a socket is refused in words', async () => {
  const answer = await worker(`() => {
    const errors = [];
    const attempt = (run) => { try { run(); } catch (error) { errors.push(error.name); } };
    const [client, server] = Object.values(new WebSocketPair());
    attempt(() => server.send('x'));
    server.accept();
    attempt(() => server.close(999));
    attempt(() => server.close(undefined, 'why'));
    server.close();
    attempt(() => server.send('x'));
    attempt(() => new Response(null, { status: 200, webSocket: client }));
    return Response.json(errors);
  }`).ask();
  assert.equal(answer.body, '["TypeError","InvalidAccessError","InvalidAccessError","TypeError","RangeError"]');
});

test('a Worker is the client of another server, and can hand its socket on', async () => {
  const engine = worker(`async (request) => {
    const answer = await fetch('http://other/', { headers: { upgrade: 'websocket' } });
    if (request.url.endsWith('/relay')) return answer;
    answer.webSocket.accept();
    const heard = new Promise((resolve) => answer.webSocket.addEventListener('message', (event) => resolve(event.data)));
    answer.webSocket.send('ping');
    const text = await heard;
    answer.webSocket.close(1000);
    return new Response(text);
  }`);
  engine.fetcher = (request) => (request.upgrade ? { status: 101, webSocket: true } : { refuse: 'no upgrade' });
  const op = listen(engine, -1);
  const answer = engine.ask('/');
  await until(() => op.length === 1);
  assert.equal(op[0]!.text, 'ping');
  engine.send([TEXT, -1, 4], 'pong');
  await until(() => op.length === 2);
  engine.send([CLOSE, -1, 1000, 0, 1], '');
  assert.equal((await answer).body, 'pong');

  const relayed = engine.open({ url: 'http://x/relay', headers: { upgrade: 'websocket' } });
  // The node joins both ends: nothing of the conversation comes through here.
  const { status, joined, final } = await relayed.answer;
  assert.deepEqual([status, joined, final], [101, -2, true]);
});
