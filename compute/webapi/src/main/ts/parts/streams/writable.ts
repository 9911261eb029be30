// WritableStream and its writer, as Workers see them.
import { bytesOf, copyOf, isBufferSource } from '../../core/bytes';
import { badConstruction } from '../../core/errors';
import { INTERNAL } from '../../core/headers';
import { defineInterface } from '../../core/interface';
import { rejected } from '../../core/primordials';
import { callbackOf, dictionary } from './dictionaries';
import { strategyOf } from './strategies';
import { type Sink, WritableState } from './writable-state';
import { RELEASED, WriterState } from './writer-state';

export let writableState: (stream: WritableStream) => WritableState;
export let isWritableStream: (value: unknown) => value is WritableStream;

export class WritableStream {
  #state: WritableState;
  constructor(sink: any = undefined, strategy: any = undefined) {
    this.#state = sink === INTERNAL ? (strategy as WritableState) : setUp(sink, strategy);
    this.#state.object = this;
  }
  static {
    writableState = (stream) => stream.#state;
    isWritableStream = (value): value is WritableStream =>
      typeof value === 'object' && value !== null && #state in value;
  }
  get locked(): boolean {
    return this.#state.writer !== null;
  }
  abort(reason: unknown = undefined): Promise<void> {
    if (this.#state.writer !== null) {
      return rejected(new TypeError('This WritableStream is currently locked to a writer.'));
    }
    return this.#state.abort(reason);
  }
  close(): Promise<void> {
    if (this.#state.writer !== null) {
      return rejected(new TypeError('This WritableStream is currently locked to a writer.'));
    }
    if (this.#state.closing) return rejected(new TypeError('This WritableStream has been closed.'));
    return this.#state.close();
  }
  getWriter(): WritableStreamDefaultWriter {
    return new WritableStreamDefaultWriter(this);
  }
}
defineInterface(WritableStream, 'WritableStream');

export function writableObject(state: WritableState): WritableStream {
  return state.object ?? new WritableStream(INTERNAL, state);
}

function setUp(given: unknown, strategy: unknown): WritableState {
  const own = dictionary(given, 'WritableStream', 1, 'UnderlyingSink');
  const start = callbackOf(own, 'start', 'UnderlyingSink');
  const write = callbackOf(own, 'write', 'UnderlyingSink');
  const close = callbackOf(own, 'close', 'UnderlyingSink');
  const abort = callbackOf(own, 'abort', 'UnderlyingSink');
  const { highWaterMark, size } = strategyOf(strategy, 1, 'WritableStream');
  const sink: Sink = {
    write: write === null ? null : (chunk) => write(chunk, state.controller),
    close: close === null ? null : () => close(),
    abort: abort === null ? null : (reason) => abort(reason),
  };
  const state = new WritableState(sink, highWaterMark, size);
  if (start === null) state.startNow();
  else {
    try {
      state.begin(start(state.controller));
    } catch (error) {
      // The platform makes a broken stream of it, where the standard throws.
      state.begin(rejected(error));
    }
  }
  return state;
}

export class WritableStreamDefaultWriter {
  #writer: WriterState;
  constructor(stream: unknown) {
    if (!isWritableStream(stream)) throw badConstruction('WritableStreamDefaultWriter', 1, 'WritableStream');
    this.#writer = new WriterState(writableState(stream));
  }
  get closed(): Promise<void> {
    return this.#writer.closed;
  }
  get ready(): Promise<void> {
    return this.#writer.ready;
  }
  get desiredSize(): number | null {
    const stream = this.#writer.stream;
    if (stream === null) throw new TypeError(RELEASED);
    if (stream.status === 'errored' || stream.status === 'erroring') return null;
    return stream.status === 'closed' ? 0 : stream.desiredSize;
  }
  abort(reason: unknown = undefined): Promise<void> {
    return this.#writer.stream?.abort(reason) ?? rejected(new TypeError(RELEASED));
  }
  close(): Promise<void> {
    const stream = this.#writer.stream;
    if (stream === null) return rejected(new TypeError(RELEASED));
    if (stream.closing) return rejected(new TypeError('This WritableStream has been closed.'));
    return stream.close();
  }
  write(chunk: unknown = undefined): Promise<void> {
    const stream = this.#writer.stream;
    if (stream === null) return rejected(new TypeError(RELEASED));
    // Bytes are taken as they are now, whatever happens to their buffer before they are read.
    if (!stream.bytesOnly || !isBufferSource(chunk)) return stream.write(chunk);
    try {
      return stream.write(copyOf(bytesOf(chunk)));
    } catch (error) {
      return rejected(error);
    }
  }
  releaseLock(): void {
    this.#writer.release();
  }
}
defineInterface(WritableStreamDefaultWriter, 'WritableStreamDefaultWriter');
