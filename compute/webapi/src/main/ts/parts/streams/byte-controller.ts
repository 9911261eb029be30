// ReadableByteStreamController: bytes in a queue of segments, and reads into buffers that the reader brings (BYOB).
import { type Bytes, bytesOf, view } from '../../core/bytes';
import { INTERNAL } from '../../core/headers';
import {
  ArrayBufferByteLength,
  ArrayBufferTransfer,
  MathMin,
  PlainArrayBuffer,
  PlainUint8Array,
  TypedArrayBuffer,
  TypedArrayByteLength,
  TypedArrayByteOffset,
  TypedArraySet,
} from '../../core/primordials';
import { Queue } from '../../core/queue';
import { invalidate, ReadableByteStreamController, ReadableStreamBYOBRequest } from './byte-objects';
import { settled } from './default-controller';
import { makeBytes, NOTHING_WRITTEN, type PullInto, shapeOf } from './pull-into';
import { PullController } from './pulling';
import { closeStream, type ReadableState, type ReadIntoRequest, type ReadRequest, type Room } from './readable-state';

/** Chunks shorter than this are handed out together. */
const LEAST_JOINED = 16 * 1024;

export class ByteController extends PullController {
  readonly bytes = true;
  readonly #queue = new Queue<Bytes>();
  readonly #chunkSize: number;
  readonly pending = new Queue<PullInto>();
  #object: ReadableByteStreamController | null = null;
  #request: ReadableStreamBYOBRequest | null = null;

  constructor(stream: ReadableState, highWaterMark: number, chunkSize: number) {
    super(stream, highWaterMark);
    this.#chunkSize = chunkSize;
  }
  get object(): ReadableByteStreamController {
    return (this.#object ??= new ReadableByteStreamController(INTERNAL, this));
  }
  protected get wanted(): boolean {
    const reader = this.stream.reader;
    return reader !== null && (reader.requests.size > 0 || reader.intoRequests.size > 0);
  }
  protected drop(): void {
    this.#dropRequest();
    this.pending.clear();
    this.#queue.clear();
    this.total = 0;
  }

  /** The first chunk that waits; small ones are joined. */
  #dequeue(): Bytes {
    const first = this.#queue.shift();
    this.total -= TypedArrayByteLength(first);
    if (this.#queue.size === 0 || TypedArrayByteLength(first) >= LEAST_JOINED) return first;
    const joined = new Queue<Bytes>();
    let length = TypedArrayByteLength(first);
    while (this.#queue.size > 0 && length < LEAST_JOINED) {
      const next = this.#queue.shift();
      length += TypedArrayByteLength(next);
      this.total -= TypedArrayByteLength(next);
      joined.push(next);
    }
    const all = new PlainUint8Array(length);
    TypedArraySet(all, first);
    let at = TypedArrayByteLength(first);
    joined.forEach((bytes) => {
      TypedArraySet(all, bytes, at);
      at += TypedArrayByteLength(bytes);
    });
    return all;
  }
  #afterDequeue(): void {
    if (this.total === 0 && this.closeRequested) {
      this.clear();
      closeStream(this.stream);
    } else this.pullIfNeeded();
  }

  pull(request: ReadRequest, room: Room | null): void {
    if (this.total > 0) {
      const bytes = this.#dequeue();
      this.#afterDequeue();
      request.chunk(bytes);
      return;
    }
    const length = room?.length ?? this.#chunkSize;
    if (length > 0) {
      const buffer = new PlainArrayBuffer(length);
      const asked = room?.asked ?? 1;
      this.pending.push({
        buffer,
        size: length,
        offset: 0,
        length,
        filled: 0,
        minimum: 1,
        asked,
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
      if (this.closeRequested && into.filled % into.element === 0) {
        // There will be no more: the reader gets what there is, even if it wanted more at least.
        const rest = this.#convert(into);
        this.#afterDequeue();
        request.chunk(rest);
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
    if (this.pending.size > 0 && this.pending.peek().filled > 0) this.#answerPartly();
    this.closeRequested = true;
    this.clear();
    closeStream(this.stream);
  }
  /** There will be no more: a read that wanted more at least gets what there is. */
  #answerPartly(): void {
    const into = this.pending.peek();
    if (into.filled % into.element !== 0) {
      const error = new TypeError('Insufficient bytes to fill elements in the given buffer');
      this.error(error);
      throw error;
    }
    if (into.reader === 'none') return;
    this.#dropRequest();
    this.pending.shift();
    this.#commit(into);
  }
  cancel(reason: unknown): Promise<void> {
    this.drop();
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
      this.#request = new ReadableStreamBYOBRequest(INTERNAL, this, room, into.asked ?? into.minimum - into.filled);
    }
    return this.#request;
  }

  respond(written: number): void {
    const into = this.pending.peek();
    if (this.stream.status === 'closed') {
      if (written !== 0) throw new TypeError('bytesWritten must be 0 when the stream is closed.');
    } else {
      if (written === 0) throw new TypeError(NOTHING_WRITTEN);
      if (into.filled + written > into.length) {
        throw new RangeError(`Too many bytes [${written}] in response to a BYOB read request.`);
      }
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
    if (into.filled + written > into.length || ArrayBufferByteLength(TypedArrayBuffer(bytes)) !== into.size)
      throw new RangeError('The underlying ArrayBuffer is not the correct length.');
    // The view that is given decides of what kind the one is that the reader gets.
    const { element, make } = shapeOf(given);
    if (into.reader === 'byob') {
      into.element = element;
      into.make = make;
    }
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
