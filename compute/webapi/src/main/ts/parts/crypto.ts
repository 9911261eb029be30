// WebCrypto, as a lazy part.
import { DOMException } from '../core/errors';
import { INTERNAL } from '../core/headers';
import { defineInterface } from '../core/interface';
import { lazyProperty } from '../core/lazy';
import {
  ArrayBufferIsView,
  NumberPrototypeToString,
  StringPrototypeSlice,
  TypedArrayByteLength,
  TypedArraySet,
  TypedArrayTag,
} from '../core/primordials';
import type { Binding } from '../core/state';
import { dictionary, sourceBytes, texts } from './crypto/arguments';
import { fromBase64Url } from './crypto/base64url';
import { digestStream } from './crypto/digeststream';
import type { CryptoKey } from './crypto/key';
import { randomBytes } from './crypto/secrets';
import { importKey, SubtleCrypto } from './crypto/subtle';

export { CryptoKey } from './crypto/key';
export { SubtleCrypto } from './crypto/subtle';

const MOST_RANDOM = 65536;

export class Crypto {
  #subtle: SubtleCrypto;
  constructor(token: unknown) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
    this.#subtle = new SubtleCrypto(INTERNAL);
  }
  get subtle(): SubtleCrypto {
    return this.#subtle;
  }
  getRandomValues(array: unknown): unknown {
    if (!ArrayBufferIsView(array)) {
      throw new TypeError(
        "Failed to execute 'getRandomValues' on 'Crypto': parameter 1 is not of type 'ArrayBufferView'.",
      );
    }
    const tag = TypedArrayTag(array);
    if (tag === undefined || tag === 'Float32Array' || tag === 'Float64Array' || tag === 'Float16Array') {
      throw new DOMException(
        'ArrayBufferView argument to getRandomValues() must be an integer-typed view.',
        'TypeMismatchError',
      );
    }
    const bytes = sourceBytes(array);
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
lazyProperty(Crypto.prototype, 'DigestStream', digestStream, true);

export const crypto = new Crypto(INTERNAL);

/** The CryptoKey of a secret_key binding. */
export function keyOfBinding(binding: Binding): CryptoKey {
  const data = binding.format === 'jwk' ? dictionary('JsonWebKey', binding.key_jwk) : fromBase64Url(binding.key_base64);
  const algorithm = typeof binding.algorithm === 'string' ? { name: binding.algorithm } : binding.algorithm;
  return importKey(binding.format, data, dictionary('ImportKeyAlgorithm', algorithm), false, texts(binding.usages));
}
