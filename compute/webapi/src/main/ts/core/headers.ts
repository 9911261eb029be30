// Headers as Workers see them, over a HeaderList.
import { badArgument, badConstruction } from './errors';
import { type Entry, HeaderList, headerName, headerValue } from './header-list';
import { defineInterface } from './interface';
import { collectPair, eachOf, pairIterator } from './iterate';
import {
  ArrayPrototypePush,
  ArrayPrototypeSort,
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptor,
  ReflectApply,
  ReflectOwnKeys,
  SymbolIterator,
} from './primordials';

export const INTERNAL = Symbol('internal');

export let listOf: (headers: Headers) => HeaderList;
export let isHeaders: (value: unknown) => value is Headers;

export class Headers {
  #list: HeaderList;
  #immutable = false;

  constructor(init: unknown = undefined, list: unknown = undefined, immutable = false) {
    if (init === INTERNAL) {
      this.#list = list as HeaderList;
      this.#immutable = immutable;
      return;
    }
    this.#list = new HeaderList('');
    if (init !== undefined && !fillHeaders(this.#list, init)) throw badConstruction('Headers', 1, HEADERS_INIT);
  }

  static {
    listOf = (headers) => headers.#list;
    isHeaders = (value): value is Headers => typeof value === 'object' && value !== null && #list in value;
  }

  #writable(): HeaderList {
    if (this.#immutable) throw new TypeError("Can't modify immutable headers.");
    return this.#list;
  }

  append(name: unknown, value: unknown): void {
    if (arguments.length < 2) throw missing('append', arguments.length + 1);
    const list = this.#writable();
    list.append(headerName(`${name}`), headerValue(`${value}`));
  }
  set(name: unknown, value: unknown): void {
    if (arguments.length < 2) throw missing('set', arguments.length + 1);
    const list = this.#writable();
    list.set(headerName(`${name}`), headerValue(`${value}`));
  }
  delete(name: unknown): void {
    if (arguments.length === 0) throw missing('delete', 1);
    this.#writable().delete(headerName(`${name}`));
  }
  get(name: unknown): string | null {
    if (arguments.length === 0) throw missing('get', 1);
    return this.#list.get(headerName(`${name}`));
  }
  has(name: unknown): boolean {
    if (arguments.length === 0) throw missing('has', 1);
    return this.#list.has(headerName(`${name}`));
  }
  getAll(name: unknown): string[] {
    if (arguments.length === 0) throw missing('getAll', 1);
    if (headerName(`${name}`) !== 'set-cookie') {
      throw new TypeError('getAll() can only be used with the header name "Set-Cookie".');
    }
    return cookiesOf(this.#list);
  }
  getSetCookie(): string[] {
    return cookiesOf(this.#list);
  }
  forEach(callback: unknown, self: unknown = undefined): void {
    if (typeof callback !== 'function') throw badArgument('forEach', 'Headers', 1, 'function');
    const rows = sortedRows(this.#list);
    for (let i = 0; i < rows.length; i++) ReflectApply(callback, self, [rows[i]!.value, rows[i]!.name, this]);
  }
  entries(): IterableIterator<[string, string]> {
    return pairIterator(sortedRows(this.#list), 'entries');
  }
  keys(): IterableIterator<string> {
    return pairIterator(sortedRows(this.#list), 'keys');
  }
  values(): IterableIterator<string> {
    return pairIterator(sortedRows(this.#list), 'values');
  }
  declare [Symbol.iterator]: () => IterableIterator<[string, string]>;
}
ObjectDefineProperty(Headers.prototype, SymbolIterator, {
  __proto__: null,
  value: Headers.prototype.entries,
  writable: true,
  configurable: true,
} as any);
defineInterface(Headers, 'Headers');
const ownIterator = Headers.prototype.entries;

function missing(method: string, position: number): TypeError {
  return badArgument(method, 'Headers', position, 'string');
}

function cookiesOf(list: HeaderList): string[] {
  const values: string[] = [];
  for (let entry = list.head; entry !== null; entry = entry.next) {
    if (entry.name === 'set-cookie') ArrayPrototypePush(values, entry.value);
  }
  return values;
}

export interface Row {
  name: string;
  value: string;
}
/** Rows sorted by name; values of one name joined, except for set-cookie. */
function sortedRows(list: HeaderList): Row[] {
  const rows: Row[] = [];
  for (let entry: Entry | null = list.head; entry !== null; entry = entry.next) {
    let joined = false;
    if (entry.name !== 'set-cookie') {
      for (let i = 0; i < rows.length && !joined; i++) {
        if (rows[i]!.name !== entry.name) continue;
        rows[i]!.value = `${rows[i]!.value}, ${entry.value}`;
        joined = true;
      }
    }
    if (!joined) rows[rows.length] = { name: entry.name, value: entry.value };
  }
  return ArrayPrototypeSort(rows, (a: Row, b: Row) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

const PAIR = 'To initialize a Headers object from a sequence, each inner sequence must have exactly two elements.';

/** What the platform calls the values that headers can be made of. */
export const HEADERS_INIT = 'Headers or Sequence or object';

/** Appends what a HeadersInit holds: Headers, an iterable of pairs, or a record. Says whether it was one of them. */
export function fillHeaders(list: HeaderList, init: unknown): boolean {
  if ((typeof init !== 'object' && typeof init !== 'function') || init === null) return false;
  if (isHeaders(init) && (init as any)[SymbolIterator] === ownIterator) {
    for (let entry = listOf(init).head; entry !== null; entry = entry.next) list.append(entry.name, entry.value);
    return true;
  }
  const iterator = (init as any)[SymbolIterator];
  if (iterator !== undefined && iterator !== null) {
    eachOf(init, (item) => {
      const pair = collectPair(item, PAIR);
      list.append(headerName(`${pair.first as any}`), headerValue(`${pair.second as any}`));
    });
    return true;
  }
  const keys = ReflectOwnKeys(init as object);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    const descriptor = ObjectGetOwnPropertyDescriptor(init as object, key);
    if (descriptor === undefined || !descriptor.enumerable) continue;
    if (typeof key !== 'symbol') list.append(headerName(key), headerValue(`${(init as any)[key]}`));
  }
  return true;
}

export function newHeaders(list: HeaderList, immutable: boolean): Headers {
  return new Headers(INTERNAL, list, immutable);
}
