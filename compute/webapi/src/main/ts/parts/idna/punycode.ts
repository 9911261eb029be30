// Punycode (RFC 3492), both ways.
import {
  ArrayPrototypeSplice,
  MathFloor,
  StringFromCharCode,
  StringFromCodePoint,
  StringPrototypeCharCodeAt,
  StringPrototypeCodePointAt,
  StringPrototypeLastIndexOf,
} from '../../core/primordials';

const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const LAST_POINT = 0x10ffff;

function adapt(given: number, count: number, first: boolean): number {
  let delta = MathFloor(first ? given / 700 : given / 2);
  delta += MathFloor(delta / count);
  let k = 0;
  for (; delta > ((BASE - T_MIN) * T_MAX) / 2; k += BASE) delta = MathFloor(delta / (BASE - T_MIN));
  return k + MathFloor(((BASE - T_MIN + 1) * delta) / (delta + 38));
}
function threshold(k: number, bias: number): number {
  return k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;
}
function digit(value: number): string {
  return StringFromCharCode(value < 26 ? 97 + value : 22 + value);
}
function valueOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 22;
  const low = code | 32;
  return low >= 97 && low <= 122 ? low - 97 : -1;
}

/** A number in digits whose weights follow the bias. */
function variableLength(given: number, bias: number): string {
  let text = '';
  let value = given;
  for (let k = BASE; ; k += BASE) {
    const t = threshold(k, bias);
    if (value < t) return text + digit(value);
    text += digit(t + ((value - t) % (BASE - t)));
    value = MathFloor((value - t) / (BASE - t));
  }
}

function pointsOf(text: string): number[] {
  const points: number[] = [];
  for (let at = 0; at < text.length; ) {
    const point = StringPrototypeCodePointAt(text, at)!;
    at += point > 0xffff ? 2 : 1;
    points[points.length] = point;
  }
  return points;
}

export function punycode(label: string): string {
  const points = pointsOf(label);
  let text = '';
  for (let i = 0; i < points.length; i++) if (points[i]! < 128) text += StringFromCharCode(points[i]!);
  const basic = text.length;
  let handled = basic;
  if (basic > 0) text += '-';
  let next = 128;
  let delta = 0;
  let bias = 72;
  while (handled < points.length) {
    let lowest = LAST_POINT;
    for (let i = 0; i < points.length; i++) if (points[i]! >= next && points[i]! < lowest) lowest = points[i]!;
    delta += (lowest - next) * (handled + 1);
    next = lowest;
    for (let i = 0; i < points.length; i++) {
      if (points[i]! < next) delta++;
      if (points[i] !== next) continue;
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

/** What an encoded label says (without its prefix), or null if it says nothing. */
export function decodePunycode(encoded: string): string | null {
  const hyphen = StringPrototypeLastIndexOf(encoded, '-');
  const points: number[] = [];
  for (let i = 0; i < hyphen; i++) points[i] = StringPrototypeCharCodeAt(encoded, i);
  let next = 128;
  let index = 0;
  let bias = 72;
  for (let at = hyphen < 0 ? 0 : hyphen + 1; at < encoded.length; ) {
    const before = index;
    let weight = 1;
    for (let k = BASE; ; k += BASE) {
      const value = at < encoded.length ? valueOf(StringPrototypeCharCodeAt(encoded, at++)) : -1;
      if (value < 0) return null;
      index += value * weight;
      const t = threshold(k, bias);
      if (value < t) break;
      weight *= BASE - t;
      if (index > LAST_POINT * 4096) return null;
    }
    const count = points.length + 1;
    bias = adapt(index - before, count, before === 0);
    next += MathFloor(index / count);
    if (next > LAST_POINT || (next >= 0xd800 && next < 0xe000)) return null;
    index %= count;
    ArrayPrototypeSplice(points, index++, 0, next);
  }
  let text = '';
  for (let i = 0; i < points.length; i++) text += StringFromCodePoint(points[i]!);
  return text;
}
