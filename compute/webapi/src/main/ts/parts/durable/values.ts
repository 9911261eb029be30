// get, put, delete and list of values, as the storage and its transactions offer them.
import { badArgument } from '../../core/errors';
import { part } from '../../core/lazy';
import { MapPrototypeSet, ObjectKeys, PlainMap, rejected, resolved } from '../../core/primordials';
import { bareList, checkCount, checkedKey, checkedKeys, checkOptions, isList, isObject, rangeOf } from './arguments';
import type { Store } from './store';

const { serialize, deserialize } = part('rpc');

/** Runs at once and tells of errors as a promise does. */
export function promised<T>(action: () => T | Promise<T>): Promise<T> {
  try {
    return resolved(action());
  } catch (error) {
    return rejected(error);
  }
}

/** The kinds of storage that Workers see, as error messages name them. */
export type Owner = 'DurableObjectStorage' | 'DurableObjectTransaction' | 'SyncKvStorage';

export function getOne(store: Store, key: string): unknown {
  const text = store.get(key);
  return text === null ? undefined : deserialize(text);
}
export function putOne(store: Store, key: string, value: unknown): void {
  store.put(key, serialize(value));
}

export function getValues(store: Store, owner: Owner, given: number, keys: unknown, options: unknown): unknown {
  if (given === 0) throw badArgument('get', owner, 1, 'string or Array');
  checkOptions(options, 'get', owner, 2, 'GetOptions');
  if (!isList(keys)) return getOne(store, checkedKey(keys));
  const found = new PlainMap();
  const wanted = checkedKeys(keys);
  for (let i = 0; i < wanted.length; i++) {
    const text = store.get(wanted[i]!);
    if (text !== null) MapPrototypeSet(found, wanted[i], deserialize(text));
  }
  return found;
}

export function listValues(store: Store, owner: Owner, options: unknown): unknown {
  const rows = store.list(rangeOf(options, owner));
  const found = new PlainMap();
  for (let i = 0; i < rows.length; i += 2) MapPrototypeSet(found, rows[i], deserialize(rows[i + 1]));
  return found;
}

const TWO_WAYS =
  'put() may only be called with a single key-value pair and optional options as put(key, value, options) or with multiple key-value pairs and optional options as put(entries, options)';

export function putValues(store: Store, owner: Owner, args: ArrayLike<unknown>): void {
  if (args.length === 0) throw badArgument('put', owner, 1, 'string or object');
  const first = args[0];
  const second = args[1];
  if (isObject(first) && !isList(first)) {
    if (second !== undefined && second !== null && !isObject(second)) throw new TypeError(TWO_WAYS);
    return putEntries(store, first);
  }
  checkOptions(args[2], 'put', owner, 3, 'PutOptions');
  if (second === undefined) throw new TypeError('put() called with undefined value.');
  putOne(store, checkedKey(first), second);
}

/** All of them or none: what cannot be stored is found out before anything is. */
function putEntries(store: Store, entries: Record<string, unknown>): void {
  const names = ObjectKeys(entries);
  const texts = bareList<string>();
  checkCount(names.length, 'pairs');
  for (let i = 0; i < names.length; i++) {
    const value = entries[names[i]!];
    if (value !== undefined) texts[i] = serialize(value);
    checkedKey(names[i]);
  }
  for (let i = 0; i < names.length; i++) {
    if (texts[i] !== undefined) store.put(checkedKey(names[i]), texts[i]!);
  }
}

export function deleteValues(store: Store, owner: Owner, given: number, keys: unknown, options: unknown): unknown {
  if (given === 0) throw badArgument('delete', owner, 1, 'string or Array');
  checkOptions(options, 'delete', owner, 2, 'PutOptions');
  if (!isList(keys)) return store.delete(checkedKey(keys));
  const wanted = checkedKeys(keys);
  let count = 0;
  for (let i = 0; i < wanted.length; i++) if (store.delete(wanted[i]!)) count++;
  return count;
}
