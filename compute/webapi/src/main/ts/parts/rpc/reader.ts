// From a text back to the value. Whoever wrote the text may lie: lengths, places and depth are checked, and what has no meaning is an
// error. What JSON.parse made is changed in place, since it is nobody else's.
import { type Bytes, copyOf, isArrayBuffer, view } from '../../core/bytes';
import {
  ArrayBufferByteLength,
  ArrayIsArray,
  MapPrototypeSet,
  NumberIsInteger,
  ObjectDefineProperty,
  ObjectKeys,
  PlainArrayBuffer,
  PlainBigInt,
  PlainDataView,
  PlainDate,
  PlainMap,
  PlainSet,
  PlainUint8Array,
  RegExpPrototypeExec,
  SafeMap,
  SetPrototypeAdd,
  TypedArrayBuffer,
  TypedArrayByteLength,
  TypedArraySet,
} from '../../core/primordials';
import { VIEWS } from '../clone/kinds';
import { readError } from './errors';
import { DEEPEST, type Importer, malformed } from './format';
import { readPlatform } from './platform';

const DIGITS = /^-?\d+$/;

export class Reader {
  readonly importer: Importer | null;
  /** Nobody else's; null if the text names none. */
  readonly #bytes: Bytes | null;
  readonly #objects = new SafeMap<number, object>();
  #count = 0;
  #depth = 0;

  constructor(importer: Importer | null, bytes: Bytes | null) {
    this.importer = importer;
    this.#bytes = bytes;
  }

  /** What stands for a value in JSON becomes the value. */
  value(node: any): any {
    if (typeof node !== 'object' || node === null) return node;
    if (++this.#depth > DEEPEST * 2) malformed();
    const value = ArrayIsArray(node) ? this.#array(node) : this.#object(node);
    this.#depth--;
    return value;
  }

  /** Objects are numbered in the order in which they begin. */
  reserve(): number {
    return this.#count++;
  }
  keep(number: number, object: object): void {
    this.#objects.set(number, object);
  }
  #known(number: number): object {
    return this.#objects.get(number) ?? malformed();
  }

  #array(node: any[]): unknown[] {
    this.keep(this.reserve(), node);
    for (let i = 0; i < node.length; i++) {
      const item = node[i];
      if (typeof item === 'object' && item !== null) node[i] = this.value(item);
    }
    return node;
  }

  #object(node: any): unknown {
    const keys = ObjectKeys(node);
    if (keys.length === 1 && keys[0] === '') return this.#special(node['']);
    this.keep(this.reserve(), node);
    for (let i = 0; i < keys.length; i++) {
      const item = node[keys[i]!];
      if (typeof item === 'object' && item !== null) node[keys[i]!] = this.value(item);
    }
    return node;
  }

  #special(tag: any): unknown {
    if (typeof tag === 'number') return this.#known(tag);
    if (ArrayIsArray(tag)) return this.#tagged(tag);
    switch (tag) {
      case 'u':
        return undefined;
      case 'z':
        return -0;
      case '+':
        return Infinity;
      case '-':
        return -Infinity;
      case 'n':
        return NaN;
      default:
        return malformed();
    }
  }

  #tagged(tag: any[]): unknown {
    switch (tag[0]) {
      case 'i':
        return typeof tag[1] === 'string' && RegExpPrototypeExec(DIGITS, tag[1]) !== null
          ? PlainBigInt(tag[1])
          : malformed();
      case 'a':
        return this.#sparse(tag);
      case 'o':
        return this.#pairs(this.#kept({}), tag, 1);
      case 'd':
        return this.#kept(new PlainDate(tag[1] === null ? NaN : number(tag[1])));
      case 'r':
        return this.#kept(new RegExp(`${tag[1]}`, `${tag[2]}`));
      case 'm':
        return this.#map(tag);
      case 's':
        return this.#set(tag);
      case 'p':
        return this.#boxed(tag[1]);
      case 'b':
        return this.#kept(this.buffer(tag));
      case 'v':
        return this.#view(tag);
      case 'e':
        return readError(this, tag);
      default:
        return readPlatform(this, tag);
    }
  }

  #kept<T extends object>(object: T): T {
    this.keep(this.reserve(), object);
    return object;
  }

  #pairs(object: any, tag: any[], from: number): object {
    for (let i = from; i + 1 < tag.length; i += 2) {
      ObjectDefineProperty(object, `${tag[i]}`, {
        __proto__: null,
        value: this.value(tag[i + 1]),
        writable: true,
        enumerable: true,
        configurable: true,
      } as any);
    }
    return object;
  }
  #sparse(tag: any[]): object {
    const array: unknown[] = [];
    array.length = count(tag[1]);
    return this.#pairs(this.#kept(array), tag, 2);
  }
  #map(tag: any[]): object {
    const map = this.#kept(new PlainMap());
    for (let i = 1; i + 1 < tag.length; i += 2) MapPrototypeSet(map, this.value(tag[i]), this.value(tag[i + 1]));
    return map;
  }
  #set(tag: any[]): object {
    const set = this.#kept(new PlainSet());
    for (let i = 1; i < tag.length; i++) SetPrototypeAdd(set, this.value(tag[i]));
    return set;
  }
  #boxed(node: unknown): object {
    const reserved = this.reserve();
    const object = Object(this.value(node));
    this.keep(reserved, object);
    return object;
  }

  /** The bytes that the second and third element of a tag name, as a buffer that may grow up to the fourth. */
  buffer(tag: any[]): ArrayBuffer {
    const from = count(tag[1]);
    const length = count(tag[2]);
    const bytes = this.#part(from, length);
    if (tag[3] === undefined) return TypedArrayBuffer(bytes);
    const most = count(tag[3]);
    const buffer = new (PlainArrayBuffer as any)(length, { __proto__: null, maxByteLength: most });
    TypedArraySet(new PlainUint8Array(buffer), bytes);
    return buffer;
  }
  /** What is all that came needs no copy. */
  #part(from: number, length: number): Bytes {
    const bytes = this.#bytes;
    if (from + length > (bytes === null ? 0 : TypedArrayByteLength(bytes))) malformed();
    if (bytes === null || length === 0) return new PlainUint8Array(0);
    return length === ArrayBufferByteLength(TypedArrayBuffer(bytes)) ? bytes : copyOf(view(bytes, from, length));
  }
  #view(tag: any[]): object {
    const reserved = this.reserve();
    const buffer = this.value(tag[2]);
    if (!isArrayBuffer(buffer)) malformed();
    const type = tag[1] === 'DataView' ? (PlainDataView as any) : VIEWS[tag[1]];
    if (type === undefined) malformed();
    const made = new type(buffer, count(tag[3]), count(tag[4]));
    this.keep(reserved, made);
    return made;
  }
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : malformed();
}
/** A length or a place. */
function count(value: unknown): number {
  return NumberIsInteger(value) && (value as number) >= 0 ? (value as number) : malformed();
}
