// ReadableByteStreamController: bytes in a queue of segments, and reads into buffers that the reader brings (BYOB).
import { type Bytes, bytesOf, view } from '../../core/bytes';
import { INTERNAL } from '../../core/headers';
import { defineInterface } from '../../core/interface';
import {
  ArrayBufferDetached,
  ArrayBufferIsView,
  ArrayBufferTransfer,
  MathMin,
  PlainArrayBuffer,
  PlainUint8Array,
  resolved,
  TypedArrayBuffer,
  TypedArrayByteLength,
  TypedArrayByteOffset,
  TypedArraySet,
  then,
} from '../../core/primordials';
import { Queue } from '../../core/queue';
import { settled } from './default-controller';
import {
  type Controller,
  closeStream,
  errorStream,
  type ReadableState,
  type ReadIntoRequest,
  type ReadRequest,
} from './readable-state';

/** A buffer that waits to be filled. */
export interface PullInto {
  buffer: ArrayBuffer;
  offset: number;
  length: number;
  filled: number;
  /** Least bytes before the read is answered. */
  minimum: number;
  element: number;
  /** Makes the view that the reader gets back. */
  make: (buffer: ArrayBuffer, offset: number, bytes: number) => ArrayBufferView;
  reader: 'byob' | 'default' | 'none';
}

export function makeBytes(buffer: ArrayBuffer, offset: number, bytes: number): Bytes {
  return new PlainUint8Array(buffer, offset, bytes);
}

let invalidate: (request: ReadableStreamBYOBRequest) => void;

export class ByteController implements Controller {
  readonly bytes = true;
  readonly stream: ReadableState;
  readonly #queue = new Queue<Bytes>();
  total = 0;
  started = false;
  closeRequested = false;
  readonly #highWaterMark: number;
  readonly #chunkSize: number;
  #pulling = false;
  #pullAgain = false;
  pullAlgorithm: (() => unknown) | null = null;
  cancelAlgorithm: ((reason: unknown) => unknown) | null = null;
  readonly pending = new Queue<PullInto>();
  #object: ReadableByteStreamController | null = null;
  #request: ReadableStreamBYOBRequest | null = null;

