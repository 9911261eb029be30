// `ctx.storage` of a Durable Object, and what a transaction shows of it.
import { badArgument } from '../../core/errors';
import { INTERNAL } from '../../core/headers';
import { defineInterface } from '../../core/interface';
import { derive, ReflectApply } from '../../core/primordials';
import { hasFlag, state } from '../../core/state';
import type { ErrorMarks } from '../../core/tunnel';
import type { DurableActor } from './actor';
import { checkOptions, timeOf } from './arguments';
import { askBookmark, whenDurable } from './bookmarks';
import { SyncKvStorage } from './kv';
import { SqlStorage } from './sql';
import type { Store } from './store';
import { deleteValues, getValues, listValues, type Owner, promised, putValues } from './values';

const STORAGE = 'DurableObjectStorage';
const TRANSACTION = 'DurableObjectTransaction';

/** Since this date deleteAll() takes the alarm along. */
const ALARM_GOES_SINCE = '2026-02-24';

function alarmGoes(): boolean {
  if (hasFlag('delete_all_preserves_alarm')) return false;
  return state.config.compatibilityDate >= ALARM_GOES_SINCE || hasFlag('delete_all_deletes_alarm');
}

function clearAll({ store, facets }: DurableActor): void {
  const alarm = alarmGoes() ? null : store.alarm();
  store.clear();
  if (alarm === null) store.deleteAlarm();
  else store.setAlarm(alarm);
  facets.clear();
}

function setAlarm(actor: DurableActor, owner: Owner, time: unknown, options: unknown): void {
  const wanted = timeOf(time, 'setAlarm');
  checkOptions(options, 'setAlarm', owner, 2, 'SetAlarmOptions');
  if (wanted <= 0) throw new TypeError('setAlarm() cannot be called with an alarm time <= 0');
  actor.checkAlarmHandler();
  if (actor.facet !== null) throw refusedAlarm(actor);
  actor.store.setAlarm(wanted > state.now ? wanted : state.now);
}
/** Nobody could wake the object around a facet so that it wakes the facet. */
function refusedAlarm(facet: DurableActor): Error {
  const error = new Error('Facets currently cannot set alarms.');
  facet.breakWith(error, { __proto__: null } as ErrorMarks);
  return error;
}
function getAlarm(actor: DurableActor, owner: Owner, options: unknown): number | null {
  checkOptions(options, 'getAlarm', owner, 1, 'GetAlarmOptions');
  return actor.store.alarm();
}
function deleteAlarm(actor: DurableActor, owner: Owner, options: unknown): void {
  checkOptions(options, 'deleteAlarm', owner, 1, 'SetAlarmOptions');
  actor.store.deleteAlarm();
}

export class DurableObjectStorage {
  #actor: DurableActor;
  kv: SyncKvStorage;
  sql: SqlStorage;
  constructor(token: unknown, actor: DurableActor) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
    this.#actor = actor;
    this.kv = new SyncKvStorage(INTERNAL, actor.store);
    this.sql = new SqlStorage(INTERNAL, actor.store);
  }
  get(keys: unknown, options: unknown = undefined): Promise<unknown> {
    const actor = this.#actor;
    const given = arguments.length;
    return promised(() => getValues(actor.store, STORAGE, given, keys, options));
  }
  list(options: unknown = undefined): Promise<unknown> {
    const actor = this.#actor;
    return promised(() => listValues(actor.store, STORAGE, options));
  }
  put(): Promise<void> {
    const actor = this.#actor;
    const given = arguments;
    return promised(() => putValues(actor.store, STORAGE, given));
  }
  delete(keys: unknown, options: unknown = undefined): Promise<unknown> {
    const actor = this.#actor;
    const given = arguments.length;
    return promised(() => deleteValues(actor.store, STORAGE, given, keys, options));
  }
  deleteAll(options: unknown = undefined): Promise<void> {
    const actor = this.#actor;
    return promised(() => {
      checkOptions(options, 'deleteAll', STORAGE, 1, 'PutOptions');
      clearAll(actor);
    });
  }
  transaction(callback: unknown): Promise<unknown> {
    const actor = this.#actor;
    return promised(() => {
      if (typeof callback !== 'function') throw badArgument('transaction', STORAGE, 1, 'function');
      return transact(actor, callback);
    });
  }
  getAlarm(options: unknown = undefined): Promise<number | null> {
    const actor = this.#actor;
    return promised(() => getAlarm(actor, STORAGE, options));
  }
  setAlarm(time: unknown, options: unknown = undefined): Promise<void> {
    const actor = this.#actor;
    return promised(() => setAlarm(actor, STORAGE, time, options));
  }
  deleteAlarm(options: unknown = undefined): Promise<void> {
    const actor = this.#actor;
    return promised(() => deleteAlarm(actor, STORAGE, options));
  }
  /** Resolves once all that was written so far is durable. */
  sync(): Promise<void> {
    return promised(() => whenDurable());
  }
  transactionSync(callback: unknown): unknown {
    if (typeof callback !== 'function') throw badArgument('transactionSync', STORAGE, 1, 'function');
    const { store } = this.#actor;
    const scope = store.begin(true);
    let result: unknown;
    try {
      result = ReflectApply(callback, undefined, []);
    } catch (error) {
      store.undo(scope);
      throw error;
    }
    store.keep(scope);
    return result;
  }
  getCurrentBookmark(): Promise<string> {
    return promised(() => askBookmark({ __proto__: null }));
  }
  getBookmarkForTime(time: unknown): Promise<string> {
    return promised(() => askBookmark({ __proto__: null, time: timeOf(time, 'getBookmarkForTime') }));
  }
  /** The bookmark that leads back, should the object not like where it finds itself when it starts the next time. */
  onNextSessionRestoreBookmark(bookmark: unknown): Promise<string> {
    const given = arguments.length;
    return promised(() => {
      if (given === 0) throw badArgument('onNextSessionRestoreBookmark', STORAGE, 1, 'string');
      return askBookmark({ __proto__: null, restore: `${bookmark as any}` });
    });
  }
}
defineInterface(DurableObjectStorage, STORAGE);

