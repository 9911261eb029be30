// WritableStream, its writer and its controller, by https://streams.spec.whatwg.org.
import { INTERNAL } from '../../core/headers';
import { defineInterface } from '../../core/interface';
import { part } from '../../core/lazy';
import {
  type Deferred,
  deferred,
  ObjectCreate,
  quiet,
  ReflectApply,
  rejected,
  resolved,
  then,
} from '../../core/primordials';
import { Queue } from '../../core/queue';
import { settled } from './default-controller';
import { strategyOf } from './strategies';

type Status = 'writable' | 'erroring' | 'errored' | 'closed';
const CLOSE = Symbol('close');

interface Pending {
  value: any;
  size: number;
}

/** What takes the chunks. */
export interface Sink {
  write: ((chunk: any) => unknown) | null;
  close: (() => unknown) | null;
  abort: ((reason: unknown) => unknown) | null;
}

export class WritableState {
  status: Status = 'writable';
  error: unknown = undefined;
  writer: WriterState | null = null;
  backpressure = false;
  object: any = null;
  sink: Sink;
  readonly highWaterMark: number;
  readonly size: ((chunk: unknown) => number) | null;
  started = false;
  /** Whether it takes nothing but bytes. */
  bytesOnly = false;
  readonly queue = new Queue<Pending>();
  total = 0;
  readonly requests = new Queue<Deferred<void>>();
  inFlightWrite: Deferred<void> | null = null;
  inFlightClose: Deferred<void> | null = null;
  closeRequest: Deferred<void> | null = null;
  pendingAbort: { done: Deferred<void>; reason: unknown; wasErroring: boolean } | null = null;
  abortController: any = null;
  abortReason: unknown = undefined;
  aborted = false;
  #object: WritableStreamDefaultController | null = null;

