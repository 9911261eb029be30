// Keys that are secrets: AES, HMAC, and what keys are derived from.
import { type Bytes, copyOf } from '../../core/bytes';
import { DOMException } from '../../core/errors';
import { currentContext } from '../../core/operations';
import { PlainUint8Array, TypedArrayByteLength } from '../../core/primordials';
import { state } from '../../core/state';
import { HOST_RANDOM } from '../../core/wire';
import { blockBytes, DERIVES, ENCRYPTS, hashName, hashNamed, includes, SIGNS, usagesOf, WRAPS } from './algorithms';
import { fromBase64Url } from './base64url';
import { type CryptoKey, type KeyData, newKey } from './key';

const MOST_RANDOM = 65536;

/** Random bytes. Outside a request there are none, so that no two isolates begin with the same. */
export function randomBytes(count: number): Bytes {
  currentContext();
  if (count <= MOST_RANDOM) return new PlainUint8Array(state.host(HOST_RANDOM, count));
  throw new DOMException(`A key of ${count} bytes is too long.`, 'OperationError');
}

function secret(
  name: string,
  hash: string,
  length: number,
  bytes: Bytes,
  extractable: boolean,
  usages: string[],
): CryptoKey {
  const data: KeyData = {
    __proto__: null,
    type: 'secret',
    name,
    hash,
    curve: '',
    length,
    exponent: null,
    bytes,
    id: 0,
    extractable,
    usages,
  } as any;
  return newKey(data);
}

function aesUsages(name: string, what: string, usages: string[]): string[] {
  return usagesOf(name, what, usages, name === 'AES-KW' ? WRAPS : ENCRYPTS);
}

function isAesLength(bits: number): boolean {
  return bits === 128 || bits === 192 || bits === 256;
}

export function generateAes(name: string, given: any, extractable: boolean, usages: string[]): CryptoKey {
  const checked = aesUsages(name, 'generate', usages);
  const bits: number | undefined = given.length;
  if (bits === undefined) throw new TypeError('Missing field "length" in "algorithm".');
  if (!isAesLength(bits)) {
    throw new DOMException(
      `Generated AES key length must be 128, 192, or 256 bits but requested ${bits}.`,
      'OperationError',
    );
  }
  return secret(name, '', bits, randomBytes(bits / 8), extractable, checked);
}

export function importAes(name: string, format: string, data: any, extractable: boolean, usages: string[]): CryptoKey {
  const checked = aesUsages(name, 'import secret', usages);
  if (format !== 'raw' && format !== 'jwk') refuseFormat(format);
  const bytes = format === 'raw' ? copyOf(data) : aesOfJwk(name, data, extractable, usages);
  const bits = TypedArrayByteLength(bytes) * 8;
  if (!isAesLength(bits)) refuseAes(bits);
  return secret(name, '', bits, bytes, extractable, checked);
}

function refuseAes(bits: number): never {
  throw new DOMException(`Imported AES key length must be 128, 192, or 256 bits but provided ${bits}.`, 'DataError');
}

export function refuseFormat(format: string): never {
  throw new DOMException(`Unrecognized key import format "${format}".`, 'NotSupportedError');
}

function bytesOfJwk(text: string | undefined, refusal: string): Bytes {
  const bytes = text === undefined ? null : fromBase64Url(text);
  if (bytes === null) throw new DOMException(refusal, 'DataError');
  return bytes;
}

function aesOfJwk(name: string, jwk: any, extractable: boolean, usages: string[]): Bytes {
  if (jwk.kty !== 'oct') {
    throw new DOMException(
      `Symmetric "jwk" key import requires a JSON Web Key with Key Type parameter "kty" equal to "oct" (encountered "${jwk.kty}").`,
      'DataError',
    );
  }
  const bytes = bytesOfJwk(jwk.k, 'Symmetric "jwk" key import requires a base64Url encoding of the key.');
  const bits = TypedArrayByteLength(bytes) * 8;
  if (!isAesLength(bits)) refuseAes(bits);
  const expected = `A${bits}${aesMode(name)}`;
  if (jwk.alg !== undefined && jwk.alg !== expected) {
    throw new DOMException(
      `Symmetric "jwk" key contains invalid "alg" value "${jwk.alg}", expected "${expected}".`,
      'DataError',
    );
  }
  checkUse(jwk, usages);
  if (jwk.ext === false && extractable) {
    throw new DOMException(
      '"jwk" key has value "false", for "ext" that is incompatible with import extractability value "true".',
      'DataError',
    );
  }
  return bytes;
}

/** GCM of AES-GCM. */
export function aesMode(name: string): string {
  return name === 'AES-GCM' ? 'GCM' : name === 'AES-CBC' ? 'CBC' : name === 'AES-CTR' ? 'CTR' : 'KW';
}

