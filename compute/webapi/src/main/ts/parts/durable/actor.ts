// One Durable Object in this isolate, from its ACTOR record until the node takes it away or it breaks. The node sees to it that
// there is no second one of its kind anywhere.
import { type ContextActor, cutOff, type RequestContext } from '../../core/context';
import { badArgument } from '../../core/errors';
import { exportedClass } from '../../core/handlers';
import { INTERNAL } from '../../core/headers';
import { currentContext, TimerOperation } from '../../core/operations';
import { sayFirst } from '../../core/outbox';
import {
  deferred,
  JSONParse,
  ReflectApply,
  ReflectConstruct,
  rejected,
  resolved,
  SafeMap,
  SafeSet,
  then,
} from '../../core/primordials';
import { state } from '../../core/state';
import { later } from '../../core/steps';
import { type ErrorMarks, errorText } from '../../core/tunnel';
import {
  FAILED_CPU,
  FAILED_EXCEPTION,
  FAILED_MEMORY,
  HOST_ACTOR_CLOSE,
  OUT_ACTOR_RESET,
  OUTCOME_CPU,
  OUTCOME_EXCEPTION,
  OUTCOME_MEMORY,
} from '../../core/wire';
import { type Facet, FacetTable } from './facet';
import { InputGate, type Section } from './gate';
import { idOfActor } from './namespace';
import { ActorSockets, type ToldSocket } from './sockets';
import { DurableObjectState } from './state';
import { Store } from './store';

const SECTION_MILLIS = 30_000;
const TOO_LONG =
  'A call to blockConcurrencyWhile() in a Durable Object waited for too long. The call was canceled and the Durable Object was reset.';
const TOO_MUCH_CPU = 'Durable Object exceeded its CPU time limit and was reset.';
const TOO_MUCH_MEMORY = "Durable Object's isolate exceeded its memory limit and was reset.";
const NO_ALARM_HANDLER = 'Your Durable Object class must have an alarm() handler in order to call setAlarm()';

/** What an ACTOR record says. */
export interface Told {
  className: string;
  /** Of a facet: the number of what it is within, and which of its starts this is. The name is the facet's then. */
  parent?: number;
  facet?: number;
  id: string;
  name?: string;
  jurisdiction?: string;
  path: string;
  sequence: number;
  sockets?: ToldSocket[];
  auto?: { request: string; response: string };
}

const actors = new SafeMap<number, DurableActor>();

export function openActor(number: number, json: string): void {
  const told: Told = JSONParse(json);
  if (told.parent === undefined) {
    actors.set(number, new DurableActor(number, told, null));
    return;
  }
  const parent = actors.get(told.parent);
  const facet = parent === undefined ? null : parent.facets.started(told.name!, told.facet!);
  // The node hears soon why there is no such facet any more.
  if (facet === null) state.host(HOST_ACTOR_CLOSE, number, true);
  else actors.set(number, new DurableActor(number, told, facet, parent));
}
export function actorOf(number: number): DurableActor | undefined {
  return actors.get(number);
}

/** The object that the running code belongs to. */
export function currentActor(): DurableActor {
  const { actor } = currentContext();
  if (actor === null) throw new Error('No Durable Object is running here.');
  return actor as DurableActor;
}

export class DurableActor implements ContextActor {
  readonly number: number;
  readonly told: Told;
  readonly store: Store;
  readonly sockets: ActorSockets;
  cpu = 0;
  broken: unknown = undefined;
  /** What it is a facet of, and as which; null for an object. */
  readonly parent: DurableActor | null;
  readonly facet: Facet | null;
  /** How many it is within. */
  readonly depth: number;
  /** What `ctx.id` shows. */
  readonly id: unknown;
  #facets: FacetTable | null = null;
  readonly #gate = new InputGate();
  readonly #contexts = new SafeSet<RequestContext>();
  /** What the Worker's class made; null before the first event. */
  #object: any = null;

  constructor(number: number, told: Told, facet: Facet | null, parent: DurableActor | null = null) {
    this.number = number;
    this.told = told;
    this.facet = facet;
    this.parent = parent;
    this.depth = parent === null ? 0 : parent.depth + 1;
    this.id = facet === null ? idOfActor(told) : facet.start!.id;
    if (facet !== null) facet.actor = this;
    this.store = new Store(this, number, told.path, told.sequence);
    this.sockets = new ActorSockets(this, told.sockets ?? [], told.auto ?? null);
  }

