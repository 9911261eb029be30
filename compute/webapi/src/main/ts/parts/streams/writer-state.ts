// Who holds a WritableStream, and the promises that it was given.
import { type Deferred, deferred, quiet } from '../../core/primordials';
import type { WritableState } from './writable-state';

export const RELEASED = 'This WritableStream writer has been released.';

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
