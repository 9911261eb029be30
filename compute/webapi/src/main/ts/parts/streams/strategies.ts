// Queuing strategies.
import { badConstruction, badField } from '../../core/errors';
import { defineInterface } from '../../core/interface';
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
    return countSize;
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
    return byteSize;
  }
}
defineInterface(CountQueuingStrategy, 'CountQueuingStrategy');
defineInterface(ByteLengthQueuingStrategy, 'ByteLengthQueuingStrategy');

const countSize = { '': (): number => 1 }[''];
const byteSize = { '': (...args: any[]): number => args[0]?.byteLength }[''];

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
  return { highWaterMark: mark, size: size === undefined || size === countSize ? null : (chunk) => +size(chunk) };
}
