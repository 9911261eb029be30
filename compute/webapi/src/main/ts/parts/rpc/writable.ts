// Both ends of a WritableStream that crossed. One write is under way at a time, and it is over when the stream itself took it.
import { type Bytes, bytesOf, copyOf, encodeUtf8, isBufferSource } from '../../core/bytes';
import { part } from '../../core/lazy';
import { type Deferred, deferred, TypedArrayBuffer, then } from '../../core/primordials';
import { malformed, type Packed } from './format';
import type { Session } from './session';
import { packBytes, unpack } from './text';
import { packThrown } from './thrown';

const NOT_BYTES =
  'This TransformStream is being used as a byte stream, but received an object of non-ArrayBuffer/ArrayBufferView type on its writable side.';

/** Writes what the other side sends into a stream of this one. */
export class Receiving {
  readonly #session: Session;
  readonly #number: number;
  readonly #state: any;
  readonly #ended: () => void;

  constructor(session: Session, number: number, stream: any, ended: () => void) {
    const streams = part('streams');
    this.#session = session;
    this.#number = number;
    this.#ended = ended;
    this.#state = streams.writableState(stream);
    // Nobody else writes meanwhile.
    new streams.WritableStreamDefaultWriter(stream);
  }

  #follow(done: Promise<unknown>, letter: string, last: boolean): void {
    then(
      done,
      () => {
        this.#session.say(`["${letter}",${this.#number}]`);
        if (last) this.#ended();
      },
      (error) => {
        this.#session.say(`["X",${this.#number}]`, packThrown(error));
        this.#ended();
      },
    );
  }
  write(payload: Packed): void {
    const value = unpack(payload);
    if (!isBufferSource(value)) malformed();
    const bytes = bytesOf(value);
    // A stream that a Worker made sees buffers, as on the platform.
    this.#follow(this.#state.write(this.#state.bytesOnly ? bytes : TypedArrayBuffer(bytes)), 'K', false);
  }
  close(): void {
    this.#follow(this.#state.close(), 'K', true);
  }
  abort(payload: Packed): void {
    this.#follow(this.#state.abort(payload.text === '' ? undefined : unpack(payload)), 'K', true);
  }
  broken(): void {
    then(
      this.#state.abort(new Error('WritableStream received over RPC was disconnected before it was closed.')),
      undefined,
      () => {},
    );
  }
}

/** A stream of this side that writes into one of the other's. */
export class Remote {
  readonly #session: Session;
  readonly #number: number;
  readonly #ended: () => void;
  #done: Deferred<void> | null = null;
  #last = false;
  #error: { error: unknown } | null = null;

  constructor(session: Session, number: number, ended: () => void) {
    this.#session = session;
    this.#number = number;
    this.#ended = ended;
  }
  stream(): object {
    return part('streams').sinkStream({
      write: (chunk: unknown) => this.#ask(`["W",${this.#number}]`, packBytes(bytesGiven(chunk))),
      close: () => this.#finish(`["Z",${this.#number}]`),
      abort: (reason: unknown) => this.#finish(`["Y",${this.#number}]`, packThrown(reason)),
    });
  }
  #ask(message: string, value: Packed | null = null): Promise<void> {
    if (this.#error !== null) throw this.#error.error;
    const done = deferred<void>();
    this.#done = done;
    this.#session.say(message, value);
    return done.promise;
  }
  #finish(message: string, value: Packed | null = null): Promise<void> {
    this.#last = true;
    return this.#ask(message, value);
  }
  #take(): Deferred<void> | null {
    const done = this.#done;
    this.#done = null;
    return done;
  }
  taken(): void {
    this.#take()?.resolve(undefined);
    if (this.#last) this.#ended();
  }
  failed(error: unknown): void {
    this.#error = { error };
    this.#take()?.reject(error);
    this.#ended();
  }
}

function bytesGiven(chunk: unknown): Bytes {
  if (typeof chunk === 'string') return encodeUtf8(chunk);
  if (isBufferSource(chunk)) return copyOf(bytesOf(chunk));
  throw new TypeError(NOT_BYTES);
}
