// TransformStream, and the byte pipes of the platform: IdentityTransformStream and FixedLengthStream.
import { badConstruction } from '../../core/errors';
import { INTERNAL } from '../../core/headers';
import { defineInterface } from '../../core/interface';
import { NumberMaxSafe, rejected, resolved } from '../../core/primordials';
import { BytePipe } from './byte-pipe';
import { callbackOf, countOf, dictionary } from './dictionaries';
import { type ReadableStream, streamObject } from './readable';
import { strategyOf } from './strategies';
import { TransformState } from './transform-state';
import { type WritableStream, writableObject } from './writable';

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
  const own = dictionary(given, 'TransformStream', 1, 'Transformer');
  const { readableType, writableType, expectedLength } = own ?? {};
  if (readableType !== undefined) throw new TypeError('transformer.readableType must be undefined.');
  if (writableType !== undefined) throw new TypeError('transformer.writableType must be undefined.');
  const start = callbackOf(own, 'start', 'Transformer');
  const transform = callbackOf(own, 'transform', 'Transformer');
  const flush = callbackOf(own, 'flush', 'Transformer');
  const cancel = callbackOf(own, 'cancel', 'Transformer');
  const into = strategyOf(writableStrategy, 1, 'TransformStream', 2);
  const out = strategyOf(readableStrategy, 0, 'TransformStream', 3);
  let controller: TransformStreamDefaultController | null = null;
  const shown = () => (controller ??= new TransformStreamDefaultController(INTERNAL, state));
  const state = new TransformState(
    {
      transform: transform === null ? null : (chunk) => transform(chunk, shown()),
      flush: flush === null ? null : () => flush(shown()),
      cancel: cancel === null ? null : (reason) => cancel(reason),
    },
    into.highWaterMark,
    into.size,
    out.highWaterMark,
    out.size,
  );
  if (expectedLength !== undefined && expectedLength !== null) state.readable.length = Number(expectedLength);
  let started: Promise<unknown>;
  try {
    started = resolved(start === null ? undefined : start(shown()));
  } catch (error) {
    // The platform makes a broken stream of it, where the standard throws.
    started = rejected(error);
  }
  state.begin(started);
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

export class IdentityTransformStream extends TransformStream {
  constructor(strategy: unknown = undefined, pipe: unknown = undefined) {
    const own =
      strategy === INTERNAL ? (pipe as BytePipe) : new BytePipe(-1, markOf(strategy, 'IdentityTransformStream', 1));
    super(INTERNAL, own.readable, own.writable);
  }
}
defineInterface(IdentityTransformStream, 'IdentityTransformStream');

export class FixedLengthStream extends IdentityTransformStream {
  constructor(expected: unknown, strategy: unknown = undefined) {
    if (arguments.length === 0) throw badConstruction('FixedLengthStream', 1, 'bigint');
    const length = countOf(typeof expected === 'bigint' ? Number(expected) : expected);
    if (length > NumberMaxSafe) {
      throw new TypeError('FixedLengthStream requires an integer expected length less than 2^53.');
    }
    super(INTERNAL, new BytePipe(length, markOf(strategy, 'FixedLengthStream', 2)));
  }
}
defineInterface(FixedLengthStream, 'FixedLengthStream');

function markOf(strategy: unknown, owner: string, position: number): number {
  return strategyOf(strategy, -1, owner, position).highWaterMark;
}
