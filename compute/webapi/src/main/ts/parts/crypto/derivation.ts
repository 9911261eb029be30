// Bits and keys that are derived from others.
import { type Bytes, copyOf, view } from '../../core/bytes';
import { DOMException } from '../../core/errors';
import { PlainUint8Array, TypedArrayBuffer, TypedArrayByteLength } from '../../core/primordials';
import { blockBytes, hashName, hashNamed, sameName } from './algorithms';
import { ask, askInto, question } from './host';
import { type KeyData, keyData, unsupported } from './key';

function fail(message: string): never {
  throw new DOMException(message, 'OperationError');
}

function missing(field: string, where: string): never {
  throw new TypeError(`Missing field "${field}" in "${where}".`);
}

/** The bits; null asks for as many as there are. */
export function deriveBits(given: any, key: KeyData, bits: number | null): ArrayBuffer {
  switch (key.name) {
    case 'PBKDF2':
      return pbkdf2(given, key, bits);
    case 'HKDF':
      return hkdf(given, key, bits);
    case 'ECDH':
    case 'X25519':
      return agree(given, key, bits);
    default:
      return unsupported(
        key.type === 'secret' ? 'deriveKey and deriveBits operations are' : 'deriveBits operation is',
        key,
      );
  }
}

function wholeBytes(name: string, bits: number | null): number {
  if (bits === null) return fail(`${name} cannot derive a key with null length.`);
  if (bits % 8 !== 0) {
    fail(`${name} requires a derived key length that is a multiple of eight (requested ${bits}).`);
  }
  return bits / 8;
}

function pbkdf2(given: any, key: KeyData, bits: number | null): ArrayBuffer {
  const hash = hashNamed(hashName(given.hash, 'algorithm'));
  const salt: Bytes = given.salt === undefined ? missing('salt', 'algorithm') : given.salt;
  const iterations: number = given.iterations === undefined ? missing('iterations', 'algorithm') : given.iterations;
  const length = wholeBytes('PBKDF2', bits);
  if (iterations <= 0) fail(`PBKDF2 requires a positive iteration count (requested ${iterations}).`);
  const out = room(length, 'Pbkdf2 failed: derived key length exceeds maximum for this hash');
  askInto(out, question('pbkdf2', key.name, hash, iterations), key.bytes, salt);
  return TypedArrayBuffer(out);
}

function hkdf(given: any, key: KeyData, bits: number | null): ArrayBuffer {
  const hash = hashNamed(hashName(given.hash, 'algorithm'));
  const salt: Bytes = given.salt === undefined ? missing('salt', 'algorithm') : given.salt;
  const info: Bytes = given.info === undefined ? missing('info', 'algorithm') : given.info;
  const out = room(wholeBytes('HKDF', bits), 'HKDF deriveBits failed.');
  askInto(out, question('hkdf', key.name, hash), key.bytes, salt, info);
  return TypedArrayBuffer(out);
}

/** No derivation gives more than 255 times its hash (RFC 5869). Asked before a buffer is made. */
function room(length: number, refusal: string): Bytes {
  if (length > 255 * 64) fail(refusal);
  return new PlainUint8Array(length);
}

function agree(given: any, key: KeyData, bits: number | null): ArrayBuffer {
  if (key.type !== 'private') {
    throw new DOMException(
      `The deriveBits operation is only valid for a private key, not "${key.type}".`,
      'InvalidAccessError',
    );
  }
  const other = keyData(given.public === undefined ? missing('public', 'derivedKeyParams') : given.public);
  checkOther(key, other);
  const elliptic = key.name === 'ECDH';
  if (!elliptic && bits !== null && bits > 256) tooLong(bits, 256);
  const secret: Bytes = new PlainUint8Array(
    ask(question('agree', key.name, key.curve, other.id, key.id), key.bytes, other.bytes),
  );
  const most = TypedArrayByteLength(secret) * 8;
  const wanted = bits === null ? most : bits;
  if (wanted > most) tooLong(wanted, most);
  const length = (wanted + 7 - ((wanted + 7) % 8)) / 8;
  const part = length === most / 8 ? secret : copyOf(view(secret, 0, length));
  if (wanted % 8 !== 0) part[length - 1]! &= 0xff00 >> (wanted % 8);
  return TypedArrayBuffer(part);
}

function tooLong(bits: number, most: number): never {
  fail(`Derived key length (${bits} bits) is too long (should be at most ${most} bits).`);
}

function checkOther(key: KeyData, other: KeyData): void {
  if (other.type !== 'public') refuse(`The provided key has type "${other.type}", not "public"`);
  const family = (data: KeyData) =>
    data.name === 'ECDH' || data.name === 'ECDSA' ? 1 : data.exponent === null ? 2 : 3;
  if (family(key) !== family(other)) {
    refuse(`Base ${key.name} private key cannot be used to derive a key from a peer ${other.name} public key`);
  }
  if (key.name !== other.name) {
    refuse(`Private key for derivation is using "${key.name}" while public key is using "${other.name}".`);
  }
  if (key.curve !== other.curve) {
    refuse(`Private key for derivation is using curve "${key.curve}" while public key is using "${other.curve}".`);
  }
}

function refuse(message: string): never {
  throw new DOMException(message, 'InvalidAccessError');
}

/** Bits of the key that a derivation is to make; null for as many as there are. */
export function derivedBits(wanted: any): number | null {
  const name: string = wanted.name;
  if (sameName(name, 'HKDF') || sameName(name, 'PBKDF2')) return null;
  if (sameName(name, 'HMAC')) return hmacBits(wanted);
  if (sameName(name, 'AES-CTR') || sameName(name, 'AES-CBC') || sameName(name, 'AES-GCM') || sameName(name, 'AES-KW')) {
    const bits: number = wanted.length === undefined ? missing('length', 'derivedKeyParams') : wanted.length;
    if (bits !== 128 && bits !== 192 && bits !== 256) {
      fail(`Derived AES key must be 128, 192, or 256 bits in length but provided ${bits}.`);
    }
    return bits;
  }
  throw new DOMException(`Unrecognized derived key type "${name}" requested.`, 'NotSupportedError');
}

function hmacBits(wanted: any): number {
  if (wanted.length !== undefined) {
    if (wanted.length > 0) return wanted.length;
    throw new TypeError('HMAC key length must be a non-zero unsigned long integer.');
  }
  return blockBytes(hashNamed(hashName(wanted.hash, 'derivedKeyParams'))) * 8;
}
