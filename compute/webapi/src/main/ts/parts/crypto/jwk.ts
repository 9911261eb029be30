// What a JSON Web Key says beside its numbers (RFC 7517, sections 4.2 and 4.3), and its numbers.
import type { Bytes } from '../../core/bytes';
import { DOMException } from '../../core/errors';
import { PlainUint8Array, TypedArrayByteLength, TypedArraySet } from '../../core/primordials';
import { append, includes } from './algorithms';
import { fromBase64Url } from './base64url';
import { duplicate } from './secrets';

/** The hashes that the "alg" of an RSA key means. */
const RSA_HASHES: Record<string, string> = {
  __proto__: null as any,
  RS1: 'SHA-1',
  RS256: 'SHA-256',
  RS384: 'SHA-384',
  RS512: 'SHA-512',
  PS1: 'SHA-1',
  PS256: 'SHA-256',
  PS384: 'SHA-384',
  PS512: 'SHA-512',
  'RSA-OAEP': 'SHA-1',
  'RSA-OAEP-256': 'SHA-256',
  'RSA-OAEP-384': 'SHA-384',
  'RSA-OAEP-512': 'SHA-512',
};
const ECDSA_CURVES: Record<string, string> = {
  __proto__: null as any,
  ES256: 'P-256',
  ES384: 'P-384',
  ES512: 'P-521',
};

function refuse(message: string): never {
  throw new DOMException(message, 'DataError');
}

/** "use", "key_ops" and "ext" of half a pair. */
export function checkKeyOperations(name: string, jwk: any, extractable: boolean, usages: string[]): void {
  if (jwk.d !== undefined && jwk.oth !== undefined) {
    throw new DOMException('Multi-prime private keys not supported.', 'NotSupportedError');
  }
  const agrees = name === 'ECDH' || name === 'X25519';
  const use = name === 'RSA-OAEP' || agrees ? 'enc' : 'sig';
  if (usages.length > 0 && jwk.use !== undefined && jwk.use !== use) {
    refuse(
      `Asymmetric "jwk" key import with usages requires a JSON Web Key with Public Key Use parameter "use" ("${jwk.use}") equal to "sig".`,
    );
  }
  if (jwk.key_ops !== undefined) checkOps(name, jwk, use, usages);
  if (extractable && jwk.ext === false) {
    refuse('Cannot create an extractable CryptoKey from an unextractable JSON Web Key.');
  }
}

const CONSISTENT =
  'A JSON Web Key should have either a Public Key Use parameter ("use") or a Key Operations parameter ("key_ops"); otherwise, the parameters must be consistent with each other. ';

function checkOps(name: string, jwk: any, use: string, usages: string[]): void {
  const ops: string[] = jwk.key_ops;
  if (duplicate(ops) !== undefined) {
    refuse('A JSON Web Key\'s Key Operations parameter ("key_ops") must not contain duplicates.');
  }
  if (jwk.use !== undefined) checkOpsWithUse(name, jwk, use);
  for (let i = 0; i < usages.length; i++) {
    if (!includes(ops, usages[i]!)) {
      refuse('All specified key usages must be present in the JSON Web Key\'s Key Operations parameter ("key_ops").');
    }
  }
}

function checkOpsWithUse(name: string, jwk: any, use: string): void {
  if (jwk.use !== use) {
    refuse(
      `Asymmetric "jwk" import requires a JSON Web Key with Public Key Use "use" ("${jwk.use}") equal to "${use}".`,
    );
  }
  const ops: string[] = jwk.key_ops;
  const one = name === 'RSA-OAEP' ? 'encrypt' : 'sign';
  const two = name === 'RSA-OAEP' ? 'wrapKey' : 'verify';
  for (let i = 0; i < ops.length; i++) {
    if (name === 'ECDH' || name === 'X25519') {
      refuse(
        `${CONSISTENT}For public ${name} keys, there are no valid usages,so keys with a non-empty "key_ops" parameter are not allowed.`,
      );
    }
    if (ops[i] !== one && ops[i] !== two) {
      refuse(
        `${CONSISTENT}A Public Key Use for ${name} would allow a Key Operations array with only "${one}" and/or "${two}" values (not "${ops[i]}").`,
      );
    }
  }
}

/** The numbers of a key in the order that the host wants, each behind its length in two bytes. */
export function numbersOf(name: string, jwk: any, hash: string, curve: string): Bytes {
  if (name === 'ECDSA' || name === 'ECDH') return packed(ellipticNumbers(name, jwk, curve));
  if (name === 'X25519') return packed(octetNumbers('X25519', jwk));
  if (name === 'Ed25519' || name === 'NODE-ED25519') return packed(octetNumbers('Ed25519', jwk));
  return packed(rsaNumbers(name, jwk, hash));
}

function number(text: string | undefined, refusal: string): Bytes {
  const bytes = text === undefined ? null : fromBase64Url(text);
  return bytes === null ? refuse(refusal) : bytes;
}

function packed(numbers: Bytes[]): Bytes {
  let length = 0;
  for (let i = 0; i < numbers.length; i++) length += 2 + TypedArrayByteLength(numbers[i]!);
  const all = new PlainUint8Array(length);
  let at = 0;
  for (let i = 0; i < numbers.length; i++) {
    const size = TypedArrayByteLength(numbers[i]!);
    if (size > 0xffff) refuse('A number of the JSON Web Key is too long.');
    all[at] = size >> 8;
    all[at + 1] = size & 255;
    TypedArraySet(all, numbers[i]!, at + 2);
    at += 2 + size;
  }
  return all;
}

