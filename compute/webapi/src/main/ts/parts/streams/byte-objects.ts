// What a Worker sees of a byte stream's controller: the controller itself, and the requests of reads into a reader's buffer.
import { type Bytes, bytesOf } from '../../core/bytes';
import { badArgument } from '../../core/errors';
import { INTERNAL } from '../../core/headers';
import { defineInterface } from '../../core/interface';
import {
  ArrayBufferDetached,
  ArrayBufferIsView,
  ArrayBufferTransfer,
  DataViewBuffer,
  PlainUint8Array,
  TypedArrayBuffer,
  TypedArrayByteLength,
  TypedArrayByteOffset,
  TypedArrayTag,
} from '../../core/primordials';
import type { ByteController } from './byte-controller';
import { makeBytes, NOTHING_WRITTEN } from './pull-into';

const NO_BYTES: Bytes = new PlainUint8Array(0);

/** The buffer of a request was answered or taken away. */
export let invalidate: (request: ReadableStreamBYOBRequest) => void;

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
    if (!this.#controller.open) throw new TypeError('This ReadableByteStreamController is closed.');
    this.#controller.close();
  }
  enqueue(chunk: unknown): void {
    const controller = this.#controller;
    if (!ArrayBufferIsView(chunk)) throw badArgument('enqueue', 'ReadableByteStreamController', 1, 'BufferSource');
    const buffer = TypedArrayTag(chunk) === undefined ? DataViewBuffer(chunk) : TypedArrayBuffer(chunk);
    const bytes = ArrayBufferDetached(buffer) ? NO_BYTES : bytesOf(chunk);
    const length = TypedArrayByteLength(bytes);
    if (length === 0) throw new TypeError('Cannot enqueue a zero-length ArrayBuffer.');
    if (!controller.open) throw new TypeError('This ReadableByteStreamController is closed.');
    const offset = TypedArrayByteOffset(bytes);
    controller.enqueue(makeBytes(ArrayBufferTransfer(TypedArrayBuffer(bytes)), offset, length));
  }
  error(reason: unknown): void {
    const controller = this.#controller;
    if (arguments.length === 0) throw badArgument('error', 'ReadableByteStreamController', 1, 'Value');
    controller.error(reason);
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
    if (arguments.length === 0) throw badArgument('respond', 'ReadableStreamBYOBRequest', 1, 'integer');
    const count = +(written as any);
    if (!(count >= 0)) throw new TypeError(NOTHING_WRITTEN);
    if (ArrayBufferDetached(TypedArrayBuffer(this.#view))) throw new TypeError('The buffer was detached.');
    controller.respond(count);
  }
  respondWithNewView(given: unknown): void {
    const controller = this.#live();
    if (!ArrayBufferIsView(given)) throw new TypeError('The view must be an ArrayBufferView.');
    controller.respondWithView(given);
  }
  #live(): ByteController {
    if (this.#controller === null) throw new TypeError('This ReadableStreamBYOBRequest has been invalidated.');
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
