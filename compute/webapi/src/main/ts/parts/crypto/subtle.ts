// crypto.subtle.
import { decodeUtf8, encodeUtf8 } from '../../core/bytes';
import { INTERNAL } from '../../core/headers';
import { defineInterface } from '../../core/interface';
import { JSONParse, JSONStringify, PlainUint8Array, TypedArrayByteLength } from '../../core/primordials';
import { asObject, familyOf } from './algorithms';
import { exportKey, importKey } from './formats';
import { promised, sourceBytes } from './host';
import { type CryptoKey, keyFor } from './key';
import {
  cipher,
  deriveBits,
  derivedBits,
  digest,
  extractable,
  generateKey,
  sameBytes,
  sign,
  verify,
} from './operations';

export class SubtleCrypto {
  constructor(token: unknown) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
  }
  encrypt(algorithm: unknown, key: unknown, data: unknown): Promise<ArrayBuffer> {
    return promised(() => cipher(true, 'encrypt', algorithm, key, sourceBytes(data, 'The data')));
  }
  decrypt(algorithm: unknown, key: unknown, data: unknown): Promise<ArrayBuffer> {
    return promised(() => cipher(false, 'decrypt', algorithm, key, sourceBytes(data, 'The data')));
  }
  sign(algorithm: unknown, key: unknown, data: unknown): Promise<ArrayBuffer> {
    return promised(() => sign(algorithm, key, data));
  }
  verify(algorithm: unknown, key: unknown, signature: unknown, data: unknown): Promise<boolean> {
    return promised(() => verify(algorithm, key, signature, data));
  }
  digest(algorithm: unknown, data: unknown): Promise<ArrayBuffer> {
    return promised(() => digest(algorithm, data));
  }
  generateKey(algorithm: unknown, mayExtract: unknown, usages: unknown): Promise<CryptoKey | object> {
    return promised(() => generateKey(algorithm, !!mayExtract, usages));
  }
  deriveKey(
    algorithm: unknown,
    baseKey: unknown,
    derived: unknown,
    mayExtract: unknown,
    usages: unknown,
  ): Promise<CryptoKey> {
    return promised(() => {
      const wanted = asObject(derived);
      const bits = deriveBits(algorithm, baseKey, derivedBits(wanted), 'deriveKey');
      return importKey('raw', bits, wanted, !!mayExtract, usages);
    });
  }
  deriveBits(algorithm: unknown, baseKey: unknown, length: unknown = null): Promise<ArrayBuffer> {
    return promised(() =>
      deriveBits(algorithm, baseKey, length === null || length === undefined ? null : +(length as any), 'deriveBits'),
    );
  }
  importKey(
    format: unknown,
    data: unknown,
    algorithm: unknown,
    mayExtract: unknown,
    usages: unknown,
  ): Promise<CryptoKey> {
    return promised(() => importKey(`${format as any}`, data, algorithm, !!mayExtract, usages));
  }
  exportKey(format: unknown, key: unknown): Promise<ArrayBuffer | object> {
    return promised(() => exportKey(`${format as any}`, extractable(key)));
  }
  wrapKey(format: unknown, key: unknown, wrappingKey: unknown, algorithm: unknown): Promise<ArrayBuffer> {
    return promised(() => {
      keyFor(wrappingKey, familyOf(asObject(algorithm)).name, 'wrapKey');
      const written = exportKey(`${format as any}`, extractable(key));
      const plain = format === 'jwk' ? encodeUtf8(JSONStringify(written)) : new PlainUint8Array(written as ArrayBuffer);
      return cipher(true, 'wrapKey', algorithm, wrappingKey, plain);
    });
  }
  unwrapKey(
    format: unknown,
    wrapped: unknown,
    unwrappingKey: unknown,
    algorithm: unknown,
    keyAlgorithm: unknown,
    mayExtract: unknown,
    usages: unknown,
  ): Promise<CryptoKey> {
    return promised(() => {
      const plain = cipher(false, 'unwrapKey', algorithm, unwrappingKey, sourceBytes(wrapped, 'The wrapped key'));
      const data = format === 'jwk' ? JSONParse(decodeUtf8(new PlainUint8Array(plain))) : plain;
      return importKey(`${format as any}`, data, keyAlgorithm, !!mayExtract, usages);
    });
  }
  /** Compares in a time that does not depend on where they differ. */
  timingSafeEqual(one: unknown, two: unknown): boolean {
    const a = sourceBytes(one, 'The first argument');
    const b = sourceBytes(two, 'The second argument');
    if (TypedArrayByteLength(a) !== TypedArrayByteLength(b)) {
      throw new TypeError('Input buffers must have the same byte length');
    }
    return sameBytes(a, b);
  }
}
defineInterface(SubtleCrypto, 'SubtleCrypto');
