// The storage of one Durable Object as the host has it: a file of SQLite that opens when it is first used. Every call is
// synchronous; what a turn writes becomes durable together, and the node lets nothing out before.
import type { ContextActor } from '../../core/context';
import { hostError } from '../../core/errors';
import { ObjectSetPrototypeOf, ReflectApply } from '../../core/primordials';
import { state } from '../../core/state';
import { beforeSaying } from '../../core/unsaid';
import {
  HOST_ACTOR_CLOSE,
  HOST_ALARM,
  HOST_KV_CLEAR,
  HOST_KV_DELETE,
  HOST_KV_GET,
  HOST_KV_LIST,
  HOST_KV_PUT,
  HOST_SQL_CLOSE,
  HOST_SQL_EXEC,
  HOST_SQL_NEXT,
  HOST_SQL_OPEN,
  HOST_SQL_SCOPE,
  HOST_SQL_SIZE,
} from '../../core/wire';
import { checkOwner } from './foreign';
import { KnownValues } from './known';

const ALARM_GET = 0;
const ALARM_SET = 1;
const ALARM_DELETE = 2;
const SCOPE_BEGIN = 1;
const SCOPE_KEEP = 2;
const SCOPE_UNDO = 3;

/** Which keys a list wants; the host knows what order and prefix mean in UTF-8. */
export interface Range {
  start: string | null;
  startAfter: string | null;
  end: string | null;
  prefix: string | null;
  reverse: boolean;
  /** 0 for all. */
  limit: number;
}

export type Cell = null | number | string | ArrayBuffer;

export interface StoreOwner extends ContextActor {
  /** What was taken could not be stored. */
  reset(error: unknown): void;
}

export class Store {
  readonly #owner: StoreOwner;
  readonly #actor: number;
  readonly #path: string;
  readonly #sequence: number;
  #open = false;
  #closed = false;
  #reason: unknown;
  readonly #known = new KnownValues();
  readonly #sayKnown = () => this.#sayAtLast();
  /** Counts what may have changed a value. */
  changes = 0;
  /** Transactions that are under way, one inside the other. */
  #depth = 0;
  /** While an alarm is handled it counts as gone; whoever sets or deletes one meanwhile has the last word. */
  #alarmPassing = false;

  constructor(owner: StoreOwner, actor: number, path: string, sequence: number) {
    this.#owner = owner;
    this.#actor = actor;
    this.#path = path;
    this.#sequence = sequence;
  }

