// The byte pipe behind IdentityTransformStream and FixedLengthStream.
import { type Bytes, bytesOf, encodeUtf8, isBufferSource } from '../../core/bytes';
import { asError } from '../../core/errors';
import { type Deferred, deferred, MathMin, PlainUint8Array, TypedArrayByteLength } from '../../core/primordials';
import { ByteController } from './byte-controller';
import { ReadableState } from './readable-state';
import { WritableState } from './writable-state';

const NOT_BYTES =
  'This TransformStream is being used as a byte stream, but received an object of non-ArrayBuffer/ArrayBufferView type on its writable side.';

/** The bytes of a chunk that was written: text is UTF-8, nothing is nothing. */
export function byteChunk(chunk: unknown): Bytes {
  if (isBufferSource(chunk)) return bytesOf(chunk);
  if (typeof chunk === 'string') return encodeUtf8(chunk);
  if (chunk === undefined) return new PlainUint8Array(0);
  throw new TypeError(NOT_BYTES);
}

/** A pipe for bytes without a queue: a write is done when its bytes were read. */
export function nothingQueued(): number {
  return 0;
}
/** What a reader gave as its reason, as the error that the writer gets. */
export function errorOf(reason: unknown): unknown {
  return reason === undefined ? new Error('Stream was cancelled.') : asError(reason);
}
/** Bytes that a chunk will take; for text the most that it can. */
function sizeOf(chunk: unknown): number {
  if (typeof chunk === 'string') return chunk.length * 3;
  return isBufferSource(chunk) ? TypedArrayByteLength(bytesOf(chunk)) : 0;
}

export class BytePipe {
  readonly readable = new ReadableState();
  readonly writable: WritableState;
  readonly #output: ByteController;
  #expected: number;
  #seen = 0;
  #waiting: { bytes: Bytes; done: Deferred<void> } | null = null;
  #wanted = false;

  /** Without a mark, what waits is not counted: there is always room, and each write tells when it was read. */
  constructor(expected: number, highWaterMark = -1) {
    this.#expected = expected;
    this.readable.length = expected;
    this.#output = new ByteController(this.readable, 0, 0);
    this.#output.pullAlgorithm = () => {
      this.#wanted = true;
      this.#meet();
    };
    this.#output.cancelAlgorithm = (reason) => {
      const error = errorOf(reason);
      this.#giveUp(error);
      this.writable.errorIfNeeded(error);
    };
    this.writable = new WritableState(
      {
        write: (chunk) => this.#write(chunk),
        close: () => this.#close(),
        abort: (reason) => this.#output.error(reason),
      },
      highWaterMark < 0 ? 1 : expected >= 0 ? MathMin(highWaterMark, expected) : highWaterMark,
      highWaterMark < 0 ? nothingQueued : sizeOf,
    );
    this.writable.bytesOnly = true;
    // What nobody has read yet need not be waited for.
    this.writable.onAbort = (reason) => this.#giveUp(reason);
    this.readable.internal = true;
    this.#output.startNow();
    this.writable.startNow();
  }

  #giveUp(error: unknown): void {
    this.#waiting?.done.reject(error);
    this.#waiting = null;
  }
  #write(chunk: unknown): Promise<void> {
    const bytes = this.#bytesOf(chunk);
    this.#seen += TypedArrayByteLength(bytes);
    if (this.#expected >= 0 && this.#seen > this.#expected) {
      const error = new TypeError('Attempt to write too many bytes through a FixedLengthStream.');
      this.#output.error(error);
      throw error;
    }
    const done = deferred<void>();
    if (TypedArrayByteLength(bytes) === 0) done.resolve(undefined);
    else {
      this.#waiting = { bytes, done };
      this.#meet();
    }
    return done.promise;
  }
  /** What is of no use here ends the pipe. */
  #bytesOf(chunk: unknown): Bytes {
    try {
      return byteChunk(chunk);
    } catch (error) {
      this.#output.error(error);
      throw error;
    }
  }
  #meet(): void {
    const waiting = this.#waiting;
    if (!this.#wanted || waiting === null) return;
    this.#wanted = false;
    this.#waiting = null;
    this.#output.enqueue(waiting.bytes);
    waiting.done.resolve(undefined);
  }
  #close(): void {
    if (this.#expected >= 0 && this.#seen < this.#expected) {
      const error = new TypeError('FixedLengthStream did not see all expected bytes before close().');
      this.#output.error(error);
      throw error;
    }
    if (!this.#output.open) return;
    this.#output.close();
    if (this.#output.pending.size > 0) this.#output.respond(0);
  }
}
