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

/** The bytes, or null if they are none: as workerd reads either alphabet, white space between and padding, if any, right. */
export function fromBase64Url(text: string): Bytes | null {
  const bytes = new PlainUint8Array(text.length);
  let bits = 0;
  let digits = 0;
  let padding = 0;
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const code = StringPrototypeCharCodeAt(text, i);
    if (code === 32 || (code > 8 && code < 14)) continue;
    if (code === 61) {
      padding++;
      continue;
    }
    const value = code === 43 ? 62 : code === 47 ? 63 : StringPrototypeIndexOf(ALPHABET, text[i]!, 0);
    if (value < 0 || padding > 0) return null;
    bits = ((bits << 6) | value) & 0xffff;
    digits++;
    if (digits % 4 !== 1) bytes[at++] = (bits >> (6 - 2 * ((digits - 1) % 4))) & 255;
  }
  if (digits % 4 === 1 || (padding > 0 && (digits + padding) % 4 !== 0)) return null;
  return view(bytes, 0, at);
}
