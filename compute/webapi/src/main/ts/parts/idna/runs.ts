// Runs of code points of one kind, found by halving.
import { NumberParseInt, StringPrototypeCharCodeAt, StringPrototypeSubstring } from '../../core/primordials';

export interface Runs {
  starts: number[];
  ends: number[];
  kinds: string;
}

/** Reads the form that the tables are written in. */
export function runsOf(table: string): Runs {
  const runs: Runs = { starts: [], ends: [], kinds: '' };
  let position = 0;
  for (let at = 0; at < table.length; ) {
    let end = at + 1;
    let point = -1;
    for (; end < table.length && !isLetter(StringPrototypeCharCodeAt(table, end)); end++) {
      if (table[end] === '.') point = end;
    }
    const start = position + NumberParseInt(StringPrototypeSubstring(table, at + 1, point < 0 ? end : point), 36);
    const last = start + (point < 0 ? 0 : NumberParseInt(StringPrototypeSubstring(table, point + 1, end), 36));
    runs.starts[runs.starts.length] = start;
    runs.ends[runs.ends.length] = last;
    runs.kinds += table[at];
    position = last + 1;
    at = end;
  }
  return runs;
}
function isLetter(code: number): boolean {
  return code >= 65 && code <= 90;
}

/** The kind of the run that a code point is in, or ''. */
export function kindOf(runs: Runs, point: number): string {
  let low = 0;
  let high = runs.starts.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (point < runs.starts[middle]!) high = middle - 1;
    else if (point > runs.ends[middle]!) low = middle + 1;
    else return runs.kinds[middle]!;
  }
  return '';
}
