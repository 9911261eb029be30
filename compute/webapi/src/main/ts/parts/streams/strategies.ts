// Queuing strategies.
import { defineInterface } from '../../core/interface';

export class CountQueuingStrategy {
  #highWaterMark: number;
  constructor(init: any) {
    this.#highWaterMark = requireMark(init);
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
    this.#highWaterMark = requireMark(init);
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

const { size: countSize } = { size: (): number => 1 };
const { size: byteSize } = { size: (chunk: any): number => chunk.byteLength };

function requireMark(init: any): number {
  if (typeof init !== 'object' || init === null || init.highWaterMark === undefined) {
    throw new TypeError('A queuing strategy needs a highWaterMark.');
  }
  return +init.highWaterMark;
}

export interface Strategy {
  highWaterMark: number;
  size: ((chunk: unknown) => number) | null;
}

export function strategyOf(given: any, usual: number): Strategy {
  const { highWaterMark, size } = given ?? {};
  let mark = usual;
  if (highWaterMark !== undefined) {
    mark = +highWaterMark;
    if (!(mark >= 0)) throw new RangeError('The value of highWaterMark is not valid.');
  }
  if (size !== undefined && typeof size !== 'function')
    throw new TypeError('The size of a strategy must be a function.');
  return { highWaterMark: mark, size: size === undefined || size === countSize ? null : (chunk) => +size(chunk) };
}
