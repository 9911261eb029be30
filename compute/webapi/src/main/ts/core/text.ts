// Work on text that String's own methods would do through the expression's prototype, where a Worker can reach into it.
import { RegExpPrototypeExec, StringPrototypeIndexOf, StringPrototypeSlice } from './primordials';

/** `text.replace` for a global expression. */
export function replaceText(
  text: string,
  expression: RegExp,
  by: string | ((match: RegExpExecArray) => string),
): string {
  expression.lastIndex = 0;
  let match = RegExpPrototypeExec(expression, text);
  if (match === null) return text;
  let made = '';
  let at = 0;
  while (match !== null) {
    made += StringPrototypeSlice(text, at, match.index) + (typeof by === 'string' ? by : by(match));
    at = match.index + match[0]!.length;
    if (match[0] === '') expression.lastIndex++;
    match = RegExpPrototypeExec(expression, text);
  }
  return made + StringPrototypeSlice(text, at);
}

/** `text.split` at every place of a text. */
export function splitText(text: string, separator: string): string[] {
  const pieces: string[] = [];
  let from = 0;
  let at = StringPrototypeIndexOf(text, separator, 0);
  while (at >= 0) {
    pieces[pieces.length] = StringPrototypeSlice(text, from, at);
    from = at + separator.length;
    at = StringPrototypeIndexOf(text, separator, from);
  }
  pieces[pieces.length] = StringPrototypeSlice(text, from);
  return pieces;
}

/** `text.search`. */
export function searchText(text: string, expression: RegExp): number {
  const match = RegExpPrototypeExec(expression, text);
  return match === null ? -1 : match.index;
}
