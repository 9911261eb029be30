// Keys from and to raw bytes, SPKI, PKCS #8 and JSON Web Keys.
import { type Bytes, copyOf } from '../../core/bytes';
import { DOMException } from '../../core/errors';
import { JSONParse, PlainUint8Array, TypedArrayBuffer, TypedArrayByteLength } from '../../core/primordials';
import { asObject, checkedUsages, type Family, familyOf, hashOf, includes } from './algorithms';
import { fromBase64Url, toBase64Url } from './base64url';
import { ask, sourceBytes } from './host';
import { type CryptoKey, type KeyData, newKey } from './key';

export function importKey(
  format: string,
  data: unknown,
  algorithm: unknown,
  extractable: boolean,
  usages: unknown,
): CryptoKey {
  const given = asObject(algorithm);
  const family = familyOf(given);
  if (format === 'jwk' && (typeof data !== 'object' || data === null)) throw new TypeError('A JWK must be an object.');
  return newKey(
    family.pair === ''
      ? importSecret(family, format, data, given, extractable, usages)
      : importHalf(family, format, data, given, extractable, usages),
  );
}

function importSecret(
  family: Family,
  format: string,
  data: any,
  given: any,
  extractable: boolean,
  usages: unknown,
): KeyData {
  const derives = family.name === 'PBKDF2' || family.name === 'HKDF';
  let bytes: Bytes;
  if (format === 'raw') bytes = copyOf(sourceBytes(data, 'The key data'));
  else if (format === 'jwk' && !derives) bytes = secretOfJwk(data, extractable);
  else throw new DOMException(`A key of ${family.name} cannot have the format "${format}".`, 'NotSupportedError');
  if (derives && extractable) throw new DOMException(`A key of ${family.name} cannot be extractable.`, 'SyntaxError');
  return {
    type: 'secret',
    bytes,
    extractable,
    algorithm: secretAlgorithm(family, given, TypedArrayByteLength(bytes) * 8),
    usages: checkedUsages(usages, family.privateUsages, false),
  };
}

function secretOfJwk(jwk: any, extractable: boolean): Bytes {
  if (jwk.kty !== 'oct') throw new DOMException('The JWK of a secret must have the "kty" oct.', 'DataError');
  if (jwk.ext === false && extractable) throw new DOMException('The JWK is not extractable.', 'DataError');
  if (typeof jwk.k !== 'string') throw new DOMException('The JWK has no "k".', 'DataError');
  return fromBase64Url(jwk.k);
}

export function secretAlgorithm(family: Family, given: any, bits: number): any {
  switch (family.name) {
    case 'HMAC':
      if (bits === 0) throw new DOMException('A key of HMAC cannot be empty.', 'DataError');
      return {
        name: 'HMAC',
        hash: { name: hashOf(given.hash) },
        length: given.length === undefined ? bits : +given.length,
      };
    case 'PBKDF2':
    case 'HKDF':
      return { name: family.name };
    default:
      if (bits !== 128 && bits !== 192 && bits !== 256) {
        throw new DOMException(`A key of AES has 128, 192 or 256 bits, not ${bits}.`, 'DataError');
      }
      return { name: family.name, length: bits };
  }
}

function importHalf(
  family: Family,
  format: string,
  data: any,
  given: any,
  extractable: boolean,
  usages: unknown,
): KeyData {
  const isPrivate = format === 'pkcs8' || (format === 'jwk' && data.d !== undefined);
  if (format !== 'spki' && format !== 'pkcs8' && format !== 'jwk' && (format !== 'raw' || family.pair === 'RSA')) {
    throw new DOMException(`A key of ${family.name} cannot have the format "${format}".`, 'NotSupportedError');
  }
  const bytes = readHalf(family, format, data, given);
  return {
    type: isPrivate ? 'private' : 'public',
    bytes,
    extractable,
    algorithm: halfAlgorithm(family, given, isPrivate, bytes),
    usages: checkedUsages(usages, isPrivate ? family.privateUsages : family.publicUsages, !isPrivate),
  };
}

