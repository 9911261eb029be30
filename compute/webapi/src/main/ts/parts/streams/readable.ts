// ReadableStream and its readers, as Workers see them.
import { bytesOf } from '../../core/bytes';
import { INTERNAL } from '../../core/headers';
import { defineInterface } from '../../core/interface';
import {
  ArrayBufferDetached,
  ArrayBufferIsView,
  ArrayBufferTransfer,
  AsyncIteratorPrototype,
  deferred,
  derive,
  ObjectCreate,
  ObjectDefineProperty,
  ReflectApply,
  rejected,
  resolved,
  SafeMap,
  SymbolAsyncIterator,
  SymbolIterator,
  TypedArrayBuffer,
  TypedArrayByteLength,
  TypedArrayByteOffset,
  TypedArrayLength,
  TypedArrayTag,
} from '../../core/primordials';
import { ByteController } from './byte-controller';
import { DefaultController } from './default-controller';
import { pipe } from './pipe';
import { cancelStream, ReadableState, ReaderState, read, releaseReader } from './readable-state';
import { strategyOf } from './strategies';
import { teeBytes, teeValues } from './tee';
import { isWritableStream, writableState } from './writable';

const LOCKED = 'This ReadableStream is currently locked to a reader.';
const NEVER_LENGTH = 0;

export let readableState: (stream: ReadableStream) => ReadableState;
export let isReadableStream: (value: unknown) => value is ReadableStream;

export class ReadableStream {
  #state: ReadableState;

