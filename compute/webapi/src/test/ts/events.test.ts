// Message ports, event sources, attachments of sockets.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { worker } from './harness';

const ask = async (source: string) => {
  const answer = await worker(source).ask('/');
  assert.equal(answer.failed, 0, JSON.stringify(answer.exceptions));
  return JSON.parse(answer.body);
};

test('a message goes from port to port as a clone, in a microtask', async () => {
  assert.deepEqual(
    await ask(`async () => {
      const { port1, port2 } = new MessageChannel();
      const seen = [];
      port2.onmessage = (event) => seen.push(event.data.get('a'), event.type, event.ports.length, event.source === port2);
      const sent = new Map([['a', 1]]);
      port1.postMessage(sent);
      sent.set('a', 2);
      seen.push('later');
      await null;
      return Response.json(seen);
    }`),
    ['later', 1, 'message', 0, true],
  );
});

test('messages wait until somebody listens, and end with the port', async () => {
  assert.deepEqual(
    await ask(`async () => {
      const { port1, port2 } = new MessageChannel();
      const seen = [];
      port1.postMessage(1);
      await scheduler.wait(1);
      port2.addEventListener('message', (event) => seen.push(event.data));
      port1.onclose = () => seen.push('close 1');
      port2.onclose = () => seen.push('close 2');
      await scheduler.wait(1);
      port1.close();
      port1.postMessage(2);
      port2.postMessage(3);
      await scheduler.wait(1);
      return Response.json(seen);
    }`),
    [1, 'close 2', 'close 1'],
  );
});

test('what a listener throws does not keep the next message away', async () => {
  const answer = await worker(`async () => {
    const { port1, port2 } = new MessageChannel();
    const seen = [];
    port2.onmessage = ({ data }) => { seen.push(data); throw new Error('mine ' + data) };
    port1.postMessage(1);
    port1.postMessage(2);
    await scheduler.wait(1);
    return Response.json(seen);
  }`).ask('/');
  assert.deepEqual(JSON.parse(answer.body), [1, 2]);
  assert.deepEqual(
    answer.exceptions.map((one) => one.message),
    ['mine 1', 'mine 2'],
  );
});

test('ports hold a bounded number of messages that nobody reads', async () => {
  assert.deepEqual(
    await ask(`async () => {
      const { port1, port2 } = new MessageChannel();
      try { for (let i = 0; i < 20000; i++) port1.postMessage(0) } catch (error) { return Response.json(error.name) }
    }`),
    'QuotaExceededError',
  );
});

const STREAM =
  '\ufeff: a comment\n\ndata: one\n\nevent: named\nid: 7\nretry: 5\ndata: a\r\ndata:b\r\n\r\ndata\n\ndata:  spaced\n\ndata: cut off';

test('an event source reads a stream that is there, however it is cut', async () => {
  const expected = [
    ['message', 'one', ''],
    ['named', 'a\nb', '7'],
    ['message', ' spaced', '7'],
    ['error', 'The server disconnected.', 2],
  ];
  for (const size of [1, 7, 1000]) {
    assert.deepEqual(
      await ask(`async () => {
        const bytes = new TextEncoder().encode(${JSON.stringify(STREAM)});
        const pieces = [];
        for (let i = 0; i < bytes.length; i += ${size}) pieces.push(bytes.slice(i, i + ${size}));
        const source = EventSource.from(ReadableStream.from(pieces));
        const seen = [];
        const note = (event) => seen.push([event.type, event.data, event.lastEventId]);
        source.onmessage = note;
        source.addEventListener('named', note);
        await new Promise((resolve) => source.onerror = (event) => {
          seen.push(['error', event.error.message, source.readyState]);
          resolve();
        });
        return Response.json(seen);
      }`),
      expected,
    );
  }
});

test('an event source connects again where it stopped, and gives up on other answers', async () => {
  const lab = worker(`async () => {
    const source = new EventSource('https://example.com/events');
    const seen = [];
    source.onopen = () => seen.push('open');
    source.onmessage = ({ data }) => seen.push(data);
    await new Promise((resolve) => source.onerror = ({ error }) => {
      seen.push(error.message, source.readyState);
      if (source.readyState === 2) resolve();
    });
    return Response.json(seen);
  }`);
  const asked: string[] = [];
  lab.fetcher = ({ headers }) => {
    asked.push(headers);
    if (asked.length > 1) return { status: 500, body: 'no' };
    return { headers: { 'content-type': 'text/event-stream' }, body: 'id: 4\nretry: 1\ndata: first\n\n' };
  };
  const answer = await lab.ask('/');
  assert.deepEqual(JSON.parse(answer.body), [
    ...['open', 'first', 'The server disconnected.', 0, 'The response status code was 500.', 2],
  ]);
  assert.match(asked[0]!, /accept: text\/event-stream\r\n/);
  assert.match(asked[1]!, /last-event-id: 4\r\n/);
});

test('a closed event source says nothing more', async () => {
  assert.deepEqual(
    await ask(`async () => {
      const source = EventSource.from(ReadableStream.from([new TextEncoder().encode('data: 1\\n\\ndata: 2\\n\\n')]));
      const seen = [];
      source.onmessage = ({ data }) => { seen.push(data); source.close() };
      source.onerror = () => seen.push('error');
      await scheduler.wait(1);
      return Response.json([seen, source.readyState, EventSource.CLOSED]);
    }`),
    [['1'], 2, 2],
  );
});

test('a socket keeps an attachment of bounded size', async () => {
  assert.deepEqual(
    await ask(`async () => {
      const [first] = new WebSocketPair();
      const seen = [first.deserializeAttachment()];
      const value = { x: 1 };
      first.serializeAttachment(value);
      value.x = 2;
      seen.push(first.deserializeAttachment());
      try { first.serializeAttachment('x'.repeat(20000)) } catch (error) { seen.push(error.message.slice(0, 42)) }
      const pair = new WebSocketRequestResponsePair('ping', 'pong');
      return Response.json([...seen, pair.request, pair.response]);
    }`),
    [null, { x: 1 }, "A WebSocket 'attachment' cannot be larger t", 'ping', 'pong'].map((one, i) =>
      i === 2 ? (one as string).slice(0, 42) : one,
    ),
  );
});

test('a socket that its Worker never accepts holds a bounded number of messages', async () => {
  assert.deepEqual(
    await ask(`async () => {
      const [first, second] = new WebSocketPair();
      first.accept();
      const closed = new Promise((resolve) => first.addEventListener('close', ({ code }) => resolve(code)));
      const big = new Uint8Array(1000000);
      for (let i = 0; i < 8; i++) { try { first.send(big) } catch {} }
      return Response.json(await closed);
    }`),
    1009,
  );
});