  constructor(stream: ReadableState, highWaterMark: number, chunkSize: number) {
    this.stream = stream;
    this.#highWaterMark = highWaterMark;
    this.#chunkSize = chunkSize;
    stream.controller = this;
  }
  get object(): ReadableByteStreamController {
    return (this.#object ??= new ReadableByteStreamController(INTERNAL, this));
  }
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
    const wanted = reader !== null && (reader.requests.size > 0 || reader.intoRequests.size > 0);
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
    then(
      result,
      () => {
        this.#pulling = false;
        if (!this.#pullAgain) return;
        this.#pullAgain = false;
        this.pullIfNeeded();
      },
      (error) => this.error(error),
    );
  }

  #dequeue(): Bytes {
    const bytes = this.#queue.shift();
    this.total -= TypedArrayByteLength(bytes);
    return bytes;
  }
  #afterDequeue(): void {
    if (this.total === 0 && this.closeRequested) {
      this.clear();
      closeStream(this.stream);
    } else this.pullIfNeeded();
  }

  pull(request: ReadRequest): void {
    if (this.total > 0) {
      const bytes = this.#dequeue();
      this.#afterDequeue();
      request.chunk(bytes);
      return;
    }
    if (this.#chunkSize > 0) {
      const buffer = new PlainArrayBuffer(this.#chunkSize);
      this.pending.push({
        buffer,
        offset: 0,
        length: this.#chunkSize,
        filled: 0,
        minimum: 1,
        element: 1,
        make: makeBytes,
        reader: 'default',
      });
    }
    this.stream.reader!.requests.push(request);
    this.pullIfNeeded();
  }

  /** A read into the reader's buffer, which is taken from it. */
  pullInto(into: PullInto, request: ReadIntoRequest): void {
    const { stream } = this;
    if (this.pending.size > 0) {
      this.pending.push(into);
      stream.reader!.intoRequests.push(request);
      return;
    }
    if (stream.status === 'closed') {
      request.close(into.make(into.buffer, into.offset, 0));
      return;
    }
    if (this.total > 0) {
      if (this.#fill(into)) {
        const filled = this.#convert(into);
        this.#afterDequeue();
        request.chunk(filled);
        return;
      }
      if (this.closeRequested) {
        const error = new TypeError('Insufficient bytes to fill elements in the given buffer');
        this.error(error);
        request.error(error);
        return;
      }
    }
    this.pending.push(into);
    stream.reader!.intoRequests.push(request);
    this.pullIfNeeded();
  }

  /** Moves queued bytes into a buffer; true once a read of it can be answered. */
  #fill(into: PullInto): boolean {
    const most = MathMin(this.total, into.length - into.filled);
    const after = into.filled + most;
    let toCopy = most;
    let ready = false;
    if (after >= into.minimum) {
      toCopy = after - (after % into.element) - into.filled;
      ready = true;
    }
    while (toCopy > 0) {
      const head = this.#queue.shift();
      const length = TypedArrayByteLength(head);
      const size = MathMin(toCopy, length);
      TypedArraySet(new PlainUint8Array(into.buffer, into.offset + into.filled, size), view(head, 0, size));
      if (size < length) this.#queue.unshift(view(head, size, length - size));
      this.total -= size;
      into.filled += size;
      toCopy -= size;
    }
    return ready;
  }

  #convert(into: PullInto): ArrayBufferView {
    return into.make(ArrayBufferTransfer(into.buffer), into.offset, into.filled);
  }

  #commit(into: PullInto): void {
    const reader = this.stream.reader!;
    const filled = this.#convert(into);
    if (into.reader === 'default') {
      const request = reader.requests.shift();
      if (this.stream.status === 'closed') request.close();
      else request.chunk(filled);
    } else {
      const request = reader.intoRequests.shift();
      if (this.stream.status === 'closed') request.close(filled);
      else request.chunk(filled);
    }
  }
  #commitFilled(): void {
    while (this.pending.size > 0 && this.total > 0) {
      const into = this.pending.peek();
      if (!this.#fill(into)) return;
      this.pending.shift();
      this.#commit(into);
    }
  }

  enqueue(bytes: Bytes): void {
    const reader = this.stream.reader;
    this.#dropRequest();
    if (this.pending.size > 0 && this.pending.peek().reader === 'none') this.#keepPartial(this.pending.shift());
    if (reader !== null && !reader.byob) {
      if (reader.requests.size === 0) this.#push(bytes);
      else {
        if (this.pending.size > 0) this.pending.shift();
        reader.requests.shift().chunk(bytes);
      }
    } else {
      this.#push(bytes);
      if (reader !== null) this.#commitFilled();
    }
    this.pullIfNeeded();
  }
  #push(bytes: Bytes): void {
    this.#queue.push(bytes);
    this.total += TypedArrayByteLength(bytes);
  }
  #keepPartial(into: PullInto): void {
    if (into.filled === 0) return;
    const copy = new PlainUint8Array(into.filled);
    TypedArraySet(copy, new PlainUint8Array(into.buffer, into.offset, into.filled));
    this.#push(copy);
  }

  close(): void {
    if (this.total > 0) {
      this.closeRequested = true;
      return;
    }
    if (this.pending.size > 0 && this.pending.peek().filled % this.pending.peek().element !== 0) {
      const error = new TypeError('Insufficient bytes to fill elements in the given buffer');
      this.error(error);
      throw error;
    }
    this.closeRequested = true;
    this.clear();
    closeStream(this.stream);
  }
  error(error: unknown): void {
    if (this.stream.status !== 'readable') return;
    this.#dropRequest();
    this.pending.clear();
    this.#queue.clear();
    this.total = 0;
    this.clear();
    errorStream(this.stream, error);
  }
  clear(): void {
    this.pullAlgorithm = null;
    this.cancelAlgorithm = null;
  }
  cancel(reason: unknown): Promise<void> {
    this.#dropRequest();
    this.pending.clear();
    this.#queue.clear();
    this.total = 0;
    const algorithm = this.cancelAlgorithm;
    this.clear();
    return settled(algorithm, reason);
  }
  release(): void {
    if (this.pending.size === 0) return;
    const first = this.pending.peek();
    first.reader = 'none';
    this.pending.clear();
    this.pending.push(first);
  }

  #dropRequest(): void {
    if (this.#request === null) return;
    invalidate(this.#request);
    this.#request = null;
  }
  get request(): ReadableStreamBYOBRequest | null {
    if (this.#request === null && this.pending.size > 0) {
      const into = this.pending.peek();
      const room = new PlainUint8Array(into.buffer, into.offset + into.filled, into.length - into.filled);
      this.#request = new ReadableStreamBYOBRequest(INTERNAL, this, room, into.minimum - into.filled);
    }
    return this.#request;
  }

  respond(written: number): void {
    const into = this.pending.peek();
    if (this.stream.status === 'closed') {
      if (written !== 0) throw new TypeError('bytesWritten must be 0 when the stream is closed.');
    } else {
      if (written === 0) throw new TypeError('bytesWritten must be greater than 0 on a readable stream.');
      if (into.filled + written > into.length) throw new RangeError('bytesWritten is out of range.');
    }
    into.buffer = ArrayBufferTransfer(into.buffer);
    this.#respond(into, written);
  }
  respondWithView(given: ArrayBufferView): void {
    const bytes = bytesOf(given);
    const into = this.pending.peek();
    const written = TypedArrayByteLength(bytes);
    if (this.stream.status === 'closed') {
      if (written !== 0) throw new TypeError('The view must be empty when the stream is closed.');
    } else if (written === 0) throw new TypeError('The view must not be empty.');
    if (into.offset + into.filled !== TypedArrayByteOffset(bytes))
      throw new RangeError('The region of the view is not that of the request.');
    if (into.filled + written > into.length) throw new RangeError('The view is too large.');
    into.buffer = ArrayBufferTransfer(TypedArrayBuffer(bytes));
    this.#respond(into, written);
  }
  #respond(into: PullInto, written: number): void {
    this.#dropRequest();
    if (this.stream.status === 'closed') {
      const reader = this.stream.reader;
      if (into.reader === 'none') this.pending.shift();
      if (reader?.byob)
        while (reader.intoRequests.size > 0 && this.pending.size > 0) this.#commit(this.pending.shift());
      return;
    }
    into.filled += written;
    if (into.reader === 'none') {
      this.#keepPartial(this.pending.shift());
      this.#commitFilled();
    } else if (into.filled >= into.minimum) {
      this.pending.shift();
      const rest = into.filled % into.element;
      if (rest > 0) {
        const copy = new PlainUint8Array(rest);
        TypedArraySet(copy, new PlainUint8Array(into.buffer, into.offset + into.filled - rest, rest));
        this.#push(copy);
        into.filled -= rest;
      }
      this.#commit(into);
      this.#commitFilled();
    }
    this.pullIfNeeded();
  }
}

