// Bytes and text: the shared arena's slots, latin1 and UTF-8. Slots are never handed to user code: what comes out of one is a copy.
import {
  ArrayBufferByteLength,
  ArrayBufferDetached,
  ArrayBufferIsView,
  DataViewBuffer,
  DataViewByteLength,
  DataViewByteOffset,
  PlainArrayBuffer,
  PlainUint8Array,
  StringFromCharCode,
  StringPrototypeCharCodeAt,
  StringPrototypeSubstring,
  TypedArrayBuffer,
  TypedArrayByteLength,
  TypedArrayByteOffset,
  TypedArraySet,
  TypedArrayTag,
} from './primordials';
import { state } from './state';
import { HOST_LATIN1_DECODE, HOST_LATIN1_ENCODE, HOST_UTF8_DECODE, HOST_UTF8_ENCODE } from './wire';

export type Bytes = Uint8Array<ArrayBuffer>;

let arena: ArrayBuffer = new PlainArrayBuffer(0);
let arenaBytes: Bytes = new PlainUint8Array(arena);
export function useArena(buffer: ArrayBuffer): void {
  arena = buffer;
  arenaBytes = new PlainUint8Array(buffer);
}

export function copyFromArena(offset: number, length: number): Bytes {
  const copy = new PlainUint8Array(length);
  TypedArraySet(copy, new PlainUint8Array(arena, offset, length));
  return copy;
}
export function copyToArena(bytes: Bytes, from: number, length: number, offset: number): void {
  TypedArraySet(arenaBytes, view(bytes, from, length), offset);
}
export function copyInsideArena(from: number, length: number, to: number): void {
  TypedArraySet(arenaBytes, new PlainUint8Array(arena, from, length), to);
}

/** A view of the same bytes, without asking the (replaceable) species of `subarray`. */
export function view(bytes: Bytes, from: number, length: number): Bytes {
  if (from === 0 && length === TypedArrayByteLength(bytes)) return bytes;
  return new PlainUint8Array(TypedArrayBuffer(bytes), TypedArrayByteOffset(bytes) + from, length);
}
export function copyOf(bytes: Bytes): Bytes {
  const copy = new PlainUint8Array(TypedArrayByteLength(bytes));
  TypedArraySet(copy, bytes);
  return copy;
}

/** The bytes as a buffer of their own length: only whole buffers cross to the host. */
export function wholeBuffer(bytes: Bytes): ArrayBuffer {
  const buffer = TypedArrayBuffer(bytes);
  return ArrayBufferByteLength(buffer) === TypedArrayByteLength(bytes) ? buffer : TypedArrayBuffer(copyOf(bytes));
}

export function isArrayBuffer(value: unknown): value is ArrayBuffer {
  if (typeof value !== 'object' || value === null) return false;
  try {
    ArrayBufferByteLength(value as ArrayBuffer);
    return true;
  } catch {
    return false;
  }
}
export function isBufferSource(value: unknown): value is ArrayBuffer | ArrayBufferView {
  return ArrayBufferIsView(value) || isArrayBuffer(value);
}
/** Whether the memory of a buffer source was given away. */
export function isDetached(source: ArrayBuffer | ArrayBufferView): boolean {
  if (!ArrayBufferIsView(source)) return ArrayBufferDetached(source);
  return ArrayBufferDetached(TypedArrayTag(source) === undefined ? DataViewBuffer(source) : TypedArrayBuffer(source));
}
/** The bytes behind an ArrayBuffer, typed array or DataView; not a copy. */
export function bytesOf(source: unknown): Bytes {
  if (ArrayBufferIsView(source)) {
    if (TypedArrayTag(source) === undefined) {
      return new PlainUint8Array(DataViewBuffer(source), DataViewByteOffset(source), DataViewByteLength(source));
    }
    return new PlainUint8Array(TypedArrayBuffer(source), TypedArrayByteOffset(source), TypedArrayByteLength(source));
  }
  return new PlainUint8Array(source as ArrayBuffer);
}

/** Up to this length the loops below are done sooner than a call of the host is. */
const FEW = 512;
/** What the host converts at once: it makes copies of its own, in a heap that is small. */
const PIECE = 256 * 1024;

/** One char per byte. */
export function latin1Of(bytes: Bytes): string {
  const length = TypedArrayByteLength(bytes);
  return length <= FEW ? latin1OfFew(bytes, length) : latin1OfMany(bytes, length);
}
function latin1OfFew(bytes: Bytes, length: number): string {
  const whole = length - (length % 8);
  let text = '';
  let i = 0;
  for (; i < whole; i += 8) {
    text += StringFromCharCode(
      bytes[i]!,
      bytes[i + 1]!,
      bytes[i + 2]!,
      bytes[i + 3]!,
      bytes[i + 4]!,
      bytes[i + 5]!,
      bytes[i + 6]!,
      bytes[i + 7]!,
    );
  }
  for (; i < length; i++) text += StringFromCharCode(bytes[i]!);
  return text;
}
function latin1OfMany(bytes: Bytes, length: number): string {
  const buffer = TypedArrayBuffer(bytes);
  const offset = TypedArrayByteOffset(bytes);
  let text = '';
  for (let at = 0; at < length; at += PIECE) {
    text += state.host(HOST_LATIN1_DECODE, buffer, offset + at, length - at < PIECE ? length - at : PIECE);
  }
  return text;
}

