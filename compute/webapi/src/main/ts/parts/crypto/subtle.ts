// crypto.subtle.
import { type Bytes, decodeUtf8, encodeUtf8 } from '../../core/bytes';
import { DOMException } from '../../core/errors';
import { INTERNAL } from '../../core/headers';
import { defineInterface } from '../../core/interface';
import {
  JSONParse,
  JSONStringify,
  PlainUint8Array,
  rejected,
  resolved,
  TypedArrayByteLength,
} from '../../core/primordials';
import { algorithmOf, hashNamed } from './algorithms';
import { Arguments, dictionary, isObject, isSource } from './arguments';
import { decrypt, encrypt, unwrap, wrap } from './cipher';
import { deriveBits, derivedBits } from './derivation';
import { exportKey, refuseModern } from './export';
import { ask, question } from './host';
import { type CryptoKey, extractable, keyData, keyFor } from './key';
import { generatePair, importHalf } from './pairs';
import { generateAes, generateHmac, importAes, importBase, importHmac } from './secrets';
import { sign, verify } from './signing';

export class SubtleCrypto {
  constructor(token: unknown) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
  }
  encrypt(...list: unknown[]): Promise<ArrayBuffer> {
    return promised('encrypt', list, (args) => {
      const given = args.algorithm(0, 'EncryptAlgorithm');
      const key = args.key(1);
      const data = args.bytes(2);
      return encrypt(given, keyFor(key, given.name, 'encrypt'), data);
    });
  }
  decrypt(...list: unknown[]): Promise<ArrayBuffer> {
    return promised('decrypt', list, (args) => {
      const given = args.algorithm(0, 'EncryptAlgorithm');
      const key = args.key(1);
      const data = args.bytes(2);
      return decrypt(given, keyFor(key, given.name, 'decrypt'), data);
    });
  }
  sign(...list: unknown[]): Promise<ArrayBuffer> {
    return promised('sign', list, (args) => {
      const given = args.algorithm(0, 'SignAlgorithm');
      const key = args.key(1);
      const data = args.bytes(2);
      return sign(given, keyFor(key, given.name, 'sign'), data);
    });
  }
  verify(...list: unknown[]): Promise<boolean> {
    return promised('verify', list, (args) => {
      const given = args.algorithm(0, 'SignAlgorithm');
      const key = args.key(1);
      const signed = args.bytes(2);
      const data = args.bytes(3);
      return verify(given, keyFor(key, given.name, 'verify'), signed, data);
    });
  }
  digest(...list: unknown[]): Promise<ArrayBuffer> {
    return promised('digest', list, (args) => {
      const given = args.algorithm(0, 'HashAlgorithm');
      const data = args.bytes(1);
      return ask(question('digest', '', hashNamed(given.name)), data);
    });
  }
  generateKey(...list: unknown[]): Promise<CryptoKey | object> {
    return promised('generateKey', list, (args) => {
      const given = args.algorithm(0, 'GenerateKeyAlgorithm');
      const mayExtract = args.flag(1);
      return generateKey(given, mayExtract, args.texts(2));
    });
  }
  deriveKey(...list: unknown[]): Promise<CryptoKey> {
    return promised('deriveKey', list, (args) => {
      const given = args.algorithm(0, 'DeriveKeyAlgorithm');
      const base = args.key(1);
      const wanted = args.algorithm(2, 'ImportKeyAlgorithm');
      const mayExtract = args.flag(3);
      const usages = args.texts(4);
      const from = keyFor(base, given.name, 'deriveKey');
      const bits = deriveBits(given, from, derivedBits(wanted));
      return importKey('raw', new PlainUint8Array(bits), wanted, mayExtract, usages);
    });
  }
  deriveBits(...list: unknown[]): Promise<ArrayBuffer> {
    return promised('deriveBits', list, (args) => {
      const given = args.algorithm(0, 'DeriveKeyAlgorithm');
      const base = args.key(1);
      const bits = args.bits(2);
      return deriveBits(given, keyFor(base, given.name, 'deriveBits'), bits);
    });
  }
  importKey(...list: unknown[]): Promise<CryptoKey> {
    return promised('importKey', list, (args) => {
      const format = args.text(0);
      const data = args.keyData(1);
      const given = args.algorithm(2, 'ImportKeyAlgorithm');
      const mayExtract = args.flag(3);
      const usages = args.texts(4);
      return importKey(format, args.again(1, data), given, mayExtract, usages);
    });
  }
  exportKey(...list: unknown[]): Promise<ArrayBuffer | object> {
    return promised('exportKey', list, (args) => {
      const format = args.text(0);
      return exportKey(format, extractable(args.key(1)));
    });
  }
  wrapKey(...list: unknown[]): Promise<ArrayBuffer> {
    return promised('wrapKey', list, (args) => {
      const format = args.text(0);
      const key = args.key(1);
      const wrapping = args.key(2);
      const given = args.algorithm(3, 'EncryptAlgorithm');
      const used = keyFor(wrapping, given.name, 'wrapKey');
      const written = exportKey(format, extractable(key));
      const plain = isSource(written) ? new PlainUint8Array(written as ArrayBuffer) : encodeUtf8(jsonOf(written));
      return wrap(given, used, plain);
    });
  }
  unwrapKey(...list: unknown[]): Promise<CryptoKey> {
    return promised('unwrapKey', list, (args) => {
      const format = args.text(0);
      const wrapped = args.bytes(1);
      const unwrapping = args.key(2);
      const given = args.algorithm(3, 'EncryptAlgorithm');
      const wanted = args.algorithm(4, 'ImportKeyAlgorithm');
      const mayExtract = args.flag(5);
      const usages = args.texts(6);
      const plain = unwrap(given, keyFor(unwrapping, given.name, 'unwrapKey'), args.again(1, wrapped));
      const bytes: Bytes = new PlainUint8Array(plain);
      const data = format === 'jwk' ? jwkOf(bytes) : bytes;
      return importKey(format, data, wanted, mayExtract, usages);
    });
  }
  /** Compares in a time that does not depend on where the two differ. */
  timingSafeEqual(...list: unknown[]): boolean {
    const args = new Arguments('SubtleCrypto', 'timingSafeEqual', list);
    const one = args.bytes(0);
    const two = args.bytes(1);
    if (TypedArrayByteLength(one) !== TypedArrayByteLength(two)) {
      throw new TypeError('Input buffers must have the same byte length.');
    }
    return ask(question('equal', ''), one, two);
  }
}
defineInterface(SubtleCrypto, 'SubtleCrypto');

