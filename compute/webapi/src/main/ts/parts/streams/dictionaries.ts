// What Workers hand to the constructors of streams, read and refused as the platform does.
import { badConstruction, badField } from '../../core/errors';
import { ReflectApply } from '../../core/primordials';

/** The dictionary of a constructor's argument, or undefined if there is none. */
export function dictionary(given: unknown, owner: string, position: number, type: string): any {
  if (given === undefined || given === null) return undefined;
  if (typeof given !== 'object' && typeof given !== 'function') throw badConstruction(owner, position, type);
  return given;
}

export type Callback = (...args: any[]) => unknown;

/** A function of a dictionary as one that keeps its `this`; null if it is not there. */
export function callbackOf(source: any, name: string, type: string): Callback | null {
  const method = source?.[name];
  if (method === undefined) return null;
  if (typeof method !== 'function') throw badField(name, type, 'function');
  return (...args) => ReflectApply(method, source, args);
}

/** A count of bytes or chunks. */
export function countOf(value: unknown): number {
  const count = +(value as any);
  if (!(count >= 0 || count < 0) || count === Infinity)
    throw new TypeError('The value cannot be converted because it is not an integer.');
  if (count < 0) {
    throw new TypeError('The value cannot be converted because it is negative and this API expects a positive bigint.');
  }
  return count;
}
