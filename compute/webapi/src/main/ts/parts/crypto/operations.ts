// What is done with keys.
import type { Bytes } from '../../core/bytes';
import { DOMException } from '../../core/errors';
import { JSONParse, PlainUint8Array, TypedArrayByteLength } from '../../core/primordials';
import { state } from '../../core/state';
import { HOST_RANDOM } from '../../core/wire';
import { asObject, blockBytes, checkedUsages, type Family, familyOf, hashOf } from './algorithms';
import { fromBase64Url } from './base64url';
import { halfAlgorithm, secretAlgorithm } from './formats';
import { ask, sourceBytes } from './host';
import { type CryptoKey, isKey, keyData, keyFor, newKey } from './key';

const EMPTY: Bytes = new PlainUint8Array(0);

export function digest(algorithm: unknown, data: unknown): ArrayBuffer {
  return ask('digest', { __proto__: null, hash: hashOf(algorithm) }, sourceBytes(data, 'The data'));
}

export function sign(algorithm: unknown, key: unknown, data: unknown): ArrayBuffer {
  const given = asObject(algorithm);
  const family = familyOf(given);
  const used = keyFor(key, family.name, 'sign');
  const bytes = sourceBytes(data, 'The data');
  if (family.name === 'HMAC')
    return ask('hmac', { __proto__: null, hash: used.algorithm.hash.name }, used.bytes, bytes);
  return ask('sign', signatureParams(family, given, used.algorithm), used.bytes, bytes);
}

export function verify(algorithm: unknown, key: unknown, signature: unknown, data: unknown): boolean {
  const given = asObject(algorithm);
  const family = familyOf(given);
  const used = keyFor(key, family.name, 'verify');
  const signed = sourceBytes(signature, 'The signature');
  const bytes = sourceBytes(data, 'The data');
  if (family.name === 'HMAC') {
    const right = new PlainUint8Array(
      ask('hmac', { __proto__: null, hash: used.algorithm.hash.name }, used.bytes, bytes),
    );
    return TypedArrayByteLength(right) === TypedArrayByteLength(signed) && sameBytes(right, signed);
  }
  return ask('verify', signatureParams(family, given, used.algorithm), used.bytes, signed, bytes) === 'true';
}

/** Compares without stopping at the first difference. Both must be of the same length. */
export function sameBytes(one: Bytes, two: Bytes): boolean {
  let difference = 0;
  for (let i = 0; i < TypedArrayByteLength(one); i++) difference |= one[i]! ^ two[i]!;
  return difference === 0;
}

function signatureParams(family: Family, given: any, algorithm: any): object {
  switch (family.name) {
    case 'ECDSA':
      return { __proto__: null, name: 'ECDSA', hash: hashOf(given.hash) };
    case 'RSA-PSS':
      return { __proto__: null, name: 'RSA-PSS', hash: algorithm.hash.name, saltLength: +given.saltLength };
    case 'RSASSA-PKCS1-v1_5':
      return { __proto__: null, name: family.name, hash: algorithm.hash.name };
    case 'Ed25519':
      return { __proto__: null, name: 'Ed25519', hash: 'SHA-512' };
    default:
      throw new DOMException(`The algorithm ${family.name} does not sign.`, 'NotSupportedError');
  }
}

/** Encrypts or decrypts; `usage` is what the key must be good for, which differs when another key is wrapped. */
export function cipher(encrypt: boolean, usage: string, algorithm: unknown, key: unknown, data: Bytes): ArrayBuffer {
  const given = asObject(algorithm);
  const family = familyOf(given);
  const used = keyFor(key, family.name, usage);
  const name = encrypt ? 'aes-encrypt' : 'aes-decrypt';
  switch (family.name) {
    case 'AES-GCM': {
      const more = given.additionalData === undefined ? EMPTY : sourceBytes(given.additionalData, 'additionalData');
      const params = {
        __proto__: null,
        mode: 'GCM',
        tagLength: given.tagLength === undefined ? 128 : +given.tagLength,
      };
      return ask(name, params, used.bytes, sourceBytes(given.iv, 'iv'), data, more);
    }
    case 'AES-CBC':
      return ask(name, { __proto__: null, mode: 'CBC' }, used.bytes, blockOf(given.iv, 'iv'), data);
    case 'AES-CTR':
      return ask(name, { __proto__: null, mode: 'CTR' }, used.bytes, blockOf(given.counter, 'counter'), data);
    case 'AES-KW':
      return ask(name, { __proto__: null, mode: 'KW' }, used.bytes, EMPTY, data);
    case 'RSA-OAEP': {
      const label = given.label === undefined ? EMPTY : sourceBytes(given.label, 'label');
      const params = { __proto__: null, hash: used.algorithm.hash.name };
      return ask(encrypt ? 'rsa-encrypt' : 'rsa-decrypt', params, used.bytes, data, label);
    }
    default:
      throw new DOMException(`The algorithm ${family.name} does not encrypt.`, 'NotSupportedError');
  }
}

