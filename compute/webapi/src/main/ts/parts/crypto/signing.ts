// Signatures.
import type { Bytes } from '../../core/bytes';
import { DOMException } from '../../core/errors';
import { TypedArrayByteLength } from '../../core/primordials';
import { hashBytes, hashName, hashNamed } from './algorithms';
import { ask, type Question, question } from './host';
import { type KeyData, unsupported } from './key';

function isOctet(key: KeyData): boolean {
  return key.name === 'Ed25519' || key.name === 'NODE-ED25519';
}

export function sign(given: any, key: KeyData, data: Bytes): ArrayBuffer {
  if (key.name === 'HMAC') return ask(question('hmac', 'HMAC', key.hash), key.bytes, data);
  if (key.type === 'secret') return unsupported('sign operation is', key);
  if (key.name === 'RSA-RAW') return ask(question('sign', key.name, '', 0, key.id), key.bytes, data);
  if (key.type !== 'private') {
    throw new DOMException('Asymmetric signing requires a private key.', 'InvalidAccessError');
  }
  const asked = signature('sign', given, key);
  if (key.exponent !== null) checkRoom(given, key);
  return ask(asked, key.bytes, data);
}

export function verify(given: any, key: KeyData, signed: Bytes, data: Bytes): boolean {
  if (key.name === 'HMAC') return ask(question('hmac-verify', 'HMAC', key.hash), key.bytes, data, signed);
  if (key.type === 'secret') return unsupported('verify operation is', key);
  if (key.type !== 'public') {
    throw new DOMException('Asymmetric verification requires a public key.', 'InvalidAccessError');
  }
  const asked = signature('verify', given, key);
  if (isOctet(key) && TypedArrayByteLength(signed) !== 64) {
    throw new DOMException(`Invalid ${key.name} signature length ${TypedArrayByteLength(signed)}`, 'OperationError');
  }
  return ask(asked, key.bytes, data, signed);
}

function signature(operation: string, given: any, key: KeyData): Question {
  switch (key.name) {
    case 'RSASSA-PKCS1-v1_5':
      return question(operation, key.name, key.hash, 0, key.id);
    case 'RSA-PSS':
      return question(operation, key.name, key.hash, saltOf(given, operation), key.id);
    case 'ECDSA':
      return question(operation, key.name, hashNamed(callTimeHash(given)), 0, key.id);
    case 'Ed25519':
    case 'NODE-ED25519':
      return question(operation, key.name, '', 0, key.id);
    default:
      return unsupported('sign and verify operations are', key);
  }
}

function callTimeHash(given: any): string {
  if (given.hash === undefined) {
    throw new TypeError(
      'Missing "hash" in AlgorithmIdentifier. (ECDSA requires that the hash algorithm be specified at call time rather than on the key. This differs from other WebCrypto algorithms for historical reasons.)',
    );
  }
  return hashName(given.hash, '');
}

function saltOf(given: any, operation: string): number {
  const salt: number | undefined = given.saltLength;
  if (salt === undefined) {
    const message = 'Failed to provide salt for RSA-PSS key operation which requires a salt';
    throw operation === 'sign' ? new DOMException(message, 'DataError') : new TypeError(message);
  }
  if (salt < 0) {
    throw new DOMException(`SaltLength for RSA-PSS must be non-negative (provided ${salt}).`, 'DataError');
  }
  return salt;
}

/** Whether the modulus has room for the hash and what stands around it. */
function checkRoom(given: any, key: KeyData): void {
  const room = key.length / 8;
  const hash = hashBytes(key.hash);
  if (key.name === 'RSASSA-PKCS1-v1_5') {
    if (hash + 32 > room) {
      refuse(`key too small for signing with given digest, need at least ${8 * (hash + 32)}bits.`);
    }
    return;
  }
  if (hash + 2 > room) refuse('key too small for signing with given digest');
  if (given.saltLength > room - hash - 2) refuse('key too small for signing with given digest and salt length');
}

function refuse(message: string): never {
  throw new DOMException(message, 'OperationError');
}
