// The crossing to the host's cryptography. Buffers cross without being copied; the host reads and writes them while it is asked.
import { type Bytes, copyOf, isArrayBuffer } from '../../core/bytes';
import { DOMException } from '../../core/errors';
import {
  StringPrototypeIndexOf,
  StringPrototypeSubstring,
  TypedArrayBuffer,
  TypedArrayByteLength,
  TypedArrayByteOffset,
} from '../../core/primordials';
import { state } from '../../core/state';
import { HOST_CRYPTO } from '../../core/wire';

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

/** Asks the host. What it refuses becomes the exception that the first line of its message names. */
export function ask(q: Question, a?: Bytes, b?: Bytes, c?: Bytes, d?: Bytes, e?: Bytes): any {
  const one = crossing(a);
  const two = crossing(b);
  const three = crossing(c);
  const host = state.host;
  const { name, algorithm, detail, number, key } = q;
  try {
    if (one === undefined) return host(HOST_CRYPTO, name, algorithm, detail, number, key);
    const b1 = TypedArrayBuffer(one);
    const o1 = TypedArrayByteOffset(one);
    const l1 = TypedArrayByteLength(one);
    if (two === undefined) return host(HOST_CRYPTO, name, algorithm, detail, number, key, b1, o1, l1);
    const b2 = TypedArrayBuffer(two);
    const o2 = TypedArrayByteOffset(two);
    const l2 = TypedArrayByteLength(two);
    if (three === undefined) return host(HOST_CRYPTO, name, algorithm, detail, number, key, b1, o1, l1, b2, o2, l2);
    const b3 = TypedArrayBuffer(three);
    const o3 = TypedArrayByteOffset(three);
    const l3 = TypedArrayByteLength(three);
    if (d === undefined) {
      return host(HOST_CRYPTO, name, algorithm, detail, number, key, b1, o1, l1, b2, o2, l2, b3, o3, l3);
    }
    const four = crossing(d)!;
    const b4 = TypedArrayBuffer(four);
    const o4 = TypedArrayByteOffset(four);
    const l4 = TypedArrayByteLength(four);
    if (e === undefined) {
      return host(HOST_CRYPTO, name, algorithm, detail, number, key, b1, o1, l1, b2, o2, l2, b3, o3, l3, b4, o4, l4);
    }
    const five = crossing(e)!;
    const b5 = TypedArrayBuffer(five);
    const o5 = TypedArrayByteOffset(five);
    const l5 = TypedArrayByteLength(five);
    // biome-ignore format: one line of numbers for each piece
    return host(HOST_CRYPTO, name, algorithm, detail, number, key,
      b1, o1, l1, b2, o2, l2, b3, o3, l3, b4, o4, l4, b5, o5, l5);
  } catch (error) {
    throw translated((error as Error).message);
  }
}

/** Memory that is shared between threads does not cross. */
function crossing(bytes: Bytes | undefined): Bytes | undefined {
  return bytes === undefined || isArrayBuffer(TypedArrayBuffer(bytes)) ? bytes : copyOf(bytes);
}

function translated(message: string): unknown {
  const end = StringPrototypeIndexOf(message, '\n', 0);
  if (end < 0) return new DOMException('The operation failed.', 'OperationError');
  return new DOMException(
    StringPrototypeSubstring(message, end + 1, message.length),
    StringPrototypeSubstring(message, 0, end),
  );
}
