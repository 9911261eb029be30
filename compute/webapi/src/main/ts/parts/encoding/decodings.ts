// The decoding of each encoding; UTF-8 and UTF-16 themselves.
import { type Bytes, decodeUtf8, view } from '../../core/bytes';
import { PlainUint8Array, StringFromCharCode, TypedArrayByteLength, TypedArraySet } from '../../core/primordials';
import { type Decoding, malformed } from './decoding';
import { Gb18030Decoding } from './gb18030';
import { EucJpDecoding, Iso2022JpDecoding } from './japanese';
import { SingleByteDecoding } from './single-byte';
import { Big5Decoding, EucKrDecoding, ShiftJisDecoding } from './two-bytes';

export function decodingOf(encoding: string, fatal: boolean): Decoding {
  switch (encoding) {
    case 'utf-8':
      return new Utf8Decoding(fatal);
    case 'utf-16le':
    case 'utf-16be':
      return new Utf16Decoding(encoding === 'utf-16be', fatal);
    case 'big5':
      return new Big5Decoding(fatal);
    case 'euc-kr':
      return new EucKrDecoding(fatal);
    case 'shift_jis':
      return new ShiftJisDecoding(fatal);
    case 'euc-jp':
      return new EucJpDecoding(fatal);
    case 'iso-2022-jp':
      return new Iso2022JpDecoding(fatal);
    case 'gbk':
    case 'gb18030':
      return new Gb18030Decoding(fatal);
    default:
      return new SingleByteDecoding(encoding, fatal);
  }
}

function joined(first: Bytes, second: Bytes): Bytes {
  if (TypedArrayByteLength(first) === 0) return second;
  const both = new PlainUint8Array(TypedArrayByteLength(first) + TypedArrayByteLength(second));
  TypedArraySet(both, first);
  TypedArraySet(both, second, TypedArrayByteLength(first));
  return both;
}

const NOTHING: Bytes = new PlainUint8Array(0);

/** Lowest and highest second byte after this first one, and how many bytes follow it; 0 following if it begins nothing. */
function sequence(first: number): { following: number; low: number; high: number } {
  if (first >= 0xc2 && first < 0xe0) return { following: 1, low: 0x80, high: 0xbf };
  if (first >= 0xe0 && first < 0xf0)
    return { following: 2, low: first === 0xe0 ? 0xa0 : 0x80, high: first === 0xed ? 0x9f : 0xbf };
  if (first >= 0xf0 && first < 0xf5)
    return { following: 3, low: first === 0xf0 ? 0x90 : 0x80, high: first === 0xf4 ? 0x8f : 0xbf };
  return { following: 0, low: 0, high: 0 };
}

/** How many bytes at the end begin a sequence that may still be completed. */
function incompleteTail(bytes: Bytes): number {
  const length = TypedArrayByteLength(bytes);
  for (let back = 1; back <= 3 && back <= length; back++) {
    const byte = bytes[length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    const { following, low, high } = sequence(byte);
    if (following < back) return 0;
    const second = back > 1 ? bytes[length - back + 1]! : low;
    return second >= low && second <= high ? back : 0;
  }
  return 0;
}

function isWellFormed(bytes: Bytes): boolean {
  for (let i = 0; i < TypedArrayByteLength(bytes); i++) {
    if (bytes[i]! < 0x80) continue;
    const { following, low, high } = sequence(bytes[i]!);
    if (following === 0 || i + following >= TypedArrayByteLength(bytes)) return false;
    if (bytes[i + 1]! < low || bytes[i + 1]! > high) return false;
    for (let n = 2; n <= following; n++) if ((bytes[i + n]! & 0xc0) !== 0x80) return false;
    i += following;
  }
  return true;
}

class Utf8Decoding implements Decoding {
  readonly unicode = true;
  readonly #fatal: boolean;
  #tail = NOTHING;

  constructor(fatal: boolean) {
    this.#fatal = fatal;
  }
  decode(given: Bytes, more: boolean): string {
    let bytes = joined(this.#tail, given);
    this.#tail = NOTHING;
    const tail = more ? incompleteTail(bytes) : 0;
    if (tail > 0) {
      const whole = TypedArrayByteLength(bytes) - tail;
      this.#tail = new PlainUint8Array(tail);
      TypedArraySet(this.#tail, view(bytes, whole, tail));
      bytes = view(bytes, 0, whole);
    }
    if (this.#fatal && !isWellFormed(bytes)) {
      this.#tail = NOTHING;
      malformed();
    }
    return decodeUtf8(bytes);
  }
}

class Utf16Decoding implements Decoding {
  readonly unicode = true;
  readonly #bigEndian: boolean;
  readonly #fatal: boolean;
  #odd = -1;
  #lead = 0;

  constructor(bigEndian: boolean, fatal: boolean) {
    this.#bigEndian = bigEndian;
    this.#fatal = fatal;
  }
  decode(bytes: Bytes, more: boolean): string {
    let text = '';
    for (let i = 0; i < TypedArrayByteLength(bytes); i++) {
      if (this.#odd < 0) {
        this.#odd = bytes[i]!;
        continue;
      }
      const unit = this.#bigEndian ? this.#odd * 256 + bytes[i]! : bytes[i]! * 256 + this.#odd;
      this.#odd = -1;
      text += this.#unit(unit);
    }
    if (more) return text;
    const cut = this.#odd >= 0 || this.#lead !== 0;
    this.#odd = -1;
    this.#lead = 0;
    return cut ? text + this.#replacement() : text;
  }
  #unit(unit: number): string {
    const lead = this.#lead;
    this.#lead = 0;
    if (unit >= 0xdc00 && unit < 0xe000) return lead !== 0 ? StringFromCharCode(lead, unit) : this.#replacement();
    const before = lead !== 0 ? this.#replacement() : '';
    if (unit < 0xd800 || unit >= 0xe000) return before + StringFromCharCode(unit);
    this.#lead = unit;
    return before;
  }
  #replacement(): string {
    if (!this.#fatal) return '\ufffd';
    this.#lead = 0;
    this.#odd = -1;
    return malformed();
  }
}
