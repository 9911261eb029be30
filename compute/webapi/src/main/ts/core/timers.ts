// setTimeout and its kin. A timer is an operation of the context that set it; the ids that Workers see count from 1.
import type { RequestContext } from './context';
import { DOMException } from './errors';
import { currentContext, TimerOperation } from './operations';
import { ReflectApply, resolved, SafeMap, then } from './primordials';
import { report } from './report';

const MAX_TIMERS = 10_000;
const MAX_DELAY = 0x7fffffff;

interface Timer {
  operation: TimerOperation;
  context: RequestContext;
}
const timers = new SafeMap<number, Timer>();
let lastTimer = 0;

function delayOf(value: unknown): number {
  const delay = +(value as any);
  if (!(delay > 0)) return 0;
  return delay > MAX_DELAY ? MAX_DELAY : delay | 0;
}

function arm(context: RequestContext, id: number, delay: number, action: () => void): void {
  timers.set(id, { context, operation: new TimerOperation(context, delay, action) });
}

function start(callback: unknown, delay: unknown, args: unknown[], repeat: boolean): number {
  if (typeof callback !== 'function') {
    throw new TypeError(
      `Failed to execute '${repeat ? 'setInterval' : 'setTimeout'}' on 'ServiceWorkerGlobalScope': parameter 1 is not of type 'Function'.`,
    );
  }
  const context = currentContext();
  if (context.timers >= MAX_TIMERS) {
    throw new DOMException('You have exceeded the number of active timeouts you may set.', 'QuotaExceededError');
  }
  context.timers++;
  const id = ++lastTimer;
  const pause = delayOf(delay);
  const fire = () => {
    if (repeat) arm(context, id, pause > 0 ? pause : 1, fire);
    else forget(id);
    try {
      ReflectApply(callback, undefined, args);
    } catch (error) {
      report(error);
    }
  };
  arm(context, id, pause, fire);
  return id;
}

function forget(id: number): Timer | undefined {
  const timer = timers.get(id);
  if (timer !== undefined) {
    timers.delete(id);
    timer.context.timers--;
  }
  return timer;
}

/** Timers of a context that ended. */
export function forgetTimersOf(context: RequestContext): void {
  if (context.timers === 0) return;
  timers.forEach((timer, id) => {
    if (timer.context === context) timers.delete(id);
  });
}

export function setTimeout(callback: unknown, delay: unknown = undefined, ...args: unknown[]): number {
  return start(callback, delay, args, false);
}
export function setInterval(callback: unknown, delay: unknown = undefined, ...args: unknown[]): number {
  return start(callback, delay, args, true);
}
export function clearTimeout(id: unknown = undefined): void {
  if (id === undefined || id === null) return;
  forget(+(id as any))?.operation.cancel();
}
export function clearInterval(id: unknown = undefined): void {
  clearTimeout(id);
}
export function setImmediate(callback: unknown, ...args: unknown[]): number {
  return start(callback, 0, args, false);
}
export function clearImmediate(id: unknown = undefined): void {
  clearTimeout(id);
}

export function queueMicrotask(callback: unknown): void {
  if (typeof callback !== 'function') {
    throw new TypeError(
      "Failed to execute 'queueMicrotask' on 'ServiceWorkerGlobalScope': parameter 1 is not of type 'Function'.",
    );
  }
  then(resolved(undefined), () => {
    try {
      ReflectApply(callback, undefined, []);
    } catch (error) {
      report(error);
    }
  });
}
