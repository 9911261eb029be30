// JSON in chars below 256, for texts whose other chars are bytes.
import {
  NumberPrototypeToString,
  RegExpPrototypeExec,
  StringPrototypeCharCodeAt,
  StringPrototypePadStart,
  StringPrototypeSubstring,
} from '../../core/primordials';

const WIDE = /[^\0-\xff]/;

export function narrowed(json: string): string {
  if (RegExpPrototypeExec(WIDE, json) === null) return json;
  let narrow = '';
  let from = 0;
  for (let i = 0; i < json.length; i++) {
    const code = StringPrototypeCharCodeAt(json, i);
    if (code < 256) continue;
    narrow += `${StringPrototypeSubstring(json, from, i)}\\u${StringPrototypePadStart(NumberPrototypeToString(code, 16), 4, '0')}`;
    from = i + 1;
  }
  return narrow + StringPrototypeSubstring(json, from, json.length);
}
