// Base 64 in the alphabet of URLs (RFC 4648 §5), as JSON Web Keys have it.
import { type Bytes, view } from '../../core/bytes';
import {
  PlainUint8Array,
  StringPrototypeCharCodeAt,
  StringPrototypeIndexOf,
  TypedArrayByteLength,
} from '../../core/primordials';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

export function toBase64Url(bytes: Bytes): string {
  const length = TypedArrayByteLength(bytes);
  let text = '';
  for (let i = 0; i < length; i += 3) {
    const three =
      (bytes[i]! << 16) | ((i + 1 < length ? bytes[i + 1]! : 0) << 8) | (i + 2 < length ? bytes[i + 2]! : 0);
    text += ALPHABET[three >> 18]! + ALPHABET[(three >> 12) & 63]!;
    if (i + 1 < length) text += ALPHABET[(three >> 6) & 63]!;
    if (i + 2 < length) text += ALPHABET[three & 63]!;
  }
  return text;
}

/** The bytes, or null if a character is none of either alphabet. Padding may stand or not. */
export function fromBase64Url(text: string): Bytes | null {
  let length = text.length;
  while (length > 0 && text[length - 1] === '=') length--;
  const bytes = new PlainUint8Array(length);
  let bits = 0;
  let count = 0;
  let at = 0;
  for (let i = 0; i < length; i++) {
    const value = digit(text, i);
    if (value < 0) return null;
    bits = ((bits << 6) | value) & 0xffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes[at++] = (bits >> count) & 255;
    }
  }
  return view(bytes, 0, at);
}

function digit(text: string, i: number): number {
  const code = StringPrototypeCharCodeAt(text, i);
  if (code === 43) return 62;
  if (code === 47) return 63;
  return StringPrototypeIndexOf(ALPHABET, text[i]!, 0);
}
