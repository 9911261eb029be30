// A read into a buffer that the reader brought, or that the stream made for it.
import type { Bytes } from '../../core/bytes';
import { PlainDataView, PlainUint8Array, SafeMap, TypedArrayTag } from '../../core/primordials';

export const NOTHING_WRITTEN = 'The bytesWritten must be more than zero while the stream is open.';

/** A buffer that waits to be filled. */
export interface PullInto {
  buffer: ArrayBuffer;
  /** Bytes of the whole buffer, which it must still have when it comes back. */
  size: number;
  offset: number;
  length: number;
  filled: number;
  /** Least bytes before the read is answered. */
  minimum: number;
  /** What the source is told of it; the minimum if it is not there. */
  asked?: number;
  element: number;
  /** Makes the view that the reader gets back. */
  make: (buffer: ArrayBuffer, offset: number, bytes: number) => ArrayBufferView;
  reader: 'byob' | 'default' | 'none';
}

export function makeBytes(buffer: ArrayBuffer, offset: number, bytes: number): Bytes {
  return new PlainUint8Array(buffer, offset, bytes);
}

const views = new SafeMap<string, any>();
const TYPES: Function[] = [
  Uint8Array,
  Int8Array,
  Uint8ClampedArray,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
];
for (let i = 0; i < TYPES.length; i++) views.set(TYPES[i]!.name, TYPES[i]);
const elements = new SafeMap<string, number>();
for (let i = 0; i < TYPES.length; i++) elements.set(TYPES[i]!.name, (TYPES[i] as any).BYTES_PER_ELEMENT);

/** How many bytes an element of a view has, and what makes views like it. */
export function shapeOf(view: unknown): { element: number; make: PullInto['make'] } {
  const tag = TypedArrayTag(view);
  const Type = tag === undefined ? PlainDataView : views.get(tag);
  const element = tag === undefined ? 1 : elements.get(tag)!;
  return { element, make: (buffer, offset, bytes) => new Type(buffer, offset, bytes / element) };
}
