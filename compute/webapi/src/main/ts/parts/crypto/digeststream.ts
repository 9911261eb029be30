// crypto.DigestStream: a stream that takes bytes and in the end has their hash.
import { type Bytes, encodeUtf8, view } from '../../core/bytes';
import { defineInterface, illegalInvocation } from '../../core/interface';
import { part } from '../../core/lazy';
import {
  type Deferred,
  deferred,
  FinalizationRegistryRegister,
  PlainBigInt,
  PlainFinalizationRegistry,
  PlainUint8Array,
  quiet,
  SymbolDispose,
  TypedArrayByteLength,
  TypedArraySet,
} from '../../core/primordials';
import { hashNamed, sameName } from './algorithms';
import { algorithm, isSource, sourceBytes } from './arguments';
import { ask, question } from './host';

/** Sums that are no hashes, which only streams know. */
const SUMS = ['crc32', 'crc32c', 'crc64nvme'];
/** Small writes are gathered here, so that not each of them crosses. */
const GATHERED = 16384;
const EMPTY: Bytes = new PlainUint8Array(0);

let lastId = 0;

/** A hash in the making. The host knows it from the first full buffer on. */
class Making {
  readonly id: number;
  readonly result: Deferred<ArrayBuffer> = deferred();
  readonly #hash: string;
  #gathered: Bytes = EMPTY;
  #used = 0;
  #started = false;
  written = 0;
  ended = false;
  failure: { reason: unknown } | null = null;

  constructor(hash: string) {
    this.#hash = hash;
    lastId++;
    this.id = lastId;
    quiet(this.result.promise);
  }
  get started(): boolean {
    return this.#started;
  }
  write(bytes: Bytes): void {
    const length = TypedArrayByteLength(bytes);
    this.written += length;
    if (this.#used + length > GATHERED) this.#send('digest-update');
    if (length > GATHERED) {
      this.#started = true;
      ask(question('digest-update', '', this.#hash, this.id), bytes);
      return;
    }
    if (this.#gathered === EMPTY) this.#gathered = new PlainUint8Array(GATHERED);
    TypedArraySet(this.#gathered, bytes, this.#used);
    this.#used += length;
  }
  #send(operation: string): ArrayBuffer {
    this.#started = true;
    const bytes = view(this.#gathered, 0, this.#used);
    this.#used = 0;
    return ask(question(operation, '', this.#hash, this.id), bytes);
  }
  end(): void {
    this.ended = true;
    this.result.resolve(this.#send('digest-end'));
    this.#started = false;
  }
  fail(reason: unknown): void {
    if (this.ended || this.failure !== null) return;
    this.failure = { reason };
    this.result.reject(reason);
    if (this.#started) drop(this.id);
  }
}

function drop(id: number): void {
  ask(question('digest-drop', '', '', id));
}

/** The host forgets what a collected stream was making. */
const forgotten = new PlainFinalizationRegistry(drop);

function hashOf(name: string): string {
  for (let i = 0; i < SUMS.length; i++) if (sameName(SUMS[i]!, name)) return SUMS[i]!;
  return hashNamed(name);
}

/** The class. Its parent comes from another lazy part, so it is made when somebody asks for it. */
export function digestStream(): unknown {
  const WritableStream = part('streams').WritableStream as new (sink: object) => object;
  class DigestStream extends WritableStream {
    #making: Making;
    constructor(...list: unknown[]) {
      if (list.length === 0) {
        throw new TypeError(
          "Failed to construct 'DigestStream': constructor parameter 1 is not of type 'string or HashAlgorithm'.",
        );
      }
      const making = new Making(hashOf(algorithm('HashAlgorithm', list[0]).name));
      super(sinkOf(making));
      this.#making = making;
      FinalizationRegistryRegister(forgotten, this, making.id);
    }
    get digest(): Promise<ArrayBuffer> {
      if (!(#making in this)) throw illegalInvocation();
      return this.#making.result.promise;
    }
    get bytesWritten(): bigint {
      if (!(#making in this)) throw illegalInvocation();
      return PlainBigInt(this.#making.written);
    }
    [SymbolDispose](): void {
      if (!(#making in this)) throw illegalInvocation();
      this.#making.fail(new TypeError('The DigestStream was disposed.'));
    }
  }
  defineInterface(DigestStream, 'DigestStream');
  return DigestStream;
}

function sinkOf(making: Making): object {
  return {
    __proto__: null,
    write(chunk: unknown) {
      const bytes = typeof chunk === 'string' ? encodeUtf8(chunk) : isSource(chunk) ? sourceBytes(chunk) : null;
      if (bytes === null) {
        throw new TypeError(
          'DigestStream is a byte stream but received an object of non-ArrayBuffer/ArrayBufferView/string type on its writable side.',
        );
      }
      if (making.failure !== null && TypedArrayByteLength(bytes) > 0) throw making.failure.reason;
      making.write(bytes);
    },
    close() {
      if (making.failure !== null) throw making.failure.reason;
      making.end();
    },
    abort(reason: unknown) {
      making.fail(reason);
    },
  };
}
