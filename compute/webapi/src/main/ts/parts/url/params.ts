// URLSearchParams: a list of pairs, on its own or bound to the query of a URL.

import { decodeUtf8, encodeUtf8, view } from '../../core/bytes';
import { badArgument } from '../../core/errors';
import { INTERNAL } from '../../core/headers';
import { defineInterface } from '../../core/interface';
import { collectPair, eachOf, pairIterator } from '../../core/iterate';
import {
  ArrayPrototypeSort,
  ArrayPrototypeSplice,
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptor,
  ReflectApply,
  ReflectOwnKeys,
  StringFromCharCode,
  StringPrototypeCharCodeAt,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeSubstring,
  StringPrototypeToWellFormed,
  SymbolIterator,
} from '../../core/primordials';
import { replaceText, splitText } from '../../core/text';
import type { UrlRecord } from '../../core/url';
import { escapedByte, FORM, percentDecode, percentEncode } from './encode';

const SPACE = 32;
const PERCENT = 37;
const PLUS = 43;

export interface Pair {
  name: string;
  value: string;
}

/** Undoes what forms do to ASCII; null if there is more than ASCII in it. */
function decodeAscii(text: string): string | null {
  let plain = '';
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const code = StringPrototypeCharCodeAt(text, at);
    if (code >= 128) return null;
    if (code !== PLUS && code !== PERCENT) continue;
    plain += StringPrototypeSubstring(text, from, at);
    from = at + 1;
    if (code === PLUS) {
      plain += ' ';
      continue;
    }
    const byte = escapedByte(text, at);
    if (byte >= 128) return null;
    plain += byte < 0 ? '%' : StringFromCharCode(byte);
    if (byte >= 0) from = (at += 2) + 1;
  }
  return plain + StringPrototypeSubstring(text, from, text.length);
}

function decode(text: string): string {
  if (StringPrototypeIndexOf(text, '%') < 0 && StringPrototypeIndexOf(text, '+') < 0) return text;
  const ascii = decodeAscii(text);
  if (ascii !== null) return ascii;
  const bytes = encodeUtf8(replaceText(text, /\+/g, ' '));
  return decodeUtf8(view(bytes, 0, percentDecode(bytes)));
}

/** The pairs of `application/x-www-form-urlencoded` text. */
export function parseForm(text: string): Pair[] {
  const pairs: Pair[] = [];
  const fields = splitText(text, '&');
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i]!;
    if (field === '') continue;
    const equals = StringPrototypeIndexOf(field, '=');
    const name = equals < 0 ? field : StringPrototypeSlice(field, 0, equals);
    pairs[pairs.length] = {
      name: decode(name),
      value: equals < 0 ? '' : decode(StringPrototypeSlice(field, equals + 1)),
    };
  }
  return pairs;
}

/** Words and spaces, which most values are; the others are encoded byte for byte. */
function encode(text: string): string {
  let encoded = '';
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const code = StringPrototypeCharCodeAt(text, at);
    if (code === SPACE) {
      encoded += `${StringPrototypeSubstring(text, from, at)}+`;
      from = at + 1;
    } else if (code >= 128 || FORM[code]) return replaceText(percentEncode(text, FORM), /%20/g, '+');
  }
  return from === 0 ? text : encoded + StringPrototypeSubstring(text, from, text.length);
}
function serialize(pairs: Pair[]): string {
  let text = '';
  for (let i = 0; i < pairs.length; i++) {
    text += `${i === 0 ? '' : '&'}${encode(pairs[i]!.name)}=${encode(pairs[i]!.value)}`;
  }
  return text;
}

function missing(method: string, position: number): TypeError {
  return badArgument(method, 'URLSearchParams', position, 'USVString');
}

function string(value: unknown): string {
  return StringPrototypeToWellFormed(`${value as any}`);
}

function indexOf(pairs: Pair[], name: string): number {
  for (let i = 0; i < pairs.length; i++) if (pairs[i]!.name === name) return i;
  return -1;
}

function pairsOf(init: unknown): Pair[] {
  if (init === undefined) return [];
  if (init === null || (typeof init !== 'object' && typeof init !== 'function')) {
    const text = string(init);
    return parseForm(text[0] === '?' ? StringPrototypeSubstring(text, 1, text.length) : text);
  }
  const pairs: Pair[] = [];
  if ((init as any)[SymbolIterator] !== undefined) {
    eachOf(init, (item) => {
      const { first, second } = collectPair(item, 'Invalid URL search params sequence.');
      pairs[pairs.length] = { name: string(first), value: string(second) };
    });
    return pairs;
  }
  const keys = ReflectOwnKeys(init as object);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    if (typeof key === 'symbol' || !ObjectGetOwnPropertyDescriptor(init as object, key)?.enumerable) continue;
    const name = string(key);
    const value = string((init as any)[key]);
    const known = indexOf(pairs, name);
    if (known < 0) pairs[pairs.length] = { name, value };
    else pairs[known]!.value = value;
  }
  return pairs;
}

