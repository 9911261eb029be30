// The crossing to the host's cryptography, and the bytes that cross.
import { type Bytes, bytesOf, copyOf, isBufferSource } from '../../core/bytes';
import { DOMException } from '../../core/errors';
import {
  ArrayBufferByteLength,
  JSONStringify,
  rejected,
  resolved,
  StringPrototypeIndexOf,
  StringPrototypeSubstring,
  TypedArrayBuffer,
  TypedArrayByteLength,
} from '../../core/primordials';
import { state } from '../../core/state';
import { HOST_CRYPTO } from '../../core/wire';

/** Asks the host. What it refuses becomes the DOMException that the first line of its message names. */
export function ask(operation: string, params: object, ...data: Bytes[]): any {
  const buffers: ArrayBuffer[] = [];
  for (let i = 0; i < data.length; i++) buffers[i] = wholeBuffer(data[i]!);
  try {
    return state.host(HOST_CRYPTO, operation, JSONStringify(params), ...buffers);
  } catch (error) {
    throw translated((error as Error).message);
  }
}

function translated(message: string): DOMException {
  const end = StringPrototypeIndexOf(message, '\n', 0);
  if (end < 0) return new DOMException(message, 'OperationError');
  return new DOMException(
    StringPrototypeSubstring(message, end + 1, message.length),
    StringPrototypeSubstring(message, 0, end),
  );
}

/** The bytes as a buffer of their own length: only whole buffers cross. */
function wholeBuffer(bytes: Bytes): ArrayBuffer {
  const buffer = TypedArrayBuffer(bytes) as ArrayBuffer;
  if (ArrayBufferByteLength(buffer) === TypedArrayByteLength(bytes)) return buffer;
  return TypedArrayBuffer(copyOf(bytes)) as ArrayBuffer;
}

/** The bytes of an argument that must be a BufferSource. */
export function sourceBytes(value: unknown, what: string): Bytes {
  if (!isBufferSource(value)) throw new TypeError(`${what} must be an ArrayBuffer or an ArrayBufferView.`);
  return bytesOf(value);
}

/** Every method of SubtleCrypto answers by a promise, also with its failures. */
export function promised<T>(work: () => T): Promise<T> {
  try {
    return resolved(work());
  } catch (error) {
    return rejected(error);
  }
}
