// The readers of streams, as Workers see them.
import { bytesOf } from '../../core/bytes';
import { badArgument, badConstruction } from '../../core/errors';
import { defineInterface } from '../../core/interface';
import {
  ArrayBufferByteLength,
  ArrayBufferDetached,
  ArrayBufferIsView,
  ArrayBufferTransfer,
  DataViewBuffer,
  deferred,
  give,
  rejected,
  TypedArrayBuffer,
  TypedArrayByteLength,
  TypedArrayByteOffset,
  TypedArrayTag,
} from '../../core/primordials';
import type { ByteController } from './byte-controller';
import { shapeOf } from './pull-into';
import { isReadableStream, readableState } from './readable';
import { cancelStream, ReaderState, read, releaseReader } from './readable-state';

const ONE_READ = 'This ReadableStream only supports a single pending read request at a time.';
const RELEASED = 'This ReadableStream reader has been released.';

export class ReadableStreamDefaultReader {
  #reader: ReaderState;
  constructor(stream: unknown) {
    if (!isReadableStream(stream)) throw badConstruction('ReadableStreamDefaultReader', 1, 'ReadableStream');
    this.#reader = new ReaderState(readableState(stream), false);
  }
  get closed(): Promise<void> {
    return this.#reader.closed;
  }
  cancel(reason: unknown = undefined): Promise<void> {
    const stream = this.#reader.stream;
    return stream === null ? rejected(new TypeError(RELEASED)) : cancelStream(stream, reason);
  }
  read(): Promise<{ value: any; done: boolean }> {
    const reader = this.#reader;
    if (reader.stream === null) return rejected(new TypeError(RELEASED));
    if (reader.stream.internal && reader.requests.size > 0) return rejected(new TypeError(ONE_READ));
    const { promise, resolve, reject } = deferred<{ value: any; done: boolean }>();
    read(reader, {
      chunk: (value) => give(resolve, { value, done: false }),
      close: () => give(resolve, { value: undefined, done: true }),
      error: reject,
    });
    return promise;
  }
  releaseLock(): void {
    releaseReader(this.#reader);
  }
}
defineInterface(ReadableStreamDefaultReader, 'ReadableStreamDefaultReader');

export class ReadableStreamBYOBReader {
  #reader: ReaderState;
  constructor(stream: unknown) {
    if (!isReadableStream(stream)) throw badConstruction('ReadableStreamBYOBReader', 1, 'ReadableStream');
    const state = readableState(stream);
    if (!state.controller.bytes) {
      throw new TypeError('This ReadableStream does not support BYOB reads.');
    }
    this.#reader = new ReaderState(state, true);
  }
  get closed(): Promise<void> {
    return this.#reader.closed;
  }
  cancel(reason: unknown = undefined): Promise<void> {
    const stream = this.#reader.stream;
    return stream === null ? rejected(new TypeError(RELEASED)) : cancelStream(stream, reason);
  }
  read(view: unknown, options: any = undefined): Promise<{ value: any; done: boolean }> {
    const least = options === undefined || options === null ? undefined : options.min;
    return readInto(this.#reader, view, least === undefined ? 1 : +least);
  }
  readAtLeast(least: unknown, view: unknown): Promise<{ value: any; done: boolean }> {
    return readInto(this.#reader, view, +(least as any));
  }
  releaseLock(): void {
    releaseReader(this.#reader);
  }
}
defineInterface(ReadableStreamBYOBReader, 'ReadableStreamBYOBReader');

const NO_ROOM = 'You must call read() on a "byob" reader with a positive-sized TypedArray object.';

function readInto(reader: ReaderState, view: unknown, least: number): Promise<{ value: any; done: boolean }> {
  if (!ArrayBufferIsView(view)) return rejected(badArgument('read', 'ReadableStreamBYOBReader', 1, 'ArrayBufferView'));
  const tag = TypedArrayTag(view);
  const buffer = tag === undefined ? DataViewBuffer(view) : TypedArrayBuffer(view);
  if (ArrayBufferDetached(buffer)) return rejected(new TypeError(NO_ROOM));
  const bytes = bytesOf(view);
  const length = TypedArrayByteLength(bytes);
  // Before the buffer is taken: a detached view tells nothing.
  const offset = TypedArrayByteOffset(bytes);
  if (length === 0) return rejected(new TypeError(NO_ROOM));
  const size = ArrayBufferByteLength(buffer);
  const { element, make } = shapeOf(view);
  if (!(least >= 1)) {
    return rejected(new TypeError(`Requested invalid minimum number of bytes to read (${least}).`));
  }
  if (least * element > length) {
    return rejected(new TypeError(`Minimum bytes to read (${least}) exceeds size of buffer (${length}).`));
  }
  const stream = reader.stream;
  if (stream === null) return rejected(new TypeError(RELEASED));
  stream.disturbed = true;
  stream.native = null;
  if (stream.status === 'errored') return rejected(stream.error);
  const { promise, resolve, reject } = deferred<{ value: any; done: boolean }>();
  const into = {
    buffer: ArrayBufferTransfer(buffer),
    size,
    offset,
    length,
    filled: 0,
    minimum: least * element,
    element,
    make,
    reader: 'byob' as const,
  };
  (stream.controller as ByteController).pullInto(into, {
    chunk: (value) => give(resolve, { value, done: false }),
    close: (value) => give(resolve, { value, done: true }),
    error: reject,
  });
  return promise;
}
