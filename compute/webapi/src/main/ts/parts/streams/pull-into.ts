// A read into a buffer that the reader brought, or that the stream made for it.
import type { Bytes } from '../../core/bytes';
import { PlainUint8Array } from '../../core/primordials';

export const NOTHING_WRITTEN = 'The bytesWritten must be more than zero while the stream is open.';

/** A buffer that waits to be filled. */
export interface PullInto {
  buffer: ArrayBuffer;
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