function checkUse(jwk: any, usages: string[]): void {
  if (usages.length > 0 && jwk.use !== undefined && jwk.use !== 'enc') {
    throw new DOMException(`Symmetric "jwk" key must have a "use" of "enc", not "${jwk.use}".`, 'DataError');
  }
  const ops: string[] | undefined = jwk.key_ops;
  if (ops === undefined) return;
  const twice = duplicate(ops);
  if (twice !== undefined) {
    throw new DOMException(`Symmetric "jwk" key contains duplicate value "${twice}", in "key_op".`, 'DataError');
  }
  for (let i = 0; i < usages.length; i++) {
    if (!includes(ops, usages[i]!)) {
      throw new DOMException(`"jwk" key missing usage "${usages[i]}", in "key_ops".`, 'DataError');
    }
  }
}

/** The first of all values that stand in a list twice. */
export function duplicate(list: string[]): string | undefined {
  let found: string | undefined;
  for (let i = 0; i < list.length; i++) {
    for (let k = 0; k < i; k++) {
      if (list[k] === list[i] && (found === undefined || list[i]! < found)) found = list[i];
    }
  }
  return found;
}

export function generateHmac(given: any, extractable: boolean, usages: string[]): CryptoKey {
  const hash = hashNamed(hashName(given.hash, 'algorithm'));
  const checked = usagesOf('HMAC', 'generate', usages, SIGNS);
  const bits: number = given.length === undefined ? blockBytes(hash) * 8 : given.length;
  if (bits <= 0) {
    throw new DOMException(
      `HMAC key length must be a non-zero unsigned long integer (requested ${bits}).`,
      'OperationError',
    );
  }
  const bytes = randomBytes((bits - (bits % 8)) / 8 + (bits % 8 > 0 ? 1 : 0));
  clearTrailing(bytes, bits);
  return secret('HMAC', hash, bits & 0xffff, bytes, extractable, checked);
}

/** The bits of the last byte that are beyond the length are zero. */
function clearTrailing(bytes: Bytes, bits: number): void {
  if (bits % 8 !== 0) bytes[TypedArrayByteLength(bytes) - 1]! &= 0xff00 >> (bits % 8);
}

export function importHmac(format: string, data: any, given: any, extractable: boolean, usages: string[]): CryptoKey {
  const checked = usagesOf('HMAC', 'import secret', usages, SIGNS);
  const name = hashName(given.hash, 'algorithm');
  if (format !== 'raw' && format !== 'jwk') refuseFormat(format);
  const bytes = format === 'raw' ? copyOf(data) : hmacOfJwk(data, name);
  const size = TypedArrayByteLength(bytes) * 8;
  const length: number = given.length === undefined ? size : given.length;
  if (length === 0 || length < 0 || length > size || length <= size - 8) {
    throw new DOMException(
      `Imported HMAC key length (${length}) must be a non-zero value up to 7 bits less than, and no greater than, the bit length of the raw key data (${size}).`,
      'DataError',
    );
  }
  clearTrailing(bytes, length);
  return secret('HMAC', hashNamed(name), length & 0xffff, bytes, extractable, checked);
}

function hmacOfJwk(jwk: any, hash: string): Bytes {
  if (jwk.kty !== 'oct') {
    throw new DOMException(
      `HMAC "jwk" key import requires a JSON Web Key with Key Type parameter ("kty") equal to "oct" (encountered "${jwk.kty}").`,
      'DataError',
    );
  }
  const bytes = bytesOfJwk(jwk.k, 'HMAC "jwk" key import requires a base64Url encoding of the key');
  if (jwk.alg === undefined) return bytes;
  if (hash[0] !== 'S' || hash[1] !== 'H' || hash[2] !== 'A' || hash[3] !== '-') {
    throw new DOMException(`Unrecognized or unimplemented hash algorithm requested${jwk.alg}`, 'NotSupportedError');
  }
  const expected = `HS${hashDigits(hash)}`;
  if (jwk.alg !== expected) {
    throw new DOMException(
      `HMAC "jwk" key import specifies "alg" that is incompatible with the hash name (encountered "${jwk.alg}", expected "${expected}").`,
      'DataError',
    );
  }
  return bytes;
}

/** 256 of SHA-256. */
export function hashDigits(hash: string): string {
  let digits = '';
  for (let i = 4; i < hash.length; i++) digits += hash[i];
  return digits;
}

/** A password or a secret from which others are derived. */
export function importBase(name: string, format: string, data: any, extractable: boolean, usages: string[]): CryptoKey {
  const checked = usagesOf(name, 'import secret', usages, DERIVES);
  if (extractable) throw new DOMException(`${name} key cannot be extractable.`, 'SyntaxError');
  if (format !== 'raw') {
    throw new DOMException(
      `${name} key must be imported in "raw" format (requested "${format}")${name === 'PBKDF2' ? '.' : ''}`,
      'NotSupportedError',
    );
  }
  return secret(name, '', 0, copyOf(data), false, checked);
}
