// The arguments of WebCrypto's methods, converted in workerd's order and refused in its words. Dictionaries become objects without a
// prototype that nobody else can reach: a getter of the caller's runs once, here.
import { type Bytes, bytesOf, isArrayBuffer } from '../../core/bytes';
import {
  ArrayBufferDetached,
  ArrayBufferIsView,
  ArrayIsArray,
  DataViewBuffer,
  NumberIsFinite,
  PlainUint8Array,
  TypedArrayBuffer,
  TypedArrayTag,
} from '../../core/primordials';
import { append } from './algorithms';
import { type CryptoKey, isKey } from './key';

const EMPTY: Bytes = new PlainUint8Array(0);

type Kind = 'text' | 'text?' | 'hash?' | 'bytes?' | 'int?' | 'tag?' | 'flag?' | 'key?' | 'texts?' | 'list?';

/** The fields of each dictionary, in the order in which they are read. */
const DICTIONARIES: Record<string, [string, Kind][]> = {
  __proto__: null as any,
  HashAlgorithm: [['name', 'text']],
  EncryptAlgorithm: [
    ['name', 'text'],
    ['iv', 'bytes?'],
    ['additionalData', 'bytes?'],
    ['tagLength', 'tag?'],
    ['counter', 'bytes?'],
    ['length', 'int?'],
    ['label', 'bytes?'],
  ],
  SignAlgorithm: [
    ['name', 'text'],
    ['hash', 'hash?'],
    ['dataLength', 'int?'],
    ['saltLength', 'int?'],
    ['context', 'bytes?'],
  ],
  GenerateKeyAlgorithm: [
    ['name', 'text'],
    ['hash', 'hash?'],
    ['modulusLength', 'int?'],
    ['publicExponent', 'bytes?'],
    ['length', 'int?'],
    ['namedCurve', 'text?'],
  ],
  ImportKeyAlgorithm: [
    ['name', 'text'],
    ['hash', 'hash?'],
    ['length', 'int?'],
    ['namedCurve', 'text?'],
    ['compressed', 'flag?'],
  ],
  DeriveKeyAlgorithm: [
    ['name', 'text'],
    ['salt', 'bytes?'],
    ['iterations', 'int?'],
    ['hash', 'hash?'],
    ['public', 'key?'],
    ['info', 'bytes?'],
  ],
  JsonWebKey: [
    ['kty', 'text'],
    ['use', 'text?'],
    ['key_ops', 'texts?'],
    ['alg', 'text?'],
    ['ext', 'flag?'],
    ['crv', 'text?'],
    ['x', 'text?'],
    ['y', 'text?'],
    ['d', 'text?'],
    ['n', 'text?'],
    ['e', 'text?'],
    ['p', 'text?'],
    ['q', 'text?'],
    ['dp', 'text?'],
    ['dq', 'text?'],
    ['qi', 'text?'],
    ['oth', 'list?'],
    ['k', 'text?'],
    ['pub', 'text?'],
    ['priv', 'text?'],
  ],
};

export function isObject(value: unknown): boolean {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** A dictionary by its name. */
export function dictionary(name: string, given: any): any {
  if (given === null || given === undefined) {
    throw new TypeError(
      `Cannot initialize N7workerd3api12SubtleCrypto${name.length}${name}E with required members from an undefined or null value.`,
    );
  }
  const fields = DICTIONARIES[name]!;
  const result: any = { __proto__: null };
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i]![0];
    result[field] = converted(given[field], fields[i]![1], field, name);
  }
  return result;
}

function converted(value: any, kind: Kind, field: string, owner: string): unknown {
  if (kind === 'text') return `${value}`;
  if (value === undefined) return undefined;
  switch (kind) {
    case 'text?':
      return `${value}`;
    case 'hash?':
      return typeof value === 'object' || typeof value === 'function' ? dictionary('HashAlgorithm', value) : `${value}`;
    case 'int?':
      return integer(value);
    case 'tag?':
      return tagLength(value);
    case 'flag?':
      return !!value;
    case 'bytes?':
      return isSource(value) ? sourceBytes(value) : refuse(field, owner, 'BufferSource');
    case 'key?':
      return isKey(value) ? value : refuse(field, owner, 'CryptoKey');
    case 'texts?':
      return ArrayIsArray(value) ? texts(value) : refuse(field, owner, 'Array');
    default:
      return ArrayIsArray(value) ? value : refuse(field, owner, 'Array');
  }
}