export function bytesOfLatin1(text: string): Bytes {
  const length = text.length;
  if (length > FEW) return bytesOfMuch(text, length);
  const bytes = new PlainUint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = StringPrototypeCharCodeAt(text, i);
  return bytes;
}
function bytesOfMuch(text: string, length: number): Bytes {
  if (length <= PIECE) return new PlainUint8Array(state.host(HOST_LATIN1_ENCODE, text));
  const bytes = new PlainUint8Array(length);
  for (let at = 0; at < length; at += PIECE) {
    const piece = StringPrototypeSubstring(text, at, at + PIECE);
    TypedArraySet(bytes, new PlainUint8Array(state.host(HOST_LATIN1_ENCODE, piece)), at);
  }
  return bytes;
}
export function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (StringPrototypeCharCodeAt(text, i) > 127) return false;
  return true;
}

const SMALL = 512;

/** UTF-8 of a string; lone surrogates become U+FFFD. */
export function encodeUtf8(text: string): Bytes {
  const length = text.length;
  if (length > SMALL) return new PlainUint8Array(state.host(HOST_UTF8_ENCODE, text));
  const room = new PlainUint8Array(length * 3);
  const used = encodeInto(text, room, length * 3).written;
  const bytes = new PlainUint8Array(used);
  TypedArraySet(bytes, view(room, 0, used));
  return bytes;
}

const progress = { read: 0, written: 0 };
/** Encodes as much as fits. The result is one shared object: read it at once. */
export function encodeInto(text: string, into: Bytes, room: number): { read: number; written: number } {
  let at = 0;
  let i = 0;
  for (; i < text.length; i++) {
    let code = StringPrototypeCharCodeAt(text, i);
    let units = 0;
    if (code >= 0xd800 && code < 0xe000) {
      const next = i + 1 < text.length ? StringPrototypeCharCodeAt(text, i + 1) : 0;
      if (code < 0xdc00 && next >= 0xdc00 && next < 0xe000) {
        code = 0x10000 + ((code - 0xd800) << 10) + (next - 0xdc00);
        units = 1;
      } else code = 0xfffd;
    }
    const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (at + size > room) break;
    if (size === 1) into[at] = code;
    else if (size === 2) {
      into[at] = 0xc0 | (code >> 6);
      into[at + 1] = 0x80 | (code & 63);
    } else if (size === 3) {
      into[at] = 0xe0 | (code >> 12);
      into[at + 1] = 0x80 | ((code >> 6) & 63);
      into[at + 2] = 0x80 | (code & 63);
    } else {
      into[at] = 0xf0 | (code >> 18);
      into[at + 1] = 0x80 | ((code >> 12) & 63);
      into[at + 2] = 0x80 | ((code >> 6) & 63);
      into[at + 3] = 0x80 | (code & 63);
    }
    at += size;
    i += units;
  }
  progress.read = i;
  progress.written = at;
  return progress;
}

/** UTF-8 to string; malformed parts become U+FFFD; a byte order mark stays. */
export function decodeUtf8(bytes: Bytes): string {
  const length = TypedArrayByteLength(bytes);
  if (length > SMALL) {
    return state.host(HOST_UTF8_DECODE, TypedArrayBuffer(bytes), TypedArrayByteOffset(bytes), length);
  }
  let ascii = true;
  for (let i = 0; i < length; i++) {
    if (bytes[i]! > 127) {
      ascii = false;
      break;
    }
  }
  return ascii ? latin1Of(bytes) : decodeCarefully(bytes, length);
}

function decodeCarefully(bytes: Bytes, length: number): string {
  let text = '';
  for (let i = 0; i < length; ) {
    const first = bytes[i++]!;
    if (first < 0x80) {
      text += StringFromCharCode(first);
      continue;
    }
    let needed = 0;
    let code = 0;
    let low = 0x80;
    let high = 0xbf;
    if (first >= 0xc2 && first < 0xe0) {
      needed = 1;
      code = first & 31;
    } else if (first >= 0xe0 && first < 0xf0) {
      needed = 2;
      code = first & 15;
      if (first === 0xe0) low = 0xa0;
      if (first === 0xed) high = 0x9f;
    } else if (first >= 0xf0 && first < 0xf5) {
      needed = 3;
      code = first & 7;
      if (first === 0xf0) low = 0x90;
      if (first === 0xf4) high = 0x8f;
    }
    let good = needed > 0;
    for (let n = 0; good && n < needed; n++) {
      const next = i < length ? bytes[i]! : 0;
      if (next < low || next > high) good = false;
      else {
        code = (code << 6) | (next & 63);
        low = 0x80;
        high = 0xbf;
        i++;
      }
    }
    if (!good) text += '\ufffd';
    else if (code < 0x10000) text += StringFromCharCode(code);
    else text += StringFromCharCode(0xd800 + ((code - 0x10000) >> 10), 0xdc00 + ((code - 0x10000) & 1023));
  }
  return text;
}

/** UTF-8 that came as one char per byte. */
export function decodeLatin1AsUtf8(text: string): string {
  return isAscii(text) ? text : decodeUtf8(bytesOfLatin1(text));
}
export function withoutMark(text: string): string {
  return text.length > 0 && StringPrototypeCharCodeAt(text, 0) === 0xfeff
    ? StringPrototypeSubstring(text, 1, text.length)
    : text;
}