  /** Those within it. */
  get facets(): FacetTable {
    return (this.#facets ??= new FacetTable(this));
  }

  /** An event came. Each has its time of CPU anew. */
  join(context: RequestContext): void {
    context.actor = this;
    this.cpu = 0;
    this.#contexts.add(context);
  }
  left(context: RequestContext): void {
    this.#contexts.delete(context);
  }

  /** Runs what an event is, once the object is there and its gate is open. */
  deliver(context: RequestContext, run: () => void): void {
    if (this.#object === null) this.#make();
    if (this.broken === undefined && this.#gate.admitsEvent(context, run)) run();
  }

  #make(): void {
    this.#gate.enterLife();
    const { className } = this.told;
    try {
      const type = this.facet === null ? exportedClass(className) : this.facet.start!.type;
      if (type === undefined) throw new TypeError(`The Worker exports no class of the name "${className}".`);
      this.#object = ReflectConstruct(type, [new DurableObjectState(INTERNAL, this), state.env]);
    } catch (error) {
      this.reset(error);
    }
  }

  began(id: number): void {
    this.#gate.began(id);
  }
  admits(context: RequestContext, id: number, run: () => void): boolean {
    return this.#gate.admits(context, id, run);
  }

  /** The object itself, whose methods can be called. */
  get object(): any {
    return this.#object;
  }
  /** A handler of the object; undefined if it has none. */
  handler(name: string): Function | undefined {
    const method = this.#object[name];
    return typeof method === 'function' ? method : undefined;
  }
  call(handler: Function, args: unknown[]): unknown {
    return ReflectApply(handler, this.#object, args);
  }
  fetch(_: RequestContext, request: unknown): unknown {
    const handler = this.handler('fetch');
    if (handler === undefined) throw new Error('Handler does not export a fetch() function.');
    return this.call(handler, [request]);
  }
  /** In the constructor nobody can know what the object will have. */
  checkAlarmHandler(): void {
    if (this.#object !== null && this.handler('alarm') === undefined) throw new TypeError(NO_ALARM_HANDLER);
  }

  /** While `action` runs nothing else of the object does. If it fails the object is reset. */
  critical<T>(action: () => T | Promise<T>): Promise<T> {
    const context = currentContext();
    const { promise, resolve } = deferred<T>();
    context.pending++;
    this.#gate.open(context, (section) => {
      const timer = this.#limit(context, section);
      then(
        started(action),
        (value) => {
          if (this.broken !== undefined) return;
          timer.cancel();
          this.#gate.close(section);
          context.met();
          resolve(value);
        },
        (error) => this.reset(error),
      );
    });
    return promise;
  }

  /** Ends a section that takes too long; what takes no time at all needs no timer. */
  #limit(context: RequestContext, section: Section): { cancel(): void } {
    let timer: TimerOperation | null = null;
    later((enter) => {
      if (section.over || this.broken !== undefined || !enter(context)) return;
      this.#gate.resume(section);
      timer = new TimerOperation(context, SECTION_MILLIS, () => this.reset(new Error(TOO_LONG), { overloaded: true }));
    });
    return { cancel: () => timer?.cancel() };
  }

  /** The object is of no use any more. What it wrote and nobody confirmed is undone; who waits for it hears why. */
  reset(error: unknown, marks: ErrorMarks = {}): void {
    this.#breakOff(error, { ...marks, durableObjectReset: true }, FAILED_EXCEPTION, OUTCOME_EXCEPTION);
  }
  /** The same, with what the platform says of the error: an object that ends is not always at fault. */
  breakWith(error: unknown, marks: ErrorMarks): void {
    this.#breakOff(error, marks, FAILED_EXCEPTION, OUTCOME_EXCEPTION);
  }
  killed(reason: number): void {
    const cpu = reason === OUTCOME_CPU;
    const error = new Error(cpu ? TOO_MUCH_CPU : TOO_MUCH_MEMORY);
    const code = cpu ? FAILED_CPU : FAILED_MEMORY;
    this.#breakOff(error, { durableObjectReset: true }, code, cpu ? OUTCOME_CPU : OUTCOME_MEMORY);
  }

  #breakOff(error: unknown, marks: ErrorMarks, code: number, outcome: number): void {
    if (this.broken !== undefined) return;
    this.broken = error ?? new Error('The Durable Object was reset.');
    const text = errorText(error, marks);
    this.#facets?.endAll(error, marks);
    if (this.facet !== null) this.parent!.facets.ended(this.facet, text);
    const { current } = state;
    if (current !== null && current.actor === this && !current.finished) current.except(error);
    this.#close(true);
    // Said before all else of this turn: what was answered upon what is undone now must not get out.
    sayFirst(OUT_ACTOR_RESET, this.number, text);
    this.#contexts.forEach((context) => {
      const own = context === current;
      cutOff(context, own ? outcome : OUTCOME_EXCEPTION, own ? code : FAILED_EXCEPTION, this.broken, text);
    });
  }

  #close(discard: boolean): void {
    actors.delete(this.number);
    this.#gate.shut();
    this.store.close(this.broken, discard);
  }

  /** The node takes the object away. */
  leave(discard: boolean): void {
    this.broken ??= new Error('The Durable Object is not here any more.');
    this.#facets?.leave(discard);
    if (this.facet !== null) this.#leaveParent(this.facet, discard);
    this.#contexts.forEach((context) => {
      cutOff(context, OUTCOME_EXCEPTION, FAILED_EXCEPTION, this.broken, '');
    });
    this.#close(discard);
  }

  /** What is only put to sleep comes again as what it was. */
  #leaveParent(facet: Facet, discard: boolean): void {
    if (discard) this.parent!.facets.ended(facet, errorText(this.broken));
    else if (facet.actor === this) facet.actor = null;
  }
}

function started<T>(action: () => T | Promise<T>): Promise<T> {
  try {
    return resolved(action());
  } catch (error) {
    return rejected(error);
  }
}

/** What a Worker gave as the function of a critical section. */
export function sectionOf(callback: unknown, method: string): () => unknown {
  if (typeof callback !== 'function') throw badArgument(method, 'DurableObjectState', 1, 'function');
  return () => ReflectApply(callback, undefined, []);
}

const DISCARD = 1;
export function evict(number: number, reason: number): void {
  actors.get(number)?.leave(reason === DISCARD);
}
