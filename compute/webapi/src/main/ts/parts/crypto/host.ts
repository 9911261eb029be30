// The crossing to the host's cryptography. What is asked and short pieces of data lie in memory that both sides see; long pieces are
// lent, and the host reads and writes them only while it is asked.
import { type Bytes, copyOf, isArrayBuffer, view } from '../../core/bytes';
import { DOMException } from '../../core/errors';
import {
  PlainInt32Array,
  PlainUint8Array,
  ReflectApply,
  StringPrototypeIndexOf,
  StringPrototypeSubstring,
  TypedArrayBuffer,
  TypedArrayByteLength,
  TypedArrayByteOffset,
  TypedArraySet,
} from '../../core/primordials';
import { state } from '../../core/state';
import { HOST_CRYPTO } from '../../core/wire';
import { append } from './algorithms';
import { wordNumbers } from './words';

const DATA = 128;
const FIRST_PIECE = 6;
/** Longer pieces are lent: from here on a copy costs more than an argument. */
const SHORT = 4096;

/** What is asked, beside data. */
export interface Question {
  name: string;
  algorithm: string;
  detail: string;
  number: number;
  key: number;
}

export function question(name: string, algorithm: string, detail = '', number = 0, key = 0): Question {
  return { __proto__: null, name, algorithm, detail, number, key } as unknown as Question;
}

let desk: Bytes | null = null;
let ints: Int32Array;
let place = DATA;
let pieces = 0;
let lent: unknown[] | null = null;

function openDesk(): Bytes {
  const buffer: ArrayBuffer = state.host(HOST_CRYPTO);
  ints = new PlainInt32Array(buffer, 0, DATA / 4);
  return new PlainUint8Array(buffer);
}

/** Notes a piece; gives its place, or -1 if it is lent. */
function add(bytes: Bytes, room: number): number {
  const length = TypedArrayByteLength(bytes);
  const at = length <= SHORT && place + length <= room ? place : -1;
  ints[FIRST_PIECE + 2 * pieces] = length;
  ints[FIRST_PIECE + 2 * pieces + 1] = at;
  pieces++;
  if (at >= 0) {
    place += length;
    return at;
  }
  // Memory that is shared between threads does not cross.
  const whole = isArrayBuffer(TypedArrayBuffer(bytes)) ? bytes : copyOf(bytes);
  if (lent === null) lent = [HOST_CRYPTO, TypedArrayBuffer(whole), TypedArrayByteOffset(whole)];
  else {
    append(lent, TypedArrayBuffer(whole));
    append(lent, TypedArrayByteOffset(whole));
  }
  return -1;
}

function put(bytes: Bytes | undefined): void {
  if (bytes === undefined) return;
  const at = add(bytes, TypedArrayByteLength(desk));
  if (at >= 0) TypedArraySet(desk, bytes, at);
}

/** Asks the host. What it refuses becomes the exception that the first line of its message names. */
export function ask(q: Question, a?: Bytes, b?: Bytes, c?: Bytes, d?: Bytes): any {
  begin(q);
  put(a);
  put(b);
  put(c);
  put(d);
  return answer();
}

/** As `ask`, where the host writes what it makes into `out`. */
export function askInto(out: Bytes, q: Question, a?: Bytes, b?: Bytes, c?: Bytes, d?: Bytes): any {
  begin(q);
  put(a);
  put(b);
  put(c);
  put(d);
  const at = add(out, TypedArrayByteLength(desk));
  const result = answer();
  if (at >= 0) TypedArraySet(out, view(desk!, at, TypedArrayByteLength(out)));
  return result;
}

function begin(q: Question): void {
  desk ??= openDesk();
  ints[0] = wordNumbers[q.name]!;
  ints[1] = wordNumbers[q.algorithm]!;
  ints[2] = wordNumbers[q.detail]!;
  ints[3] = q.number;
  ints[4] = q.key;
  place = DATA;
  pieces = 0;
  lent = null;
}

function answer(): any {
  ints[5] = pieces;
  const list = lent;
  lent = null;
  let result: unknown;
  try {
    result = list === null ? state.host(HOST_CRYPTO, 0) : ReflectApply(state.host, undefined, list);
  } catch (error) {
    throw translated((error as Error).message);
  }
  return result === null ? TypedArrayBuffer(copyOf(view(desk!, DATA, ints[0]!))) : result;
}

function translated(message: string): unknown {
  const end = StringPrototypeIndexOf(message, '\n', 0);
  if (end < 0) return new DOMException('The operation failed.', 'OperationError');
  return new DOMException(
    StringPrototypeSubstring(message, end + 1, message.length),
    StringPrototypeSubstring(message, 0, end),
  );
}
