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
  OUT_ACTOR_RESET,
  OUTCOME_CPU,
  OUTCOME_EXCEPTION,
  OUTCOME_MEMORY,
} from '../../core/wire';
import { InputGate, type Section } from './gate';
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
  actors.set(number, new DurableActor(number, JSONParse(json)));
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
  readonly #gate = new InputGate();
  readonly #contexts = new SafeSet<RequestContext>();
  /** What the Worker's class made; null before the first event. */
  #object: any = null;

  constructor(number: number, told: Told) {
    this.number = number;
    this.told = told;
    this.store = new Store(this, number, told.path, told.sequence);
    this.sockets = new ActorSockets(this, told.sockets ?? [], told.auto ?? null);
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
      const type = exportedClass(className);
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
    this.#contexts.forEach((context) => {
      cutOff(context, OUTCOME_EXCEPTION, FAILED_EXCEPTION, this.broken, '');
    });
    this.#close(discard);
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
