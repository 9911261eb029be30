// A pipe that changes bytes on their way, by a codec with a memory of its own (compression). Output is made a piece at a time, and
// only while there is room: a few bytes that stand for gigabytes wait in the codec until somebody has read what came before.
import type { Bytes } from '../../core/bytes';
import { type Deferred, deferred, derive, resolved, TypedArrayByteLength } from '../../core/primordials';
import { ByteController } from './byte-controller';
import { byteChunk, errorOf, nothingQueued } from './byte-pipe';
import { ReadableState } from './readable-state';
import { WritableState } from './writable-state';

/** Steps give output; a piece that is as long as `pieceLength` or longer says that there may be more. */
export interface ByteCodec {
  readonly pieceLength: number;
  put(bytes: Bytes): Bytes;
  more(): Bytes;
  finish(): Bytes;
  close(): void;
}

/** What waits for a reader that has begun to read. */
const ROOM = 256 * 1024;
/** What may wait before anybody reads: many Workers write all of it first. */
const FIRST_ROOM = 8 * 1024 * 1024;

export class ByteTransform {
  readonly readable = new ReadableState();
  readonly writable: WritableState;
  readonly #output: ByteController;
  readonly #codec: ByteCodec;
  #waiting: Deferred<void> | null = null;

  constructor(codec: ByteCodec) {
    this.#codec = codec;
    this.#output = new ByteController(this.readable, 0, 0);
    this.#output.pullAlgorithm = () => this.#goOn();
    this.#output.cancelAlgorithm = (reason) => {
      codec.close();
      this.#settle();
      this.writable.errorIfNeeded(errorOf(reason));
    };
    const sink = {
      write: (chunk: unknown) => this.#write(chunk),
      close: () => this.#finish(),
      abort: (reason: unknown) => this.#fail(reason),
    };
    this.writable = new WritableState(sink, 1, nothingQueued);
    this.writable.bytesOnly = true;
    this.readable.internal = true;
    this.#output.startNow();
    this.writable.startNow();
  }

  #write(chunk: unknown): Promise<void> | undefined {
    const bytes = this.#bytesOf(chunk);
    if (TypedArrayByteLength(bytes) === 0) return undefined;
    this.#take(() => this.#codec.put(bytes));
    return this.#waiting?.promise;
  }

  /** What is no bytes breaks both ends. */
  #bytesOf(chunk: unknown): Bytes {
    try {
      return byteChunk(chunk);
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  #finish(): Promise<void> {
    this.#take(() => this.#codec.finish());
    return derive(this.#waiting?.promise ?? resolved(undefined), () => this.#end());
  }
  #end(): void {
    this.#codec.close();
    if (!this.#output.open) return;
    this.#output.close();
    if (this.#output.pending.size > 0) this.#output.respond(0);
  }

  /** Takes the output of a step, and what more there is of it while there is room; else the rest waits for a reader. */
  #take(step: () => Bytes): void {
    try {
      for (;;) {
        const piece = step();
        const length = TypedArrayByteLength(piece);
        if (length > 0) this.#output.enqueue(piece);
        if (length < this.#codec.pieceLength || !this.#output.open) return this.#settle();
        if (this.#output.total >= (this.readable.disturbed ? ROOM : FIRST_ROOM)) break;
        step = () => this.#codec.more();
      }
    } catch (error) {
      this.#fail(error);
      throw error;
    }
    this.#waiting ??= deferred<void>();
  }

  #goOn(): void {
    const waiting = this.#waiting;
    if (waiting === null) return;
    try {
      this.#take(() => this.#codec.more());
    } catch (error) {
      this.#waiting = null;
      waiting.reject(error);
    }
  }
  #settle(): void {
    this.#waiting?.resolve(undefined);
    this.#waiting = null;
  }
  #fail(error: unknown): void {
    this.#codec.close();
    this.#output.error(error);
  }
}
