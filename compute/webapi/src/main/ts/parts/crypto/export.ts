// Keys written out.
import { copyOf, view } from '../../core/bytes';
import { DOMException } from '../../core/errors';
import { StringPrototypeIndexOf, StringPrototypeSubstring, TypedArrayBuffer } from '../../core/primordials';
import { append } from './algorithms';
import { toBase64Url } from './base64url';
import { ask, question } from './host';
import { type KeyData, unsupported } from './key';
import { aesMode, hashDigits } from './secrets';

/** The key in that format; whether it may be told is asked by the caller. */
export function exportKey(format: string, key: KeyData): ArrayBuffer | object {
  refuseModern(format);
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

/** Formats that workerd knows, but keeps behind a flag. */
export function refuseModern(format: string): void {
  if (format === 'raw-secret' || format === 'raw-public' || format === 'raw-seed') {
    throw new DOMException(
      `Key format "${format}" requires the webcrypto_modern_algorithms flag.`,
      'NotSupportedError',
    );
  }
}

function ownBuffer(key: KeyData): ArrayBuffer {
  return TypedArrayBuffer(copyOf(key.bytes));
}

function secretJwk(key: KeyData): object {
  const k = toBase64Url(key.bytes);
  if (key.name !== 'HMAC') return jwk(key, 'oct', `A${key.length}${aesMode(key.name)}`, { k });
  if (key.hash === 'MD5') {
    throw new DOMException(`Unimplemented JWK key export format for key algorithm "${key.hash}".`, 'NotSupportedError');
  }
  return jwk(key, 'oct', `HS${hashDigits(key.hash)}`, { k });
}

/** A JSON Web Key as workerd makes it: with all members, most of them undefined. */
function jwk(key: KeyData, kty: string, alg: string | undefined, given: any): object {
  const key_ops: string[] = [];
  for (let i = 0; i < key.usages.length; i++) append(key_ops, key.usages[i]!);
  const members = { __proto__: null, ...given };
  const { crv, x, y, d, n, e, p, q, dp, dq, qi, k } = members;
  const none = undefined;
  // biome-ignore format: one row for each kind of member
  return {
    kty, use: none, key_ops, alg, ext: true,
    crv, x, y, d, n, e, p, q, dp, dq, qi,
    oth: none, k, pub: none, priv: none,
  };
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
  return TypedArrayBuffer(copyOf(view(key.bytes, 12, 32)));
}

function halfJwk(key: KeyData): object {
  const isPrivate = key.type === 'private';
  const isRsa = key.exponent !== null;
  const alg = isRsa ? rsaAlg(key) : key.name === 'Ed25519' ? 'EdDSA' : undefined;
  const numbers: string = ask(question('write', key.name, 'jwk', isPrivate ? 1 : 0, key.id), key.bytes);
  if (isRsa) return jwk(key, 'RSA', alg, named(RSA_MEMBERS, numbers));
  const elliptic = key.name === 'ECDSA' || key.name === 'ECDH';
  const members: any = named(elliptic ? ELLIPTIC_MEMBERS : OCTET_MEMBERS, numbers);
  members.crv = elliptic ? key.curve : key.name === 'X25519' ? 'X25519' : 'Ed25519';
  return jwk(key, elliptic ? 'EC' : 'OKP', alg, members);
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
