// The state behind a ReadableStream and its reader, by the algorithms of https://streams.spec.whatwg.org. Public objects keep
// theirs in private fields; the platform's own code works on these and never through methods that a Worker can replace.
import { type Deferred, deferred, quiet, rejected, resolved } from '../../core/primordials';
import { Queue } from '../../core/queue';

export interface ReadRequest {
  chunk(value: any): void;
  close(): void;
  error(error: unknown): void;
}
/** A read into a buffer that the reader brought. */
export interface ReadIntoRequest {
  chunk(view: any): void;
  close(view: any): void;
  error(error: unknown): void;
}

/** How large a buffer a read would like to have filled, and how much of it at least. */
export interface Room {
  length: number;
  asked: number;
}

/** What fills a stream. */
export interface Controller {
  readonly bytes: boolean;
  pull(request: ReadRequest, room: Room | null): void;
  cancel(reason: unknown): Promise<void>;
  release(): void;
}

export type Status = 'readable' | 'closed' | 'errored';

export class ReadableState {
  status: Status = 'readable';
  error: unknown = undefined;
  reader: ReaderState | null = null;
  disturbed = false;
  controller: Controller = null as unknown as Controller;
  /** Bytes that will come in all, where known. */
  length = -1;
  /** The object that Workers see. */
  object: any = null;
  /** The platform's own source, which may be read without this stream while nothing was read through it. */
  native: any = null;
  /** A byte stream of the platform: one read at a time, and a read that waits hears of a cancel as an error. */
  internal = false;
}

export class ReaderState {
  stream: ReadableState | null;
  readonly byob: boolean;
  readonly requests = new Queue<ReadRequest>();
  readonly intoRequests = new Queue<ReadIntoRequest>();
  #closed: Deferred<void> | null = null;
  #released = false;
  readonly #origin: ReadableState;

  constructor(stream: ReadableState, byob: boolean) {
    if (stream.reader !== null) throw new TypeError('This ReadableStream is currently locked to a reader.');
    this.stream = stream;
    this.#origin = stream;
    this.byob = byob;
    stream.reader = this;
  }

  get closed(): Promise<void> {
    if (this.#closed !== null) return this.#closed.promise;
    const made = deferred<void>();
    quiet(made.promise);
    this.#closed = made;
    const stream = this.#origin;
    if (this.#released) made.reject(releasedError());
    else if (stream.status === 'closed') made.resolve(undefined);
    else if (stream.status === 'errored') made.reject(stream.error);
    return made.promise;
  }
  noteClosed(): void {
    this.#closed?.resolve(undefined);
  }
  noteError(error: unknown): void {
    this.#closed?.reject(error);
  }
  noteReleased(): void {
    if (this.#closed !== null && this.#origin.status === 'readable') this.#closed.reject(releasedError());
    else this.#closed = null;
    this.#released = true;
  }
}

export function releasedError(): TypeError {
  return new TypeError('This ReadableStream reader has been released.');
}

export function read(reader: ReaderState, request: ReadRequest, room: Room | null = null): void {
  const stream = reader.stream!;
  stream.disturbed = true;
  stream.native = null;
  if (stream.status === 'closed') request.close();
  else if (stream.status === 'errored') request.error(stream.error);
  else stream.controller.pull(request, room);
}

export function closeStream(stream: ReadableState): void {
  stream.status = 'closed';
  const reader = stream.reader;
  if (reader === null) return;
  while (reader.requests.size > 0) reader.requests.shift().close();
  reader.noteClosed();
}

export function errorStream(stream: ReadableState, error: unknown): void {
  stream.status = 'errored';
  stream.error = error;
  const reader = stream.reader;
  if (reader === null) return;
  reader.noteError(error);
  while (reader.requests.size > 0) reader.requests.shift().error(error);
  while (reader.intoRequests.size > 0) reader.intoRequests.shift().error(error);
}

export function cancelStream(stream: ReadableState, reason: unknown): Promise<void> {
  stream.disturbed = true;
  stream.native = null;
  if (stream.status === 'closed') return resolved(undefined);
  if (stream.status === 'errored') return rejected(stream.error);
  if (stream.internal) refuseWaiting(stream, reason);
  closeStream(stream);
  const reader = stream.reader;
  if (reader !== null) while (reader.intoRequests.size > 0) reader.intoRequests.shift().close(undefined);
  return stream.controller.cancel(reason);
}

function refuseWaiting(stream: ReadableState, reason: unknown): void {
  const reader = stream.reader;
  if (reader === null) return;
  while (reader.requests.size > 0) reader.requests.shift().error(reason);
}

export function releaseReader(reader: ReaderState): void {
  const stream = reader.stream;
  if (stream === null) return;
  reader.noteReleased();
  stream.controller.release();
  stream.reader = null;
  reader.stream = null;
  while (reader.requests.size > 0) reader.requests.shift().error(releasedError());
  while (reader.intoRequests.size > 0) reader.intoRequests.shift().error(releasedError());
}