function refuse(field: string, owner: string, type: string): never {
  throw new TypeError(
    `Incorrect type for the '${field}' field on '${owner}': the provided value is not of type '${type}'.`,
  );
}

/** A number of 32 bits with its sign. */
export function integer(value: any): number {
  const number = +value;
  if (!NumberIsFinite(number)) return 0;
  if (number > 2147483647 || number < -2147483648) {
    throw new TypeError('Value out of range. Must be between -2147483648 and 2147483647 (inclusive).');
  }
  return number | 0;
}

function tagLength(value: any): number {
  const number = +value;
  if (!NumberIsFinite(number)) return 0;
  if (number > 2147483647 || number < -2147483648) {
    throw new TypeError('AES-GCM tagLength is outside the integer range.');
  }
  return number | 0;
}

/** The elements of an array as strings. */
export function texts(list: unknown[]): string[] {
  const result: string[] = [];
  for (let i = 0; i < list.length; i++) append(result, `${list[i] as any}`);
  return result;
}

/** An algorithm: a dictionary, or just the name of one. */
export function algorithm(name: string, value: unknown): any {
  if (isObject(value) || value === null || value === undefined) return dictionary(name, value);
  return { __proto__: null, name: `${value as any}` };
}

/** The arguments of one call of one method; each is asked for by its place. */
export class Arguments {
  readonly #method: string;
  readonly #type: string;
  readonly #list: unknown[];

  constructor(type: string, method: string, list: unknown[]) {
    this.#type = type;
    this.#method = method;
    this.#list = list;
  }
  #missing(at: number): boolean {
    return at >= this.#list.length;
  }
  #refuse(at: number, type: string): never {
    throw new TypeError(
      `Failed to execute '${this.#method}' on '${this.#type}': parameter ${at + 1} is not of type '${type}'.`,
    );
  }
  algorithm(at: number, name: string): any {
    if (this.#missing(at)) this.#refuse(at, `string or ${name}`);
    return algorithm(name, this.#list[at]);
  }
  key(at: number): CryptoKey {
    const value = this.#list[at];
    return isKey(value) ? value : this.#refuse(at, 'CryptoKey');
  }
  bytes(at: number): Bytes {
    const value = this.#list[at];
    return isSource(value) ? sourceBytes(value) : this.#refuse(at, 'BufferSource');
  }
  /** The same bytes once more: a getter that ran meanwhile may have changed, or given away, what holds them. */
  again<T>(at: number, before: T): T | Bytes {
    const value = this.#list[at];
    return isSource(value) ? sourceBytes(value) : before;
  }
  text(at: number): string {
    if (this.#missing(at)) this.#refuse(at, 'string');
    return `${this.#list[at] as any}`;
  }
  flag(at: number): boolean {
    if (this.#missing(at)) this.#refuse(at, 'boolean');
    return !!this.#list[at];
  }
  texts(at: number): string[] {
    const value = this.#list[at];
    return ArrayIsArray(value) ? texts(value) : this.#refuse(at, 'Array');
  }
  /** The data of a key to import: bytes, or a JSON Web Key. */
  keyData(at: number): Bytes | object {
    const value = this.#list[at];
    if (isSource(value)) return sourceBytes(value);
    if (this.#missing(at) || (value !== null && value !== undefined && !isObject(value))) {
      this.#refuse(at, 'BufferSource or JsonWebKey');
    }
    return dictionary('JsonWebKey', value);
  }
  /** A number of bits; null if none was said. */
  bits(at: number): number | null {
    const value = this.#list[at];
    if (value === undefined || value === null) return null;
    const bits = integer(value);
    if (bits < 0) throw new TypeError('deriveBits length must be an unsigned long integer.');
    return bits;
  }
}

export function isSource(value: unknown): boolean {
  return ArrayBufferIsView(value) || isArrayBuffer(value);
}

/** The bytes behind a BufferSource, not a copy. Of a detached one there are none. */
export function sourceBytes(value: any): Bytes {
  const buffer = !ArrayBufferIsView(value)
    ? value
    : TypedArrayTag(value) === undefined
      ? DataViewBuffer(value)
      : TypedArrayBuffer(value);
  return isArrayBuffer(buffer) && ArrayBufferDetached(buffer) ? EMPTY : bytesOf(value);
}