export class ReadableByteStreamController {
  #controller: ByteController;
  constructor(token: unknown, controller: ByteController) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
    this.#controller = controller;
  }
  get byobRequest(): ReadableStreamBYOBRequest | null {
    return this.#controller.request;
  }
  get desiredSize(): number | null {
    return this.#controller.desiredSize;
  }
  close(): void {
    if (!this.#controller.open) throw new TypeError('Unable to close: the stream is already closed or errored.');
    this.#controller.close();
  }
  enqueue(chunk: unknown): void {
    if (!ArrayBufferIsView(chunk)) throw new TypeError('The chunk must be an ArrayBufferView.');
    const bytes = bytesOf(chunk);
    const length = TypedArrayByteLength(bytes);
    if (length === 0) throw new TypeError('The chunk must not be empty.');
    if (!this.#controller.open) throw new TypeError('Unable to enqueue');
    const offset = TypedArrayByteOffset(bytes);
    this.#controller.enqueue(makeBytes(ArrayBufferTransfer(TypedArrayBuffer(bytes)), offset, length));
  }
  error(reason: unknown = undefined): void {
    this.#controller.error(reason);
  }
}
defineInterface(ReadableByteStreamController, 'ReadableByteStreamController');

export class ReadableStreamBYOBRequest {
  #controller: ByteController | null;
  #view: Bytes | null;
  readonly #atLeast: number;
  constructor(token: unknown, controller: ByteController, room: Bytes, atLeast: number) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
    this.#controller = controller;
    this.#view = room;
    this.#atLeast = atLeast;
  }
  get view(): Bytes | null {
    return this.#view;
  }
  get atLeast(): number | null {
    return this.#controller === null ? null : this.#atLeast;
  }
  respond(written: unknown): void {
    const controller = this.#live();
    const count = +(written as any);
    if (!(count >= 0)) throw new TypeError('bytesWritten is not a positive number.');
    if (ArrayBufferDetached(TypedArrayBuffer(this.#view))) throw new TypeError('The buffer was detached.');
    controller.respond(count);
  }
  respondWithNewView(given: unknown): void {
    const controller = this.#live();
    if (!ArrayBufferIsView(given)) throw new TypeError('The view must be an ArrayBufferView.');
    controller.respondWithView(given);
  }
  #live(): ByteController {
    if (this.#controller === null) throw new TypeError('This BYOB request has been invalidated.');
    return this.#controller;
  }
  static {
    invalidate = (request) => {
      request.#controller = null;
      request.#view = null;
    };
  }
}
defineInterface(ReadableStreamBYOBRequest, 'ReadableStreamBYOBRequest');
