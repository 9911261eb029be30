// The text that a value becomes on its way to storage or to another isolate. It is JSON, and where a value is all that JSON can say
// it is just that, behind the letter `j`. What JSON cannot say stands as an object whose one key is empty:
//
//   {"":"u"}            undefined, NaN and their like
//   {"":3}              the object that was met as the fourth of this text, once more
//   {"":["d",0]}        an object of the kind that the letter names, here a date
//
// Such a text begins with `t`. If there are bytes, calls carry them beside the text, as what they are; a text that has to be all
// that there is (in storage, in an error) begins with `b` and the length of the JSON, and they follow it, one char each: `b17:…`. All
// its chars are below 256 then.
import type { Bytes } from '../../core/bytes';

export const PLAIN = 'j';
export const TAGGED = 't';
export const BINARY = 'b';

/** Deeper values would overflow the stack of whoever reads them. */
export const DEEPEST = 1000;

/** A value on its way to another isolate, or what is said along with it: a text, and the bytes that it names. */
export interface Packed {
  readonly text: string;
  readonly bytes: Bytes | null;
}

/** What travels by reference, and how: RPC has one of these on each side, storage none. */
export interface Exporter {
  /** Makes a reference of a function or object: the elements of its tag as JSON, `"f",3`. Null for what is no such thing. */
  reference(value: object): string | null;
}
export interface Importer {
  /** What a tag that `reference` made stands for. */
  value(tag: unknown[]): unknown;
}

export function malformed(): never {
  throw new TypeError('The serialized value is damaged.');
}
