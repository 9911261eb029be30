// Queuing strategies.
import { badConstruction, badField } from '../../core/errors';
import { defineInterface } from '../../core/interface';
import { ObjectDefineProperty, SafeWeakMap } from '../../core/primordials';
import { countOf, dictionary } from './dictionaries';

export class CountQueuingStrategy {
  #highWaterMark: number;
  constructor(init: any) {
    this.#highWaterMark = markOf(init, 'CountQueuingStrategy');
  }
  get highWaterMark(): number {
    return this.#highWaterMark;
  }
  get size(): (chunk: unknown) => number {
    const own = nameless(() => 1);
    counting.set(own, true);
    return own;
  }
}
export class ByteLengthQueuingStrategy {
  #highWaterMark: number;
  constructor(init: any) {
    this.#highWaterMark = markOf(init, 'ByteLengthQueuingStrategy');
  }
  get highWaterMark(): number {
    return this.#highWaterMark;
  }
  get size(): (chunk: any) => number {
    return nameless((...args: any[]) => args[0]?.byteLength);
  }
}
defineInterface(CountQueuingStrategy, 'CountQueuingStrategy');
defineInterface(ByteLengthQueuingStrategy, 'ByteLengthQueuingStrategy');

/** Functions that count each chunk as one: a queue need not call them. */
const counting = new SafeWeakMap<Function, boolean>();

function nameless(size: (...args: any[]) => number): (...args: any[]) => number {
  ObjectDefineProperty(size, 'name', { __proto__: null, value: '', configurable: true } as any);
  return size;
}

function markOf(init: any, owner: string): number {
  if (dictionary(init, owner, 1, 'QueuingStrategyInit') === undefined) {
    throw badConstruction(owner, 1, 'QueuingStrategyInit');
  }
  return +init.highWaterMark;
}

export interface Strategy {
  highWaterMark: number;
  size: ((chunk: unknown) => number) | null;
}

export function strategyOf(given: any, usual: number, owner: string, position = 2): Strategy {
  const { highWaterMark, size } = dictionary(given, owner, position, 'StreamQueuingStrategy') ?? {};
  const mark = highWaterMark === undefined ? usual : countOf(highWaterMark);
  if (size !== undefined && typeof size !== 'function') throw badField('size', 'StreamQueuingStrategy', 'function');
  return { highWaterMark: mark, size: size === undefined || counting.has(size) ? null : (chunk) => +size(chunk) };
}
