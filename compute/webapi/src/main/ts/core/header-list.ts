// A header list: a raw block as it came over the wire until somebody looks at it, then a linked list of lower-case names and values.
import { decodeLatin1AsUtf8, encodeUtf8, isAscii, latin1Of } from './bytes';
import {
  RegExpPrototypeExec,
  SafeMap,
  StringPrototypeCharCodeAt,
  StringPrototypeIndexOf,
  StringPrototypeSubstring,
  StringPrototypeToLowerCase,
} from './primordials';

export interface Entry {
  readonly name: string;
  value: string;
  next: Entry | null;
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const PLAIN_VALUE = /^(?:[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?)?$/;
const FORBIDDEN_IN_VALUE = /[\0\r\n]/;

const KNOWN_NAMES = 512;
const lowerNames = new SafeMap<string, string>();

/** Checks a header name and lowers it. */
export function headerName(name: string): string {
  const known = lowerNames.get(name);
  if (known !== undefined) return known;
  if (RegExpPrototypeExec(TOKEN, name) === null) throw new TypeError('Invalid header name.');
  const lower = StringPrototypeToLowerCase(name);
  if (lowerNames.size < KNOWN_NAMES && name.length < 64) lowerNames.set(name, lower);
  return lower;
}

/** Checks a header value and takes white space off its ends. */
export function headerValue(value: string): string {
  if (RegExpPrototypeExec(PLAIN_VALUE, value) !== null) return value;
  let from = 0;
  let to = value.length;
  while (from < to && isBlank(StringPrototypeCharCodeAt(value, from))) from++;
  while (to > from && isBlank(StringPrototypeCharCodeAt(value, to - 1))) to--;
  const trimmed = StringPrototypeSubstring(value, from, to);
  if (RegExpPrototypeExec(FORBIDDEN_IN_VALUE, trimmed) !== null) throw new TypeError('Invalid header value.');
  return trimmed;
}
function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13;
}

export class HeaderList {
  #raw: string;
  #head: Entry | null = null;
  #tail: Entry | null = null;

  /** `raw` is a block of `name: value\r\n` lines with lower-case names, latin1. */
  constructor(raw: string) {
    this.#raw = raw;
  }

  get head(): Entry | null {
    if (this.#raw !== '') this.#parse();
    return this.#head;
  }

  #parse(): void {
    const raw = this.#raw;
    this.#raw = '';
    let at = 0;
    while (at < raw.length) {
      let end = StringPrototypeIndexOf(raw, '\r\n', at);
      if (end < 0) end = raw.length;
      const colon = StringPrototypeIndexOf(raw, ': ', at);
      if (colon > at && colon < end) {
        const value = StringPrototypeSubstring(raw, colon + 2, end);
        this.#link(StringPrototypeSubstring(raw, at, colon), decodeLatin1AsUtf8(value));
      }
      at = end + 2;
    }
  }

  #link(name: string, value: string): void {
    const entry: Entry = { name, value, next: null };
    if (this.#tail === null) this.#head = entry;
    else this.#tail.next = entry;
    this.#tail = entry;
  }

  /** Name lower-case, name and value already checked. */
  append(name: string, value: string): void {
    if (this.#raw !== '') this.#parse();
    this.#link(name, value);
  }

  has(name: string): boolean {
    for (let entry = this.head; entry !== null; entry = entry.next) if (entry.name === name) return true;
    return false;
  }

  /** As `has`, without taking a raw block apart; may be wrong about a name that stands in a value. */
  mentions(name: string): boolean {
    return this.#raw === '' ? this.has(name) : StringPrototypeIndexOf(this.#raw, name, 0) >= 0;
  }

  get(name: string): string | null {
    let value: string | null = null;
    for (let entry = this.head; entry !== null; entry = entry.next) {
      if (entry.name === name) value = value === null ? entry.value : `${value}, ${entry.value}`;
    }
    return value;
  }

  set(name: string, value: string): void {
    for (let entry = this.head; entry !== null; entry = entry.next) {
      if (entry.name !== name) continue;
      entry.value = value;
      let before = entry;
      for (let later = entry.next; later !== null; later = later.next) {
        if (later.name === name) this.#unlink(before, later);
        else before = later;
      }
      return;
    }
    this.#link(name, value);
  }

  delete(name: string): void {
    let before: Entry | null = null;
    for (let entry = this.head; entry !== null; entry = entry.next) {
      if (entry.name === name) this.#unlink(before, entry);
      else before = entry;
    }
  }

  #unlink(before: Entry | null, entry: Entry): void {
    if (before === null) this.#head = entry.next;
    else before.next = entry.next;
    if (this.#tail === entry) this.#tail = before;
  }

  copy(): HeaderList {
    const copy = new HeaderList(this.#raw);
    for (let entry = this.#head; entry !== null; entry = entry.next) copy.append(entry.name, entry.value);
    return copy;
  }

  /** The block for the wire. */
  block(): string {
    if (this.#raw !== '') return this.#raw;
    let block = '';
    for (let entry = this.#head; entry !== null; entry = entry.next) {
      const value = entry.value;
      // An empty content type is none, as on the platform; other empty headers are sent.
      if (value === '' && entry.name === 'content-type') continue;
      block += `${entry.name}: ${isAscii(value) ? value : latin1Of(encodeUtf8(value))}\r\n`;
    }
    return block;
  }
}
