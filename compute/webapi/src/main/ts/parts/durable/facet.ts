// Objects within an object, as the isolate knows them: what each of them is made of, and how it ended. They run beside the one that
// they are in, and never without it.

import { put, record } from '../../core/outbox';
import { encodeUriComponent, resolved, SafeMap, then } from '../../core/primordials';
import { Queue } from '../../core/queue';
import { type ErrorMarks, errorOf, errorText } from '../../core/tunnel';
import { FACET_ABORT, FACET_COPY, FACET_DELETE, FACET_DELETE_ALL, OUT_FACET } from '../../core/wire';
import type { WaitingCall } from '../fetch/channel';
import type { DurableActor } from './actor';

const DELETED = 'Facet was deleted.';
const REPLACED = 'Facet was cloned-over.';
const NO_MARKS = { __proto__: null } as ErrorMarks;

/** What the function that is asked for options says. */
export interface Start {
  readonly type: Function;
  readonly className: string;
  readonly id: unknown;
  readonly props: unknown;
}

/** One start of a facet: from its first use until it ends. Whoever uses the name then begins another one. */
export class Facet {
  readonly name: string;
  /** Tells it from others of the same name. */
  readonly number: number;
  start: Start | null = null;
  /** The object, while the node has it here. */
  actor: DurableActor | null = null;
  /** How calls of it begin, once it is known what it is. */
  lead = '';
  /** JSON of the error that it ended with. */
  #error: string | null = null;
  /** Calls that came before it was known what it is. */
  readonly #waiting = new Queue<WaitingCall>();

  constructor(name: string, number: number) {
    this.name = name;
    this.number = number;
  }

  /** Asks what it is. Who asked has to be there for the answer. */
  ask(options: () => unknown, read: (options: unknown) => Start): void {
    then(
      then(resolved(undefined), options),
      (given) => {
        let start: Start;
        try {
          start = read(given);
        } catch (error) {
          return this.#fail(error);
        }
        this.#begin(start);
      },
      (error) => this.#fail(error),
    );
  }
  #fail(error: unknown): void {
    if (this.#error === null) this.end(errorText(error));
  }
  #begin(start: Start): void {
    if (this.#error !== null) return;
    this.start = start;
    this.lead = `:facet: ${this.number};${encodeUriComponent(this.name)};${encodeUriComponent(start.className)}\r\n`;
    while (this.#waiting.size > 0) this.#waiting.shift().proceed();
  }

  /** Why it is over; undefined as long as it is not. Each who asks gets an error of his own. */
  get error(): unknown {
    return this.#error === null ? undefined : errorOf(this.#error, false);
  }
  /** Whether a call has to wait; it is kept then. */
  waits(call: WaitingCall): boolean {
    if (this.#error !== null) call.refuse(this.error);
    else if (this.start === null) this.#waiting.push(call);
    else return false;
    return true;
  }

  /** It is of no use any more. Of several reasons the last one counts. */
  end(json: string): void {
    this.#error = json;
    while (this.#waiting.size > 0) this.#waiting.shift().refuse(this.error);
  }
}

/** The facets of one object that were used and did not end. */
export class FacetTable {
  readonly #parent: DurableActor;
  readonly #used = new SafeMap<string, Facet>();
  #last = 0;

  constructor(parent: DurableActor) {
    this.#parent = parent;
  }

  /** The one that is in use under this name, or a new one. */
  use(name: string, options: () => unknown, read: (options: unknown) => Start): Facet {
    let facet = this.#used.get(name);
    if (facet === undefined) {
      facet = new Facet(name, ++this.#last);
      this.#used.set(name, facet);
      facet.ask(options, read);
    }
    return facet;
  }

  /** The one that the node brings; null if it is over meanwhile. */
  started(name: string, number: number): Facet | null {
    const facet = this.#used.get(name);
    return facet !== undefined && facet.number === number && facet.start !== null ? facet : null;
  }

  /** It broke. */
  ended(facet: Facet, json: string): void {
    if (this.#used.get(facet.name) === facet) this.#used.delete(facet.name);
    facet.actor = null;
    facet.end(json);
  }

  #end(facet: Facet, error: unknown, marks: ErrorMarks): void {
    const { actor } = facet;
    this.ended(facet, errorText(error, marks));
    actor?.breakWith(error, marks);
  }

  abort(name: string, error: unknown): void {
    const facet = this.#used.get(name);
    if (facet === undefined) return;
    this.#end(facet, error, NO_MARKS);
    this.#say(FACET_ABORT, name, errorText(error));
  }
  delete(name: string): void {
    this.#drop(name, DELETED);
    this.#say(FACET_DELETE, name, '');
  }
  copy(from: string, to: string): void {
    if (from === to) return this.abort(to, new Error(REPLACED));
    this.#drop(to, REPLACED);
    this.#say(FACET_COPY, to, from);
  }
  /** None of them has stored anything. */
  clear(): void {
    this.endAll(new Error(DELETED), NO_MARKS);
    this.#say(FACET_DELETE_ALL, '', '');
  }
  #drop(name: string, why: string): void {
    const facet = this.#used.get(name);
    if (facet !== undefined) this.#end(facet, new Error(why), NO_MARKS);
  }
  #say(what: number, name: string, text: string): void {
    record(OUT_FACET, this.#parent.number, what, name.length, text.length, 0, 0, 0);
    put(name);
    put(text);
  }

  /** The object around them broke. */
  endAll(error: unknown, marks: ErrorMarks): void {
    this.#used.forEach((facet) => {
      this.#end(facet, error, marks);
    });
  }
  /** The node takes the object around them away. */
  leave(discard: boolean): void {
    this.#used.forEach(({ actor }) => {
      actor?.leave(discard);
    });
  }
}