function blockOf(value: unknown, what: string): Bytes {
  const bytes = sourceBytes(value, what);
  if (TypedArrayByteLength(bytes) !== 16) throw new DOMException(`The ${what} must have 16 bytes.`, 'OperationError');
  return bytes;
}

export function deriveBits(algorithm: unknown, key: unknown, bits: number | null, usage: string): ArrayBuffer {
  const given = asObject(algorithm);
  const family = familyOf(given);
  const used = keyFor(key, family.name, usage);
  if (family.name === 'ECDH' || family.name === 'X25519') return agree(family, given, used.bytes, bits);
  if (bits === null) throw new DOMException('The length of the derived bits must be given.', 'OperationError');
  const params = { __proto__: null, name: family.name, hash: hashOf(given.hash), bits, iterations: +given.iterations };
  const salt = sourceBytes(given.salt, 'salt');
  if (family.name === 'PBKDF2') return ask('derive', params, used.bytes, salt);
  return ask('derive', params, used.bytes, salt, sourceBytes(given.info, 'info'));
}

function agree(family: Family, given: any, privateBytes: Bytes, bits: number | null): ArrayBuffer {
  // Workers spelled it "$public" before "public" was allowed as a name.
  const other = keyFor(given.public ?? given.$public, family.name, '');
  if (other.type !== 'public') throw new DOMException('The other key must be a public one.', 'InvalidAccessError');
  const secret: ArrayBuffer = ask('agree', { __proto__: null, name: family.name }, privateBytes, other.bytes);
  if (bits === null) return secret;
  const bytes = new PlainUint8Array(secret);
  if (bits % 8 !== 0 || bits / 8 > TypedArrayByteLength(bytes)) {
    throw new DOMException(`${bits} bits cannot be derived from these keys.`, 'OperationError');
  }
  const part = new PlainUint8Array(bits / 8);
  for (let i = 0; i < bits / 8; i++) part[i] = bytes[i]!;
  return part.buffer;
}

/** Bits of the key that a derivation is to make; null for as many as there are. */
export function derivedBits(algorithm: any): number | null {
  const family = familyOf(algorithm);
  if (family.name === 'PBKDF2' || family.name === 'HKDF') return null;
  if (algorithm.length !== undefined) return +algorithm.length;
  return family.name === 'HMAC' ? blockBytes(hashOf(algorithm.hash)) * 8 : null;
}

export function randomBytes(count: number): Bytes {
  return new PlainUint8Array(state.host(HOST_RANDOM, count));
}

export function generateKey(algorithm: unknown, extractable: boolean, usages: any): CryptoKey | object {
  const given = asObject(algorithm);
  const family = familyOf(given);
  if (family.pair !== '') return generatePair(family, given, extractable, usages);
  if (family.name === 'PBKDF2' || family.name === 'HKDF') {
    throw new DOMException(`Keys of ${family.name} cannot be generated.`, 'NotSupportedError');
  }
  const bits = derivedBits(given);
  if (bits === null) throw new TypeError('Missing field "length" in "algorithm".');
  if (bits <= 0 || bits % 8 !== 0)
    throw new DOMException('The length of a key must be a positive multiple of 8.', 'OperationError');
  return newKey({
    type: 'secret',
    bytes: randomBytes(bits / 8),
    extractable,
    algorithm: secretAlgorithm(family, given, bits),
    usages: checkedUsages(usages, family.privateUsages, false),
  });
}

function generatePair(family: Family, given: any, extractable: boolean, usages: any): object {
  const both = checkedUsages(usages, [...family.publicUsages, ...family.privateUsages], false);
  const params: any = { __proto__: null, type: family.pair, curve: `${given.namedCurve ?? ''}` };
  if (family.pair === 'RSA') {
    params.modulusLength = +given.modulusLength;
    params.publicExponent = hex(sourceBytes(given.publicExponent, 'publicExponent'));
  }
  const made = JSONParse(ask('generate', params));
  const publicBytes = fromBase64Url(made.public);
  const details = halfAlgorithm(family, given, false, publicBytes);
  const only = (allowed: string[]) => both.filter((usage) => allowed.indexOf(usage) >= 0);
  return {
    publicKey: newKey({
      type: 'public',
      bytes: publicBytes,
      extractable: true,
      algorithm: details,
      usages: only(family.publicUsages),
    }),
    privateKey: newKey({
      type: 'private',
      bytes: fromBase64Url(made.private),
      extractable,
      algorithm: details,
      usages: only(family.privateUsages),
    }),
  };
}

function hex(bytes: Bytes): string {
  let text = '';
  for (let i = 0; i < TypedArrayByteLength(bytes); i++) text += `0${bytes[i]!.toString(16)}`.slice(-2);
  return text;
}

/** The data of a key that may be taken out. */
export function extractable(key: unknown) {
  if (!isKey(key)) throw new TypeError('The key must be a CryptoKey.');
  const data = keyData(key);
  if (!data.extractable) throw new DOMException('Attempt to export non-extractable key.', 'InvalidAccessError');
  return data;
}
