// Both ends of a ReadableStream that crossed: where it is read, and where its bytes arrive. 256 KiB may be on their way.
import { type Bytes, bytesOf, copyOf, encodeUtf8, isBufferSource, view } from '../../core/bytes';
import { Content, SOURCE } from '../../core/content';
import type { ChunkReader, Incoming } from '../../core/incoming';
import { part } from '../../core/lazy';
import { resolved, TypedArrayByteLength, then } from '../../core/primordials';
import { Queue } from '../../core/queue';
import { WINDOW_BYTES } from '../../core/wire';
import { malformed, type Packed } from './format';
import type { Session } from './session';
import { packBytes, unpack } from './text';

const PIECE = 64 * 1024;
const LEAST_COST = 4096;
const CANCELED = 'ReadableStream sent over RPC was canceled or released by the remote execution context.';
const LOST_EARLY = 'ReadableStream received over RPC disconnected prematurely.';
const NOT_BYTES = 'This ReadableStream did not return bytes.';

/** Small pieces count for more than they hold: nobody is to run far ahead of who reads them. */
function costOf(bytes: number): number {
  return bytes < LEAST_COST ? LEAST_COST : bytes;
}

/** Reads a stream of this side and sends what it gives. */
export class Sending {
  #credit = WINDOW_BYTES;
  readonly #session: Session;
  readonly #number: number;
  readonly #reading: { run(): void; cancel(reason: unknown): void };

  constructor(session: Session, number: number, stream: any, ended: () => void) {
    this.#session = session;
    this.#number = number;
    const end = (letter: string) => {
      session.say(`["${letter}",${number}]`);
      ended();
    };
    this.#reading = part('streams').eachChunk(stream, {
      chunk: (value: unknown) => this.#chunk(value),
      close: () => end('z'),
      error: () => end('x'),
    });
    // The message that brings the tag goes first.
    then(resolved(undefined), () => this.#reading.run());
  }

  /** Whether another chunk may be read at once. */
  #chunk(value: unknown): boolean {
    const bytes = typeof value === 'string' ? encodeUtf8(value) : isBufferSource(value) ? bytesOf(value) : null;
    if (bytes === null) throw new TypeError(NOT_BYTES);
    const length = TypedArrayByteLength(bytes);
    for (let at = 0; at < length; at += PIECE) {
      const piece = view(bytes, at, at + PIECE > length ? length - at : PIECE);
      this.#session.say(`["w",${this.#number}]`, packBytes(copyOf(piece)));
      this.#credit -= costOf(TypedArrayByteLength(piece));
    }
    return this.#credit > 0;
  }
  credit(bytes: number): void {
    const waited = this.#credit <= 0;
    this.#credit += costOf(bytes);
    if (waited && this.#credit > 0) this.#reading.run();
  }
  canceled(): void {
    this.#reading.cancel(new Error(CANCELED));
  }
}

/** The bytes of a stream of the other side, as a source for a stream of this one. */
export class Arriving {
  readonly untouched = false;
  watched = false;
  readonly #session: Session;
  readonly #number: number;
  readonly #ended: () => void;
  readonly #chunks = new Queue<Bytes>();
  #waiting = 0;
  #reader: ChunkReader | null = null;
  #over = false;
  #error: Error | null = null;

  constructor(session: Session, number: number, ended: () => void) {
    this.#session = session;
    this.#number = number;
    this.#ended = ended;
  }
  stream(): object {
    return part('streams').streamOfContent(new Content(SOURCE, this as unknown as Incoming), false);
  }

  arrived(payload: Packed): void {
    const value = unpack(payload);
    if (!isBufferSource(value)) malformed();
    const bytes = bytesOf(value);
    this.#waiting += TypedArrayByteLength(bytes);
    if (this.#waiting > WINDOW_BYTES + 2 * PIECE * 64) malformed();
    const reader = this.#reader;
    this.#reader = null;
    if (reader === null) this.#chunks.push(bytes);
    else reader.chunk(this.#taken(bytes));
  }
  #taken(bytes: Bytes): Bytes {
    const length = TypedArrayByteLength(bytes);
    this.#waiting -= length;
    if (!this.#over) this.#session.say(`["k",${this.#number},${length}]`);
    return bytes;
  }
  take(): Bytes | null {
    return this.#chunks.size === 0 ? null : this.#taken(this.#chunks.shift());
  }
  read(reader: ChunkReader): void {
    const bytes = this.take();
    if (bytes !== null) reader.chunk(bytes);
    else if (this.#error !== null) reader.failed(this.#error);
    else if (this.#over) reader.end();
    else this.#reader = reader;
  }
  drain(reader: ChunkReader): void {
    this.read({
      chunk: (bytes) => {
        reader.chunk(bytes);
        this.drain(reader);
      },
      end: reader.end,
      failed: reader.failed,
    });
  }

  end(): void {
    this.#finish();
    this.#reader?.end();
    this.#reader = null;
  }
  broken(): void {
    if (this.#over) return;
    this.#error = new Error(LOST_EARLY);
    this.#finish();
    this.#reader?.failed(this.#error);
    this.#reader = null;
  }
  cancel(): void {
    if (this.#over) return;
    this.#session.say(`["q",${this.#number}]`);
    this.#finish();
    this.#chunks.clear();
  }
  #finish(): void {
    this.#over = true;
    this.#ended();
  }
}
