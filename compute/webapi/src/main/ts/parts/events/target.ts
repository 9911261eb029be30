// EventTarget.

import { badArgument, DOMException } from '../../core/errors';
import { defineInterface } from '../../core/interface';
import { loadedPart } from '../../core/lazy';
import { ReflectApply, SafeMap } from '../../core/primordials';
import { report } from '../../core/report';
import { Event, eventState } from './event';

interface Listener {
  readonly callback: any;
  readonly once: boolean;
  removed: boolean;
  next: Listener | null;
  /** Tells the signal to forget about this listener. */
  forget: (() => void) | null;
}

/** The listeners of one target. `watch` hears when the first listener of a type comes. */
export class Listeners {
  readonly #byType = new SafeMap<string, Listener>();
  readonly #handlers = new SafeMap<string, any>();
  watch: ((type: string) => void) | null = null;

  has(type: string): boolean {
    return this.#byType.has(type);
  }
  find(type: string, callback: unknown): Listener | null {
    for (let at = this.#byType.get(type) ?? null; at !== null; at = at.next) if (at.callback === callback) return at;
    return null;
  }
  add(type: string, callback: any, once: boolean): Listener {
    const listener: Listener = { callback, once, removed: false, next: null, forget: null };
    const first = this.#byType.get(type);
    if (first === undefined) this.#byType.set(type, listener);
    else {
      let last = first;
      while (last.next !== null) last = last.next;
      last.next = listener;
    }
    this.watch?.(type);
    return listener;
  }
  remove(type: string, listener: Listener): void {
    if (listener.removed) return;
    listener.removed = true;
    listener.forget?.();
    const first = this.#byType.get(type);
    if (first === listener) {
      if (listener.next === null) this.#byType.delete(type);
      else this.#byType.set(type, listener.next);
      return;
    }
    for (let at = first ?? null; at !== null; at = at.next) if (at.next === listener) at.next = listener.next;
  }

  /** The `on…` attribute of a type. */
  handler(type: string): any {
    return this.#handlers.get(type) ?? null;
  }
  setHandler(type: string, value: unknown): void {
    const callable = typeof value === 'function' || (typeof value === 'object' && value !== null) ? value : null;
    const had = this.#handlers.has(type);
    this.#handlers.set(type, callable);
    if (!had) {
      this.add(
        type,
        (event: Event) => {
          const handler = this.#handlers.get(type);
          if (typeof handler === 'function') ReflectApply(handler, event.currentTarget, [event]);
        },
        false,
      );
    }
  }

  /** Calls the listeners in order; what they throw is reported, and goes to nobody. */
  dispatch(target: object, event: Event, onError: (error: unknown) => void = report): boolean {
    const own = eventState(event);
    own.target = target;
    own.dispatching = true;
    own.stopped = false;
    const type = event.type;
    const last = this.#lastOf(type);
    for (let at = this.#byType.get(type) ?? null; at !== null && !own.stopped; at = at.next) {
      if (!at.removed) this.#call(at, type, target, event, onError);
      if (at === last) break;
    }
    own.dispatching = false;
    return !own.prevented;
  }
  #lastOf(type: string): Listener | null {
    let last = this.#byType.get(type) ?? null;
    while (last !== null && last.next !== null) last = last.next;
    return last;
  }
  #call(listener: Listener, type: string, target: object, event: Event, onError: (error: unknown) => void): void {
    if (listener.once) this.remove(type, listener);
    try {
      const { callback } = listener;
      if (typeof callback === 'function') ReflectApply(callback, target, [event]);
      else callback.handleEvent(event);
    } catch (error) {
      onError(error);
    }
  }
}

export let listenersOf: (target: EventTarget) => Listeners;

export class EventTarget {
  #listeners = new Listeners();
  static {
    listenersOf = (target) => target.#listeners;
  }
  addEventListener(type: unknown, callback: unknown = undefined, options: any = undefined): void {
    if (arguments.length === 0) throw badArgument('addEventListener', 'EventTarget', 1, 'string');
    addListener(this.#listeners, type, callback, options);
  }
  removeEventListener(type: unknown, callback: unknown = undefined, _options: any = undefined): void {
    removeListener(this.#listeners, type, callback);
  }
  dispatchEvent(event: unknown): boolean {
    return dispatchTo(this.#listeners, this, event);
  }
}
defineInterface(EventTarget, 'EventTarget');

export function addListener(listeners: Listeners, type: unknown, callback: unknown, options: any): void {
  if (callback === undefined || callback === null) return;
  if (typeof callback !== 'function' && typeof callback !== 'object') {
    throw badArgument('addEventListener', 'EventTarget', 2, 'function or HandlerObject');
  }
  const name = `${type as any}`;
  // There is no tree of targets, so nothing could be captured.
  if (options === true) throw new TypeError('addEventListener(): useCapture must be false.');
  if (options?.capture) throw new TypeError('addEventListener(): options.capture must be false.');
  const { once, signal } = typeof options === 'object' && options !== null ? options : ({} as any);
  if (listeners.find(name, callback) !== null) return;
  if (signal !== undefined && signal !== null) {
    const abort = loadedPart('events')!;
    abort.requireSignal(signal);
    if (abort.isAborted(signal)) return;
    const listener = listeners.add(name, callback, !!once);
    listener.forget = abort.whenAborted(signal, () => listeners.remove(name, listener));
    return;
  }
  listeners.add(name, callback, !!once);
}
export function removeListener(listeners: Listeners, type: unknown, callback: unknown): void {
  const name = `${type as any}`;
  const listener = listeners.find(name, callback);
  if (listener !== null) listeners.remove(name, listener);
}
export function dispatchTo(listeners: Listeners, target: object, event: unknown): boolean {
  if (!(event instanceof Event)) {
    throw badArgument('dispatchEvent', 'EventTarget', 1, 'Event');
  }
  const own = eventState(event);
  if (own.dispatching) throw new DOMException('The event is already being dispatched.', 'InvalidStateError');
  return listeners.dispatch(target, event);
}
