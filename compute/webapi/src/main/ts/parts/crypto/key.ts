// CryptoKey: bytes that a Worker may use, and see only if the key is extractable.
import { type Bytes, copyOf } from '../../core/bytes';
import { DOMException } from '../../core/errors';
import { INTERNAL } from '../../core/headers';
import { defineInterface } from '../../core/interface';
import { ObjectDefineProperty } from '../../core/primordials';
import { append, includes, type KeyType, sameName } from './algorithms';

/** What a key is. None of it is an object that a Worker has seen. */
export interface KeyData {
  type: KeyType;
  /** Of the algorithm, in its canonical form. */
  name: string;
  /** The hash that belongs to the key; empty if none does. */
  hash: string;
  /** The curve, or empty. */
  curve: string;
  /** Bits of a secret or of a modulus. */
  length: number;
  /** A modulus's exponent. */
  exponent: Bytes | null;
  /** Raw for a secret, PKCS #8 or SubjectPublicKeyInfo for the halves of a pair. */
  bytes: Bytes;
  /** By which the host finds what it made of the bytes. */
  id: number;
  extractable: boolean;
  usages: string[];
}

let lastId = 0;
/** A number for a key that nobody has yet: each means one key for ever. */
export function nextKeyId(): number {
  lastId++;
  return lastId;
}

export let keyData: (key: CryptoKey) => KeyData;
export let isKey: (value: unknown) => value is CryptoKey;

export class CryptoKey {
  #data: KeyData;
  constructor(token: unknown, data: KeyData, algorithm: object) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
    this.#data = data;
    const usages: string[] = [];
    for (let i = 0; i < data.usages.length; i++) append(usages, data.usages[i]!);
    show(this, 'usages', usages);
    show(this, 'algorithm', algorithm);
    show(this, 'extractable', data.extractable);
    show(this, 'type', data.type);
  }
  static {
    keyData = (key) => key.#data;
    isKey = (value): value is CryptoKey => typeof value === 'object' && value !== null && #data in value;
  }
}
defineInterface(CryptoKey, 'CryptoKey');

function show(key: object, name: string, value: unknown): void {
  ObjectDefineProperty(key, name, { __proto__: null, value, enumerable: true, configurable: true } as any);
}

export function newKey(data: KeyData): CryptoKey {
  return new CryptoKey(INTERNAL, data, shownAlgorithm(data));
}

function shownAlgorithm(data: KeyData): object {
  const { name, hash, curve, length } = data;
  if (data.exponent !== null) {
    const shown = { name, modulusLength: length, publicExponent: copyOf(data.exponent) };
    return hash === '' ? shown : { ...shown, hash: { name: hash } };
  }
  if (curve !== '') return { name, namedCurve: curve };
  if (hash !== '') return { name, hash: { name: hash }, length };
  return length > 0 ? { name, length } : { name };
}

/** The data of a key that is used for something: it must be of that algorithm and have that usage. */
export function keyFor(key: CryptoKey, algorithm: string, usage: string): KeyData {
  const data = keyData(key);
  if (!sameName(data.name, algorithm)) {
    throw new DOMException(
      `Requested algorithm "${algorithm}" does not match this CryptoKey's algorithm "${data.name}".`,
      'InvalidAccessError',
    );
  }
  if (!includes(data.usages, usage)) {
    throw new DOMException(
      `Requested key usage "${usage}" does not match any usage listed in this CryptoKey.`,
      'InvalidAccessError',
    );
  }
  return data;
}

/** Refuses to tell a key that is not extractable. */
export function extractable(key: CryptoKey): KeyData {
  const data = keyData(key);
  if (!data.extractable) {
    throw new DOMException(`Attempt to export non-extractable ${data.name} key.`, 'InvalidAccessError');
  }
  return data;
}

export function unsupported(operation: string, data: KeyData): never {
  throw new DOMException(`The ${operation} not implemented for "${data.name}".`, 'NotSupportedError');
}
