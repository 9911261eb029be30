// A byte stream from the node: the body of a request, or of the answer to a fetch. It begins when somebody first reads: a body
// that is only passed on is joined to its destination by the node and never comes here. Chunks are copied out of their slot as
// they arrive (the slot goes back at once); the bytes are credited when they are read, so at most 256 KiB wait here.
import { type Bytes, bytesOfLatin1, copyFromArena } from './bytes';
import type { Attachment, RequestContext } from './context';
import { record } from './outbox';
import { SafeMap, TypedArrayByteLength } from './primordials';
import { Queue } from './queue';
import { OUT_CANCEL, OUT_CREDIT } from './wire';

/** Who reads a stream: exactly one of the three is called for each `read`. */
export interface ChunkReader {
  chunk(bytes: Bytes): void;
  end(): void;
  failed(error: unknown): void;
}

export const incoming = new SafeMap<number, Incoming>();

const SLOTS_AT = 32 * 128 * 1024;
export function slotOf(offset: number): number {
  return (offset - SLOTS_AT) >>> 16;
}
export function slotAt(slot: number): number {
  return SLOTS_AT + slot * 65536;
}

export class Incoming implements Attachment {
  readonly id: number;
  readonly context: RequestContext;
  readonly #chunks = new Queue<Bytes>();
  #ended = false;
  #error: unknown;
  #failed = false;
  #reader: ChunkReader | null = null;
  #canceled = false;
  #asked = false;
  #onPassed: (() => void) | null = null;
  /** A signal can still break it off, so its context has to outlive it. */
  watched = false;

  constructor(id: number, context: RequestContext) {
    this.id = id;
    this.context = context;
    incoming.set(id, this);
    context.attach(this);
  }

  get over(): boolean {
    return this.#ended || this.#failed || this.#canceled;
  }

  /** Whether the node can still join it to something else. */
  get untouched(): boolean {
    return !this.#asked && !this.over && !this.context.finished;
  }
  /** The node passes the bytes on; `onPassed` hears when that is over, however it ends. */
  pass(onPassed: () => void): void {
    this.#asked = true;
    this.#onPassed = onPassed;
  }
  /** As `pass`, when nobody here waits for its end. */
  passForGood(): void {
    this.#asked = true;
    this.#ended = true;
    incoming.delete(this.id);
  }
  #passed(): void {
    const passed = this.#onPassed;
    this.#onPassed = null;
    passed?.();
  }

  #ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    record(OUT_CREDIT, this.id, 0, 0, 0, 0, 0, 0);
  }

  /** Asks for the next chunk; the answer may come at once. One read at a time. */
  read(reader: ChunkReader): void {
    if (this.#chunks.size > 0) {
      const bytes = this.#chunks.shift();
      record(OUT_CREDIT, this.id, TypedArrayByteLength(bytes), 0, 0, 0, 0, 0);
      reader.chunk(bytes);
    } else if (this.#failed) reader.failed(this.#error);
    else if (this.#ended || this.#canceled) reader.end();
    else {
      this.#reader = reader;
      this.context.expect(this.id);
      this.#ask();
    }
  }

  /** The next chunk if one is here; `read` asks for those that are not. */
  take(): Bytes | null {
    if (this.#chunks.size === 0) return null;
    const bytes = this.#chunks.shift();
    record(OUT_CREDIT, this.id, TypedArrayByteLength(bytes), 0, 0, 0, 0, 0);
    return bytes;
  }

  /** Reads to the end. */
  drain(reader: ChunkReader): void {
    for (let bytes = this.take(); bytes !== null; bytes = this.take()) reader.chunk(bytes);
    this.read({
      chunk: (bytes) => {
        reader.chunk(bytes);
        this.drain(reader);
      },
      end: reader.end,
      failed: reader.failed,
    });
  }

  /** Whether who reads may hear of it now: the gate of a Durable Object can make it wait. */
  #heard(): boolean {
    const { actor } = this.context;
    return actor === null || this.#reader === null || actor.admits(this.context, this.id, () => this.#tell());
  }
  /** What had to wait for a gate. */
  #tell(): void {
    const bytes = this.#reader === null ? null : this.take();
    if (bytes !== null) this.#takeReader()?.chunk(bytes);
    else if (this.#failed) this.#takeReader()?.failed(this.#error);
    else if (this.over) this.#takeReader()?.end();
  }
  #takeReader(): ChunkReader | null {
    const reader = this.#reader;
    if (reader !== null) {
      this.#reader = null;
      this.context.met();
    }
    return reader;
  }

  slot(offset: number, length: number): void {
    const slot = slotOf(offset) + 1;
    if (this.#canceled) return void record(OUT_CREDIT, this.id, length, slot, 0, 0, 0, 0);
    const bytes = copyFromArena(offset, length);
    const reader = this.#heard() ? this.#takeReader() : null;
    record(OUT_CREDIT, this.id, reader === null ? 0 : length, slot, 0, 0, 0, 0);
    if (reader === null) this.#chunks.push(bytes);
    else reader.chunk(bytes);
  }

  bytes(text: string): void {
    const reader = this.#heard() ? this.#takeReader() : null;
    if (reader !== null || this.#canceled) record(OUT_CREDIT, this.id, text.length, 0, 0, 0, 0, 0);
    if (this.#canceled) return;
    const bytes = bytesOfLatin1(text);
    if (reader === null) this.#chunks.push(bytes);
    else reader.chunk(bytes);
  }

  end(): void {
    if (this.over) return;
    this.#ended = true;
    incoming.delete(this.id);
    this.#passed();
    if (this.#heard()) this.#takeReader()?.end();
  }

  broken(error: unknown): void {
    if (this.over) return;
    this.#failed = true;
    this.#error = error;
    incoming.delete(this.id);
    this.#passed();
    if (this.#heard()) this.#takeReader()?.failed(error);
  }

  /** The context's client is gone. */
  aborted(): void {
    if (this.id > 0) this.broken(new TypeError("Can't read from request stream because client disconnected."));
  }
  finished(): void {
    incoming.delete(this.id);
    if (!this.over) {
      if (this.id < 0 && this.#onPassed === null) record(OUT_CANCEL, this.id, 0, 0, 0, 0, 0, 0);
      this.#failed = true;
      this.#error = new TypeError("Can't read from request stream after response has been sent.");
    }
  }

  /** Nobody will read on. What still comes is credited and thrown away. */
  cancel(): void {
    if (this.over) return;
    this.#canceled = true;
    if (this.id < 0) record(OUT_CANCEL, this.id, 0, 0, 0, 0, 0, 0);
    this.#chunks.forEach((bytes) => {
      record(OUT_CREDIT, this.id, TypedArrayByteLength(bytes), 0, 0, 0, 0, 0);
    });
    this.#chunks.clear();
    this.#takeReader()?.end();
  }
}