  constructor(sink: Sink, highWaterMark: number, size: ((chunk: unknown) => number) | null) {
    this.sink = sink;
    this.highWaterMark = highWaterMark;
    this.size = size;
    this.backpressure = highWaterMark <= 0;
  }
  get controller(): WritableStreamDefaultController {
    return (this.#object ??= new WritableStreamDefaultController(INTERNAL, this));
  }
  begin(result: unknown): void {
    then(
      resolved(result),
      () => {
        this.started = true;
        this.advance();
      },
      (error) => {
        this.started = true;
        this.dealWithRejection(error);
      },
    );
  }
  get desiredSize(): number {
    return this.highWaterMark - this.total;
  }
  get closing(): boolean {
    return this.closeRequest !== null || this.inFlightClose !== null;
  }

  updateBackpressure(): void {
    const now = this.desiredSize <= 0;
    if (this.status === 'writable' && !this.closing && now !== this.backpressure) {
      if (now) this.writer?.waitAgain();
      else this.writer?.noteReady();
      this.backpressure = now;
    }
  }

  write(chunk: unknown): Promise<void> {
    let size = 1;
    if (this.size !== null && this.status === 'writable') {
      try {
        size = this.size(chunk);
      } catch (error) {
        this.errorIfNeeded(error);
      }
    }
    if (this.status === 'errored') return rejected(this.error);
    if (this.closing || this.status === 'closed')
      return rejected(new TypeError('This WritableStream has been closed.'));
    if (this.status === 'erroring') return rejected(this.error);
    const request = deferred<void>();
    if (!(size >= 0) || size === Infinity) {
      this.errorIfNeeded(new RangeError("The queuing strategy's size function returned an invalid size."));
      return rejected(this.error);
    }
    this.requests.push(request);
    this.queue.push({ value: chunk, size });
    this.total += size;
    this.updateBackpressure();
    this.advance();
    return request.promise;
  }

  close(): Promise<void> {
    if (this.status === 'closed' || this.status === 'errored') {
      return rejected(this.status === 'errored' ? this.error : new TypeError('This WritableStream has been closed.'));
    }
    const request = deferred<void>();
    this.closeRequest = request;
    if (this.writer !== null && this.backpressure && this.status === 'writable') this.writer.noteReady();
    this.queue.push({ value: CLOSE, size: 0 });
    this.advance();
    return request.promise;
  }

  abort(reason: unknown): Promise<void> {
    if (this.status === 'closed' || this.status === 'errored') return resolved(undefined);
    this.aborted = true;
    this.abortReason = reason;
    if (this.abortController !== null) part('events').abortFrom(this.abortController, reason);
    const status = this.status as Status;
    if (status === 'closed' || status === 'errored') return resolved(undefined);
    if (this.pendingAbort !== null) return this.pendingAbort.done.promise;
    const wasErroring = status === 'erroring';
    const done = deferred<void>();
    this.pendingAbort = { done, reason: wasErroring ? undefined : reason, wasErroring };
    if (!wasErroring) this.startErroring(reason);
    return done.promise;
  }

  advance(): void {
    if (!this.started || this.inFlightWrite !== null) return;
    if (this.status === 'erroring') return this.finishErroring();
    if (this.queue.size === 0 || this.inFlightClose !== null) return;
    if (this.status !== 'writable') return;
    const { value } = this.queue.peek();
    if (value === CLOSE) this.#processClose();
    else this.#processWrite(value);
  }
  #processWrite(chunk: unknown): void {
    const request = this.requests.shift();
    this.inFlightWrite = request;
    let result: Promise<unknown>;
    try {
      result = resolved(this.sink.write === null ? undefined : this.sink.write(chunk));
    } catch (error) {
      result = rejected(error);
    }
    then(
      result,
      () => {
        this.inFlightWrite = null;
        request.resolve(undefined);
        const { size } = this.queue.shift();
        this.total = this.queue.size === 0 ? 0 : this.total - size;
        this.updateBackpressure();
        this.advance();
      },
      (error) => {
        this.inFlightWrite = null;
        request.reject(error);
        if (this.status === 'writable') this.#clearSink();
        this.dealWithRejection(error);
      },
    );
  }
  #processClose(): void {
    const request = this.closeRequest!;
    this.inFlightClose = request;
    this.closeRequest = null;
    this.queue.clear();
    const close = this.sink.close;
    const result = settled(close, undefined);
    this.#clearSink();
    then(
      result,
      () => {
        this.inFlightClose = null;
        request.resolve(undefined);
        if (this.status === 'erroring') {
          this.error = undefined;
          this.pendingAbort?.done.resolve(undefined);
          this.pendingAbort = null;
        }
        this.status = 'closed';
        this.writer?.noteClosed();
      },
      (error) => {
        this.inFlightClose = null;
        request.reject(error);
        this.pendingAbort?.done.reject(error);
        this.pendingAbort = null;
        this.dealWithRejection(error);
      },
    );
  }
  #clearSink(): void {
    this.sink = { write: null, close: null, abort: null };
  }

  errorIfNeeded(error: unknown): void {
    if (this.status === 'writable') {
      const abort = this.sink.abort;
      this.sink = { write: null, close: null, abort };
      this.startErroring(error);
    }
  }
  dealWithRejection(error: unknown): void {
    if (this.status === 'writable') this.startErroring(error);
    else this.finishErroring();
  }
  startErroring(reason: unknown): void {
    this.status = 'erroring';
    this.error = reason;
    this.writer?.noteUnready(reason);
    if (this.inFlightWrite === null && this.inFlightClose === null && this.started) this.finishErroring();
  }
  finishErroring(): void {
    if (this.inFlightWrite !== null || this.inFlightClose !== null || this.status !== 'erroring') return;
    this.status = 'errored';
    this.queue.clear();
    this.total = 0;
    const stored = this.error;
    while (this.requests.size > 0) this.requests.shift().reject(stored);
    const pending = this.pendingAbort;
    this.pendingAbort = null;
    if (pending === null) return this.#rejectClose();
    if (pending.wasErroring) {
      pending.done.reject(stored);
      return this.#rejectClose();
    }
    const algorithm = this.sink.abort;
    this.#clearSink();
    then(
      settled(algorithm, pending.reason),
      () => {
        pending.done.resolve(undefined);
        this.#rejectClose();
      },
      (error) => {
        pending.done.reject(error);
        this.#rejectClose();
      },
    );
  }
  #rejectClose(): void {
    this.closeRequest?.reject(this.error);
    this.closeRequest = null;
    this.writer?.noteError(this.error);
  }
}

