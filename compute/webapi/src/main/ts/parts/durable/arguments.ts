// What Workers hand to storage: keys, options and times, checked in the platform's order and words.
import { encodeUtf8 } from '../../core/bytes';
import { badArgument } from '../../core/errors';
import {
  ArrayIsArray,
  ArrayPrototypeSort,
  DatePrototypeGetTime,
  ObjectSetPrototypeOf,
  StringPrototypeCharCodeAt,
  StringPrototypeToWellFormed,
  TypedArrayByteLength,
} from '../../core/primordials';
import type { Range } from './store';

const LONGEST_KEY = 2048;
export const MOST_KEYS = 128;
/** The last moment that an alarm may have, in ms. */
const LAST_TIME = 6_942_672_000_000;

/** An array that nothing on Array.prototype can intercept. */
export function bareList<T>(): T[] {
  return ObjectSetPrototypeOf([], null) as T[];
}

const ArrayPrototype = Array.prototype;
/** The list as Workers may have it. */
export function shownList<T>(list: T[]): T[] {
  return ObjectSetPrototypeOf(list, ArrayPrototype) as T[];
}

/** A key of storage. */
export function checkedKey(value: unknown): string {
  const key = StringPrototypeToWellFormed(`${value as any}`);
  if (key.length * 3 > LONGEST_KEY && TypedArrayByteLength(encodeUtf8(key)) > LONGEST_KEY) {
    throw new RangeError(`Keys cannot be larger than ${LONGEST_KEY} bytes.`);
  }
  return key;
}

/** The order of UTF-8 bytes, in which storage lists its keys. */
function compareKeys(left: string, right: string): number {
  const most = left.length < right.length ? left.length : right.length;
  for (let i = 0; i < most; i++) {
    const a = StringPrototypeCharCodeAt(left, i);
    const b = StringPrototypeCharCodeAt(right, i);
    if (a !== b) return weight(a) - weight(b);
  }
  return left.length - right.length;
}
/** Halves of pairs come after all else that has one unit. */
function weight(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** Several keys, each once, in the order of storage. */
export function checkedKeys(values: unknown[]): string[] {
  const keys = bareList<string>();
  for (let i = 0; i < values.length; i++) keys[i] = checkedKey(values[i]);
  checkCount(keys.length, 'keys');
  ArrayPrototypeSort(keys, compareKeys);
  const distinct = bareList<string>();
  for (let i = 0; i < keys.length; i++) if (i === 0 || keys[i] !== keys[i - 1]) distinct[distinct.length] = keys[i]!;
  return distinct;
}
export function checkCount(count: number, what: 'keys' | 'pairs'): void {
  if (count > MOST_KEYS) throw new RangeError(`Maximum number of ${what} is ${MOST_KEYS}.`);
}

export function isList(keys: unknown): keys is unknown[] {
  return ArrayIsArray(keys);
}
export function isObject(value: unknown): value is Record<string, unknown> {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** Options may be left out, and must be an object otherwise. */
export function checkOptions(given: unknown, method: string, owner: string, position: number, type: string): void {
  if (given !== undefined && given !== null && !isObject(given)) throw badArgument(method, owner, position, type);
}

function textOf(value: unknown): string | null {
  return value === undefined ? null : StringPrototypeToWellFormed(`${value as any}`);
}

export function rangeOf(given: unknown, owner: string): Range {
  checkOptions(given, 'list', owner, 1, 'ListOptions');
  const range: Range = { start: null, startAfter: null, end: null, prefix: null, reverse: false, limit: 0 };
  if (!isObject(given)) return range;
  const { start, startAfter, end, prefix, reverse, limit } = given;
  range.start = textOf(start);
  range.startAfter = textOf(startAfter);
  range.end = textOf(end);
  range.prefix = textOf(prefix);
  range.reverse = !!reverse;
  if (range.start !== null && range.startAfter !== null) {
    throw new TypeError('list() cannot be called with both start and startAfter values.');
  }
  if (limit !== undefined) {
    range.limit = +(limit as any) | 0;
    if (range.limit <= 0) throw new TypeError('List limit must be positive.');
  }
  return range;
}

function isDate(value: unknown): value is Date {
  if (typeof value !== 'object' || value === null) return false;
  try {
    DatePrototypeGetTime(value as Date);
    return true;
  } catch {
    return false;
  }
}

/** A moment in ms, from a number or a Date. */
export function timeOf(value: unknown, method: string): number {
  if (typeof value !== 'number' && !isDate(value)) throw badArgument(method, 'DurableObjectStorage', 1, 'date');
  const time = typeof value === 'number' ? value : DatePrototypeGetTime(value);
  if (time - time !== 0) throw new TypeError('The value cannot be converted because it is not a valid Date.');
  if (time >= LAST_TIME) throw new TypeError("This API doesn't support dates after 2189.");
  return time - (time % 1);
}