/** Sets what the params of a URL hold after the URL was changed. */
export let followUrl: (params: URLSearchParams, record: UrlRecord) => void;
export let paramsOf: (record: UrlRecord, onChange: (query: string) => void) => URLSearchParams;
export let isURLSearchParams: (value: unknown) => boolean;
export let serializeParams: (params: URLSearchParams) => string;

export class URLSearchParams {
  #pairs: Pair[];
  #onChange: ((query: string) => void) | null = null;

  constructor(init: unknown = '', pairs: unknown = undefined) {
    this.#pairs = init === INTERNAL ? (pairs as Pair[]) : pairsOf(init);
  }
  static {
    followUrl = (params, record) => {
      const now = parseForm(StringPrototypeSubstring(record.search, 1, record.search.length));
      // The list stays the same one: an iterator that walks it goes on in what it holds now.
      const pairs = params.#pairs;
      pairs.length = now.length;
      for (let i = 0; i < now.length; i++) pairs[i] = now[i]!;
    };
    paramsOf = (record, onChange) => {
      const params = new URLSearchParams(INTERNAL, []);
      followUrl(params, record);
      params.#onChange = onChange;
      return params;
    };
    isURLSearchParams = (value) => typeof value === 'object' && value !== null && #pairs in value;
    serializeParams = (params) => serialize(params.#pairs);
  }

  #changed(): void {
    this.#onChange?.(serialize(this.#pairs));
  }

  get size(): number {
    return this.#pairs.length;
  }
  append(name: unknown, value: unknown): void {
    if (arguments.length < 2) throw missing('append', arguments.length + 1);
    this.#pairs[this.#pairs.length] = { name: string(name), value: string(value) };
    this.#changed();
  }
  delete(name: unknown, value: unknown = undefined): void {
    if (arguments.length === 0) throw missing('delete', 1);
    const wanted = string(name);
    const only = value === undefined ? undefined : string(value);
    const pairs = this.#pairs;
    for (let i = pairs.length - 1; i >= 0; i--) {
      if (pairs[i]!.name === wanted && (only === undefined || pairs[i]!.value === only))
        ArrayPrototypeSplice(pairs, i, 1);
    }
    this.#changed();
  }
  get(name: unknown): string | null {
    if (arguments.length === 0) throw missing('get', 1);
    const found = indexOf(this.#pairs, string(name));
    return found < 0 ? null : this.#pairs[found]!.value;
  }
  getAll(name: unknown): string[] {
    if (arguments.length === 0) throw missing('getAll', 1);
    const wanted = string(name);
    const values: string[] = [];
    for (let i = 0; i < this.#pairs.length; i++) {
      if (this.#pairs[i]!.name === wanted) values[values.length] = this.#pairs[i]!.value;
    }
    return values;
  }
  has(name: unknown, value: unknown = undefined): boolean {
    if (arguments.length === 0) throw missing('has', 1);
    const wanted = string(name);
    const only = value === undefined ? undefined : string(value);
    for (let i = 0; i < this.#pairs.length; i++) {
      const pair = this.#pairs[i]!;
      if (pair.name === wanted && (only === undefined || pair.value === only)) return true;
    }
    return false;
  }
  set(name: unknown, value: unknown): void {
    if (arguments.length < 2) throw missing('set', arguments.length + 1);
    const wanted = string(name);
    const text = string(value);
    const pairs = this.#pairs;
    let first = -1;
    for (let i = pairs.length - 1; i >= 0; i--) {
      if (pairs[i]!.name !== wanted) continue;
      if (first >= 0) ArrayPrototypeSplice(pairs, first, 1);
      first = i;
    }
    if (first < 0) pairs[pairs.length] = { name: wanted, value: text };
    else pairs[first]!.value = text;
    this.#changed();
  }
  sort(): void {
    ArrayPrototypeSort(this.#pairs, (a: Pair, b: Pair) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    this.#changed();
  }
  forEach(callback: unknown, self: unknown = undefined): void {
    if (typeof callback !== 'function') throw badArgument('forEach', 'URLSearchParams', 1, 'function');
    for (let i = 0; i < this.#pairs.length; i++) {
      ReflectApply(callback, self, [this.#pairs[i]!.value, this.#pairs[i]!.name, this]);
    }
  }
  entries(): IterableIterator<[string, string]> {
    return pairIterator(this.#pairs, 'entries');
  }
  keys(): IterableIterator<string> {
    return pairIterator(this.#pairs, 'keys');
  }
  values(): IterableIterator<string> {
    return pairIterator(this.#pairs, 'values');
  }
  toString(): string {
    return serialize(this.#pairs);
  }
  declare [Symbol.iterator]: () => IterableIterator<[string, string]>;
}
ObjectDefineProperty(URLSearchParams.prototype, SymbolIterator, {
  __proto__: null,
  value: URLSearchParams.prototype.entries,
  writable: true,
  configurable: true,
} as any);
defineInterface(URLSearchParams, 'URLSearchParams');
