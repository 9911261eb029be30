// The machinery of a transform: a writable whose chunks go through a function to a readable.
import { type Deferred, deferred, derive, then } from '../../core/primordials';
import { DefaultController, settled } from './default-controller';
import { ReadableState } from './readable-state';
import { WritableState } from './writable-state';

export interface Transformer {
  transform: ((chunk: any) => unknown) | null;
  flush: (() => unknown) | null;
  cancel: ((reason: unknown) => unknown) | null;
}

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
    return this.#end(
      'flush',
      undefined,
      this.readable,
      () => {
        if (this.output.open) this.output.close();
      },
      (error) => this.output.error(error),
    );
  }
  #abort(reason: unknown): Promise<void> {
    return this.#end(
      'cancel',
      reason,
      this.readable,
      () => this.output.error(reason),
      (error) => this.output.error(error),
    );
  }
  #cancel(reason: unknown): Promise<void> {
    const breakOff = (why: unknown) => {
      this.writable.errorIfNeeded(why);
      this.#setBackpressure(false);
    };
    return this.#end('cancel', reason, this.writable, () => breakOff(reason), breakOff);
  }
  /** Whichever of the ends comes first is the one; it fails if meanwhile the side that it is for has. */
  #end(
    last: 'flush' | 'cancel',
    argument: unknown,
    side: { readonly status: string; readonly error: unknown },
    succeed: () => void,
    fail: (error: unknown) => void,
  ): Promise<void> {
    if (this.#finish !== null) return this.#finish;
    const done = deferred<void>();
    this.#finish = done.promise;
    const ended = settled(this.#transformer[last], argument);
    this.#clear();
    then(
      ended,
      () => {
        if (side.status === 'errored') return done.reject(side.error);
        succeed();
        done.resolve(undefined);
      },
      (error) => {
        fail(error);
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
