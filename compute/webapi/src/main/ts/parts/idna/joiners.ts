// Where the invisible joiners may stand (RFC 5892, appendix A.1 and A.2).
import { StringPrototypeCodePointAt } from '../../core/primordials';
import { kindOf, runsOf } from './runs';
import { AFTER, BEFORE, VIRAMAS } from './tables';

const before = runsOf(BEFORE);
const after = runsOf(AFTER);
const viramas = runsOf(VIRAMAS);
const NON_JOINER = 0x200c;
const JOINER = 0x200d;

export function joinersFit(label: string): boolean {
  let previous = -1;
  let joins = false;
  for (let at = 0; at < label.length; ) {
    const point = StringPrototypeCodePointAt(label, at)!;
    at += point > 0xffff ? 2 : 1;
    if (point === NON_JOINER || point === JOINER) {
      const fits = kindOf(viramas, previous) !== '' || (point === NON_JOINER && joins && joinsLater(label, at));
      if (!fits) return false;
    }
    if (kindOf(before, point) !== '') joins = true;
    previous = point;
  }
  return true;
}

function joinsLater(label: string, from: number): boolean {
  for (let at = from; at < label.length; ) {
    const point = StringPrototypeCodePointAt(label, at)!;
    at += point > 0xffff ? 2 : 1;
    if (kindOf(after, point) !== '') return true;
  }
  return false;
}