function checkRsaAlg(name: string, jwk: any, hash: string): void {
  if (jwk.kty !== 'RSA') {
    const shown = name === 'RSA-RAW' ? name : 'RSASSA-PKCS1-v1_5';
    refuse(
      `${shown} "jwk" key import requires a JSON Web Key with Key Type parameter "kty" ("${jwk.kty}") equal to "RSA".`,
    );
  }
  if (jwk.alg === undefined) return;
  const meant = RSA_HASHES[jwk.alg];
  if (
    meant === undefined ||
    (name === 'RSA-RAW' && !(jwk.alg[0] === 'R' && jwk.alg[1] === 'S' && jwk.alg[2] !== 'A'))
  ) {
    throw new DOMException(
      `Unrecognized or unimplemented algorithm "${jwk.alg}" listed in JSON Web Key Algorithm parameter.`,
      'NotSupportedError',
    );
  }
  if (name !== 'RSA-RAW' && meant !== hash) {
    refuse(
      `JSON Web Key Algorithm parameter "alg" ("${jwk.alg}") does not match requested hash algorithm "${jwk.alg}".`,
    );
  }
}

const PARTS: [string, string][] = [
  ['p', 'First Prime Factor'],
  ['q', 'Second Prime Factor'],
  ['dp', 'First Factor CRT Exponent'],
  ['dq', 'Second Factor CRT Exponent'],
  ['qi', 'First CRT Coefficient'],
];

function rsaNumbers(name: string, jwk: any, hash: string): Bytes[] {
  checkRsaAlg(name, jwk, hash);
  const invalid = 'Invalid RSA key in JSON Web Key; ';
  const numbers: Bytes[] = [];
  append(numbers, number(jwk.n, `${invalid}missing or invalid Modulus parameter ("n").`));
  append(numbers, number(jwk.e, `${invalid}missing or invalid Exponent parameter ("e").`));
  if (jwk.d === undefined) return numbers;
  append(numbers, number(jwk.d, `${invalid}missing or invalid Private Exponent parameter ("d").`));
  let present = 0;
  for (let i = 0; i < PARTS.length; i++) if (jwk[PARTS[i]![0]] !== undefined) present++;
  if (present === 0) return numbers;
  if (present !== PARTS.length) {
    refuse(
      'Invalid RSA private key in JSON Web Key; if one Prime Factor or CRT Exponent/Coefficient parameter is present, then they must all be present ("p", "q", "dp", "dq", "qi").',
    );
  }
  for (let i = 0; i < PARTS.length; i++) {
    const part = PARTS[i]!;
    append(numbers, number(jwk[part[0]], `${invalid}invalid ${part[1]} parameter ("${part[0]}").`));
  }
  return numbers;
}

function ellipticNumbers(name: string, jwk: any, curve: string): Bytes[] {
  if (jwk.kty !== 'EC') {
    refuse(
      `Elliptic curve "jwk" key import requires a JSON Web Key with Key Type parameter "kty" ("${jwk.kty}") equal to "EC".`,
    );
  }
  if (name === 'ECDSA' && jwk.alg !== undefined) {
    const meant = ECDSA_CURVES[jwk.alg];
    if (meant === undefined) {
      throw new DOMException(
        `Unrecognized or unimplemented algorithm "${jwk.alg}" listed in JSON Web Key Algorithm parameter.`,
        'NotSupportedError',
      );
    }
    if (meant !== curve) {
      refuse(`JSON Web Key Algorithm parameter "alg" ("${jwk.alg}") does not match requested curve.`);
    }
  }
  const numbers: Bytes[] = [];
  append(numbers, number(jwk.x, 'Invalid EC key in JSON Web Key; missing "x".'));
  append(numbers, number(jwk.y, 'Invalid EC key in JSON Web Key; missing "y".'));
  if (jwk.d !== undefined) {
    append(numbers, number(jwk.d, 'Invalid EC key in JSON Web Key; missing or invalid private key component ("d").'));
  }
  return numbers;
}

function octetNumbers(curve: string, jwk: any): Bytes[] {
  if (jwk.kty !== 'OKP') {
    refuse(
      `${curve} "jwk" key imports requires a JSON Web Key with Key Type parameter "kty" ("${jwk.kty}") equal to "OKP".`,
    );
  }
  if (jwk.crv === undefined) refuse(`Missing field "crv" for ${curve} key.`);
  if (jwk.crv !== curve) {
    throw new DOMException(`Only ${curve} is supported but "${jwk.crv}" was requested.`, 'NotSupportedError');
  }
  if (curve === 'Ed25519' && jwk.alg !== undefined && jwk.alg !== 'EdDSA') {
    refuse(`JSON Web Key Algorithm parameter "alg" ("${jwk.alg}") does not match requested Ed25519 curve.`);
  }
  const numbers: Bytes[] = [];
  const x = number(jwk.x, `Invalid ${jwk.crv} key in JSON WebKey; missing or invalid public key component ("x").`);
  if (TypedArrayByteLength(x) !== 32) refuse(`Invalid length ${TypedArrayByteLength(x)} for public key`);
  append(numbers, x);
  if (jwk.d === undefined) return numbers;
  const d = number(jwk.d, `Invalid ${curve} key in JSON Web Key; missing or invalid private key component ("d").`);
  if (TypedArrayByteLength(d) !== 32) refuse(`Invalid length ${TypedArrayByteLength(d)} for private key`);
  append(numbers, d);
  return numbers;
}
