// `storage.kv`: the values of a Durable Object without promises.
import { badArgument } from '../../core/errors';
import { INTERNAL } from '../../core/headers';
import { defineInterface } from '../../core/interface';
import { part } from '../../core/lazy';
import { IteratorPrototype, ObjectDefineProperty, ObjectSetPrototypeOf, SymbolIterator } from '../../core/primordials';
import { checkedKey, rangeOf } from './arguments';
import type { Range, Store } from './store';
import { getOne, putOne } from './values';

const { deserialize } = part('rpc');

const OWNER = 'SyncKvStorage';
/** Rows that an iterator reads at once; it reads again when values changed meanwhile. */
const PAGE = 128;
const SUPERSEDED =
  'kv.list() iterator was invalidated because a new call to kv.list() was started. Only one kv.list() iterator can exist at a time.';

export class SyncKvStorage {
  #store: Store;
  #listing: ListIterator | null = null;
  constructor(token: unknown, store: Store) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
    this.#store = store;
  }
  get(key: unknown): unknown {
    if (arguments.length === 0) throw badArgument('get', OWNER, 1, 'string');
    return getOne(this.#store, checkedKey(key));
  }
  list(options: unknown = undefined): ListIterator {
    const range = rangeOf(options, OWNER);
    if (this.#listing !== null) supersede(this.#listing);
    this.#listing = new ListIterator(INTERNAL, this.#store, range);
    return this.#listing;
  }
  put(key: unknown, value: unknown): void {
    if (arguments.length < 2)
      throw badArgument('put', OWNER, arguments.length + 1, arguments.length === 0 ? 'string' : 'Value');
    putOne(this.#store, checkedKey(key), value);
  }
  delete(key: unknown): boolean {
    if (arguments.length === 0) throw badArgument('delete', OWNER, 1, 'string');
    return this.#store.delete(checkedKey(key));
  }
}
defineInterface(SyncKvStorage, OWNER);

let supersede: (iterator: ListIterator) => void;

class ListIterator {
  #store: Store;
  #range: Range;
  #rows: string[] = [];
  #at = 0;
  #last = false;
  /** What the store counted when these rows were read. */
  #changes = 0;
  #key: string | null = null;
  #superseded = false;
  /** How many rows it may still give; -1 for all. */
  #left: number;
  constructor(token: unknown, store: Store, range: Range) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
    this.#store = store;
    this.#range = range;
    this.#left = range.limit === 0 ? -1 : range.limit;
  }
  static {
    supersede = (iterator) => {
      iterator.#superseded = true;
    };
  }
  next(): unknown {
    if (this.#superseded) throw new Error(SUPERSEDED);
    const stale = this.#changes !== this.#store.changes && this.#key !== null;
    if (stale ? this.#left !== 0 : this.#at >= this.#rows.length && !this.#last) this.#read();
    if (this.#at >= this.#rows.length) {
      this.#left = 0;
      return { done: true, value: undefined };
    }
    const key = this.#rows[this.#at]!;
    this.#key = key;
    if (this.#left > 0) this.#left--;
    const value = deserialize(this.#rows[this.#at + 1]);
    this.#at += 2;
    return { done: false, value: [key, value] };
  }
  #read(): void {
    const range = this.#range;
    if (this.#key !== null && range.reverse) range.end = this.#key;
    else if (this.#key !== null) {
      range.start = null;
      range.startAfter = this.#key;
    }
    range.limit = this.#left >= 0 && this.#left < PAGE ? this.#left : PAGE;
    this.#changes = this.#store.changes;
    this.#rows = range.limit === 0 ? [] : this.#store.list(range);
    this.#at = 0;
    this.#last = this.#rows.length < range.limit * 2;
  }
}
defineInterface(ListIterator, 'ListIterator');
iterable(ListIterator.prototype);

/** What `for…of` asks of an iterator, and the language's helpers for iterators. */
export function iterable(prototype: object): void {
  const self = {
    [SymbolIterator](this: unknown): unknown {
      return this;
    },
  }[SymbolIterator];
  ObjectSetPrototypeOf(prototype, IteratorPrototype);
  ObjectDefineProperty(prototype, SymbolIterator, {
    __proto__: null,
    value: self,
    writable: true,
    configurable: true,
  } as any);
}
