// From a value to its text, in one pass: getters run once, and nothing is asked of prototypes that a Worker can change.
import { Gathered } from '../../core/body';
import { type Bytes, copyOf, isArrayBuffer } from '../../core/bytes';
import {
  ArrayBufferIsView,
  ArrayIsArray,
  BigIntPrototypeToString,
  JSONStringify,
  NumberIsFinite,
  ObjectHasOwn,
  ObjectKeys,
  ObjectPrototype,
  ReflectGetPrototypeOf,
  SafeMap,
  SymbolPrototypeToString,
  TypedArrayByteLength,
} from '../../core/primordials';
import { refuseFunction } from '../clone/kinds';
import { refuse } from '../clone/platform';
import { DEEPEST, type Exporter } from './format';
import { Seen } from './seen';
import { writeBuffer, writeObject, writeView } from './values';

const KNOWN_KEYS = 1024;
const LONGEST_KNOWN_KEY = 40;
/** Keys of objects come again and again: what they are in JSON, with the colon. */
const knownKeys = new SafeMap<string, string>();

function quotedKey(key: string): string {
  const known = knownKeys.get(key);
  if (known !== undefined) return known;
  const quoted = `${JSONStringify(key)}:`;
  if (knownKeys.size < KNOWN_KEYS && key.length <= LONGEST_KNOWN_KEY) knownKeys.set(key, quoted);
  return quoted;
}

export class Writer {
  readonly exporter: Exporter | null;
  #depth = 0;
  #tagged = false;
  #bytes: Gathered | null = null;
  #length = 0;
  readonly #seen = new Seen();

  constructor(exporter: Exporter | null) {
    this.exporter = exporter;
  }

  /** The JSON of a value. */
  value(value: any): string {
    switch (typeof value) {
      case 'string':
        return JSONStringify(value);
      case 'number':
        return this.#number(value);
      case 'boolean':
        return value ? 'true' : 'false';
      case 'undefined':
        return this.tag('"u"');
      case 'bigint':
        return this.tag(`["i","${BigIntPrototypeToString(value)}"]`);
      case 'symbol':
        return refuse(`${SymbolPrototypeToString(value)} could not be cloned.`);
      case 'function':
        return this.#function(value);
      default:
        return value === null ? 'null' : this.#object(value);
    }
  }

  #number(value: number): string {
    if (NumberIsFinite(value) && (value !== 0 || 1 / value > 0)) return `${value}`;
    return this.tag(value === 0 ? '"z"' : value > 0 ? '"+"' : value < 0 ? '"-"' : '"n"');
  }

  tag(json: string): string {
    this.#tagged = true;
    return `{"":${json}}`;
  }

  /** Puts bytes beside the JSON, as they are now. */
  bytes(bytes: Bytes): string {
    const from = this.#length;
    const length = TypedArrayByteLength(bytes);
    if (length > 0) (this.#bytes ??= new Gathered()).add(copyOf(bytes));
    this.#length += length;
    return `${from},${length}`;
  }

  #function(value: Function): string {
    const number = this.#seen.meet(value);
    if (number >= 0) return this.tag(`${number}`);
    const reference = this.exporter?.reference(value) ?? null;
    if (reference === null) refuseFunction(value);
    return this.tag(`[${reference}]`);
  }

  #object(value: any): string {
    const number = this.#seen.meet(value);
    if (number >= 0) return this.tag(`${number}`);
    if (++this.#depth > DEEPEST) throw new RangeError('Maximum call stack size exceeded');
    const json = this.#fresh(value);
    this.#depth--;
    return json;
  }

  #fresh(value: any): string {
    if (ArrayIsArray(value)) return this.#array(value);
    const prototype = ReflectGetPrototypeOf(value);
    if (prototype === ObjectPrototype) return this.properties(value);
    if (ArrayBufferIsView(value)) return writeView(this, value);
    if (isArrayBuffer(value)) return writeBuffer(this, value);
    return writeObject(this, value, prototype);
  }

  #array(value: unknown[]): string {
    const length = value.length;
    const keys = ObjectKeys(value);
    if (keys.length !== length || (length > 0 && keys[length - 1] !== `${length - 1}`)) {
      return this.tag(`["a",${length}${this.pairs(value, keys)}]`);
    }
    let json = '[';
    for (let i = 0; i < length; i++) json += i === 0 ? this.value(value[i]) : `,${this.value(value[i])}`;
    return `${json}]`;
  }

  /** The own properties of an object as a JSON object. */
  properties(value: any): string {
    const keys = ObjectKeys(value);
    const count = keys.length;
    if (count === 1 && keys[0] === '') return this.tag(`["o"${this.pairs(value, keys)}]`);
    let json = '{';
    for (let i = 0; i < count; i++) {
      const key = keys[i]!;
      const item = value[key];
      // A getter before it may have taken it away.
      if (item === undefined && !ObjectHasOwn(value, key)) continue;
      json += json === '{' ? quotedKey(key) + this.value(item) : `,${quotedKey(key)}${this.value(item)}`;
    }
    return `${json}}`;
  }

  /** The same as further elements of a tag: key, value, key, value. */
  pairs(value: any, keys: string[]): string {
    let json = '';
    for (let i = 0; i < keys.length; i++) {
      const item = value[keys[i]!];
      if (item === undefined && !ObjectHasOwn(value, keys[i]!)) continue;
      json += `,${JSONStringify(keys[i])},${this.value(item)}`;
    }
    return json;
  }

  /** Whether the text says more than its JSON. */
  get tagged(): boolean {
    return this.#tagged;
  }
  /** The bytes that the JSON names; null if there are none. */
  takeBytes(): Bytes | null {
    return this.#length === 0 ? null : this.#bytes!.take();
  }
}
