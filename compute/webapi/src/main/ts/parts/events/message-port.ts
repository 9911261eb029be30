// MessageChannel and its two ports. A message is cloned when it is sent and given out in a microtask.
import { DOMException } from '../../core/errors';
import { INTERNAL } from '../../core/headers';
import { defineInterface } from '../../core/interface';
import { part } from '../../core/lazy';
import { ArrayIsArray, ObjectDefineProperty, resolved, then } from '../../core/primordials';
import { Queue } from '../../core/queue';
import { Event, eventState, MessageEvent, TRUSTED } from './event';
import { EventTarget, listenersOf } from './target';

/** What waits in a port that nobody listens to. */
const MOST_WAITING = 10_000;

class PortState {
  other: PortState | null = null;
  object: MessagePort = null as unknown as MessagePort;
  #started = false;
  #closed = false;
  readonly #waiting = new Queue<unknown>();

  /** Takes a message, already a clone. */
  deliver(data: unknown): void {
    if (this.#closed) return;
    if (this.#started) return this.#soon(data);
    if (this.#waiting.size >= MOST_WAITING) {
      throw new DOMException('Too many messages wait in a MessagePort without listener.', 'QuotaExceededError');
    }
    this.#waiting.push(data);
  }
  #soon(data: unknown): void {
    then(resolved(undefined), () => {
      const event = new MessageEvent('message', { __proto__: null, data, origin: null, source: this.object });
      eventState(event).trusted = true;
      listenersOf(this.object).dispatch(this.object, event);
    });
  }
  start(): void {
    if (this.#started || this.#closed) return;
    this.#started = true;
    while (this.#waiting.size > 0) this.#soon(this.#waiting.shift());
  }
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#waiting.clear();
    const other = this.other;
    this.other = null;
    other?.close();
    listenersOf(this.object).dispatch(this.object, new Event('close', TRUSTED));
  }
}

export class MessagePort extends EventTarget {
  #state: PortState;
  constructor(token: unknown, state: PortState) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
    super();
    this.#state = state;
    state.object = this;
    listenersOf(this).watch = (type) => {
      if (type === 'message') state.start();
    };
  }
  postMessage(data: unknown = undefined, options: any = undefined): void {
    const list = ArrayIsArray(options) ? options : options?.transfer;
    if (list !== undefined && list.length > 0) throw new Error('Transfer list is not supported');
    const copy = part('clone').structuredClone(data, undefined);
    this.#state.other?.deliver(copy);
  }
  close(): void {
    this.#state.close();
  }
  start(): void {
    this.#state.start();
  }
  get onmessage(): unknown {
    return listenersOf(this).handler('message');
  }
  set onmessage(value: unknown) {
    listenersOf(this).setHandler('message', value);
  }
  get onmessageerror(): unknown {
    return listenersOf(this).handler('messageerror');
  }
  set onmessageerror(value: unknown) {
    listenersOf(this).setHandler('messageerror', value);
  }
  get onclose(): unknown {
    return listenersOf(this).handler('close');
  }
  set onclose(value: unknown) {
    listenersOf(this).setHandler('close', value);
  }
}
defineInterface(MessagePort, 'MessagePort');

export class MessageChannel {
  constructor() {
    const first = new PortState();
    const second = new PortState();
    first.other = second;
    second.other = first;
    ownPort(this, 'port2', new MessagePort(INTERNAL, second));
    ownPort(this, 'port1', new MessagePort(INTERNAL, first));
  }
}
defineInterface(MessageChannel, 'MessageChannel');

function ownPort(channel: MessageChannel, name: string, value: MessagePort): void {
  ObjectDefineProperty(channel, name, { __proto__: null, value, enumerable: true, configurable: true } as any);
}
