// What a sleeping socket has to tell, each an event of its own. A handler that takes its time does not hold up the next event.
import { bytesOfLatin1, decodeLatin1AsUtf8 } from '../../core/bytes';
import { failWith, handled, type RequestContext } from '../../core/context';
import { part } from '../../core/lazy';
import { TimerOperation } from '../../core/operations';
import { resolved, then } from '../../core/primordials';
import { SOCKET_BINARY, SOCKET_CLOSE, SOCKET_TEXT } from '../../core/wire';
import { actorOf, type DurableActor } from './actor';
import type { SleepingSocket } from './sockets';

const websocket = part('websocket');

const LOST = 'WebSocket disconnected without sending Close frame.';
const TIMED_OUT = 'The WebSocket event took longer than the timeout that the Durable Object had set.';

export function socketEvent(
  context: RequestContext,
  number: number,
  type: number,
  payload: string,
  code: number,
  clean: boolean,
): void {
  const one = (context.actor as DurableActor).sockets.get(number);
  if (one === undefined) return handled(context);
  const { socket } = one;
  if (type === SOCKET_TEXT) run(context, 'webSocketMessage', [socket, decodeLatin1AsUtf8(payload)], nothing);
  else if (type === SOCKET_BINARY) run(context, 'webSocketMessage', [socket, bytesOfLatin1(payload).buffer], nothing);
  else if (type === SOCKET_CLOSE) closed(context, one, code, decodeLatin1AsUtf8(payload), clean);
  else failed(context, one, decodeLatin1AsUtf8(payload));
}

/** The node answered a message of a socket without the object. */
export function autoResponded(actor: number, socket: number, millis: number): void {
  actorOf(actor)?.sockets.get(socket)?.answeredAt(millis);
}

function nothing(): void {}

function closed(context: RequestContext, one: SleepingSocket, code: number, reason: string, clean: boolean): void {
  const words = code === 1006 && reason === '' ? LOST : reason;
  end(one);
  run(context, 'webSocketClose', [one.socket, code, words, clean], () => {
    websocket.answerAsleep(one.socket, code, reason);
    (context.actor as DurableActor).sockets.forget(one);
  });
}
function failed(context: RequestContext, one: SleepingSocket, message: string): void {
  end(one);
  run(context, 'webSocketError', [one.socket, new Error(message)], () => {
    (context.actor as DurableActor).sockets.forget(one);
  });
}
function end(one: SleepingSocket): void {
  one.over = true;
  websocket.closedAsleep(one.socket);
}

/** Calls a handler of the object, if it has it; `after` is what happens when it is through. */
function run(context: RequestContext, name: string, args: unknown[], after: () => void): void {
  const actor = context.actor as DurableActor;
  let over = false;
  let timer: TimerOperation | null = null;
  const through = (end: () => void) => {
    if (over || actor.broken !== undefined) return;
    over = true;
    timer?.cancel();
    // What answers a close comes before the end, because the node forgets the socket with that.
    after();
    end();
  };
  const fail = (error: unknown) => through(() => failWith(context, error));
  const handler = actor.handler(name);
  if (handler === undefined) return through(() => handled(context));
  const { eventTimeout } = actor.sockets;
  if (eventTimeout !== null) timer = new TimerOperation(context, eventTimeout, () => fail(new Error(TIMED_OUT)));
  try {
    then(resolved(actor.call(handler, args)), () => through(() => handled(context)), fail);
  } catch (error) {
    fail(error);
  }
}
