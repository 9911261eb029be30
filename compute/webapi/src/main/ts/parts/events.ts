// Events and abort signals, as a lazy part.

import { describeError } from '../core/errors';
import { INTERNAL } from '../core/headers';
import { ErrorEvent, eventState, PromiseRejectionEvent } from './events/event';
import { addListener, dispatchTo, Listeners, removeListener } from './events/target';

export * from './events/abort';
export * from './events/event';
export * from './events/message-port';
export * from './events/scope';
export * from './events/target';

/** The listeners of the global scope. */
export const globalListeners = new Listeners();

export function addEventListener(type: unknown, callback: unknown = undefined, options: unknown = undefined): void {
  addListener(globalListeners, type, callback, options);
}
export function removeEventListener(type: unknown, callback: unknown = undefined): void {
  removeListener(globalListeners, type, callback);
}
export function dispatchEvent(event: unknown): boolean {
  return dispatchTo(globalListeners, globalThis, event);
}

function uncaughtText(error: unknown): string {
  const { name, message } = describeError(error);
  return typeof error === 'object' && error !== null ? `Uncaught ${name}: ${message}` : `Uncaught ${message}`;
}

let inErrorEvent = false;
/** Shows an error to `error` listeners; true if one of them prevented the default. */
export function dispatchError(error: unknown): boolean {
  if (inErrorEvent || !globalListeners.has('error')) return false;
  inErrorEvent = true;
  const event = new ErrorEvent('error', {
    __proto__: null,
    cancelable: true,
    message: uncaughtText(error),
    error,
  });
  globalListeners.dispatch(globalThis, event, () => {});
  inErrorEvent = false;
  return event.defaultPrevented;
}

/** Shows a rejection to its listeners; true if one of them prevented the default. */
export function dispatchRejection(type: string, promise: unknown, reason: unknown): boolean {
  if (!globalListeners.has(type)) return false;
  const event = new PromiseRejectionEvent(INTERNAL, type, promise, reason);
  // Nothing else could make it cancelable, and the listeners decide.
  eventState(event).cancelable = true;
  globalListeners.dispatch(globalThis, event);
  return event.defaultPrevented;
}
