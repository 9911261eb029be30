// Hosts: domains, IPv4 in all its spellings, IPv6, and the opaque hosts of schemes that are not special.

import { decodeUtf8, encodeUtf8, view } from '../../core/bytes';
import {
  ArrayPrototypePush,
  MathFloor,
  NumberParseInt,
  NumberPrototypeToString,
  RegExpPrototypeExec,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
} from '../../core/primordials';
import { splitText } from '../../core/text';
import { domainToAscii } from './domain';
import { CONTROLS, percentDecode, percentEncode } from './encode';

const FORBIDDEN_IN_HOST = /[\0\t\n\r #/:<>?@[\\\]^|]/;
const FORBIDDEN_IN_DOMAIN = /[\0-\x20#%/:<>?@[\\\]^|\x7f]/;

/** The host in its normal form, or null. */
export function parseHost(text: string, special: boolean): string | null {
  if (text[0] === '[') {
    if (text[text.length - 1] !== ']') return null;
    const pieces = parseIpv6(StringPrototypeSlice(text, 1, -1));
    return pieces === null ? null : `[${writeIpv6(pieces)}]`;
  }
  if (!special) return RegExpPrototypeExec(FORBIDDEN_IN_HOST, text) !== null ? null : percentEncode(text, CONTROLS);
  const bytes = encodeUtf8(text);
  const domain = decodeUtf8(view(bytes, 0, percentDecode(bytes)));
  const ascii = domainToAscii(domain);
  if (ascii === null || ascii === '' || RegExpPrototypeExec(FORBIDDEN_IN_DOMAIN, ascii) !== null) return null;
  return endsInNumber(ascii) ? parseIpv4(ascii) : ascii;
}

function endsInNumber(domain: string): boolean {
  const labels = splitText(domain, '.');
  if (labels[labels.length - 1] === '') {
    if (labels.length === 1) return false;
    labels.length -= 1;
  }
  const last = labels[labels.length - 1]!;
  return RegExpPrototypeExec(/^[0-9]+$/, last) !== null || RegExpPrototypeExec(/^0[xX][0-9A-Fa-f]*$/, last) !== null;
}

/** A number of an IPv4 address: decimal, 0x hexadecimal or 0 octal; -1 if it is none. */
function ipv4Number(text: string): number {
  if (RegExpPrototypeExec(/^0[xX][0-9A-Fa-f]*$/, text) !== null)
    return text.length === 2 ? 0 : NumberParseInt(StringPrototypeSlice(text, 2), 16);
  if (RegExpPrototypeExec(/^0[0-7]+$/, text) !== null) return NumberParseInt(text, 8);
  return RegExpPrototypeExec(/^(?:0|[1-9][0-9]*)$/, text) !== null ? NumberParseInt(text, 10) : -1;
}

function parseIpv4(domain: string): string | null {
  const labels = splitText(domain, '.');
  if (labels[labels.length - 1] === '') labels.length -= 1;
  if (labels.length > 4) return null;
  let address = 0;
  for (let i = 0; i < labels.length; i++) {
    const number = ipv4Number(labels[i]!);
    const last = i === labels.length - 1;
    if (number < 0 || number >= (last ? 256 ** (4 - i) : 256)) return null;
    address += last ? number : number * 256 ** (3 - i);
  }
  const byte = (shift: number) => MathFloor(address / 2 ** shift) % 256;
  return `${byte(24)}.${byte(16)}.${byte(8)}.${byte(0)}`;
}

/** The four bytes of dotted decimals at the end of an IPv6 address, or null. */
function dottedQuad(text: string): number[] | null {
  const match = RegExpPrototypeExec(/^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/, text);
  if (match === null) return null;
  const bytes: number[] = [];
  for (let i = 1; i <= 4; i++) {
    const digits = match[i]!;
    if (+digits > 255 || (digits.length > 1 && digits[0] === '0')) return null;
    ArrayPrototypePush(bytes, +digits);
  }
  return bytes;
}

/** The pieces between colons, an IPv4 tail made into two; null if one is none. */
function ipv6Pieces(text: string): number[] | null {
  if (text === '') return [];
  const pieces: number[] = [];
  const words = splitText(text, ':');
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (RegExpPrototypeExec(/^[0-9A-Fa-f]{1,4}$/, word) !== null) {
      ArrayPrototypePush(pieces, NumberParseInt(word, 16));
      continue;
    }
    const quad = i === words.length - 1 ? dottedQuad(word) : null;
    if (quad === null) return null;
    ArrayPrototypePush(pieces, quad[0]! * 256 + quad[1]!);
    ArrayPrototypePush(pieces, quad[2]! * 256 + quad[3]!);
  }
  return pieces;
}

function parseIpv6(text: string): number[] | null {
  const gap = StringPrototypeIndexOf(text, '::');
  if (gap < 0) {
    const pieces = ipv6Pieces(text);
    return pieces !== null && pieces.length === 8 && text !== '' ? pieces : null;
  }
  const before = StringPrototypeSlice(text, 0, gap);
  const head = RegExpPrototypeExec(/\./, before) !== null ? null : ipv6Pieces(before);
  const tail = ipv6Pieces(StringPrototypeSlice(text, gap + 2));
  if (head === null || tail === null || head.length + tail.length > 7) return null;
  while (head.length + tail.length < 8) ArrayPrototypePush(head, 0);
  for (let i = 0; i < tail.length; i++) ArrayPrototypePush(head, tail[i]!);
  return head;
}

/** Where the longest run of two or more zero pieces begins and ends. */
function longestZeros(pieces: number[]): { from: number; to: number } {
  let best = { from: -1, to: -1 };
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && pieces[end] === 0) end++;
    if (end - i > 1 && end - i > best.to - best.from) best = { from: i, to: end };
    if (end > i) i = end;
  }
  return best;
}

function writeIpv6(pieces: number[]): string {
  const zeros = longestZeros(pieces);
  let text = '';
  for (let i = 0; i < 8; i++) {
    if (i === zeros.from) {
      text += i === 0 ? '::' : ':';
      i = zeros.to - 1;
      continue;
    }
    text += NumberPrototypeToString(pieces[i]!, 16);
    if (i < 7) text += ':';
  }
  return text;
}
