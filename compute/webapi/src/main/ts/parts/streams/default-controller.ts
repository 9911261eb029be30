// ReadableStreamDefaultController: a queue of values with a high-water mark in front of `pull`.
import { INTERNAL } from '../../core/headers';
import { defineInterface } from '../../core/interface';
import { PlainPromise, resolved, then } from '../../core/primordials';
import { Queue } from '../../core/queue';
import { type Controller, closeStream, errorStream, type ReadableState, type ReadRequest } from './readable-state';

export interface Sized {
  value: any;
  size: number;
}

export class DefaultController implements Controller {
  readonly bytes = false;
  readonly stream: ReadableState;
  readonly queue = new Queue<Sized>();
  total = 0;
  started = false;
  closeRequested = false;
  #pulling = false;
  #pullAgain = false;
  readonly #highWaterMark: number;
  #size: ((chunk: unknown) => number) | null;
  pullAlgorithm: (() => unknown) | null = null;
  cancelAlgorithm: ((reason: unknown) => unknown) | null = null;
  #object: ReadableStreamDefaultController | null = null;

  constructor(stream: ReadableState, highWaterMark: number, size: ((chunk: unknown) => number) | null) {
    this.stream = stream;
    this.#highWaterMark = highWaterMark;
    this.#size = size;
    stream.controller = this;
  }

  get object(): ReadableStreamDefaultController {
    return (this.#object ??= new ReadableStreamDefaultController(INTERNAL, this));
  }

  /** `result` is what `start` gave back. */
  begin(result: unknown): void {
    then(
      resolved(result),
      () => {
        this.started = true;
        this.pullIfNeeded();
      },
      (error) => this.error(error),
    );
  }

  get desiredSize(): number | null {
    if (this.stream.status === 'errored') return null;
    return this.stream.status === 'closed' ? 0 : this.#highWaterMark - this.total;
  }
  get open(): boolean {
    return !this.closeRequested && this.stream.status === 'readable';
  }

  pullIfNeeded(): void {
    if (!this.open || !this.started || this.pullAlgorithm === null) return;
    const reader = this.stream.reader;
    const wanted = reader !== null && reader.requests.size > 0;
    if (!wanted && this.#highWaterMark - this.total <= 0) return;
    if (this.#pulling) {
      this.#pullAgain = true;
      return;
    }
    this.#pulling = true;
    let result: Promise<unknown>;
    try {
      result = resolved(this.pullAlgorithm());
    } catch (error) {
      return this.error(error);
    }
    then(result, this.#pulled, this.#pullFailed);
  }
  readonly #pulled = () => {
    this.#pulling = false;
    if (!this.#pullAgain) return;
    this.#pullAgain = false;
    this.pullIfNeeded();
  };
  readonly #pullFailed = (error: unknown) => this.error(error);

  pull(request: ReadRequest): void {
    if (this.queue.size === 0) {
      this.stream.reader!.requests.push(request);
      this.pullIfNeeded();
      return;
    }
    const { value, size } = this.queue.shift();
    this.total = this.queue.size === 0 ? 0 : this.total - size;
    if (this.closeRequested && this.queue.size === 0) {
      this.clear();
      closeStream(this.stream);
    } else this.pullIfNeeded();
    request.chunk(value);
  }

  enqueue(value: unknown): void {
    const reader = this.stream.reader;
    if (reader !== null && reader.requests.size > 0) reader.requests.shift().chunk(value);
    else {
      let size = 1;
      if (this.#size !== null) {
        try {
          size = this.#size(value);
        } catch (error) {
          this.error(error);
          throw error;
        }
        if (!(size >= 0) || size === Infinity) {
          const error = new RangeError("The queuing strategy's size function returned an invalid size.");
          this.error(error);
          throw error;
        }
      }
      this.queue.push({ value, size });
      this.total += size;
    }
    this.pullIfNeeded();
  }

  close(): void {
    this.closeRequested = true;
    if (this.queue.size > 0) return;
    this.clear();
    closeStream(this.stream);
  }
  error(error: unknown): void {
    if (this.stream.status !== 'readable') return;
    this.queue.clear();
    this.total = 0;
    this.clear();
    errorStream(this.stream, error);
  }
  clear(): void {
    this.pullAlgorithm = null;
    this.cancelAlgorithm = null;
    this.#size = null;
  }

  cancel(reason: unknown): Promise<void> {
    this.queue.clear();
    this.total = 0;
    const algorithm = this.cancelAlgorithm;
    this.clear();
    return settled(algorithm, reason);
  }
  release(): void {}
}

/** Runs a user's algorithm; what it gives or throws as a promise of nothing. */
export function settled(algorithm: ((argument: unknown) => unknown) | null, argument: unknown): Promise<void> {
  if (algorithm === null) return resolved(undefined);
  return new PlainPromise<void>((resolve, reject) => {
    then(resolved(algorithm(argument)), () => resolve(), reject);
  });
}

export class ReadableStreamDefaultController {
  #controller: DefaultController;
  constructor(token: unknown, controller: DefaultController) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
    this.#controller = controller;
  }
  get desiredSize(): number | null {
    return this.#controller.desiredSize;
  }
  close(): void {
    if (!this.#controller.open) throw new TypeError('Unable to close: the stream is already closed or errored.');
    this.#controller.close();
  }
  enqueue(chunk: unknown = undefined): void {
    if (!this.#controller.open) throw new TypeError('Unable to enqueue');
    this.#controller.enqueue(chunk);
  }
  error(reason: unknown = undefined): void {
    this.#controller.error(reason);
  }
}
defineInterface(ReadableStreamDefaultController, 'ReadableStreamDefaultController');
