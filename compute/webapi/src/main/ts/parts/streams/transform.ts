// TransformStream, and the byte pipes of the platform: IdentityTransformStream and FixedLengthStream.
import { type Bytes, bytesOf, copyOf, isBufferSource } from '../../core/bytes';
import { INTERNAL } from '../../core/headers';
import { defineInterface } from '../../core/interface';
import {
  type Deferred,
  deferred,
  derive,
  NumberMaxSafe,
  ObjectCreate,
  ReflectApply,
  resolved,
  TypedArrayByteLength,
  then,
} from '../../core/primordials';
import { ByteController } from './byte-controller';
import { DefaultController, settled } from './default-controller';
import { type ReadableStream, streamObject } from './readable';
import { ReadableState } from './readable-state';
import { strategyOf } from './strategies';
import { WritableState, type WritableStream, writableObject } from './writable';

export interface Transformer {
  transform: ((chunk: any) => unknown) | null;
  flush: (() => unknown) | null;
  cancel: ((reason: unknown) => unknown) | null;
}

/** The machinery of a transform: a writable whose chunks go through a function to a readable. */
export class TransformState {
  readonly readable = new ReadableState();
  readonly output: DefaultController;
  readonly writable: WritableState;
  #transformer: Transformer;
  #backpressure = true;
  #change: Deferred<void> = deferred();
  #finish: Promise<void> | null = null;

  constructor(
    transformer: Transformer,
    writableMark: number,
    writableSize: any,
    readableMark: number,
    readableSize: any,
  ) {
    this.#transformer = transformer;
    this.output = new DefaultController(this.readable, readableMark, readableSize);
    this.output.pullAlgorithm = () => {
      this.#setBackpressure(false);
      return this.#change.promise;
    };
    this.output.cancelAlgorithm = (reason) => this.#cancel(reason);
    this.writable = new WritableState(
      {
        write: (chunk) => this.#write(chunk),
        close: () => this.#close(),
        abort: (reason) => this.#abort(reason),
      },
      writableMark,
      writableSize,
    );
  }
  begin(started: Promise<unknown>): void {
    this.output.begin(started);
    this.writable.begin(started);
  }

  #setBackpressure(on: boolean): void {
    if (this.#backpressure === on) return;
    const before = this.#change;
    this.#change = deferred();
    this.#backpressure = on;
    before.resolve(undefined);
  }

  #write(chunk: unknown): Promise<unknown> | unknown {
    if (!this.#backpressure) return this.#transform(chunk);
    return derive(this.#change.promise, () => {
      if (this.writable.status === 'erroring') throw this.writable.error;
      return this.#transform(chunk);
    });
  }
  #transform(chunk: unknown): Promise<unknown> | undefined {
    const { transform } = this.#transformer;
    if (transform === null) {
      this.enqueue(chunk);
      return undefined;
    }
    return derive(settled(transform, chunk), undefined, (error) => {
      this.error(error);
      throw error;
    });
  }
  #clear(): void {
    this.#transformer = { transform: null, flush: null, cancel: null };
  }
  #close(): Promise<void> {
    if (this.#finish !== null) return this.#finish;
    const done = deferred<void>();
    this.#finish = done.promise;
    const { flush } = this.#transformer;
    const flushed = settled(flush, undefined);
    this.#clear();
    then(
      flushed,
      () => {
        if (this.readable.status === 'errored') return done.reject(this.readable.error);
        if (this.output.open) this.output.close();
        done.resolve(undefined);
      },
      (error) => {
        this.output.error(error);
        done.reject(error);
      },
    );
    return done.promise;
  }
  #abort(reason: unknown): Promise<void> {
    if (this.#finish !== null) return this.#finish;
    const done = deferred<void>();
    this.#finish = done.promise;
    const { cancel } = this.#transformer;
    const canceled = settled(cancel, reason);
    this.#clear();
    then(
      canceled,
      () => {
        if (this.readable.status === 'errored') return done.reject(this.readable.error);
        this.output.error(reason);
        done.resolve(undefined);
      },
      (error) => {
        this.output.error(error);
        done.reject(error);
      },
    );
    return done.promise;
  }
  #cancel(reason: unknown): Promise<void> {
    if (this.#finish !== null) return this.#finish;
    const done = deferred<void>();
    this.#finish = done.promise;
    const { cancel } = this.#transformer;
    const canceled = settled(cancel, reason);
    this.#clear();
    then(
      canceled,
      () => {
        if (this.writable.status === 'errored') return done.reject(this.writable.error);
        this.writable.errorIfNeeded(reason);
        this.#setBackpressure(false);
        done.resolve(undefined);
      },
      (error) => {
        this.writable.errorIfNeeded(error);
        this.#setBackpressure(false);
        done.reject(error);
      },
    );
    return done.promise;
  }

  enqueue(chunk: unknown): void {
    if (!this.output.open) throw new TypeError('Unable to enqueue');
    try {
      this.output.enqueue(chunk);
    } catch (error) {
      this.#errorWritable(error);
      throw this.readable.error;
    }
    const full =
      this.output.desiredSize! <= 0 && !(this.readable.reader !== null && this.readable.reader.requests.size > 0);
    if (full !== this.#backpressure) this.#setBackpressure(true);
  }
  error(error: unknown): void {
    this.output.error(error);
    this.#errorWritable(error);
  }
  #errorWritable(error: unknown): void {
    this.#clear();
    this.writable.errorIfNeeded(error);
    if (this.#backpressure) this.#setBackpressure(false);
  }
  terminate(): void {
    if (this.output.open) this.output.close();
    this.#errorWritable(new TypeError('The transform stream has been terminated'));
  }
}

