// CryptoKey: bytes that a Worker may use, and see only if the key is extractable.
import type { Bytes } from '../../core/bytes';
import { DOMException } from '../../core/errors';
import { INTERNAL } from '../../core/headers';
import { defineInterface } from '../../core/interface';
import { includes } from './algorithms';

/** What a key is: raw bytes for a secret, PKCS #8 or SubjectPublicKeyInfo for the halves of a pair. */
export interface KeyData {
  type: 'secret' | 'private' | 'public';
  bytes: Bytes;
  extractable: boolean;
  algorithm: any;
  usages: string[];
}

export let keyData: (key: CryptoKey) => KeyData;
export let isKey: (value: unknown) => value is CryptoKey;

export class CryptoKey {
  #data: KeyData;
  constructor(token: unknown, data: KeyData) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
    this.#data = data;
  }
  static {
    keyData = (key) => key.#data;
    isKey = (value): value is CryptoKey => typeof value === 'object' && value !== null && #data in value;
  }
  get type(): string {
    return this.#data.type;
  }
  get extractable(): boolean {
    return this.#data.extractable;
  }
  get algorithm(): object {
    return this.#data.algorithm;
  }
  get usages(): string[] {
    return this.#data.usages;
  }
}
defineInterface(CryptoKey, 'CryptoKey');

export function newKey(data: KeyData): CryptoKey {
  return new CryptoKey(INTERNAL, data);
}

/** The data of a key that is used for something: it must be of that algorithm and have that usage. */
export function keyFor(key: unknown, algorithm: string, usage: string): KeyData {
  if (!isKey(key)) throw new TypeError('The key must be a CryptoKey.');
  const data = keyData(key);
  if (data.algorithm.name !== algorithm) {
    throw new DOMException('The requested algorithm does not match this CryptoKey.', 'InvalidAccessError');
  }
  if (usage !== '' && !includes(data.usages, usage)) {
    throw new DOMException(
      `The requested operation "${usage}" is not valid for the provided key.`,
      'InvalidAccessError',
    );
  }
  return data;
}
