// What algorithms, hashes and usages are called.
import { DOMException } from '../../core/errors';
import { ObjectDefineProperty, StringPrototypeCharCodeAt, StringPrototypeToLowerCase } from '../../core/primordials';

export type KeyType = 'secret' | 'private' | 'public';

const NAMES = [
  'AES-CTR',
  'AES-CBC',
  'AES-GCM',
  'AES-KW',
  'HMAC',
  'PBKDF2',
  'HKDF',
  'RSASSA-PKCS1-v1_5',
  'RSA-PSS',
  'RSA-OAEP',
  'ECDSA',
  'ECDH',
  'NODE-ED25519',
  'Ed25519',
  'X25519',
  'RSA-RAW',
];
const HASHES = ['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512', 'MD5'];
export const CURVES = ['P-256', 'P-384', 'P-521'];

/** In the order in which a key tells them. */
const USAGES = ['encrypt', 'decrypt', 'sign', 'verify', 'deriveKey', 'deriveBits', 'wrapKey', 'unwrapKey'];
export const PUBLIC_USAGES = ['encrypt', 'verify', 'wrapKey'];
export const PRIVATE_USAGES = ['decrypt', 'sign', 'unwrapKey', 'deriveKey', 'deriveBits'];
export const SIGNS = ['sign', 'verify'];
export const DERIVES = ['deriveKey', 'deriveBits'];
export const ENCRYPTS = ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey'];
export const WRAPS = ['wrapKey', 'unwrapKey'];

/** Whether two names differ in nothing but the case of ASCII letters: the Kelvin sign is no K. */
export function sameName(one: string, two: string): boolean {
  if (one === two) return true;
  if (one.length !== two.length) return false;
  for (let i = 0; i < one.length; i++) {
    if (StringPrototypeCharCodeAt(one, i) > 127 || StringPrototypeCharCodeAt(two, i) > 127) return false;
  }
  return StringPrototypeToLowerCase(one) === StringPrototypeToLowerCase(two);
}

function find(list: string[], name: string): string {
  for (let i = 0; i < list.length; i++) if (sameName(list[i]!, name)) return list[i]!;
  return '';
}

/** The canonical name of an algorithm; empty if there is none. */
export function algorithmOf(name: string): string {
  return find(NAMES, name);
}

/** A hash as it comes in an argument: its name, or an object with one. */
export type HashArgument = string | { name: string } | undefined;

/** The canonical name of a hash. */
export function hashNamed(name: string): string {
  const found = find(HASHES, name);
  if (found === '') {
    throw new DOMException('Unrecognized or unimplemented digest algorithm requested.', 'NotSupportedError');
  }
  return found;
}

/** The hash of an argument as it was given; `where` names the argument if there is none. */
export function hashName(hash: HashArgument, where: string): string {
  if (hash === undefined) throw new TypeError(`Missing field "hash" in "${where}".`);
  return typeof hash === 'string' ? hash : hash.name;
}

export function curveNamed(name: string | undefined): string {
  if (name === undefined) throw new TypeError('Missing field "namedCurve" in "algorithm".');
  const found = find(CURVES, name);
  if (found === '') {
    throw new DOMException(`Unrecognized or unimplemented EC curve "${name}" requested.`, 'NotSupportedError');
  }
  return found;
}

/** Bytes of a hash. */
export function hashBytes(hash: string): number {
  switch (hash) {
    case 'SHA-1':
      return 20;
    case 'SHA-256':
      return 32;
    case 'SHA-384':
      return 48;
    case 'SHA-512':
      return 64;
    default:
      return 16;
  }
}

/** Bytes of the block that HMAC works on: the length of a generated key. */
export function blockBytes(hash: string): number {
  return hash === 'SHA-384' || hash === 'SHA-512' ? 128 : 64;
}

export function includes(list: string[], wanted: string): boolean {
  for (let i = 0; i < list.length; i++) if (list[i] === wanted) return true;
  return false;
}

/** Adds to a list without looking at its prototype, where a Worker may have put a setter. */
export function append<T>(list: T[], value: T): void {
  ObjectDefineProperty(list, list.length, {
    __proto__: null,
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  } as any);
}

/** Those of `one` that are in `two`. */
export function common(one: string[], two: string[]): string[] {
  const both: string[] = [];
  for (let i = 0; i < one.length; i++) if (includes(two, one[i]!)) append(both, one[i]!);
  return both;
}

/** The usages of a key that is made (`what`: "generate", "import secret" …), each allowed, none twice, in their order. */
export function usagesOf(name: string, what: string, given: string[], allowed: string[]): string[] {
  for (let i = 0; i < given.length; i++) {
    if (!includes(allowed, given[i]!)) {
      throw new DOMException(`Attempt to ${what} ${name} key with invalid usage "${given[i]}".`, 'SyntaxError');
    }
  }
  return common(USAGES, given);
}
