// Percent encoding: which characters stay in which part of a URL.
import { type Bytes, encodeUtf8 } from '../../core/bytes';
import {
  NumberPrototypeToString,
  StringFromCharCode,
  StringPrototypeCharCodeAt,
  StringPrototypeToUpperCase,
  TypedArrayByteLength,
} from '../../core/primordials';

/** One flag for each ASCII character that is encoded. */
type EncodeSet = boolean[];

function encodeSet(base: EncodeSet | null, more: string): EncodeSet {
  const set: EncodeSet = [];
  for (let code = 0; code < 128; code++) set[code] = base === null ? code < 32 || code === 127 : base[code]!;
  for (let i = 0; i < more.length; i++) set[StringPrototypeCharCodeAt(more, i)] = true;
  return set;
}

export const CONTROLS = encodeSet(null, '');
export const FRAGMENT = encodeSet(CONTROLS, ' "<>`');
export const QUERY = encodeSet(CONTROLS, ' "#<>');
export const SPECIAL_QUERY = encodeSet(QUERY, "'");
export const PATH = encodeSet(QUERY, '?^`{}');
export const USERINFO = encodeSet(PATH, '/:;=@[\\]|');
const COMPONENT = encodeSet(USERINFO, '$%&+,');
export const FORM = encodeSet(COMPONENT, "!'()~");

function hex(byte: number): string {
  return `%${byte < 16 ? '0' : ''}${StringPrototypeToUpperCase(NumberPrototypeToString(byte, 16))}`;
}

export function percentEncode(text: string, set: EncodeSet): string {
  let clean = true;
  for (let i = 0; clean && i < text.length; i++) {
    const code = StringPrototypeCharCodeAt(text, i);
    clean = code < 128 && !set[code];
  }
  if (clean) return text;
  const bytes = encodeUtf8(text);
  const length = TypedArrayByteLength(bytes);
  let encoded = '';
  for (let i = 0; i < length; i++) {
    const byte = bytes[i]!;
    encoded += byte < 128 && !set[byte] ? StringFromCharCode(byte) : hex(byte);
  }
  return encoded;
}

function nibble(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const low = code | 32;
  return low >= 97 && low <= 102 ? low - 87 : -1;
}

/** The byte that `%XX` at this place stands for; -1 if it is no escape. */
export function escapedByte(text: string, at: number): number {
  if (at + 2 >= text.length) return -1;
  const high = nibble(StringPrototypeCharCodeAt(text, at + 1));
  const low = nibble(StringPrototypeCharCodeAt(text, at + 2));
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/** Bytes with `%XX` undone, in place; answers how many remain. */
export function percentDecode(bytes: Bytes): number {
  const length = TypedArrayByteLength(bytes);
  let to = 0;
  for (let from = 0; from < length; from++, to++) {
    const high = bytes[from] === 37 && from + 2 < length ? nibble(bytes[from + 1]!) : -1;
    const low = high < 0 ? -1 : nibble(bytes[from + 2]!);
    if (low < 0) {
      bytes[to] = bytes[from]!;
      continue;
    }
    bytes[to] = high * 16 + low;
    from += 2;
  }
  return to;
}
