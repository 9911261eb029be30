// Iteration in both directions: walking what a Worker hands in, and the iterators that the platform hands out.
import {
  ArrayPrototypePush,
  IteratorPrototype,
  ObjectCreate,
  ObjectDefineProperty,
  ReflectApply,
  SymbolIterator,
  SymbolToStringTag,
} from './primordials';

/** Calls `action` for each item of an iterable by the iteration protocol, closing it when `action` throws. */
export function eachOf(iterable: unknown, action: (item: unknown) => void): void {
  const method = (iterable as any)[SymbolIterator];
  if (typeof method !== 'function') throw new TypeError('The value is not iterable.');
  const iterator = ReflectApply(method, iterable, []) as Iterator<unknown>;
  const next = iterator.next;
  for (;;) {
    const result = ReflectApply(next, iterator, []) as IteratorResult<unknown>;
    if (typeof result !== 'object' || result === null) throw new TypeError('Iterator result is not an object.');
    if (result.done) return;
    try {
      action(result.value);
    } catch (error) {
      iterator.return?.();
      throw error;
    }
  }
}

export function listOfIterable(iterable: unknown): unknown[] {
  const items: unknown[] = [];
  eachOf(iterable, (item) => ArrayPrototypePush(items, item));
  return items;
}

export function collectPair(item: unknown, complaint: string): { first: unknown; second: unknown } {
  if (typeof item !== 'object' || item === null || (item as any)[SymbolIterator] === undefined) {
    throw new TypeError("Incorrect type: the provided value is not of type 'Sequence'.");
  }
  const pair = { first: undefined as unknown, second: undefined as unknown };
  let count = 0;
  eachOf(item, (part) => {
    if (count === 0) pair.first = part;
    else if (count === 1) pair.second = part;
    count++;
  });
  if (count !== 2) throw new TypeError(complaint);
  return pair;
}

export type Part = 'entries' | 'keys' | 'values';
interface Cursor {
  rows: { readonly length: number; [index: number]: { name: string; value: unknown } };
  at: number;
  part: Part;
}

const prototypes: Record<string, object> = ObjectCreate(null);
/** Which cursor an iterator object stands for; a private field on a plain object. */
class Bearer {
  constructor(target: object) {
    // biome-ignore lint/correctness/noConstructorReturn: stamps the field of Stamp on an object of another class
    return target;
  }
}
class Stamp extends Bearer {
  #cursor: Cursor;
  constructor(target: object, cursor: Cursor) {
    super(target);
    this.#cursor = cursor;
  }
  static cursorOf(target: object): Cursor {
    return (target as Stamp).#cursor;
  }
}
const cursorOf = Stamp.cursorOf;

function prototypeOf(tag: string): object {
  const known = prototypes[tag];
  if (known !== undefined) return known;
  const prototype = ObjectCreate(IteratorPrototype);
  const next = {
    next(this: object) {
      const cursor = cursorOf(this);
      if (cursor.at >= cursor.rows.length) return { value: undefined, done: true };
      const row = cursor.rows[cursor.at++]!;
      const value = cursor.part === 'entries' ? [row.name, row.value] : cursor.part === 'keys' ? row.name : row.value;
      return { value, done: false };
    },
  }.next;
  ObjectDefineProperty(prototype, 'next', {
    __proto__: null,
    value: next,
    writable: true,
    enumerable: true,
    configurable: true,
  } as any);
  ObjectDefineProperty(prototype, SymbolToStringTag, { __proto__: null, value: tag, configurable: true } as any);
  prototypes[tag] = prototype;
  return prototype;
}

const TAGS = { __proto__: null, entries: 'EntryIterator', keys: 'KeyIterator', values: 'ValueIterator' } as const;

/** An iterator over rows; rows may grow or shrink while it runs, as the interfaces that use it demand. */
export function pairIterator<T>(rows: Cursor['rows'], part: Part): IterableIterator<T> {
  const iterator = ObjectCreate(prototypeOf(TAGS[part]));
  new Stamp(iterator, { rows, at: 0, part });
  return iterator;
}
