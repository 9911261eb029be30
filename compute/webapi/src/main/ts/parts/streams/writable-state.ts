// The state behind a WritableStream, by the algorithms of https://streams.spec.whatwg.org.
import { INTERNAL } from '../../core/headers';
import { part } from '../../core/lazy';
import { type Deferred, deferred, rejected, resolved, then } from '../../core/primordials';
import { Queue } from '../../core/queue';
import { settled } from './default-controller';
import { countOf } from './dictionaries';
import { WritableStreamDefaultController } from './writable-controller';
import { RELEASED, type WriterState } from './writer-state';

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
  /** Told at once that the stream is aborted. */
  onAbort: ((reason: unknown) => void) | null = null;
  #aborting: Promise<void> | null = null;
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
  /** There is no `start` to wait for. */
  startNow(): void {
    this.started = true;
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
    // What comes before the sink has started does not count, as on the platform.
    if (!this.started) return;
    const now = this.desiredSize <= 0;
    if (this.status === 'writable' && !this.closing && now !== this.backpressure) {
      if (now) this.writer?.waitAgain();
      else this.writer?.noteReady();
      this.backpressure = now;
    }
  }

  write(chunk: unknown, writer = this.writer): Promise<void> {
    let size = 1;
    if (this.size !== null && this.status === 'writable') {
      try {
        size = countOf(this.size(chunk));
      } catch (error) {
        this.errorIfNeeded(error);
      }
    }
    // The strategy's function may have let the writer go.
    if (this.writer !== writer) return rejected(new TypeError(RELEASED));
    if (this.status === 'errored') return rejected(this.error);
    if (this.closing || this.status === 'closed')
      return rejected(new TypeError('This WritableStream has been closed.'));
    if (this.status === 'erroring') return rejected(this.error);
    const request = deferred<void>();
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
    if (this.status === 'closed' || this.status === 'errored') return this.#aborting ?? resolved(undefined);
    this.aborted = true;
    this.abortReason = reason;
    if (this.abortController !== null) part('events').abortFrom(this.abortController, reason);
    const status = this.status as Status;
    if (status === 'closed' || status === 'errored') return resolved(undefined);
    if (this.pendingAbort !== null) return this.pendingAbort.done.promise;
    const wasErroring = status === 'erroring';
    const done = deferred<void>();
    this.pendingAbort = { done, reason: wasErroring ? undefined : reason, wasErroring };
    this.#aborting = done.promise;
    if (!wasErroring) this.startErroring(reason);
    this.onAbort?.(reason);
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
