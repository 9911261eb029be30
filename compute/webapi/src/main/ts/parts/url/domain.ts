// Names in other scripts than ASCII: mapped as UTS #46 says (by case folding and NFKC, which agree with its table but for rarities)
// and written in Punycode (RFC 3492).
import { StringFromCharCode, StringPrototypeNormalize, StringPrototypeToLowerCase } from '../../core/primordials';

const IGNORED = /\u00ad|\u034f|[\u180b-\u180d]|\u200b|\u2060|\u2064|[\ufe00-\ufe0f]|\ufeff/g;
const FULL_STOPS = /[\u3002\uff0e\uff61]/g;
const NEVER_IN_DOMAINS = /[\u200e\u200f\u202a-\u202e\u2028\u2029\ufffd\ud800-\udfff]/;
const EMPTY_PUNYCODE = /(?:^|\.)xn--(?:$|\.)/i;
const MARK_FIRST = /^\p{M}/u;

/** The name in lower-case ASCII, or null. Labels that are ASCII stay as they are. */
export function domainToAscii(domain: string): string | null {
  if (/^[\0-\x7f]*$/.test(domain)) return EMPTY_PUNYCODE.test(domain) ? null : StringPrototypeToLowerCase(domain);
  const folded = StringPrototypeToLowerCase(domain.replace(FULL_STOPS, '.').replace(IGNORED, ''));
  const mapped = StringPrototypeToLowerCase(StringPrototypeNormalize(folded, 'NFKC')).replace(FULL_STOPS, '.');
  const labels = mapped.split('.');
  for (let i = 0; i < labels.length; i++) {
    const label = labelToAscii(labels[i]!);
    if (label === null) return null;
    labels[i] = label;
  }
  return labels.join('.');
}

function labelToAscii(label: string): string | null {
  if (/^[\0-\x7f]*$/.test(label)) return label;
  const normal = StringPrototypeNormalize(label, 'NFC');
  const points = Array.from(normal, (char) => char.codePointAt(0)!);
  const lone = points.some((point) => point >= 0xd800 && point < 0xe000);
  if (lone || MARK_FIRST.test(normal) || NEVER_IN_DOMAINS.test(points.length === normal.length ? normal : ''))
    return null;
  return `xn--${punycode(points)}`;
}

const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;

function adapt(delta: number, count: number, first: boolean): number {
  delta = Math.floor(first ? delta / 700 : delta / 2);
  delta += Math.floor(delta / count);
  let k = 0;
  for (; delta > ((BASE - T_MIN) * T_MAX) / 2; k += BASE) delta = Math.floor(delta / (BASE - T_MIN));
  return k + Math.floor(((BASE - T_MIN + 1) * delta) / (delta + 38));
}

function digit(value: number): string {
  return StringFromCharCode(value < 26 ? 97 + value : 22 + value);
}

/** A number in digits whose weights follow the bias. */
function variableLength(value: number, bias: number): string {
  let text = '';
  for (let k = BASE; ; k += BASE) {
    const t = k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;
    if (value < t) return text + digit(value);
    text += digit(t + ((value - t) % (BASE - t)));
    value = Math.floor((value - t) / (BASE - t));
  }
}

function punycode(points: number[]): string {
  let text = '';
  for (const point of points) if (point < 128) text += StringFromCharCode(point);
  const basic = text.length;
  let handled = basic;
  if (basic > 0) text += '-';
  let next = 128;
  let delta = 0;
  let bias = 72;
  while (handled < points.length) {
    let lowest = 0x10ffff;
    for (const point of points) if (point >= next && point < lowest) lowest = point;
    delta += (lowest - next) * (handled + 1);
    next = lowest;
    for (const point of points) {
      if (point < next) delta++;
      if (point !== next) continue;
      text += variableLength(delta, bias);
      bias = adapt(delta, handled + 1, handled === basic);
      delta = 0;
      handled++;
    }
    delta++;
    next++;
  }
  return text;
}