  /** For the object's code; what the platform has to end is not its code. */
  #call(args: unknown[]): any {
    checkOwner(this.#owner, 'ActorCacheInterface');
    return this.#run(args);
  }
  #run(args: unknown[]): any {
    if (this.#closed) throw this.#reason;
    try {
      if (!this.#open) {
        state.host(HOST_SQL_OPEN, this.#actor, this.#path, this.#sequence);
        this.#open = true;
      }
      return ReflectApply(state.host, undefined, args);
    } catch (error) {
      throw hostError(error);
    }
  }

  /** Tells the host of the values that waited: what is asked next depends on them. */
  #say(): void {
    if (this.#known.unsaid === 0) return;
    const args = ObjectSetPrototypeOf([HOST_KV_PUT, this.#actor], null) as unknown[];
    let count = 2;
    this.#known.say((text, key) => {
      args[count++] = key;
      args[count++] = text;
    });
    try {
      this.#run(args);
    } catch (error) {
      this.#owner.reset(error);
      throw error;
    }
  }
  #sayAtLast(): void {
    try {
      if (!this.#closed) this.#say();
    } catch {
      // The object was reset, and whoever called it hears of that.
    }
  }

  get(key: string): string | null {
    const known = this.#known.get(key);
    if (known === undefined || this.#closed) {
      const text = this.#call([HOST_KV_GET, this.#actor, key]);
      this.#known.keep(key, text);
      return text;
    }
    checkOwner(this.#owner, 'ActorCacheInterface');
    return known;
  }
  put(key: string, value: string): void {
    this.changes++;
    checkOwner(this.#owner, 'ActorCacheInterface');
    const first = this.#known.unsaid === 0;
    if (this.#closed || !this.#known.replace(key, value)) {
      this.#call([HOST_KV_PUT, this.#actor, key, value]);
      this.#known.keep(key, value);
    } else if (first) beforeSaying(this.#sayKnown);
  }
  delete(key: string): boolean {
    this.changes++;
    const deleted = this.#call([HOST_KV_DELETE, this.#actor, key]);
    this.#known.keep(key, null);
    return deleted;
  }
  /** Keys and values in turns. */
  list(range: Range): string[] {
    const { start, startAfter, end, prefix, reverse, limit } = range;
    this.#say();
    return this.#call([HOST_KV_LIST, this.#actor, start, startAfter, end, prefix, reverse, limit]);
  }
  /** All that is stored, tables too. */
  clear(): void {
    this.changes++;
    this.#known.clear();
    this.#call([HOST_KV_CLEAR, this.#actor]);
  }

  exec(sql: string, bindings: Cell[]): string {
    const args = ObjectSetPrototypeOf([HOST_SQL_EXEC, this.#actor, sql], null) as unknown[];
    for (let i = 0; i < bindings.length; i++) args[i + 3] = bindings[i];
    return this.#call(args);
  }
  next(cursor: number): string {
    return this.#call([HOST_SQL_NEXT, this.#actor, cursor]);
  }
  closeCursor(cursor: number): void {
    if (!this.#closed) this.#call([HOST_SQL_CLOSE, this.#actor, cursor]);
  }
  size(): number {
    this.#say();
    return this.#call([HOST_SQL_SIZE, this.#actor]);
  }

  /**
   * Begins a transaction inside of those that are under way; the number tells it from them. One that does not end `within` the
   * step that begins it may take long: what was written before does not wait for it.
   */
  begin(within: boolean): number {
    this.#say();
    this.#call([HOST_SQL_SCOPE, this.#actor, SCOPE_BEGIN, within]);
    return ++this.#depth;
  }
  /** Ends a transaction, and with it those inside of it that nobody ended. */
  #leave(scope: number, how: number): void {
    this.#say();
    while (this.#depth >= scope) {
      this.#depth--;
      this.#run([HOST_SQL_SCOPE, this.#actor, how]);
    }
  }
  keep(scope: number): void {
    this.#leave(scope, SCOPE_KEEP);
  }
  undo(scope: number): void {
    this.changes++;
    this.#leave(scope, SCOPE_UNDO);
    this.#known.clear();
  }

  alarm(): number | null {
    return this.#alarmPassing ? null : this.#call([HOST_ALARM, this.#actor, ALARM_GET, 0]);
  }
  setAlarm(time: number): void {
    this.#call([HOST_ALARM, this.#actor, ALARM_SET, time]);
    this.#alarmPassing = false;
  }
  deleteAlarm(): void {
    this.#call([HOST_ALARM, this.#actor, ALARM_DELETE, 0]);
    this.#alarmPassing = false;
  }
  beginAlarm(): void {
    this.#alarmPassing = true;
  }
  /** The alarm that ran is over for good if its handler succeeded and set no other. */
  endAlarm(done: boolean): void {
    if (!this.#alarmPassing) return;
    if (done) this.#run([HOST_ALARM, this.#actor, ALARM_DELETE, 0]);
    this.#alarmPassing = false;
  }

  /** Nothing more is taken; who tries hears why. What is not committed yet is thrown away if `discard` says so. */
  close(reason: unknown, discard: boolean): void {
    if (this.#closed) return;
    if (!discard) this.#sayAtLast();
    if (this.#closed) return;
    this.#closed = true;
    this.#reason = reason;
    state.host(HOST_ACTOR_CLOSE, this.#actor, discard);
  }
}
