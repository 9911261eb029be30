// pipeTo: one chunk at a time from a readable to a writable, never ahead of the writable's demand.
import { bytesOf, copyOf, isBufferSource } from '../../core/bytes';
import { badArgument, badField } from '../../core/errors';
import { part } from '../../core/lazy';
import { deferred, quiet, resolved, then } from '../../core/primordials';
import { cancelStream, type ReadableState, ReaderState, read, releaseReader } from './readable-state';
import type { WritableState } from './writable-state';
import { WriterState } from './writer-state';

interface Options {
  preventClose: boolean;
  preventAbort: boolean;
  preventCancel: boolean;
  signal: any;
}

function optionsOf(given: any): Options {
  if (given !== undefined && given !== null && typeof given !== 'object' && typeof given !== 'function') {
    throw badArgument('pipeTo', 'ReadableStream', 2, 'PipeToOptions');
  }
  const { preventAbort, preventCancel, preventClose, signal } = given ?? {};
  if (signal !== undefined && !part('events').isSignal(signal))
    throw badField('signal', 'PipeToOptions', 'AbortSignal');
  return { preventClose: !!preventClose, preventAbort: !!preventAbort, preventCancel: !!preventCancel, signal };
}

class Pipe {
  readonly #from: ReadableState;
  readonly #to: WritableState;
  readonly #options: Options;
  readonly #reader: ReaderState;
  readonly #writer: WriterState;
  readonly #done = deferred<void>();
  #lastWrite: Promise<unknown> = resolved(undefined);
  /** A chunk was read that is not written yet. */
  #holding = false;
  #shuttingDown = false;
  /** A chunk was of no use to the destination. */
  #broken: { error: unknown } | null = null;
  #forgetSignal: (() => void) | null = null;

  constructor(from: ReadableState, to: WritableState, options: Options) {
    this.#from = from;
    this.#to = to;
    this.#options = options;
    this.#reader = new ReaderState(from, false);
    this.#writer = new WriterState(to);
    from.disturbed = true;
  }

  run(): Promise<void> {
    const { signal } = this.#options;
    if (signal !== undefined) {
      this.#forgetSignal = part('events').whenAborted(signal, (reason: unknown) => this.#abort(reason));
      if (this.#shuttingDown) return this.#done.promise;
    }
    this.#watch();
    this.#next();
    return this.#done.promise;
  }

  /** How each end already is, in the standard's order, and then how it becomes. */
  #watch(): void {
    if (this.#from.status === 'errored') this.#fromErrored(this.#from.error);
    if (this.#to.status === 'errored') this.#toErrored(this.#to.error);
    then(
      this.#reader.closed,
      () => this.#shutDown(this.#options.preventClose ? null : () => this.#closeTo()),
      (error) => this.#fromErrored(error),
    );
    then(
      this.#writer.closed,
      () => this.#toClosed(),
      (error) => this.#toErrored(error),
    );
    if (this.#to.closing) this.#toClosed();
  }
  #fromErrored(error: unknown): void {
    this.#shutDown(this.#options.preventAbort ? null : () => this.#to.abort(error), { error });
  }
  #toErrored(error: unknown): void {
    this.#shutDown(this.#options.preventCancel ? null : () => cancelStream(this.#from, error), { error });
  }
  #toClosed(): void {
    this.#toErrored(new TypeError('This destination writable stream is closed.'));
  }

  #closeTo(): Promise<void> {
    const to = this.#to;
    if (to.closing || to.status === 'closed') return resolved(undefined);
    return to.close();
  }

  #abort(reason: unknown): void {
    const { preventAbort, preventCancel } = this.#options;
    this.#shutDown(
      () => {
        const aborted = preventAbort
          ? resolved(undefined)
          : this.#to.status === 'writable'
            ? this.#to.abort(reason)
            : resolved(undefined);
        const canceled =
          preventCancel || this.#from.status !== 'readable' ? resolved(undefined) : cancelStream(this.#from, reason);
        const both = deferred<void>();
        then(aborted, () => then(canceled, () => both.resolve(undefined), both.reject), both.reject);
        return both.promise;
      },
      { error: reason },
    );
  }

  #next(): void {
    if (this.#shuttingDown) return;
    then(
      this.#writer.ready,
      () => {
        if (this.#shuttingDown || this.#reader.stream === null) return;
        read(this.#reader, {
          chunk: (value) => {
            // In a microtask, as the standard's read promise would be: the writer may have gone meanwhile.
            this.#holding = true;
            then(resolved(undefined), () => {
              this.#holding = false;
              if (this.#to.bytesOnly) return this.#writeBytes(value);
              const writing = this.#to.write(value);
              this.#lastWrite = writing;
              quiet(writing);
              this.#next();
            });
          },
          close: () => {},
          error: () => {},
        });
      },
      () => {},
    );
  }

  /** A byte pipe of the platform does not tell its demand: the next chunk is read when this one was taken. */
  #writeBytes(value: unknown): void {
    if (!isBufferSource(value) && typeof value !== 'string') {
      const error = new TypeError('This WritableStream only supports writing byte types.');
      this.#broken = { error };
      quiet(cancelStream(this.#from, error));
      return this.#shutDown(null, this.#broken);
    }
    const owned = typeof value === 'string' || this.#from.controller.bytes ? value : copyOf(bytesOf(value));
    const writing = this.#to.write(owned);
    this.#lastWrite = writing;
    const next = () => this.#next();
    then(writing, next, next);
  }

  #shutDown(action: (() => Promise<void>) | null, failure: { error: unknown } | null = null): void {
    if (this.#shuttingDown) return;
    this.#shuttingDown = true;
    const act = () => {
      const broken = this.#broken;
      const result = broken ?? failure;
      const last = broken === null ? action : () => this.#to.abort(broken.error);
      // A byte pipe of the platform is let go before it is broken: whoever sees the error can have it.
      if (this.#to.bytesOnly && result !== null) this.#writer.release();
      if (last === null) return this.#finish(result);
      then(
        last(),
        () => this.#finish(result),
        (error) => this.#finish({ error }),
      );
    };
    const written = () => {
      if (this.#holding) then(resolved(undefined), written);
      else then(this.#lastWrite, act, act);
    };
    if (this.#to.status === 'writable' && !this.#to.closing) written();
    else act();
  }
  #finish(failure: { error: unknown } | null): void {
    this.#writer.release();
    releaseReader(this.#reader);
    this.#forgetSignal?.();
    if (failure === null) this.#done.resolve(undefined);
    else this.#done.reject(failure.error);
  }
}

export function pipe(from: ReadableState, to: WritableState, given: unknown): Promise<void> {
  return new Pipe(from, to, optionsOf(given)).run();
}
