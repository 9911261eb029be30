// Domain names in other scripts (UTS #46, non-transitional, as the URL standard asks for it), as a lazy part: most Workers never
// see one. The result is written in Punycode (RFC 3492).
import {
  ArrayPrototypePush,
  NumberParseInt,
  RegExpPrototypeExec,
  SafeMap,
  StringFromCodePoint,
  StringPrototypeCodePointAt,
  StringPrototypeIndexOf,
  StringPrototypeNormalize,
  StringPrototypeSubstring,
  StringPrototypeToLowerCase,
} from '../core/primordials';
import { directionsFit, isBidirectional } from './idna/bidi';
import { joinersFit } from './idna/joiners';
import { decodePunycode, punycode } from './idna/punycode';
import { kindOf, runsOf } from './idna/runs';
import { MAPPINGS, STATUS } from './idna/tables';

const statuses = runsOf(STATUS);
const MARK_FIRST = /^\p{M}/u;
const ASCII = /^[\0-\x7f]*$/;

interface Mapping {
  from: number;
  to: number;
  target: number;
}
const texts = new SafeMap<number, string>();
const shifts: Mapping[] = [];
readMappings();

function readMappings(): void {
  for (let at = 0; at < MAPPINGS.length; ) {
    const space = StringPrototypeIndexOf(MAPPINGS, ' ', at);
    const end = space < 0 ? MAPPINGS.length : space;
    const entry = StringPrototypeSubstring(MAPPINGS, at, end);
    at = end + 1;
    const equals = StringPrototypeIndexOf(entry, '=', 0);
    if (equals >= 0) {
      const from = NumberParseInt(StringPrototypeSubstring(entry, 0, equals), 36);
      texts.set(from, StringPrototypeSubstring(entry, equals + 1, entry.length));
      continue;
    }
    const first = StringPrototypeIndexOf(entry, '.', 0);
    const second = StringPrototypeIndexOf(entry, '.', first + 1);
    const from = NumberParseInt(StringPrototypeSubstring(entry, 0, first), 36);
    const more = NumberParseInt(StringPrototypeSubstring(entry, first + 1, second), 36);
    const target = NumberParseInt(StringPrototypeSubstring(entry, second + 1, entry.length), 36);
    ArrayPrototypePush(shifts, { from, to: from + more, target });
  }
}

/** What a code point becomes: '' if it is ignored, null if it may not be there. */
function mapped(point: number, text: string): string | null {
  if (point < 0x80) return StringPrototypeToLowerCase(text);
  const status = kindOf(statuses, point);
  if (status === 'D') return null;
  if (status === 'I') return '';
  const known = texts.get(point);
  if (known !== undefined) return known;
  for (let i = 0; i < shifts.length; i++) {
    const { from, to, target } = shifts[i]!;
    if (point >= from && point <= to) return StringFromCodePoint(target + point - from);
  }
  const folded = StringPrototypeNormalize(StringPrototypeToLowerCase(text), 'NFKC');
  // A sigma at the end of a word is one of its own for toLowerCase, and none here.
  return text === 'Σ' ? 'σ' : StringPrototypeToLowerCase(folded);
}

/** All of a name mapped and composed, or null. */
function mapName(name: string): string | null {
  let result = '';
  for (let at = 0; at < name.length; ) {
    const point = StringPrototypeCodePointAt(name, at)!;
    const text = StringFromCodePoint(point);
    at += text.length;
    const piece = mapped(point, text);
    if (piece === null) return null;
    result += piece;
  }
  return StringPrototypeNormalize(result, 'NFC');
}

/** Whether mapping would leave a label as it is, and it does not begin with a mark. */
function isValid(label: string): boolean {
  if (RegExpPrototypeExec(MARK_FIRST, label) !== null || StringPrototypeNormalize(label, 'NFC') !== label) return false;
  for (let at = 0; at < label.length; ) {
    const point = StringPrototypeCodePointAt(label, at)!;
    const text = StringFromCodePoint(point);
    at += text.length;
    if (mapped(point, text) !== text) return false;
  }
  return joinersFit(label);
}

interface Label {
  /** As people read it. */
  unicode: string;
  ascii: string;
}

function readLabel(label: string): Label | null {
  const encoded = StringPrototypeSubstring(label, 0, 4) === 'xn--';
  if (RegExpPrototypeExec(ASCII, label) === null) {
    return !encoded && isValid(label) ? { unicode: label, ascii: `xn--${punycode(label)}` } : null;
  }
  if (!encoded) return { unicode: label, ascii: label };
  const unicode = decodePunycode(StringPrototypeSubstring(label, 4, label.length));
  if (unicode === null || RegExpPrototypeExec(ASCII, unicode) !== null || !isValid(unicode)) return null;
  return `xn--${punycode(unicode)}` === label ? { unicode, ascii: label } : null;
}

/** The name in ASCII, or null if it is none. */
export function domainToAscii(domain: string): string | null {
  const name = mapName(domain);
  if (name === null) return null;
  const labels: Label[] = [];
  for (let from = 0; from <= name.length; ) {
    const dot = StringPrototypeIndexOf(name, '.', from);
    const end = dot < 0 ? name.length : dot;
    const label = readLabel(StringPrototypeSubstring(name, from, end));
    if (label === null) return null;
    ArrayPrototypePush(labels, label);
    from = end + 1;
  }
  return joined(labels);
}

function joined(labels: Label[]): string | null {
  let bidirectional = false;
  for (let i = 0; i < labels.length; i++) if (isBidirectional(labels[i]!.unicode)) bidirectional = true;
  let ascii = '';
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    // Labels of ASCII alone are not looked at, as on the platform.
    if (bidirectional && label.unicode !== label.ascii && !directionsFit(label.unicode)) return null;
    ascii += i === 0 ? label.ascii : `.${label.ascii}`;
  }
  return ascii;
}