interface Outcome {
  failed: boolean;
  value: unknown;
}

/** An exception of the callback undoes the transaction, and is the caller's; the object goes on. */
function transact(actor: DurableActor, callback: Function): Promise<unknown> {
  const outcome = actor.critical((): Promise<Outcome> => {
    const transaction = new DurableObjectTransaction(INTERNAL, actor);
    return derive(
      promised(() => ReflectApply(callback, undefined, [transaction])),
      (value): Outcome => {
        endTransaction(transaction, true);
        return { failed: false, value };
      },
      (error): Outcome => {
        endTransaction(transaction, false);
        return { failed: true, value: error };
      },
    );
  });
  return derive(outcome, (result) => {
    if (result.failed) throw result.value;
    return result.value;
  });
}

let endTransaction: (transaction: DurableObjectTransaction, keep: boolean) => void;

export class DurableObjectTransaction {
  #actor: DurableActor;
  #scope: number;
  #rolledBack = false;
  #over = false;
  constructor(token: unknown, actor: DurableActor) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
    this.#actor = actor;
    this.#scope = actor.store.begin(false);
  }
  static {
    endTransaction = (own, keep) => {
      if (own.#over) return;
      own.#over = true;
      own.#rolledBack = !keep;
      if (keep) own.#actor.store.keep(own.#scope);
      else own.#actor.store.undo(own.#scope);
    };
  }

  /** The store, as long as the transaction is under way. */
  #use(operation: string): Store {
    if (this.#rolledBack) throw new Error(`Cannot ${operation} on rolled back transaction`);
    if (this.#over) {
      throw new Error(
        `Cannot call ${operation} on transaction that has already committed: did you move \`txn\` outside of the closure?`,
      );
    }
    return this.#actor.store;
  }

  get(keys: unknown, options: unknown = undefined): Promise<unknown> {
    const given = arguments.length;
    return promised(() => getValues(this.#use('get()'), TRANSACTION, given, keys, options));
  }
  list(options: unknown = undefined): Promise<unknown> {
    return promised(() => listValues(this.#use('list()'), TRANSACTION, options));
  }
  put(): Promise<void> {
    const given = arguments;
    return promised(() => putValues(this.#use('put()'), TRANSACTION, given));
  }
  delete(keys: unknown, options: unknown = undefined): Promise<unknown> {
    const given = arguments.length;
    return promised(() => deleteValues(this.#use('delete()'), TRANSACTION, given, keys, options));
  }
  deleteAll(): never {
    throw new Error('Cannot call deleteAll() within a transaction');
  }
  rollback(): void {
    if (this.#rolledBack) return;
    this.#use('rollback()');
    endTransaction(this, false);
  }
  getAlarm(options: unknown = undefined): Promise<number | null> {
    return promised(() => {
      this.#use('getAlarm()');
      return getAlarm(this.#actor, TRANSACTION, options);
    });
  }
  setAlarm(time: unknown, options: unknown = undefined): Promise<void> {
    return promised(() => {
      this.#use('setAlarm()');
      setAlarm(this.#actor, TRANSACTION, time, options);
    });
  }
  deleteAlarm(options: unknown = undefined): Promise<void> {
    return promised(() => {
      this.#use('deleteAlarm()');
      deleteAlarm(this.#actor, TRANSACTION, options);
    });
  }
}
defineInterface(DurableObjectTransaction, TRANSACTION);