/** Every method but one answers by a promise, also with its failures. */
function promised<T>(method: string, list: unknown[], work: (args: Arguments) => T): Promise<T> {
  try {
    return resolved(work(new Arguments('SubtleCrypto', method, list)));
  } catch (error) {
    return rejected(error);
  }
}

/** The JSON Web Key in what was unwrapped. */
function jwkOf(bytes: Bytes): object {
  const value = JSONParse(decodeUtf8(bytes));
  if (value !== null && !isObject(value)) {
    throw new DOMException('Missing "kty" field or corrupt JSON unwrapping key?', 'DataError');
  }
  return dictionary('JsonWebKey', value);
}

/** JSON of a key that was just written: nothing in it may ask a prototype for a toJSON. */
function jsonOf(jwk: object): string {
  return JSONStringify({ __proto__: null, ...jwk });
}

function generateKey(given: any, mayExtract: boolean, usages: string[]): CryptoKey | object {
  const name = algorithmOf(given.name);
  switch (name) {
    case '':
    case 'PBKDF2':
    case 'HKDF':
    case 'RSA-RAW':
      throw new DOMException(`Unrecognized key generation algorithm "${given.name}" requested.`, 'NotSupportedError');
    case 'HMAC':
      return withUsages(generateHmac(given, mayExtract, usages));
    case 'AES-CTR':
    case 'AES-CBC':
    case 'AES-GCM':
    case 'AES-KW':
      return withUsages(generateAes(name, given, mayExtract, usages));
    default:
      return generatePair(name, given, mayExtract, usages);
  }
}

/** A secret or private key that nothing may be done with is a mistake. */
function withUsages(key: CryptoKey): CryptoKey {
  const data = keyData(key);
  if (data.type !== 'public' && data.usages.length === 0) {
    throw new DOMException('Secret/private CryptoKeys must have at least one usage.', 'SyntaxError');
  }
  return key;
}

export function importKey(format: string, data: any, given: any, mayExtract: boolean, usages: string[]): CryptoKey {
  refuseModern(format);
  if (format === 'raw' || format === 'pkcs8' || format === 'spki') {
    if (!isSource(data)) {
      throw new TypeError('Import data provided for buffer-based import formats must be a buffer source.');
    }
  } else if (format !== 'jwk') {
    throw new DOMException(`Unrecognized key import format "${format}".`, 'NotSupportedError');
  } else if (isSource(data)) {
    throw new TypeError('Import data provided for "jwk" import format must be a JsonWebKey.');
  } else if (data.ext === false && mayExtract) {
    throw new DOMException(`JWK ext field for "${given.name}" is set to false but extractable is true`, 'DataError');
  }
  return withUsages(imported(format, data, given, mayExtract, usages));
}

function imported(format: string, data: any, given: any, mayExtract: boolean, usages: string[]): CryptoKey {
  const name = algorithmOf(given.name);
  switch (name) {
    case '':
      throw new DOMException(`Unrecognized key import algorithm "${given.name}" requested.`, 'NotSupportedError');
    case 'AES-CTR':
    case 'AES-CBC':
    case 'AES-GCM':
    case 'AES-KW':
      return importAes(name, format, data, mayExtract, usages);
    case 'HMAC':
      return importHmac(format, data, given, mayExtract, usages);
    case 'PBKDF2':
    case 'HKDF':
      return importBase(name, format, data, mayExtract, usages);
    default:
      return importHalf(name, format, data, given, mayExtract, usages);
  }
}
