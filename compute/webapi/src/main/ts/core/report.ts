// Errors that reach nobody: thrown by timers and listeners, or rejections that no code handles.
import type { RequestContext } from './context';
import { describeError } from './errors';
import { loadedPart } from './lazy';
import { JSONStringify, SafeMap } from './primordials';
import { state } from './state';

/** Reports as the platform's reportError does: an `error` event on the global scope, then the log. */
export function report(error: unknown): void {
  const handled = loadedPart('events')?.dispatchError(error) ?? false;
  if (!handled) uncaught(error);
}

/** What a timer throws is logged; as on the platform, no event tells of it. */
export function uncaught(error: unknown): void {
  const context = state.current;
  if (context !== null && !context.finished) context.except(error);
}

interface Rejection {
  value: unknown;
  context: RequestContext | null;
}
const unhandled = new SafeMap<Promise<unknown>, Rejection>();
const reported = new SafeMap<Promise<unknown>, unknown>();
const MOST_REPORTED = 1000;

const REJECTED_WITHOUT_HANDLER = 0;
const HANDLER_ADDED = 1;

/** The engine's promise-reject callback. */
export function rejected(event: number, promise: Promise<unknown>, value: unknown): void {
  if (event === REJECTED_WITHOUT_HANDLER) unhandled.set(promise, { value, context: state.current });
  else if (event === HANDLER_ADDED && !unhandled.delete(promise) && reported.delete(promise)) {
    loadedPart('events')?.dispatchRejection('rejectionhandled', promise, value);
  }
}

export function hasRejections(): boolean {
  return unhandled.size > 0;
}

/** Nothing of what is unhandled is reported: its context was stopped. */
export function dropRejections(): void {
  unhandled.clear();
}

/** After the microtasks of a step: what is still unhandled is reported. */
export function reportRejections(): void {
  const events = loadedPart('events');
  unhandled.forEach((rejection, promise) => {
    unhandled.delete(promise);
    if (events !== undefined && reported.size < MOST_REPORTED) reported.set(promise, true);
    if (events?.dispatchRejection('unhandledrejection', promise, rejection.value)) return;
    const context = rejection.context;
    if (context === null || context.finished) return;
    const { name, message } = describeError(rejection.value);
    context.log('error', JSONStringify([`Uncaught (in promise) ${name}: ${message}`]));
  });
}
