import assert from 'node:assert/strict';
import test from 'node:test';
import { Engine } from './harness';

const ALARM = 2;
const TEXT = 1;
const BINARY = 2;
const CLOSE = 3;
const ERROR = 4;

function object(members: string, told: object = {}): Engine {
  const engine = new Engine(
    `const { DurableObject } = builtin('cloudflare:workers');
     const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
     globalThis.log = [];
     class Thing extends DurableObject { ${members} }
     return { default: {}, Thing };`,
    { compatibilityDate: '2026-11-01' },
  );
  engine.actor(1, { className: 'Thing', ...told });
  return engine;
}
const logOf = (engine: Engine) => JSON.parse(engine.run('JSON.stringify(globalThis.log)'));

test('an alarm is gone while it runs, and for good once it succeeded', async () => {
  const engine = object(`
    async fetch() { await this.ctx.storage.setAlarm(Date.now() + 5000); return new Response(''); }
    async alarm(info) { log.push(Object.prototype.toString.call(info), { ...info }, await this.ctx.storage.getAlarm()); }`);
  await engine.ask({ actor: 1 });
  const done = await engine.event(ALARM, { scheduledTime: 77, retryCount: 1, isRetry: true }, 1);
  assert.equal(done.outcome, 0);
  assert.deepEqual(logOf(engine), [
    '[object AlarmInvocationInfo]',
    { scheduledTime: 77, retryCount: 1, isRetry: true },
    null,
  ]);
  assert.equal(engine.storage.actors.get(1)!.content.alarm, null);
});

test('an alarm that fails stays, and one that was set meanwhile stands', async () => {
  const engine = object(`
    async fetch() { await this.ctx.storage.setAlarm(Date.now() + 5000); return new Response(''); }
    async alarm({ retryCount }) {
      if (retryCount === 1) { await this.ctx.storage.setAlarm(Date.now() + 9000); return; }
      throw new Error('not now');
    }`);
  await engine.ask({ actor: 1 });
  const first = engine.storage.actors.get(1)!.content.alarm!;
  const failed = await engine.event(ALARM, { scheduledTime: first, retryCount: 0, isRetry: false }, 1);
  assert.equal(failed.outcome, 1);
  assert.equal(failed.exceptions[0]!.message, 'not now');
  assert.equal(engine.storage.actors.get(1)!.content.alarm, first);
  await engine.event(ALARM, { scheduledTime: first, retryCount: 1, isRetry: true }, 1);
  assert.ok(engine.storage.actors.get(1)!.content.alarm! > first + 3000);
});

test('without a handler no alarm can be set, but in the constructor', async () => {
  const engine = object(`
    constructor(ctx, env) { super(ctx, env); ctx.storage.setAlarm(Date.now() + 1); }
    async fetch() { try { await this.ctx.storage.setAlarm(Date.now() + 1); } catch (error) { return new Response(error.message); } }`);
  assert.equal(
    (await engine.ask({ actor: 1 })).body,
    'Your Durable Object class must have an alarm() handler in order to call setAlarm()',
  );
});

const SOCKETS = `
  fetch() {
    const [client, server] = Object.values(new WebSocketPair());
    this.ctx.acceptWebSocket(server, ['a', 'b', 'a']);
    server.serializeAttachment({ n: [1] });
    server.send('early');
    log.push(this.ctx.getTags(server), this.ctx.getWebSockets('b').length, this.ctx.getWebSockets('c').length, this.ctx.getWebSockets()[0] === server);
    return new Response(null, { status: 101, webSocket: client });
  }
  async webSocketMessage(socket, message) {
    log.push(typeof message === 'string' ? message : [...new Uint8Array(message)], socket.deserializeAttachment());
    if (message === 'slow') await sleep(10);
    socket.send(message === 'bytes' ? new Uint8Array([255, 0]) : 'got ' + message);
    if (message === 'attach') socket.serializeAttachment('ü');
    if (message === 'close') socket.close(4000, 'bye');
  }
  webSocketClose(socket, code, reason, clean) { log.push(code, reason, clean, socket.readyState, this.ctx.getWebSockets().length); }
  webSocketError(socket, error) { log.push(error.message, socket.readyState); }`;

