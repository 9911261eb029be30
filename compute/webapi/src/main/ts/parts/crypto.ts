// WebCrypto, as a lazy part.
import { type Bytes, bytesOf, copyOf, encodeUtf8, isBufferSource } from '../core/bytes';
import { DOMException } from '../core/errors';
import { INTERNAL } from '../core/headers';
import { defineInterface } from '../core/interface';
import { part } from '../core/lazy';
import {
  ArrayBufferIsView,
  deferred,
  NumberPrototypeToString,
  PlainUint8Array,
  quiet,
  StringPrototypeSlice,
  TypedArrayByteLength,
  TypedArraySet,
  TypedArrayTag,
} from '../core/primordials';
import type { Binding } from '../core/state';
import { hashOf } from './crypto/algorithms';
import { fromBase64Url } from './crypto/base64url';
import { importKey } from './crypto/formats';
import type { CryptoKey } from './crypto/key';
import { digest, randomBytes } from './crypto/operations';
import { SubtleCrypto } from './crypto/subtle';

export { CryptoKey } from './crypto/key';
export { SubtleCrypto } from './crypto/subtle';

const MOST_RANDOM = 65536;

export class Crypto {
  #subtle: SubtleCrypto;
  #digestStream: unknown;
  constructor(token: unknown) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
    this.#subtle = new SubtleCrypto(INTERNAL);
  }
  get subtle(): SubtleCrypto {
    return this.#subtle;
  }
  get DigestStream(): unknown {
    this.#digestStream ??= digestStream();
    return this.#digestStream;
  }
  getRandomValues(array: unknown): unknown {
    const tag = ArrayBufferIsView(array) ? TypedArrayTag(array) : undefined;
    if (tag === undefined || tag === 'Float32Array' || tag === 'Float64Array' || tag === 'Float16Array') {
      throw new DOMException('getRandomValues fills an integer-typed array only.', 'TypeMismatchError');
    }
    const bytes = bytesOf(array);
    const length = TypedArrayByteLength(bytes);
    if (length > MOST_RANDOM) {
      throw new DOMException(
        `getRandomValues() only accepts buffers of size <= 64K but provided ${length} bytes.`,
        'QuotaExceededError',
      );
    }
    TypedArraySet(bytes, randomBytes(length));
    return array;
  }
  randomUUID(): string {
    const bytes = randomBytes(16);
    bytes[6] = (bytes[6]! & 0x0f) | 0x40;
    bytes[8] = (bytes[8]! & 0x3f) | 0x80;
    let text = '';
    for (let i = 0; i < 16; i++) {
      if (i === 4 || i === 6 || i === 8 || i === 10) text += '-';
      text += StringPrototypeSlice(`0${NumberPrototypeToString(bytes[i]!, 16)}`, -2);
    }
    return text;
  }
}
defineInterface(Crypto, 'Crypto');

export const crypto = new Crypto(INTERNAL);

/** A stream that takes bytes and in the end has their digest. It gathers them: the host hashes whole inputs. */
function digestStream(): unknown {
  const WritableStream = part('streams').WritableStream as new (sink: object) => object;
  class DigestStream extends WritableStream {
    #digest: Promise<ArrayBuffer>;
    #written = 0;
    constructor(algorithm: unknown) {
      const hash = hashOf(algorithm);
      const chunks: Bytes[] = [];
      const done = deferred<ArrayBuffer>();
      let count: (bytes: number) => void = () => {};
      super({
        __proto__: null,
        write(chunk: unknown) {
          const bytes =
            typeof chunk === 'string' ? encodeUtf8(chunk) : isBufferSource(chunk) ? copyOf(bytesOf(chunk)) : null;
          if (bytes === null)
            throw new TypeError('DigestStream is a byte stream but received an object of another type.');
          chunks[chunks.length] = bytes;
          count(TypedArrayByteLength(bytes));
        },
        close() {
          done.resolve(digest(hash, joined(chunks)));
        },
        abort(reason: unknown) {
          done.reject(reason);
        },
      });
      quiet(done.promise);
      this.#digest = done.promise;
      count = (bytes) => {
        this.#written += bytes;
      };
    }
    get digest(): Promise<ArrayBuffer> {
      return this.#digest;
    }
    get bytesWritten(): bigint {
      return BigInt(this.#written);
    }
  }
  defineInterface(DigestStream, 'DigestStream');
  return DigestStream;
}

function joined(chunks: Bytes[]): Bytes {
  let length = 0;
  for (let i = 0; i < chunks.length; i++) length += TypedArrayByteLength(chunks[i]!);
  const all = new PlainUint8Array(length);
  let at = 0;
  for (let i = 0; i < chunks.length; i++) {
    TypedArraySet(all, chunks[i]!, at);
    at += TypedArrayByteLength(chunks[i]!);
  }
  return all;
}

/** The CryptoKey of a secret_key binding. */
export function keyOfBinding(binding: Binding): CryptoKey {
  const data = binding.format === 'jwk' ? binding.key_jwk : fromBase64Url(binding.key_base64);
  return importKey(binding.format, data, binding.algorithm, false, binding.usages);
}
