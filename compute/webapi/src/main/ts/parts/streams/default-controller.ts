// ReadableStreamDefaultController: a queue of values with a high-water mark in front of `pull`.
import { badArgument } from '../../core/errors';
import { INTERNAL } from '../../core/headers';
import { defineInterface } from '../../core/interface';
import { PlainPromise, resolved, then } from '../../core/primordials';
import { Queue } from '../../core/queue';
import { countOf } from './dictionaries';
import { PullController } from './pulling';
import { closeStream, type ReadableState, type ReadRequest } from './readable-state';

export interface Sized {
  value: any;
  size: number;
}

export class DefaultController extends PullController {
  readonly bytes = false;
  readonly queue = new Queue<Sized>();
  #size: ((chunk: unknown) => number) | null;
  #object: ReadableStreamDefaultController | null = null;

  constructor(stream: ReadableState, highWaterMark: number, size: ((chunk: unknown) => number) | null) {
    super(stream, highWaterMark);
    this.#size = size;
  }

  get object(): ReadableStreamDefaultController {
    return (this.#object ??= new ReadableStreamDefaultController(INTERNAL, this));
  }
  protected get wanted(): boolean {
    const reader = this.stream.reader;
    return reader !== null && reader.requests.size > 0;
  }
  protected drop(): void {
    this.queue.clear();
    this.total = 0;
  }

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
      const size = this.#sizeOf(value);
      // The stream is broken then; the platform says no more about it to whoever enqueues.
      if (size < 0) return;
      this.queue.push({ value, size });
      this.total += size;
    }
    this.pullIfNeeded();
  }
  /** Negative if the strategy gives no size. */
  #sizeOf(value: unknown): number {
    if (this.#size === null) return 1;
    try {
      return countOf(this.#size(value));
    } catch (error) {
      this.error(error);
      return -1;
    }
  }

  close(): void {
    this.closeRequested = true;
    if (this.queue.size > 0) return;
    this.clear();
    closeStream(this.stream);
  }
  override clear(): void {
    super.clear();
    this.#size = null;
  }
  cancel(reason: unknown): Promise<void> {
    this.drop();
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
    if (!this.#controller.open) throw new TypeError('This ReadableStream is closed.');
    this.#controller.close();
  }
  enqueue(chunk: unknown = undefined): void {
    if (!this.#controller.open) throw new TypeError('Unable to enqueue');
    this.#controller.enqueue(chunk);
  }
  error(reason: unknown): void {
    const controller = this.#controller;
    if (arguments.length === 0) throw badArgument('error', 'ReadableStreamDefaultController', 1, 'Value');
    controller.error(reason);
  }
}
defineInterface(ReadableStreamDefaultController, 'ReadableStreamDefaultController');
