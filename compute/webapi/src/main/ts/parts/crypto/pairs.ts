// Keys that are halves of pairs: RSA, the NIST curves, Ed25519 and X25519.
import { type Bytes, copyOf, view } from '../../core/bytes';
import { DOMException } from '../../core/errors';
import { PlainUint8Array, TypedArrayByteLength } from '../../core/primordials';
import {
  CURVES,
  common,
  curveNamed,
  DERIVES,
  ENCRYPTS,
  hashName,
  hashNamed,
  type KeyType,
  PRIVATE_USAGES,
  PUBLIC_USAGES,
  SIGNS,
  usagesOf,
} from './algorithms';
import { ask, question } from './host';
import { checkKeyOperations, numbersOf } from './jwk';
import { type CryptoKey, type KeyData, newKey, nextKeyId } from './key';
import { refuseFormat } from './secrets';

const RSA = 1;
const ELLIPTIC = 2;

function isRsa(name: string): boolean {
  return name === 'RSASSA-PKCS1-v1_5' || name === 'RSA-PSS' || name === 'RSA-OAEP' || name === 'RSA-RAW';
}
function isElliptic(name: string): boolean {
  return name === 'ECDSA' || name === 'ECDH';
}
/** What keys of an algorithm may be for, public and private together. */
function allowedUsages(name: string): string[] {
  if (name === 'RSA-OAEP') return ENCRYPTS;
  return name === 'ECDH' || name === 'X25519' ? DERIVES : SIGNS;
}

/** The facts of a key that its algorithm object shows. */
interface Facts {
  hash: string;
  curve: string;
  length: number;
  exponent: Bytes | null;
}

function half(
  name: string,
  type: KeyType,
  facts: Facts,
  bytes: Bytes,
  id: number,
  extractable: boolean,
  usages: string[],
): CryptoKey {
  const { hash, curve, length, exponent } = facts;
  const data: KeyData = {
    __proto__: null,
    type,
    name,
    hash,
    curve,
    length,
    exponent,
    bytes,
    id,
    extractable,
    usages,
  } as any;
  return newKey(data);
}

/** What is wanted of a fresh pair, checked. */
function wanted(name: string, given: any): { facts: Facts; check: () => void } {
  const facts: Facts = { hash: '', curve: '', length: 0, exponent: null };
  if (isRsa(name)) {
    if (given.publicExponent === undefined) throw new TypeError('Missing field "publicExponent" in "algorithm".');
    const hash = hashName(given.hash, 'algorithm');
    if (given.modulusLength === undefined) throw new TypeError('Missing field "modulusLength" in "algorithm".');
    facts.length = given.modulusLength;
    facts.exponent = copyOf(given.publicExponent);
    if (facts.length <= 0) {
      throw new DOMException(`modulusLength must be greater than zero (requested ${facts.length}).`, 'OperationError');
    }
    facts.hash = hashNamed(hash);
    return { facts, check: () => checkRsa(facts) };
  }
  return {
    facts,
    check: () => {
      if (isElliptic(name)) facts.curve = curveNamed(given.namedCurve);
      else if (name === 'NODE-ED25519') facts.curve = nodeCurve(given);
    },
  };
}

function nodeCurve(given: any): string {
  if (given.namedCurve === undefined) throw new TypeError('Missing field "namedCurve" in "algorithm".');
  if (given.namedCurve !== 'NODE-ED25519') {
    throw new DOMException(`EDDSA curve "${given.namedCurve}" isn't supported.`, 'NotSupportedError');
  }
  return 'NODE-ED25519';
}

function exponentOf(bytes: Bytes): number {
  let exponent = 0;
  for (let i = 0; i < TypedArrayByteLength(bytes); i++) {
    exponent = exponent * 256 + bytes[i]!;
    if (exponent > 0xffffffff) {
      throw new DOMException(
        'The "publicExponent" must be either 3 or 65537, but got a number larger than 2^32.',
        'OperationError',
      );
    }
  }
  return exponent;
}

function checkModulus(length: number): void {
  if (length % 8 !== 0 || length < 256 || length > 16384) {
    throw new DOMException(
      `The modulus length must be a multiple of 8 and between 256 and 16k, but ${length} was requested.`,
      'OperationError',
    );
  }
}

function checkRsa(facts: Facts): void {
  checkModulus(facts.length);
  const exponent = exponentOf(facts.exponent!);
  if (exponent !== 3 && exponent !== 65537) {
    throw new DOMException(`The "publicExponent" must be either 3 or 65537, but got ${exponent}.`, 'OperationError');
  }
  if (facts.length % 128 !== 0) {
    throw new DOMException("Can't generate key: RSA key size is required to be a multiple of 128", 'OperationError');
  }
}

export function generatePair(name: string, given: any, extractable: boolean, usages: string[]): object {
  const { facts, check } = wanted(name, given);
  const checked = usagesOf(name, 'generate', usages, allowedUsages(name));
  check();
  const asked = question('generate', name, facts.curve, facts.length);
  const both: Bytes = new PlainUint8Array(facts.exponent === null ? ask(asked) : ask(asked, facts.exponent));
  const end = 4 + (both[2]! << 8) + both[3]!;
  const publicBytes = copyOf(view(both, 4, end - 4));
  const privateBytes = copyOf(view(both, end, TypedArrayByteLength(both) - end));
  const privateUsages = common(checked, PRIVATE_USAGES);
  if (privateUsages.length === 0) {
    throw new DOMException('Attempt to generate asymmetric keys with no valid private key usages.', 'SyntaxError');
  }
  const publicUsages = common(checked, PUBLIC_USAGES);
  return {
    publicKey: half(name, 'public', facts, publicBytes, nextKeyId(), true, publicUsages),
    privateKey: half(name, 'private', facts, privateBytes, nextKeyId(), extractable, privateUsages),
  };
}

