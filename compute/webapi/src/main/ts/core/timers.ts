// setTimeout and its kin. A timer is an operation of the context that set it; the ids that Workers see count from 1.
import type { RequestContext } from './context';
import { badArgument, DOMException } from './errors';
import { currentContext, TimerOperation } from './operations';
import { ReflectApply, resolved, SafeMap, then } from './primordials';
import { report, uncaught } from './report';

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
    throw badArgument(repeat ? 'setInterval' : 'setTimeout', 'ServiceWorkerGlobalScope', 1, 'function');
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
      uncaught(error);
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

function clear(id: unknown): void {
  if (id === undefined || id === null) return;
  forget(+(id as any))?.operation.cancel();
}

let idOfImmediate: (value: unknown) => number;
/** What setImmediate gives back; it has no number that a Worker could see. */
class Immediate {
  #id: number;
  constructor(id: number) {
    this.#id = id;
  }
  static {
    idOfImmediate = (value) => (typeof value === 'object' && value !== null && #id in value ? value.#id : 0);
  }
}

/** The globals, as methods: functions that nobody can construct. */
export const timerGlobals = {
  setTimeout(callback: unknown, delay: unknown = undefined, ...args: unknown[]): number {
    return start(callback, delay, args, false);
  },
  setInterval(callback: unknown, delay: unknown = undefined, ...args: unknown[]): number {
    return start(callback, delay, args, true);
  },
  clearTimeout(id: unknown): void {
    if (arguments.length === 0) throw badArgument('clearTimeout', 'ServiceWorkerGlobalScope', 1, 'Number');
    clear(id);
  },
  clearInterval(id: unknown): void {
    if (arguments.length === 0) throw badArgument('clearInterval', 'ServiceWorkerGlobalScope', 1, 'Number');
    clear(id);
  },
  setImmediate(callback: unknown, ...args: unknown[]): Immediate {
    return new Immediate(start(callback, 0, args, false));
  },
  clearImmediate(immediate: unknown = undefined): void {
    clear(idOfImmediate(immediate));
  },
  queueMicrotask(callback: unknown): void {
    if (typeof callback !== 'function') {
      throw badArgument('queueMicrotask', 'ServiceWorkerGlobalScope', 1, 'function');
    }
    then(resolved(undefined), () => {
      try {
        ReflectApply(callback, undefined, []);
      } catch (error) {
        report(error);
      }
    });
  },
};
