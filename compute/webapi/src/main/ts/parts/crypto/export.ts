// Keys written out.
import { copyOf } from '../../core/bytes';
import { DOMException } from '../../core/errors';
import { StringPrototypeIndexOf, StringPrototypeSubstring, TypedArrayBuffer } from '../../core/primordials';
import { toBase64Url } from './base64url';
import { ask, question } from './host';
import { type KeyData, unsupported } from './key';
import { aesMode, hashDigits } from './secrets';

/** The key in that format; whether it may be told is asked by the caller. */
export function exportKey(format: string, key: KeyData): ArrayBuffer | object {
  if (key.type !== 'secret') return exportHalf(format, key);
  if (key.name === 'HKDF' || key.name === 'PBKDF2') {
    throw new DOMException(`Unrecognized or unsupported export of "${key.name}" requested.`, 'NotSupportedError');
  }
  if (format === 'raw') return ownBuffer(key);
  if (format === 'jwk') return secretJwk(key);
  throw new DOMException(
    key.name === 'HMAC'
      ? `Unimplemented key export format "${format}".`
      : `${key.name} key only supports exporting "raw", "raw-secret" & "jwk", not "${format}".`,
    'NotSupportedError',
  );
}

function ownBuffer(key: KeyData): ArrayBuffer {
  return TypedArrayBuffer(copyOf(key.bytes));
}

function secretJwk(key: KeyData): object {
  const k = toBase64Url(key.bytes);
  if (key.name !== 'HMAC') return { ...jwk(key, 'oct', `A${key.length}${aesMode(key.name)}`), k };
  if (key.hash === 'MD5') {
    throw new DOMException(
      `Unimplemented JWK key export format for key algorithm "${key.hash}".`,
      'NotSupportedError',
    );
  }
  return { ...jwk(key, 'oct', `HS${hashDigits(key.hash)}`), k };
}

/** The members that say what a key is for. */
function jwk(key: KeyData, kty: string, alg: string): object {
  const key_ops: string[] = [];
  for (let i = 0; i < key.usages.length; i++) key_ops[i] = key.usages[i]!;
  return alg === '' ? { kty, key_ops, ext: true } : { kty, key_ops, alg, ext: true };
}

function exportHalf(format: string, key: KeyData): ArrayBuffer | object {
  switch (format) {
    case 'pkcs8':
      if (key.type !== 'private') {
        throw new DOMException(
          `Asymmetric pkcs8 export requires private key (not "${key.type}").`,
          'InvalidAccessError',
        );
      }
      return ownBuffer(key);
    case 'spki':
      if (key.type !== 'public') {
        throw new DOMException(`Asymmetric spki export requires public key (not "${key.type}").`, 'InvalidAccessError');
      }
      return ownBuffer(key);
    case 'jwk':
      return halfJwk(key);
    case 'raw':
      return rawHalf(key);
    default:
      throw new DOMException(`Cannot export "${key.name}" in "${format}" format.`, 'InvalidAccessError');
  }
}

function rawHalf(key: KeyData): ArrayBuffer {
  if (key.exponent !== null) {
    throw new DOMException(`Cannot export "${key.name}" in "raw" format.`, 'InvalidAccessError');
  }
  const elliptic = key.name === 'ECDSA' || key.name === 'ECDH';
  if (key.type !== 'public') {
    throw new DOMException(
      elliptic
        ? 'Raw export of elliptic curve keys is only allowed for public keys.'
        : `Raw export of ${key.name} keys is only allowed for public keys.`,
      'InvalidAccessError',
    );
  }
  if (elliptic) return ask(question('write', key.name, 'raw', 0, key.id), key.bytes);
  return TypedArrayBuffer(copyOf(key.bytes)).slice(12) as ArrayBuffer;
}

function halfJwk(key: KeyData): object {
  const isPrivate = key.type === 'private';
  const alg = key.exponent !== null ? rsaAlg(key) : key.name === 'Ed25519' ? 'EdDSA' : '';
  const numbers: string = ask(question('write', key.name, 'jwk', isPrivate ? 1 : 0, key.id), key.bytes);
  if (key.exponent !== null) {
    const members: any = named(RSA_MEMBERS, numbers);
    return { ...jwk(key, 'RSA', alg), ...(isPrivate ? { d: members.d } : {}), ...members };
  }
  const elliptic = key.name === 'ECDSA' || key.name === 'ECDH';
  const crv = elliptic ? key.curve : key.name === 'X25519' ? 'X25519' : 'Ed25519';
  return {
    ...jwk(key, elliptic ? 'EC' : 'OKP', alg),
    crv,
    ...named(elliptic ? ELLIPTIC_MEMBERS : OCTET_MEMBERS, numbers),
  };
}

const RSA_MEMBERS = ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'];
const ELLIPTIC_MEMBERS = ['x', 'y', 'd'];
const OCTET_MEMBERS = ['x', 'd'];

/** Words with spaces between them, as members of those names. */
function named(names: string[], words: string): object {
  const members: any = { __proto__: null };
  let from = 0;
  for (let i = 0; from < words.length; i++) {
    const space = StringPrototypeIndexOf(words, ' ', from);
    const end = space < 0 ? words.length : space;
    members[names[i]!] = StringPrototypeSubstring(words, from, end);
    from = end + 1;
  }
  return members;
}

function rsaAlg(key: KeyData): string {
  if (key.hash === 'MD5' || key.hash === '') {
    throw new DOMException(`JWK export not supported for hash algorithm "${key.hash}".`, 'NotSupportedError');
  }
  const digits = hashDigits(key.hash);
  switch (key.name) {
    case 'RSA-PSS':
      return `PS${digits}`;
    case 'RSA-OAEP':
      return key.hash === 'SHA-1' ? 'RSA-OAEP' : `RSA-OAEP-${digits}`;
    case 'RSASSA-PKCS1-v1_5':
      return `RS${digits}`;
    default:
      return unsupported('export operation is', key);
  }
}
