// Encryption, and what keys are wrapped with.
import { type Bytes, copyOf, view } from '../../core/bytes';
import { DOMException } from '../../core/errors';
import { PlainUint8Array, TypedArrayBuffer, TypedArrayByteLength } from '../../core/primordials';
import { ask, askInto, question } from './host';
import { type KeyData, unsupported } from './key';

const EMPTY: Bytes = new PlainUint8Array(0);
const BLOCK = 16;

function fail(message: string): never {
  throw new DOMException(message, 'OperationError');
}

export function encrypt(given: any, key: KeyData, data: Bytes): ArrayBuffer {
  return run(true, given, key, data);
}
export function decrypt(given: any, key: KeyData, data: Bytes): ArrayBuffer {
  return run(false, given, key, data);
}

function run(encrypts: boolean, given: any, key: KeyData, data: Bytes): ArrayBuffer {
  switch (key.name) {
    case 'AES-GCM':
      return gcm(encrypts, given, key, data);
    case 'AES-CBC':
      return cbc(encrypts, given, key, data);
    case 'AES-CTR':
      return ctr(encrypts, given, key, data);
    case 'RSA-OAEP':
      return oaep(encrypts, given, key, data);
    default:
      return unsupported(encrypts ? 'encrypt operation is' : 'decrypt operation is', key);
  }
}

/** The host writes into a buffer of that room, and says how much of it it used. */
function aes(
  encrypts: boolean,
  key: KeyData,
  vector: Bytes,
  data: Bytes,
  room: number,
  number: number,
  more: Bytes,
): ArrayBuffer {
  const out = new PlainUint8Array(room);
  const asked = question(encrypts ? 'encrypt' : 'decrypt', key.name, '', number);
  const used: number = askInto(out, asked, key.bytes, vector, data, more);
  return TypedArrayBuffer(used === room ? out : copyOf(view(out, 0, used)));
}

function vectorOf(given: any): Bytes {
  if (given.iv === undefined) throw new TypeError('Missing field "iv" in "algorithm".');
  return given.iv;
}

function gcm(encrypts: boolean, given: any, key: KeyData, data: Bytes): ArrayBuffer {
  const iv = vectorOf(given);
  if (TypedArrayByteLength(iv) === 0) fail('AES-GCM IV must not be empty.');
  const tag: number = given.tagLength === undefined ? 128 : given.tagLength;
  switch (tag) {
    case 32:
    case 64:
    case 96:
    case 104:
    case 112:
    case 120:
    case 128:
      break;
    default:
      fail(`Invalid AES-GCM tag length ${tag}.`);
  }
  const length = TypedArrayByteLength(data);
  if (!encrypts && length < tag / 8) {
    fail(
      `Ciphertext length of ${length * 8} bits must be greater than or equal to the size of the AES-GCM tag length of ${tag} bits.`,
    );
  }
  const more: Bytes = given.additionalData === undefined ? EMPTY : given.additionalData;
  return aes(encrypts, key, iv, data, encrypts ? length + tag / 8 : length - tag / 8, tag, more);
}

function cbc(encrypts: boolean, given: any, key: KeyData, data: Bytes): ArrayBuffer {
  const iv = vectorOf(given);
  const size = TypedArrayByteLength(iv);
  if (size !== BLOCK) fail(`AES-CBC IV must be 16 bytes long (provided ${size}${encrypts ? ' bytes' : ''}).`);
  const length = TypedArrayByteLength(data);
  return aes(encrypts, key, iv, data, encrypts ? length + BLOCK - (length % BLOCK) : length, 0, EMPTY);
}

function ctr(encrypts: boolean, given: any, key: KeyData, data: Bytes): ArrayBuffer {
  const counter: Bytes | undefined = given.counter;
  if (counter === undefined) throw new TypeError('Missing "counter" member in "algorithm".');
  const size = TypedArrayByteLength(counter);
  if (size !== BLOCK) fail(`Counter must have length of 16 bytes (provided ${size}).`);
  const bits: number | undefined = given.length;
  if (bits === undefined) throw new TypeError('Missing "length" member in "algorithm".');
  if (bits <= 0 || bits > 128) fail(`Invalid counter of ${bits} bits length provided.`);
  return aes(encrypts, key, counter, data, TypedArrayByteLength(data), bits, EMPTY);
}

function oaep(encrypts: boolean, given: any, key: KeyData, data: Bytes): ArrayBuffer {
  if (encrypts !== (key.type === 'public')) {
    throw new DOMException(
      encrypts
        ? `Encryption/key wrapping only works with public keys, not "${key.type}".`
        : `Decryption/key unwrapping only works with private keys, not "${key.type}".`,
      'InvalidAccessError',
    );
  }
  const asked = question(encrypts ? 'rsa-encrypt' : 'rsa-decrypt', key.name, key.hash, 0, key.id);
  return ask(asked, key.bytes, data, given.label === undefined ? EMPTY : given.label);
}

export function wrap(given: any, key: KeyData, data: Bytes): ArrayBuffer {
  if (key.name !== 'AES-KW') return run(true, given, key, data);
  const length = TypedArrayByteLength(data);
  if (length % 8 !== 0) {
    fail(
      `Unwrapped key bit length must be a multiple of 64 bits but unwrapped key has a length of ${length * 8} bits.`,
    );
  }
  if (length < 16) {
    fail(
      `Unwrapped key has length ${length} bytes but it should be greater than or equal to 16 and less than or equal to 18446744073709551607`,
    );
  }
  return ask(question('wrap', key.name), key.bytes, data);
}

export function unwrap(given: any, key: KeyData, data: Bytes): ArrayBuffer {
  if (key.name !== 'AES-KW') return run(false, given, key, data);
  const bits = TypedArrayByteLength(data) * 8;
  if (bits % 64 !== 0) fail(`Provided a wrapped key to unwrap that is ${bits} bits which isn't a multiple of 64 bits.`);
  if (bits < 192) {
    fail(`Provided a wrapped key to unwrap this is ${bits} bits that is less than the minimal length of 192 bits.`);
  }
  return ask(question('unwrap', key.name), key.bytes, data);
}