test('a socket that may sleep is told of before the answer, and what it said goes after', async () => {
  const engine = object(SOCKETS);
  const answer = await engine.ask({ actor: 1 });
  assert.equal(answer.status, 101);
  assert.equal(answer.webSocket, true);
  assert.equal(answer.hibernates, 1);
  assert.equal(answer.outcome, 0);
  assert.deepEqual(logOf(engine), [['a', 'b'], 1, 0, true]);
  const [told, early] = engine.said;
  assert.equal(told!.kind, 'socket');
  assert.equal(told!.socket, 1);
  const { tags, attachment } = JSON.parse(told!.text);
  assert.deepEqual(tags, ['a', 'b']);
  assert.equal(typeof attachment, 'string');
  assert.deepEqual([early!.kind, early!.detail, early!.text], ['send', 0, 'early']);
});

test('messages are events of the object; each ends when its handler does', async () => {
  const engine = object(SOCKETS);
  await engine.ask({ actor: 1 });
  engine.said.length = 0;
  const slow = engine.socketEvent(1, 1, TEXT, 'slow');
  const quick = await engine.socketEvent(1, 1, TEXT, 'grüße');
  assert.equal(quick.outcome, 0);
  await slow;
  await engine.socketEvent(1, 1, BINARY, '\xff\x01');
  await engine.socketEvent(1, 1, TEXT, 'bytes');
  await engine.socketEvent(1, 1, TEXT, 'attach');
  await engine.socketEvent(1, 1, TEXT, 'close');
  const sent = engine.said.map((one) => [one.kind, one.detail, one.kind === 'socket' ? '' : one.text, one.code]);
  assert.deepEqual(sent.slice(0, 2), [
    ['send', 0, 'got grüße', 0],
    ['send', 0, 'got slow', 0],
  ]);
  assert.deepEqual(sent.slice(3), [
    ['send', 1, '\xff\0', 0],
    ['send', 0, 'got attach', 0],
    ['socket', 0, '', 0],
    ['send', 0, 'got close', 0],
    ['send', 2, 'bye', 4000],
  ]);
});

test('an object that wakes finds its sockets, their tags and what was attached', async () => {
  const first = object(SOCKETS);
  await first.ask({ actor: 1 });
  const { attachment } = JSON.parse(first.said[0]!.text);
  const engine = object(SOCKETS, {
    sockets: [
      { socket: 7, tags: ['a'], attachment, autoMillis: 123 },
      { socket: 9, tags: ['b'], attachment: null, autoMillis: null },
    ],
    auto: { request: 'ping', response: 'pong' },
  });
  await engine.socketEvent(1, 7, TEXT, 'hello');
  assert.deepEqual(logOf(engine), ['hello', { n: [1] }]);
  assert.deepEqual(
    engine.said.map((one) => [one.socket, one.text]),
    [[7, 'got hello']],
  );
  engine.run('log.length = 0');
  await engine.ask({ actor: 1 });
  assert.deepEqual(logOf(engine), [['a', 'b'], 2, 0, true]);
});

test('an object that is awake hears when a message was answered without it', async () => {
  const engine = object(
    `
    async fetch() {
      const at = this.ctx.getWebSockets().map((socket) => this.ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime());
      return Response.json(at);
    }`,
    { sockets: [1, 2].map((socket) => ({ socket, tags: [], attachment: null, autoMillis: socket === 1 ? 5 : null })) },
  );
  assert.equal((await engine.ask({ actor: 1 })).body, '[null,5]');
  const millis = 1_750_000_000_123;
  engine.send([18, 1, 2, millis | 0, Math.floor(millis / 2 ** 32)]);
  engine.send([18, 1, 99, 7, 0]);
  engine.send([18, 4, 1, 7, 0]);
  assert.equal((await engine.ask({ actor: 1 })).body, `[${millis},5]`);
});