const RELEASED = 'This WritableStream writer has been released.';

export class WriterState {
  stream: WritableState | null;
  #closed: Deferred<void> = deferred();
  #ready: Deferred<void> = deferred();

  constructor(stream: WritableState) {
    if (stream.writer !== null) throw new TypeError('This WritableStream is currently locked to a writer.');
    this.stream = stream;
    stream.writer = this;
    quiet(this.#closed.promise);
    quiet(this.#ready.promise);
    if (stream.status === 'writable') {
      if (stream.closing || !stream.backpressure) this.#ready.resolve(undefined);
    } else if (stream.status === 'closed') {
      this.#ready.resolve(undefined);
      this.#closed.resolve(undefined);
    } else {
      this.#ready.reject(stream.error);
      if (stream.status === 'errored') this.#closed.reject(stream.error);
    }
  }
  get closed(): Promise<void> {
    return this.#closed.promise;
  }
  get ready(): Promise<void> {
    return this.#ready.promise;
  }
  noteReady(): void {
    this.#ready.resolve(undefined);
  }
  waitAgain(): void {
    this.#ready = deferred();
    quiet(this.#ready.promise);
  }
  /** `ready` rejects, whatever it was before. */
  noteUnready(error: unknown): void {
    this.#ready.reject(error);
    this.#ready = deferred();
    this.#ready.reject(error);
    quiet(this.#ready.promise);
  }
  noteClosed(): void {
    this.#ready.resolve(undefined);
    this.#closed.resolve(undefined);
  }
  noteError(error: unknown): void {
    this.#closed.reject(error);
  }
  release(): void {
    const stream = this.stream;
    if (stream === null) return;
    const error = new TypeError(RELEASED);
    this.noteUnready(error);
    this.#closed.reject(error);
    this.#closed = deferred();
    this.#closed.reject(error);
    quiet(this.#closed.promise);
    stream.writer = null;
    this.stream = null;
  }
}

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

function setUp(sink: any, strategy: any): WritableState {
  if (sink !== undefined && (sink === null || (typeof sink !== 'object' && typeof sink !== 'function'))) {
    throw new TypeError('The underlying sink must be an object.');
  }
  const given = sink ?? ObjectCreate(null);
  const { type, start, write, close, abort } = given;
  if (type !== undefined) throw new RangeError('The type of an underlying sink must be undefined.');
  const { highWaterMark, size } = strategyOf(strategy, 1);
  const state: WritableState = new WritableState(
    {
      write: call(given, write, (chunk) => [chunk, state.controller]),
      close: call(given, close, () => []),
      abort: call(given, abort, (reason) => [reason]),
    },
    highWaterMark,
    size,
  );
  const startCall = call(given, start, () => [state.controller]);
  state.begin(startCall === null ? undefined : startCall(undefined));
  return state;
}
function call(sink: any, method: any, args: (argument: any) => any[]): ((argument?: any) => unknown) | null {
  if (method === undefined) return null;
  if (typeof method !== 'function') throw new TypeError('The methods of an underlying sink must be functions.');
  return (argument) => ReflectApply(method, sink, args(argument));
}

export class WritableStreamDefaultWriter {
  #writer: WriterState;
  constructor(stream: unknown) {
    if (!isWritableStream(stream)) throw new TypeError('The argument must be a WritableStream.');
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
    return this.#writer.stream?.write(chunk) ?? rejected(new TypeError(RELEASED));
  }
  releaseLock(): void {
    this.#writer.release();
  }
}
defineInterface(WritableStreamDefaultWriter, 'WritableStreamDefaultWriter');

export class WritableStreamDefaultController {
  #state: WritableState;
  constructor(token: unknown, state: WritableState) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
    this.#state = state;
  }
  get signal(): unknown {
    const state = this.#state;
    if (state.abortController === null) {
      state.abortController = part('events').newController();
      if (state.aborted) part('events').abortFrom(state.abortController, state.abortReason);
    }
    return part('events').signalOf(state.abortController);
  }
  error(reason: unknown = undefined): void {
    this.#state.errorIfNeeded(reason);
  }
}
defineInterface(WritableStreamDefaultController, 'WritableStreamDefaultController');
