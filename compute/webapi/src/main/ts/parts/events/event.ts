// Event and its kinds.
import { badConstruction, badField } from '../../core/errors';
import { INTERNAL } from '../../core/headers';
import { defineConstants, defineInterface } from '../../core/interface';
import { ArrayIsArray, StringPrototypeToWellFormed } from '../../core/primordials';

const NONE = 0;
const AT_TARGET = 2;

/** What the platform keeps of an event; set while it is dispatched. */
export interface EventState {
  target: object | undefined;
  dispatching: boolean;
  stopped: boolean;
  prevented: boolean;
  /** A passive listener is being called: it cannot prevent anything. */
  passive: boolean;
  cancelable: boolean;
  trusted: boolean;
}
export let eventState: (event: Event) => EventState;

export class Event {
  #type: string;
  #bubbles: boolean;
  #composed: boolean;
  #propagation = false;
  #state: EventState;

  constructor(type: unknown, init: any = undefined) {
    if (arguments.length === 0) throw badConstruction('Event', 1, 'string');
    if (init !== undefined && init !== null && typeof init !== 'object' && typeof init !== 'function') {
      throw badConstruction('Event', 2, 'Init');
    }
    this.#type = `${type as any}`;
    const { bubbles, cancelable, composed } = init ?? {};
    this.#bubbles = !!bubbles;
    this.#composed = !!composed;
    this.#state = {
      target: undefined,
      dispatching: false,
      stopped: false,
      prevented: false,
      passive: false,
      cancelable: !!cancelable,
      trusted: init === TRUSTED || init === TRUSTED_FIRM,
    };
  }
  static {
    eventState = (event) => event.#state;
  }
  get type(): string {
    return this.#type;
  }
  get eventPhase(): number {
    return this.#state.dispatching ? AT_TARGET : NONE;
  }
  get composed(): boolean {
    return this.#composed;
  }
  get bubbles(): boolean {
    return this.#bubbles;
  }
  get cancelable(): boolean {
    return this.#state.cancelable;
  }
  get defaultPrevented(): boolean {
    return this.#state.prevented;
  }
  get returnValue(): boolean {
    return !this.#state.prevented;
  }
  get currentTarget(): object | undefined {
    return this.#state.target;
  }
  get target(): object | undefined {
    return this.#state.target;
  }
  get srcElement(): object | undefined {
    return this.#state.target;
  }
  get timeStamp(): number {
    return 0;
  }
  get isTrusted(): boolean {
    return this.#state.trusted;
  }
  get cancelBubble(): boolean {
    return this.#propagation;
  }
  set cancelBubble(value: unknown) {
    if (value) this.#propagation = true;
  }
  stopImmediatePropagation(): void {
    this.#propagation = true;
    this.#state.stopped = true;
  }
  preventDefault(): void {
    const own = this.#state;
    if (own.cancelable && !own.passive) own.prevented = true;
  }
  stopPropagation(): void {
    this.#propagation = true;
  }
  composedPath(): object[] {
    return this.#state.dispatching && this.#state.target !== undefined ? [this.#state.target] : [];
  }
}
/** The init of events that the platform itself makes. */
export const TRUSTED = { __proto__: null, cancelable: true };
/** The same for events that nobody can cancel. */
export const TRUSTED_FIRM = { __proto__: null, cancelable: false };
defineConstants(Event, { NONE, CAPTURING_PHASE: 1, AT_TARGET, BUBBLING_PHASE: 3 });
defineInterface(Event, 'Event');

export class CustomEvent extends Event {
  #detail: unknown;
  constructor(type: unknown, init: any = undefined) {
    super(type, init);
    this.#detail = init?.detail;
  }
  get detail(): unknown {
    return this.#detail;
  }
}
defineInterface(CustomEvent, 'CustomEvent');

/** Its attributes, and those of CloseEvent and PromiseRejectionEvent, are properties of the object itself, as on the platform. */
export class MessageEvent extends Event {
  readonly ports: unknown;
  readonly source: unknown;
  readonly lastEventId: string;
  readonly origin: string | null;
  readonly data: unknown;
  constructor(type: unknown, init: any = undefined) {
    super(type, init);
    const { data, origin, lastEventId, source, ports } = init ?? {};
    if (ports !== undefined && !ArrayIsArray(ports)) throw badField('ports', 'Initializer', 'Array');
    this.ports = ports ?? [];
    this.source = source ?? null;
    this.lastEventId = lastEventId === undefined ? '' : `${lastEventId}`;
    // The platform's own messages between ports have none.
    this.origin = origin === undefined ? '' : origin === null ? null : `${origin}`;
    this.data = data === undefined ? null : data;
  }
}
defineInterface(MessageEvent, 'MessageEvent');

export class CloseEvent extends Event {
  readonly wasClean: boolean;
  readonly reason: string;
  readonly code: number;
  constructor(type: unknown, init: any = undefined) {
    super(type, init);
    const { code, reason, wasClean } = init ?? {};
    this.wasClean = !!wasClean;
    this.reason = reason === undefined ? '' : StringPrototypeToWellFormed(`${reason}`);
    this.code = code === undefined ? 0 : +code & 0xffff;
  }
}
defineInterface(CloseEvent, 'CloseEvent');

export class ErrorEvent extends Event {
  #message: string;
  #filename: string;
  #lineno: number;
  #colno: number;
  #error: unknown;
  constructor(type: unknown, init: any = undefined) {
    super(type, init);
    const { message, filename, lineno, colno, error } = init ?? {};
    this.#message = message === undefined ? '' : `${message}`;
    this.#filename = filename === undefined ? '' : `${filename}`;
    this.#lineno = lineno === undefined ? 0 : +lineno | 0;
    this.#colno = colno === undefined ? 0 : +colno | 0;
    this.#error = error;
  }
  get filename(): string {
    return this.#filename;
  }
  get message(): string {
    return this.#message;
  }
  get lineno(): number {
    return this.#lineno;
  }
  get colno(): number {
    return this.#colno;
  }
  get error(): unknown {
    return this.#error;
  }
}
defineInterface(ErrorEvent, 'ErrorEvent');

export class PromiseRejectionEvent extends Event {
  readonly promise: unknown;
  readonly reason: unknown;
  constructor(token: unknown, type: string, promise: unknown, reason: unknown) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
    super(type);
    this.promise = promise;
    this.reason = reason;
  }
}
defineInterface(PromiseRejectionEvent, 'PromiseRejectionEvent');

/** Events whose handlers may prolong the request. */
export class ExtendableEvent extends Event {
  #wait: (promise: unknown) => void;
  constructor(token: unknown, type: string, wait: (promise: unknown) => void) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
    super(type, TRUSTED);
    this.#wait = wait;
  }
  waitUntil(promise: unknown): void {
    this.#wait(promise);
  }
}
defineInterface(ExtendableEvent, 'ExtendableEvent');