test('a close is told to the object and answered after it, unless the object did', async () => {
  const engine = object(SOCKETS);
  await engine.ask({ actor: 1 });
  engine.run('log.length = 0');
  engine.said.length = 0;
  await engine.socketEvent(1, 1, CLOSE, 'früh', 4001, 1);
  assert.deepEqual(logOf(engine), [4001, 'früh', true, 2, 1]);
  assert.deepEqual(
    engine.said.map((one) => [one.kind, one.detail, one.text, one.code]),
    [['send', 2, 'früh', 4001]],
  );
  assert.equal((await engine.socketEvent(1, 1, TEXT, 'late')).outcome, 0);
  assert.equal(logOf(engine).length, 5);
});

test('an error of a socket is told to the object, and takes the socket away', async () => {
  const engine = object(SOCKETS);
  await engine.ask({ actor: 1 });
  engine.run('log.length = 0');
  await engine.socketEvent(1, 1, ERROR, 'broken pipe');
  assert.deepEqual(logOf(engine), ['broken pipe', 2]);
});

test('a handler that throws fails its event alone', async () => {
  const engine = object(`
    fetch() { const [client, server] = Object.values(new WebSocketPair()); this.ctx.acceptWebSocket(server); return new Response(null, { status: 101, webSocket: client }); }
    webSocketMessage(socket, message) { if (message === 'bad') throw new Error('bad message'); log.push(message); }`);
  await engine.ask({ actor: 1 });
  const bad = await engine.socketEvent(1, 1, TEXT, 'bad');
  assert.equal(bad.exceptions[0]!.message, 'bad message');
  await engine.socketEvent(1, 1, TEXT, 'good');
  assert.deepEqual(logOf(engine), ['good']);
  assert.equal(engine.said.filter((one) => one.kind === 'reset').length, 0);
});

test('an automatic answer is the node’s to give', async () => {
  const engine = object(`
    fetch() {
      const { ctx } = this;
      const words = (run) => { try { return run() ?? null; } catch (error) { return error.name + ': ' + error.message; } };
      const pair = (request, response) => new WebSocketRequestResponsePair(request, response);
      return Response.json([
        ctx.getWebSocketAutoResponse(), words(() => ctx.setWebSocketAutoResponse(pair('ping', 'pöng'))), ctx.getWebSocketAutoResponse().response,
        words(() => ctx.setWebSocketAutoResponse(pair('x'.repeat(2049), ''))), words(() => ctx.setWebSocketAutoResponse({})),
        words(() => ctx.setWebSocketAutoResponse()), ctx.getWebSocketAutoResponse(), words(() => ctx.setHibernatableWebSocketEventTimeout(-1)),
        words(() => ctx.setHibernatableWebSocketEventTimeout(500)), ctx.getHibernatableWebSocketEventTimeout(),
      ]);
    }`);
  assert.deepEqual(JSON.parse((await engine.ask({ actor: 1 })).body), [
    null,
    null,
    'pöng',
    'RangeError: Request cannot be larger than 2048 bytes. A request of size 2049 was provided.',
    "TypeError: Failed to execute 'setWebSocketAutoResponse' on 'DurableObjectState': parameter 1 is not of type 'WebSocketRequestResponsePair'.",
    null,
    null,
    'TypeError: The value cannot be converted because it is negative and this API expects a positive number.',
    null,
    500,
  ]);
  assert.deepEqual(
    engine.said.map((one) => one.text),
    ['ping pöng', ' '],
  );
});

test('an ordinary socket keeps its context, and goes on while others come', async () => {
  const engine = object(`
    fetch(request) {
      if (request.url.endsWith('/other')) return new Response('other');
      const [client, server] = Object.values(new WebSocketPair());
      server.accept();
      server.addEventListener('message', (event) => server.send('got ' + event.data));
      return new Response(null, { status: 101, webSocket: client });
    }`);
  const { id, answer } = engine.open({ actor: 1 });
  const seen: string[] = [];
  engine.sockets.set(id, (_, text) => seen.push(text));
  assert.equal((await engine.ask({ url: 'http://x/other', actor: 1 })).body, 'other');
  engine.send([12, id, 2], 'hi');
  await engine.idle();
  assert.deepEqual(seen, ['got hi']);
  engine.send([14, id, 1000, 0, 1], '');
  assert.equal((await answer).outcome, 0);
});
