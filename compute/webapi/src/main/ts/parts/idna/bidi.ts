// The rule for names that are written from right to left (RFC 5893).
import { RegExpPrototypeExec, StringFromCodePoint, StringPrototypeCodePointAt } from '../../core/primordials';
import { kindOf, runsOf } from './runs';
import { DIRECTIONS } from './tables';

const directions = runsOf(DIRECTIONS);
const MARK = /^[\p{Mn}\p{Me}]/u;

/** R, A, E or N as in the table, M for marks, L for the rest. */
function directionOf(point: number): string {
  const kind = kindOf(directions, point);
  if (RegExpPrototypeExec(MARK, StringFromCodePoint(point)) !== null) return 'M';
  return kind === '' ? 'L' : kind;
}

function directionsOf(label: string): string {
  let all = '';
  for (let at = 0; at < label.length; ) {
    const point = StringPrototypeCodePointAt(label, at)!;
    at += point > 0xffff ? 2 : 1;
    all += directionOf(point);
  }
  return all;
}

const RIGHT = /[RA]/;
const RIGHT_TO_LEFT = /^R[RAENM]*[RAE]M*$|^RM*$/;
const LEFT_TO_RIGHT = /^L[LENM]*[LE]M*$|^LM*$/;
const EUROPEAN_AND_ARABIC = /E.*A|A.*E/;

export function isBidirectional(label: string): boolean {
  return RegExpPrototypeExec(RIGHT, directionsOf(label)) !== null;
}

export function directionsFit(label: string): boolean {
  const all = directionsOf(label);
  if (RegExpPrototypeExec(LEFT_TO_RIGHT, all) !== null) return true;
  return RegExpPrototypeExec(RIGHT_TO_LEFT, all) !== null && RegExpPrototypeExec(EUROPEAN_AND_ARABIC, all) === null;
}