function readHalf(family: Family, format: string, data: any, given: any): Bytes {
  const params: any = { __proto__: null, type: family.pair, format, curve: `${given.namedCurve ?? ''}` };
  if (format !== 'jwk') return new PlainUint8Array(ask('read-key', params, sourceBytes(data, 'The key data')));
  const kinds: Record<string, string> = { __proto__: null as any, RSA: 'RSA', EC: 'EC', Ed25519: 'OKP', X25519: 'OKP' };
  if (data.kty !== kinds[family.pair]) {
    throw new DOMException(
      `The JWK of a key of ${family.name} must have the "kty" ${kinds[family.pair]}.`,
      'DataError',
    );
  }
  const curve = family.pair === 'EC' ? params.curve : family.pair;
  if (family.pair !== 'RSA' && data.crv !== curve)
    throw new DOMException(`The JWK is not of the curve ${curve}.`, 'DataError');
  params.jwk = data;
  return new PlainUint8Array(ask('read-key', params));
}

export function halfAlgorithm(family: Family, given: any, isPrivate: boolean, bytes: Bytes): any {
  if (family.pair === 'EC') return { name: family.name, namedCurve: `${given.namedCurve}` };
  if (family.pair !== 'RSA') return { name: family.name };
  const jwk = JSONParse(ask('write-key', { __proto__: null, type: 'RSA', format: 'jwk', private: isPrivate }, bytes));
  return {
    name: family.name,
    modulusLength: TypedArrayByteLength(fromBase64Url(jwk.n)) * 8,
    publicExponent: fromBase64Url(jwk.e),
    hash: { name: hashOf(given.hash) },
  };
}

/** Writes a key out; whether it may be is asked by the caller. */
export function exportKey(format: string, key: KeyData): ArrayBuffer | object {
  const family = familyOf(key.algorithm);
  if (format === 'jwk') return { ...writeJwk(family, key), key_ops: key.usages, ext: key.extractable };
  const fits =
    format === 'raw'
      ? key.type === 'secret' || (key.type === 'public' && family.pair !== 'RSA')
      : format === 'spki'
        ? key.type === 'public'
        : format === 'pkcs8' && key.type === 'private';
  if (!fits)
    throw new DOMException(
      `A ${key.type} key of ${family.name} cannot be exported as "${format}".`,
      'NotSupportedError',
    );
  if (format === 'raw' && key.type === 'public') {
    return ask('write-key', { __proto__: null, type: family.pair, format: 'raw', private: false }, key.bytes);
  }
  return TypedArrayBuffer(copyOf(key.bytes)) as ArrayBuffer;
}

function writeJwk(family: Family, key: KeyData): any {
  const alg = jwkAlgorithm(key.algorithm);
  if (key.type === 'secret') return { kty: 'oct', k: toBase64Url(key.bytes), ...alg };
  const params = { __proto__: null, type: family.pair, format: 'jwk', private: key.type === 'private' };
  return { ...JSONParse(ask('write-key', params, key.bytes)), ...alg };
}

/** The "alg" of a JWK (RFC 7518), where there is one. */
function jwkAlgorithm(algorithm: any): object {
  const bits = algorithm.hash === undefined ? '' : `${algorithm.hash.name}`.slice(4);
  switch (algorithm.name) {
    case 'HMAC':
      return { alg: `HS${bits}` };
    case 'RSASSA-PKCS1-v1_5':
      return { alg: `RS${bits}` };
    case 'RSA-PSS':
      return { alg: `PS${bits}` };
    case 'RSA-OAEP':
      return { alg: bits === '1' ? 'RSA-OAEP' : `RSA-OAEP-${bits}` };
    case 'Ed25519':
      return { alg: 'EdDSA' };
    default:
      return includes(['AES-GCM', 'AES-CBC', 'AES-CTR', 'AES-KW'], algorithm.name)
        ? { alg: `A${algorithm.length}${`${algorithm.name}`.slice(4)}` }
        : {};
  }
}
