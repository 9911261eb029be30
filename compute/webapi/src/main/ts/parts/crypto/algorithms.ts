// What an algorithm is called, and what may be done with its keys.
import { DOMException } from '../../core/errors';
import { StringPrototypeToLowerCase } from '../../core/primordials';

/** How the keys of an algorithm are made: the type that the host knows, if they are pairs. */
export interface Family {
  name: string;
  /** RSA, EC, Ed25519 or X25519 for pairs; '' for secrets. */
  pair: string;
  publicUsages: string[];
  /** For secrets, all usages. */
  privateUsages: string[];
}

const WRAPS = ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey'];
const FAMILIES: Family[] = [
  { name: 'HMAC', pair: '', publicUsages: [], privateUsages: ['sign', 'verify'] },
  { name: 'AES-GCM', pair: '', publicUsages: [], privateUsages: WRAPS },
  { name: 'AES-CBC', pair: '', publicUsages: [], privateUsages: WRAPS },
  { name: 'AES-CTR', pair: '', publicUsages: [], privateUsages: WRAPS },
  { name: 'AES-KW', pair: '', publicUsages: [], privateUsages: ['wrapKey', 'unwrapKey'] },
  { name: 'PBKDF2', pair: '', publicUsages: [], privateUsages: ['deriveKey', 'deriveBits'] },
  { name: 'HKDF', pair: '', publicUsages: [], privateUsages: ['deriveKey', 'deriveBits'] },
  { name: 'RSASSA-PKCS1-v1_5', pair: 'RSA', publicUsages: ['verify'], privateUsages: ['sign'] },
  { name: 'RSA-PSS', pair: 'RSA', publicUsages: ['verify'], privateUsages: ['sign'] },
  { name: 'RSA-OAEP', pair: 'RSA', publicUsages: ['encrypt', 'wrapKey'], privateUsages: ['decrypt', 'unwrapKey'] },
  { name: 'ECDSA', pair: 'EC', publicUsages: ['verify'], privateUsages: ['sign'] },
  { name: 'ECDH', pair: 'EC', publicUsages: [], privateUsages: ['deriveKey', 'deriveBits'] },
  { name: 'Ed25519', pair: 'Ed25519', publicUsages: ['verify'], privateUsages: ['sign'] },
  { name: 'X25519', pair: 'X25519', publicUsages: [], privateUsages: ['deriveKey', 'deriveBits'] },
];
const HASHES = ['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512', 'MD5'];

/** An algorithm argument as an object: a bare name stands for an object that has only a name. */
export function asObject(algorithm: unknown): any {
  if (typeof algorithm === 'string') return { __proto__: null, name: algorithm };
  if (typeof algorithm === 'object' && algorithm !== null) return algorithm;
  throw new TypeError('The algorithm must be a string or an object with a name.');
}

/** The family of an algorithm, by its name in any case of letters. */
export function familyOf(algorithm: any): Family {
  const name = StringPrototypeToLowerCase(`${algorithm.name}`);
  const wanted = name === 'node-ed25519' ? 'ed25519' : name;
  for (let i = 0; i < FAMILIES.length; i++) {
    if (StringPrototypeToLowerCase(FAMILIES[i]!.name) === wanted) return FAMILIES[i]!;
  }
  throw new DOMException('Unrecognized or unimplemented algorithm requested.', 'NotSupportedError');
}

/** The canonical name of a hash, from a name or an object with one. */
export function hashOf(hash: unknown): string {
  if (hash === undefined) throw new TypeError('Missing field "hash" in "algorithm".');
  const wanted = StringPrototypeToLowerCase(`${asObject(hash).name}`);
  for (let i = 0; i < HASHES.length; i++) {
    if (StringPrototypeToLowerCase(HASHES[i]!) === wanted) return HASHES[i]!;
  }
  throw new DOMException('Unrecognized or unimplemented digest algorithm requested.', 'NotSupportedError');
}

export function hashBits(hash: string): number {
  switch (hash) {
    case 'SHA-1':
      return 160;
    case 'SHA-256':
      return 256;
    case 'SHA-384':
      return 384;
    case 'SHA-512':
      return 512;
    default:
      return 128;
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

/** The usages of a key, each allowed and none twice. */
export function checkedUsages(usages: any, allowed: string[], mayBeEmpty: boolean): string[] {
  const checked: string[] = [];
  for (let i = 0; i < usages.length; i++) {
    const usage = `${usages[i]}`;
    if (!includes(allowed, usage)) {
      throw new DOMException(
        `Attempt to use a key with the usage "${usage}", which its algorithm does not have.`,
        'SyntaxError',
      );
    }
    if (!includes(checked, usage)) checked[checked.length] = usage;
  }
  if (checked.length === 0 && !mayBeEmpty) {
    throw new DOMException('A secret or private key must have at least one usage.', 'SyntaxError');
  }
  return checked;
}