export function importHalf(
  name: string,
  format: string,
  data: any,
  given: any,
  extractable: boolean,
  usages: string[],
): CryptoKey {
  const hash = isRsa(name) && name !== 'RSA-RAW' ? hashNamed(hashName(given.hash, 'algorithm')) : '';
  const curve = isElliptic(name) ? curveNamed(given.namedCurve) : name === 'NODE-ED25519' ? nodeCurve(given) : '';
  const id = nextKeyId();
  const read = readHalf(name, format, data, curve, hash, extractable, usages, id);
  const { type, checked, told } = read;
  const kind = told[0];
  const length = (told[2]! << 8) | told[3]!;
  const exponentLength = told[4]!;
  const bytes = copyOf(view(told, 5 + exponentLength, TypedArrayByteLength(told) - 5 - exponentLength));
  if (name === 'RSA-RAW' && type !== 'private') {
    throw new DOMException(`RSA-RAW only supports private keys but requested "${type}".`, 'DataError');
  }
  checkKind(name, kind!, told[1]!, curve, `${given.namedCurve}`);
  const facts: Facts = { hash, curve, length: 0, exponent: null };
  if (kind === RSA) {
    facts.length = length;
    facts.exponent = copyOf(view(told, 5, exponentLength));
    checkImportedRsa(facts);
  }
  return half(name, type, facts, bytes, id, extractable, checked);
}

interface Read {
  type: KeyType;
  checked: string[];
  told: Bytes;
}

function readHalf(
  name: string,
  format: string,
  data: any,
  curve: string,
  hash: string,
  extractable: boolean,
  usages: string[],
  id: number,
): Read {
  const allowed = allowedUsages(name);
  if (format === 'jwk') {
    const isPrivate = data.d !== undefined;
    const checked = isPrivate
      ? usagesOf(name, 'import private', usages, common(allowed, PRIVATE_USAGES))
      : usagesOf(name, 'import public', usages, common(allowed, PUBLIC_USAGES));
    checkKeyOperations(name, data, extractable, usages);
    const numbers = numbersOf(name, data, hash, curve);
    const told = new PlainUint8Array(ask(question('read', name, curve, 3, id), numbers));
    return { type: isPrivate ? 'private' : 'public', checked, told };
  }
  if (format === 'raw' && !isRsa(name)) {
    const checked = usagesOf(name, 'import public', usages, common(allowed, PUBLIC_USAGES));
    const length = TypedArrayByteLength(data);
    if (!isElliptic(name) && length !== 32) {
      const shown = name === 'X25519' ? 'X25519' : 'Ed25519';
      throw new DOMException(`${shown} raw keys must be exactly 32-bytes (provided ${length}).`, 'DataError');
    }
    return { type: 'public', checked, told: new PlainUint8Array(ask(question('read', name, curve, 2, id), data)) };
  }
  if (format === 'spki') {
    const told = new PlainUint8Array(ask(question('read', name, curve, 0, id), data));
    const checked = usagesOf(name, 'import public', usages, common(allowed, PUBLIC_USAGES));
    return { type: 'public', checked, told };
  }
  if (format !== 'pkcs8') refuseFormat(format);
  const told = new PlainUint8Array(ask(question('read', name, curve, 1, id), data));
  const checked = usagesOf(name, 'import private', usages, common(allowed, PRIVATE_USAGES));
  return { type: 'private', checked, told };
}

/** The key that was found must be of the kind and the curve that were asked for. */
function checkKind(name: string, kind: number, curveFound: number, curve: string, namedCurve: string): void {
  if (isRsa(name) && kind !== RSA) throw new DOMException('Input was not an RSA key.', 'DataError');
  if (isElliptic(name)) {
    if (kind !== ELLIPTIC) {
      throw new DOMException(
        name === 'ECDSA' ? 'Input was not an EC key.' : 'Input was not an EC public key nor a DH key.',
        'DataError',
      );
    }
    if (CURVES[curveFound] !== curve) {
      throw new DOMException(
        `"algorithm.namedCurve" "${namedCurve}"${name === 'ECDSA' ? '' : ','} does not match the curve specified by the input key data.`,
        'DataError',
      );
    }
  }
  if (!isRsa(name) && !isElliptic(name) && kind !== (name === 'X25519' ? 4 : 3)) {
    throw new DOMException(`Input was not an ${name} key.`, 'DataError');
  }
}

function checkImportedRsa(facts: Facts): void {
  checkModulus(facts.length);
  const exponent = exponentOf(facts.exponent!);
  if (exponent !== 3 && exponent !== 17 && exponent !== 37 && exponent !== 65537) {
    throw new DOMException(`Imported RSA key has invalid publicExponent ${exponent}.`, 'OperationError');
  }
}