  constructor(source: any = undefined, strategy: any = undefined) {
    if (source === INTERNAL) {
      this.#state = strategy as ReadableState;
    } else {
      this.#state = new ReadableState();
      setUp(this.#state, source, strategy);
    }
    this.#state.object = this;
  }
  static {
    readableState = (stream) => stream.#state;
    isReadableStream = (value): value is ReadableStream =>
      typeof value === 'object' && value !== null && #state in value;
  }

  static from(iterable: unknown): ReadableStream {
    return fromIterable(iterable);
  }

  get locked(): boolean {
    return this.#state.reader !== null;
  }
  cancel(reason: unknown = undefined): Promise<void> {
    if (this.#state.reader !== null) return rejected(new TypeError(LOCKED));
    return cancelStream(this.#state, reason);
  }
  getReader(options: any = undefined): ReadableStreamDefaultReader | ReadableStreamBYOBReader {
    const mode = options === undefined || options === null ? undefined : options.mode;
    if (mode === undefined) return new ReadableStreamDefaultReader(this);
    if (`${mode}` !== 'byob') throw new TypeError(`Invalid reader mode: ${mode}`);
    return new ReadableStreamBYOBReader(this);
  }
  pipeThrough(pair: any, options: any = undefined): unknown {
    const { readable, writable } = pair;
    if (!isReadableStream(readable) || !isWritableStream(writable)) {
      throw new TypeError('The transform must have a readable and a writable side.');
    }
    if (this.#state.reader !== null) throw new TypeError(LOCKED);
    const to = writableState(writable);
    if (to.writer !== null) throw new TypeError('This WritableStream is currently locked to a writer.');
    const finished = pipe(this.#state, to, options);
    derive(finished, undefined, () => undefined);
    return readable;
  }
  pipeTo(destination: any, options: any = undefined): Promise<void> {
    try {
      if (!isWritableStream(destination)) throw new TypeError('The destination must be a WritableStream.');
      if (this.#state.reader !== null) throw new TypeError(LOCKED);
      const to = writableState(destination);
      if (to.writer !== null) throw new TypeError('This WritableStream is currently locked to a writer.');
      return pipe(this.#state, to, options);
    } catch (error) {
      return rejected(error);
    }
  }
  tee(): [ReadableStream, ReadableStream] {
    const { first, second } = tee(this.#state);
    return [first, second];
  }
  values(options: any = undefined): AsyncIterableIterator<unknown> {
    return iterate(this.#state, options);
  }
  declare [Symbol.asyncIterator]: () => AsyncIterableIterator<unknown>;
}
ObjectDefineProperty(ReadableStream.prototype, SymbolAsyncIterator, {
  __proto__: null,
  value: ReadableStream.prototype.values,
  writable: true,
  configurable: true,
} as any);
defineInterface(ReadableStream, 'ReadableStream');

/** The stream object over a state; one for each state. */
export function streamObject(state: ReadableState): ReadableStream {
  return state.object ?? new ReadableStream(INTERNAL, state);
}

export function tee(state: ReadableState, copies = false): { first: ReadableStream; second: ReadableStream } {
  if (state.reader !== null) throw new TypeError(LOCKED);
  const { first, second } = state.controller.bytes ? teeBytes(state) : teeValues(state, copies);
  first.length = second.length = state.length;
  return { first: streamObject(first), second: streamObject(second) };
}

function callback(source: any, name: string): ((...args: any[]) => unknown) | null {
  const method = source[name];
  if (method === undefined) return null;
  if (typeof method !== 'function') throw new TypeError(`The ${name} of an underlying source must be a function.`);
  return (...args) => ReflectApply(method, source, args);
}

function setUp(state: ReadableState, source: any, strategy: any): void {
  if (source !== undefined && (source === null || (typeof source !== 'object' && typeof source !== 'function'))) {
    throw new TypeError('The underlying source must be an object.');
  }
  const given = source ?? ObjectCreate(null);
  const { type, autoAllocateChunkSize, expectedLength } = given;
  if (type !== undefined && `${type}` !== 'bytes')
    throw new TypeError(`"${type}" is not a valid type of ReadableStream.`);
  if (expectedLength !== undefined && expectedLength !== null) state.length = Number(expectedLength);
  const start = callback(given, 'start');
  const pull = callback(given, 'pull');
  const cancel = callback(given, 'cancel');
  let controller: DefaultController | ByteController;
  if (type === undefined) {
    const { highWaterMark, size } = strategyOf(strategy, 1);
    controller = new DefaultController(state, highWaterMark, size);
  } else {
    const { highWaterMark } = strategyOf(strategy, 0);
    const chunk = autoAllocateChunkSize === undefined ? NEVER_LENGTH : +autoAllocateChunkSize;
    if (chunk === 0 && autoAllocateChunkSize !== undefined) throw new TypeError('autoAllocateChunkSize must not be 0.');
    controller = new ByteController(state, highWaterMark, chunk);
  }
  const shown = controller.object;
  if (pull !== null) controller.pullAlgorithm = () => pull(shown);
  if (cancel !== null) controller.cancelAlgorithm = cancel;
  controller.begin(start === null ? undefined : start(shown));
}

function fromIterable(iterable: any): ReadableStream {
  const asyncMethod = iterable[SymbolAsyncIterator];
  const method = asyncMethod ?? iterable[SymbolIterator];
  if (typeof method !== 'function') throw new TypeError('The value is not iterable.');
  const iterator = ReflectApply(method, iterable, []) as any;
  const next = iterator.next;
  const state = new ReadableState();
  const controller = new DefaultController(state, 0, null);
  controller.pullAlgorithm = () =>
    derive(resolved(ReflectApply(next, iterator, [])), (result: any) => {
      if (typeof result !== 'object' || result === null) throw new TypeError('The iterator result is not an object.');
      if (result.done) return void controller.close();
      return derive(resolved(result.value), (value) => controller.enqueue(value));
    });
  controller.cancelAlgorithm = (reason) => {
    const finish = iterator.return;
    return finish === undefined ? undefined : ReflectApply(finish, iterator, [reason]);
  };
  controller.begin(undefined);
  return streamObject(state);
}

const RELEASED = 'This ReadableStream reader has been released.';

export class ReadableStreamDefaultReader {
  #reader: ReaderState;
  constructor(stream: unknown) {
    if (!isReadableStream(stream)) throw new TypeError('The argument must be a ReadableStream.');
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
    const { promise, resolve, reject } = deferred<{ value: any; done: boolean }>();
    read(reader, {
      chunk: (value) => resolve({ value, done: false }),
      close: () => resolve({ value: undefined, done: true }),
      error: reject,
    });
    return promise;
  }
  releaseLock(): void {
    releaseReader(this.#reader);
  }
}
defineInterface(ReadableStreamDefaultReader, 'ReadableStreamDefaultReader');

const constructors = new SafeMap<string, any>();
for (const type of [
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
])
  constructors.set(type.name, type);
const PlainDataView = DataView;

export class ReadableStreamBYOBReader {
  #reader: ReaderState;
  constructor(stream: unknown) {
    if (!isReadableStream(stream)) throw new TypeError('The argument must be a ReadableStream.');
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

function readInto(reader: ReaderState, view: unknown, least: number): Promise<{ value: any; done: boolean }> {
  if (!ArrayBufferIsView(view)) return rejected(new TypeError('The view must be an ArrayBufferView.'));
  const bytes = bytesOf(view);
  const length = TypedArrayByteLength(bytes);
  const buffer = TypedArrayBuffer(bytes);
  if (ArrayBufferDetached(buffer) || length === 0) {
    return rejected(new TypeError('You must call read() on a "byob" reader with a positive-sized TypedArray object.'));
  }
  const tag = TypedArrayTag(view);
  const make = tag === undefined ? PlainDataView : constructors.get(tag);
  const element = tag === undefined ? 1 : length / TypedArrayLength(view);
  if (!(least >= 1)) return rejected(new TypeError('min must be greater than 0.'));
  if (least * element > length) return rejected(new RangeError('min must not be larger than the view.'));
  const stream = reader.stream;
  if (stream === null) return rejected(new TypeError(RELEASED));
  stream.disturbed = true;
  stream.native = null;
  if (stream.status === 'errored') return rejected(stream.error);
  const { promise, resolve, reject } = deferred<{ value: any; done: boolean }>();
  const into = {
    buffer: ArrayBufferTransfer(buffer),
    offset: TypedArrayByteOffset(bytes),
    length,
    filled: 0,
    minimum: least * element,
    element,
    make: (from: ArrayBuffer, at: number, count: number) => new make(from, at, count / element),
    reader: 'byob' as const,
  };
  (stream.controller as ByteController).pullInto(into, {
    chunk: (value) => resolve({ value, done: false }),
    close: (value) => resolve({ value, done: true }),
    error: reject,
  });
  return promise;
}

const iteratorPrototype = ObjectCreate(AsyncIteratorPrototype);
class Iteration {
  #reader: ReaderState;
  #preventCancel: boolean;
  #ongoing: Promise<unknown> | null = null;
  #finished = false;
  constructor(reader: ReaderState, preventCancel: boolean) {
    this.#reader = reader;
    this.#preventCancel = preventCancel;
  }
  #after(work: () => Promise<any>): Promise<any> {
    const ongoing = this.#ongoing;
    const mine = ongoing === null ? work() : derive(ongoing, work, work);
    this.#ongoing = mine;
    return mine;
  }
  next(): Promise<any> {
    return this.#after(() => {
      if (this.#finished) return resolved({ value: undefined, done: true });
      const { promise, resolve, reject } = deferred<any>();
      read(this.#reader, {
        chunk: (value) => resolve({ value, done: false }),
        close: () => {
          this.#finished = true;
          releaseReader(this.#reader);
          resolve({ value: undefined, done: true });
        },
        error: (error) => {
          this.#finished = true;
          releaseReader(this.#reader);
          reject(error);
        },
      });
      return promise;
    });
  }
  return(value: unknown): Promise<any> {
    return this.#after(() => {
      if (this.#finished) return resolved({ value, done: true });
      this.#finished = true;
      const stream = this.#reader.stream!;
      const canceled = this.#preventCancel ? resolved(undefined) : cancelStream(stream, value);
      releaseReader(this.#reader);
      return derive(canceled, () => ({ value, done: true }));
    });
  }
}
const iterations = new WeakMap<object, Iteration>();
const weakGet = iterations.get.bind(iterations);
const weakSet = iterations.set.bind(iterations);
const methods = {
  next(this: object): Promise<any> {
    return weakGet(this)?.next() ?? rejected(new TypeError('Illegal invocation'));
  },
  return(this: object, value: unknown = undefined): Promise<any> {
    return weakGet(this)?.return(value) ?? rejected(new TypeError('Illegal invocation'));
  },
};
for (const name of ['next', 'return'] as const) {
  ObjectDefineProperty(iteratorPrototype, name, {
    __proto__: null,
    value: methods[name],
    writable: true,
    enumerable: true,
    configurable: true,
  } as any);
}

function iterate(state: ReadableState, options: any): AsyncIterableIterator<unknown> {
  const iterator = ObjectCreate(iteratorPrototype);
  weakSet(iterator, new Iteration(new ReaderState(state, false), !!options?.preventCancel));
  return iterator;
}
