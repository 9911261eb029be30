// EventTarget.

import { badArgument, badField, DOMException } from '../../core/errors';
import { defineInterface } from '../../core/interface';
import { loadedPart } from '../../core/lazy';
import { ObjectGetOwnPropertyDescriptor, ReflectApply, SafeMap } from '../../core/primordials';
import { report } from '../../core/report';
import { Event, eventState } from './event';

interface Listener {
  readonly callback: any;
  readonly once: boolean;
  readonly passive: boolean;
  removed: boolean;
  previous: Listener | null;
  next: Listener | null;
  /** Tells the signal to forget about this listener. */
  forget: (() => void) | null;
}

/** From so many on, a listener is found by a map: adding one must not cost more the more there are. */
const MANY = 16;

/** The listeners of one type, in order. */
class ListenerList {
  first: Listener | null = null;
  #last: Listener | null = null;
  #size = 0;
  #byCallback: SafeMap<unknown, Listener> | null = null;

  find(callback: unknown): Listener | null {
    if (this.#byCallback !== null) return this.#byCallback.get(callback) ?? null;
    for (let at = this.first; at !== null; at = at.next) if (at.callback === callback) return at;
    return null;
  }
  add(listener: Listener): void {
    listener.previous = this.#last;
    if (this.#last === null) this.first = listener;
    else this.#last.next = listener;
    this.#last = listener;
    if (++this.#size === MANY) {
      this.#byCallback = new SafeMap();
      for (let at = this.first; at !== null; at = at.next) this.#byCallback.set(at.callback, at);
    } else this.#byCallback?.set(listener.callback, listener);
  }
  remove(listener: Listener): void {
    const { previous, next } = listener;
    if (previous === null) this.first = next;
    else previous.next = next;
    if (next === null) this.#last = previous;
    else next.previous = previous;
    this.#size--;
    this.#byCallback?.delete(listener.callback);
  }
}

/** The listeners of one target. `watch` hears when the first listener of a type comes. */
export class Listeners {
  readonly #byType = new SafeMap<string, ListenerList>();
  readonly #handlers = new SafeMap<string, any>();
  watch: ((type: string) => void) | null = null;

  has(type: string): boolean {
    return this.#byType.has(type);
  }
  find(type: string, callback: unknown): Listener | null {
    return this.#byType.get(type)?.find(callback) ?? null;
  }
  add(type: string, callback: any, once: boolean, passive = false): Listener {
    const listener: Listener = { callback, once, passive, removed: false, previous: null, next: null, forget: null };
    let list = this.#byType.get(type);
    if (list === undefined) {
      list = new ListenerList();
      this.#byType.set(type, list);
    }
    list.add(listener);
    this.watch?.(type);
    return listener;
  }
  remove(type: string, listener: Listener): void {
    if (listener.removed) return;
    listener.removed = true;
    listener.forget?.();
    const list = this.#byType.get(type);
    list?.remove(listener);
    if (list?.first === null) this.#byType.delete(type);
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

  /** Calls the listeners in order; what they throw is reported, and goes to nobody. Those that come meanwhile are not called. */
  dispatch(target: object, event: Event, onError: (error: unknown) => void = report): boolean {
    const own = eventState(event);
    own.target = target;
    own.dispatching = true;
    own.stopped = false;
    own.prevented = false;
    const type = event.type;
    this.#callOwnHandler(type, target, event, onError);
    const called: Listener[] = [];
    for (let at = this.#byType.get(type)?.first ?? null; at !== null; at = at.next) called[called.length] = at;
    for (let i = 0; i < called.length && !own.stopped; i++) {
      if (!called[i]!.removed) this.#call(called[i]!, type, target, event, onError);
    }
    own.dispatching = false;
    own.passive = false;
    return !own.prevented;
  }

  /** A property `on…` that a Worker put on the target by itself counts as a listener, as on the platform. */
  #callOwnHandler(type: string, target: object, event: Event, onError: (error: unknown) => void): void {
    if (this.#handlers.has(type)) return;
    const handler = ObjectGetOwnPropertyDescriptor(target, `on${type}`)?.value;
    if (typeof handler !== 'function') return;
    try {
      ReflectApply(handler, target, [event]);
    } catch (error) {
      onError(error);
    }
  }
  #call(listener: Listener, type: string, target: object, event: Event, onError: (error: unknown) => void): void {
    if (listener.once) this.remove(type, listener);
    eventState(event).passive = listener.passive;
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
    if (arguments.length === 1) throw badListener();
    addListener(this.#listeners, type, callback, options);
  }
  removeEventListener(type: unknown, callback: unknown = undefined, _options: any = undefined): void {
    if (arguments.length === 0) throw badArgument('removeEventListener', 'EventTarget', 1, 'string');
    if (arguments.length === 1) throw badArgument('removeEventListener', 'EventTarget', 2, 'Object');
    removeListener(this.#listeners, type, callback);
  }
  dispatchEvent(event: unknown): boolean {
    return dispatchTo(this.#listeners, this, event);
  }
}
defineInterface(EventTarget, 'EventTarget');

function badListener(): TypeError {
  return badArgument('addEventListener', 'EventTarget', 2, 'function or HandlerObject');
}

function isObject(value: unknown): boolean {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** The options of addEventListener. There is no tree of targets, so nothing could be captured. */
function optionsOf(given: any): { once: boolean; passive: boolean; signal: any } {
  if (given === undefined || given === null || given === false) return NO_OPTIONS;
  if (!isObject(given)) throw new TypeError('addEventListener(): useCapture must be false.');
  const { capture, once, passive, signal } = given;
  if (capture) throw new TypeError('addEventListener(): options.capture must be false.');
  if (signal !== undefined && !loadedPart('events')!.isSignal(signal)) {
    throw badField('signal', 'AddEventListenerOptions', 'AbortSignal');
  }
  return { once: !!once, passive: !!passive, signal };
}
const NO_OPTIONS = { once: false, passive: false, signal: undefined };

export function addListener(listeners: Listeners, type: unknown, callback: any, options: unknown): void {
  const absent = callback === undefined || callback === null;
  if (!absent && !isObject(callback)) throw badListener();
  if (!absent && typeof callback !== 'function' && typeof callback.handleEvent !== 'function') {
    throw badField('handleEvent', 'HandlerObject', 'function');
  }
  const name = `${type as any}`;
  const { once, passive, signal } = optionsOf(options);
  if (absent) return;
  if (listeners.find(name, callback) !== null) return;
  const events = signal === undefined ? null : loadedPart('events')!;
  if (events?.isAborted(signal)) return;
  const listener = listeners.add(name, callback, once, passive);
  if (events !== null) listener.forget = events.whenAborted(signal, () => listeners.remove(name, listener));
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
