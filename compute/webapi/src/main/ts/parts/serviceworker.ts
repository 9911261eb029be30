// Workers in the older syntax: addEventListener('fetch', …) instead of exports.
import type { RequestContext } from '../core/context';
import { DOMException } from '../core/errors';
import { type ExecutionContext, waitUntil } from '../core/execution';
import type { CallRoot, Entrypoint } from '../core/handlers';
import { INTERNAL } from '../core/headers';
import { defineInterface } from '../core/interface';
import { part } from '../core/lazy';
import type { Request } from '../core/request';

const { ExtendableEvent, globalListeners } = part('events');

let finishDispatch: (event: FetchEvent) => { answer: unknown } | null;

export class FetchEvent extends ExtendableEvent {
  readonly request: Request;
  #context: RequestContext;
  #answer: unknown = undefined;
  #open = true;
  #answered = false;

  constructor(token: unknown, request: Request, context: RequestContext) {
    super(token, 'fetch', (promise: unknown) => waitUntil(context, promise));
    this.request = request;
    this.#context = context;
  }
  respondWith(answer: unknown): void {
    if (this.#answered) {
      throw new DOMException(
        'FetchEvent.respondWith() has already been called; it can only be called once.',
        'InvalidStateError',
      );
    }
    if (!this.#open) {
      throw new DOMException(
        'Too late to call FetchEvent.respondWith(). It must be called synchronously in the event handler.',
        'InvalidStateError',
      );
    }
    this.#answered = true;
    this.#answer = answer;
  }
  passThroughOnException(): void {
    this.#context.passThrough = true;
  }
  static {
    finishDispatch = (event) => {
      event.#open = false;
      return event.#answered ? { answer: event.#answer } : null;
    };
  }
}
defineInterface(FetchEvent, 'FetchEvent');

export class ScheduledEvent extends ExtendableEvent {
  readonly scheduledTime: number;
  readonly cron: string;
  constructor(token: unknown, cron: string, scheduledTime: number, wait: (promise: unknown) => void) {
    super(token, 'scheduled', wait);
    this.scheduledTime = scheduledTime;
    this.cron = cron;
  }
  noRetry(): void {}
}
defineInterface(ScheduledEvent, 'ScheduledEvent');

/** Events of tail handlers, which Workers cannot make. */
export class TailEvent extends ExtendableEvent {}
defineInterface(TailEvent, 'TailEvent');

export { TailEvent as TraceEvent };

function rethrow(error: unknown): never {
  throw error;
}

class ListenerEntrypoint implements Entrypoint {
  readonly name = 'default';
  fetch(request: Request, _env: unknown, _ctx: ExecutionContext, context: RequestContext): unknown {
    const event = new FetchEvent(INTERNAL, request, context);
    globalListeners.dispatch(globalThis, event, rethrow);
    const given = finishDispatch(event);
    if (given === null) return part('fetch').fetch(request, undefined);
    return given.answer;
  }
  scheduled(controller: any, _env: unknown, ctx: ExecutionContext): unknown {
    if (!globalListeners.has('scheduled')) throw new Error('No event listener registered for scheduled events.');
    const wait = (promise: unknown) => ctx.waitUntil(promise);
    const event = new ScheduledEvent(INTERNAL, controller.cron, controller.scheduledTime, wait);
    globalListeners.dispatch(globalThis, event, rethrow);
    return undefined;
  }
  root(): CallRoot {
    return { value: {}, kind: 'value' };
  }
}

/** The entry point of a Worker without exports. Its bindings are globals. */
export function entrypoint(): { entry: Entrypoint; handlers: string[] } {
  const handlers: string[] = [];
  for (const type of ['fetch', 'scheduled']) if (globalListeners.has(type)) handlers[handlers.length] = type;
  if (handlers.length === 0) throw new Error('No event handlers were registered. This script does nothing.');
  return { entry: new ListenerEntrypoint(), handlers };
}
