// `data:` URLs, which fetch() answers by itself (RFC 2397, as the Fetch standard reads it).
import { type Bytes, bytesOfLatin1 } from '../../core/bytes';
import { BUFFER, Content } from '../../core/content';
import { INTERNAL } from '../../core/headers';
import { part } from '../../core/lazy';
import {
  NumberParseInt,
  RegExpPrototypeExec,
  StringFromCharCode,
  StringPrototypeIndexOf,
  StringPrototypeStartsWith,
  StringPrototypeSubstring,
} from '../../core/primordials';
import { Response, ResponseState } from '../../core/response';
import { normalType, stripped } from './mime';

const BASE64 = /; *base64$/i;
const HEX = /^[0-9a-fA-F]{2}$/;

export function isData(url: string): boolean {
  return StringPrototypeStartsWith(url, 'data:');
}

/** The text with its percent escapes undone, one char for each byte. */
function unescaped(text: string): string {
  let plain = '';
  let at = 0;
  for (let next = StringPrototypeIndexOf(text, '%', 0); next >= 0; next = StringPrototypeIndexOf(text, '%', at)) {
    const digits = StringPrototypeSubstring(text, next + 1, next + 3);
    const escaped = RegExpPrototypeExec(HEX, digits) !== null;
    plain +=
      StringPrototypeSubstring(text, at, next) + (escaped ? StringFromCharCode(NumberParseInt(digits, 16)) : '%');
    at = next + (escaped ? 3 : 1);
  }
  return plain + StringPrototypeSubstring(text, at, text.length);
}

export function dataResponse(url: string): Response {
  const comma = StringPrototypeIndexOf(url, ',', 0);
  if (comma < 0) throw new TypeError('Invalid data: URL');
  const hash = StringPrototypeIndexOf(url, '#', 0);
  let type = stripped(StringPrototypeSubstring(url, 5, comma));
  let body = unescaped(StringPrototypeSubstring(url, comma + 1, hash < 0 ? url.length : hash));
  const base64 = RegExpPrototypeExec(BASE64, type);
  if (base64 !== null) {
    type = StringPrototypeSubstring(type, 0, base64.index);
    body = part('scope').atob(body);
  }
  if (StringPrototypeStartsWith(type, ';')) type = `text/plain${type}`;
  const own = new ResponseState();
  own.statusText = 'OK';
  own.contentType = normalType(type) ?? 'text/plain;charset=US-ASCII';
  own.url = url;
  own.immutable = true;
  const bytes: Bytes = bytesOfLatin1(body);
  return new Response(INTERNAL, own, new Content(BUFFER, bytes));
}
