// ReadableStream, as Workers see it.
import { badArgument, badField } from '../../core/errors';
import { INTERNAL } from '../../core/headers';
import { defineInterface } from '../../core/interface';
import { ObjectDefineProperty, quiet, rejected, SymbolAsyncIterator } from '../../core/primordials';
import { iterate } from './iteration';
import { pipe } from './pipe';
import { cancelStream, ReadableState } from './readable-state';
import { ReadableStreamBYOBReader, ReadableStreamDefaultReader } from './readers';
import { fromIterable, setUp } from './source';
import { teeBytes, teeValues } from './tee';
import { isWritableStream, writableState } from './writable';

const LOCKED = 'This ReadableStream is currently locked to a reader.';
const WRITER_LOCKED = 'This WritableStream is currently locked to a writer';

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
    return streamObject(fromIterable(iterable));
  }

  get locked(): boolean {
    return this.#state.reader !== null;
  }
  cancel(reason: unknown = undefined): Promise<void> {
    if (this.#state.reader !== null) return rejected(new TypeError(LOCKED));
    return cancelStream(this.#state, reason);
  }
  getReader(options: any = undefined): ReadableStreamDefaultReader | ReadableStreamBYOBReader {
    if (options !== undefined && options !== null && typeof options !== 'object' && typeof options !== 'function') {
      throw badArgument('getReader', 'ReadableStream', 1, 'GetReaderOptions');
    }
    const mode = options?.mode;
    if (mode === undefined) return new ReadableStreamDefaultReader(this);
    if (`${mode}` !== 'byob') throw new TypeError("mode must be undefined or 'byob' in call to getReader().");
    return new ReadableStreamBYOBReader(this);
  }
  pipeThrough(pair: any, options: any = undefined): unknown {
    const own = this.#state;
    if (pair === undefined || pair === null || (typeof pair !== 'object' && typeof pair !== 'function')) {
      throw badArgument('pipeThrough', 'ReadableStream', 1, 'Transform');
    }
    const { readable } = pair;
    if (!isReadableStream(readable)) throw badField('readable', 'Transform', 'ReadableStream');
    const { writable } = pair;
    if (!isWritableStream(writable)) throw badField('writable', 'Transform', 'WritableStream');
    if (own.reader !== null) throw new TypeError(LOCKED);
    const to = writableState(writable);
    if (to.writer !== null) throw new TypeError(WRITER_LOCKED);
    quiet(pipe(own, to, options));
    return readable;
  }
  pipeTo(destination: any, options: any = undefined): Promise<void> {
    try {
      if (!isWritableStream(destination)) throw badArgument('pipeTo', 'ReadableStream', 1, 'WritableStream');
      if (this.#state.reader !== null) throw new TypeError(LOCKED);
      const to = writableState(destination);
      if (to.writer !== null) throw new TypeError(WRITER_LOCKED);
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