export class TransformStream {
  #readable: ReadableStream;
  #writable: WritableStream;

  constructor(transformer: any = undefined, writableStrategy: any = undefined, readableStrategy: any = undefined) {
    if (transformer === INTERNAL) {
      this.#readable = streamObject(writableStrategy);
      this.#writable = writableObject(readableStrategy);
      return;
    }
    const state = fromTransformer(transformer, writableStrategy, readableStrategy);
    this.#readable = streamObject(state.readable);
    this.#writable = writableObject(state.writable);
  }
  get readable(): ReadableStream {
    return this.#readable;
  }
  get writable(): WritableStream {
    return this.#writable;
  }
}
defineInterface(TransformStream, 'TransformStream');

function fromTransformer(given: any, writableStrategy: any, readableStrategy: any): TransformState {
  const own = given ?? ObjectCreate(null);
  const { readableType, writableType, start, transform, flush, cancel } = own;
  if (readableType !== undefined) throw new RangeError('readableType must be undefined.');
  if (writableType !== undefined) throw new RangeError('writableType must be undefined.');
  const out = strategyOf(readableStrategy, 0);
  const into = strategyOf(writableStrategy, 1);
  let controller: TransformStreamDefaultController | null = null;
  const shown = () => (controller ??= new TransformStreamDefaultController(INTERNAL, state));
  const bind = (method: any, args: (argument: any) => any[]) =>
    method === undefined ? null : (argument?: any) => ReflectApply(method, own, args(argument));
  const state = new TransformState(
    {
      transform: bind(transform, (chunk) => [chunk, shown()]),
      flush: bind(flush, () => [shown()]),
      cancel: bind(cancel, (reason) => [reason]),
    },
    into.highWaterMark,
    into.size,
    out.highWaterMark,
    out.size,
  );
  state.begin(resolved(start === undefined ? undefined : ReflectApply(start, own, [shown()])));
  return state;
}

export class TransformStreamDefaultController {
  #state: TransformState;
  constructor(token: unknown, state: TransformState) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
    this.#state = state;
  }
  get desiredSize(): number | null {
    return this.#state.output.desiredSize;
  }
  enqueue(chunk: unknown = undefined): void {
    this.#state.enqueue(chunk);
  }
  error(reason: unknown = undefined): void {
    this.#state.error(reason);
  }
  terminate(): void {
    this.#state.terminate();
  }
}
defineInterface(TransformStreamDefaultController, 'TransformStreamDefaultController');

/** A pipe for bytes without a queue: a write is done when its bytes were read. */
class BytePipe {
  readonly readable = new ReadableState();
  readonly writable: WritableState;
  readonly #output: ByteController;
  #expected: number;
  #seen = 0;
  #waiting: { bytes: Bytes; done: Deferred<void> } | null = null;
  #wanted = false;

  constructor(expected: number) {
    this.#expected = expected;
    this.readable.length = expected;
    this.#output = new ByteController(this.readable, 0, 0);
    this.#output.pullAlgorithm = () => {
      this.#wanted = true;
      this.#meet();
    };
    this.#output.cancelAlgorithm = (reason) => {
      this.#waiting?.done.resolve(undefined);
      this.#waiting = null;
      this.writable.errorIfNeeded(reason ?? new TypeError('The readable side was canceled.'));
    };
    this.writable = new WritableState(
      {
        write: (chunk) => this.#write(chunk),
        close: () => this.#close(),
        abort: (reason) => this.#output.error(reason),
      },
      1,
      null,
    );
    this.writable.bytesOnly = true;
    this.#output.begin(undefined);
    this.writable.begin(undefined);
  }

  #write(chunk: unknown): Promise<void> {
    const bytes = byteChunk(chunk);
    this.#seen += TypedArrayByteLength(bytes);
    if (this.#expected >= 0 && this.#seen > this.#expected) {
      const error = new TypeError('Attempt to write too many bytes through a FixedLengthStream.');
      this.#output.error(error);
      throw error;
    }
    const done = deferred<void>();
    if (TypedArrayByteLength(bytes) === 0) done.resolve(undefined);
    else {
      this.#waiting = { bytes: copyOf(bytes), done };
      this.#meet();
    }
    return done.promise;
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

function byteChunk(chunk: unknown): Bytes {
  if (isBufferSource(chunk)) return bytesOf(chunk);
  if (typeof chunk === 'string') {
    throw new TypeError(
      "This TransformStream is being used as a byte stream, but received a string on its writable side. If you wish to write a string, you'll probably want to explicitly UTF-8-encode it with TextEncoder.",
    );
  }
  throw new TypeError(
    'This TransformStream is being used as a byte stream, but received an object of non-ArrayBuffer/ArrayBufferView type on its writable side.',
  );
}

export class IdentityTransformStream extends TransformStream {
  constructor(_strategy: unknown = undefined, pipe: unknown = undefined) {
    const own = _strategy === INTERNAL ? (pipe as BytePipe) : new BytePipe(-1);
    super(INTERNAL, own.readable, own.writable);
  }
}
defineInterface(IdentityTransformStream, 'IdentityTransformStream');

export class FixedLengthStream extends IdentityTransformStream {
  constructor(expected: unknown, _strategy: unknown = undefined) {
    const length = Number(expected as any);
    if (!(length >= 0 && length <= NumberMaxSafe)) {
      throw new TypeError('FixedLengthStream requires an integer expected length less than 2^53.');
    }
    super(INTERNAL, new BytePipe(length));
  }
}
defineInterface(FixedLengthStream, 'FixedLengthStream');
