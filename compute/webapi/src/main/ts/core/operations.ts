// Operations that the isolate asked of the node: timers and fetches, found again by their (negative) id.
import type { Operation, RequestContext } from './context';
import { record } from './outbox';
import { SafeMap } from './primordials';
import { state } from './state';
import { OUT_CANCEL, OUT_TIMER } from './wire';

export interface Reply {
  flags: number;
  url: string;
  block: string;
  body: string;
  status: number;
  statusText: string;
}

/** An operation that a record of the node can settle. */
export interface NodeOperation extends Operation {
  value(text: string): void;
  reply(reply: Reply): void;
  refused(code: number, message: string): void;
}

export const operations = new SafeMap<number, NodeOperation>();
let lastId = 0;
export function nextId(): number {
  lastId = lastId < -0x7ffffff0 ? -1 : lastId - 1;
  return lastId;
}

/** The context that an operation made now belongs to; throws in global scope. */
export function currentContext(): RequestContext {
  const context = state.current;
  if (context === null) {
    throw new Error(
      'Disallowed operation called within global scope. Asynchronous I/O (ex: fetch() or connect()), setting a timeout, and generating random values are not allowed within global scope. To fix this error, perform this operation within a handler. https://developers.cloudflare.com/workers/runtime-apis/handlers/',
    );
  }
  if (context.actor !== null && context.actor.broken !== undefined) throw context.actor.broken;
  return context;
}

/** A timer of the node. One record out, one VALUE back. */
export class TimerOperation implements NodeOperation {
  readonly id: number;
  readonly context: RequestContext;
  readonly #fire: () => void;

  constructor(context: RequestContext, delay: number, fire: () => void) {
    this.id = nextId();
    this.context = context;
    this.#fire = fire;
    operations.set(this.id, this);
    context.add(this);
    record(OUT_TIMER, this.id, context.id, delay, 0, 0, 0, 0);
  }
  #end(): void {
    operations.delete(this.id);
    this.context.remove(this);
  }
  value(): void {
    this.#end();
    this.#fire();
  }
  reply(): void {}
  refused(): void {
    this.#end();
  }
  cancel(): void {
    if (!operations.has(this.id)) return;
    this.#end();
    record(OUT_CANCEL, this.id, 0, 0, 0, 0, 0, 0);
  }
  drop(): void {
    operations.delete(this.id);
    record(OUT_CANCEL, this.id, 0, 0, 0, 0, 0, 0);
  }
}
