// MIME types as the WHATWG MIME Sniffing standard parses and writes them.
import {
  RegExpPrototypeExec,
  StringPrototypeIndexOf,
  StringPrototypeSubstring,
  StringPrototypeToLowerCase,
} from '../../core/primordials';

const TOKEN = /^[-!#$%&'*+.^_`|~A-Za-z0-9]+$/;
const QUOTED = /^[\t\x20-\x7e\x80-\xff]*$/;
const SPACES = '\t\n\r ';
const NOT_PLAIN_IN_QUOTES = /["\\]/;

interface Parameter {
  name: string;
  value: string;
}

function matches(pattern: RegExp, text: string): boolean {
  return RegExpPrototypeExec(pattern, text) !== null;
}
function isSpace(text: string, at: number): boolean {
  return StringPrototypeIndexOf(SPACES, text[at]!) >= 0;
}
/** The text without the spaces around it. */
export function stripped(text: string): string {
  let from = 0;
  while (from < text.length && isSpace(text, from)) from++;
  return trimmed(StringPrototypeSubstring(text, from, text.length));
}
function trimmed(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text, end - 1)) end--;
  return StringPrototypeSubstring(text, 0, end);
}

/** Index of the first of these characters from there on, or the end. */
function until(text: string, from: number, stops: string): number {
  let at = from;
  while (at < text.length && StringPrototypeIndexOf(stops, text[at]!) < 0) at++;
  return at;
}

/** The quoted string that begins there, without its quotes and escapes, and where it ends. */
function quoted(text: string, from: number): { value: string; end: number } {
  let value = '';
  let at = from + 1;
  while (at < text.length && text[at] !== '"') {
    if (text[at] === '\\' && at + 1 < text.length) at++;
    value += text[at++];
  }
  return { value, end: at + 1 };
}

function addParameter(parameters: Parameter[], name: string, value: string): void {
  if (!matches(TOKEN, name) || !matches(QUOTED, value)) return;
  for (let i = 0; i < parameters.length; i++) if (parameters[i]!.name === name) return;
  parameters[parameters.length] = { name, value };
}

function parametersOf(text: string, from: number): Parameter[] {
  const parameters: Parameter[] = [];
  let at = from;
  while (at < text.length) {
    at++;
    while (at < text.length && isSpace(text, at)) at++;
    const end = until(text, at, ';=');
    const name = StringPrototypeToLowerCase(StringPrototypeSubstring(text, at, end));
    at = end;
    if (at >= text.length || text[at] === ';') continue;
    at++;
    if (text[at] === '"') {
      const { value, end: after } = quoted(text, at);
      at = until(text, after, ';');
      addParameter(parameters, name, value);
      continue;
    }
    const stop = until(text, at, ';');
    const value = trimmed(StringPrototypeSubstring(text, at, stop));
    at = stop;
    if (value !== '') addParameter(parameters, name, value);
  }
  return parameters;
}

function written(value: string): string {
  if (matches(TOKEN, value)) return value;
  let text = '"';
  for (let i = 0; i < value.length; i++) text += matches(NOT_PLAIN_IN_QUOTES, value[i]!) ? `\\${value[i]}` : value[i];
  return `${text}"`;
}

/** The type in its one form; null if it is none. */
export function normalType(given: string): string | null {
  const text = stripped(given);
  const slash = until(text, 0, '/');
  const semicolon = until(text, slash, ';');
  const type = StringPrototypeSubstring(text, 0, slash);
  const subtype = trimmed(StringPrototypeSubstring(text, slash + 1, semicolon));
  if (!matches(TOKEN, type) || !matches(TOKEN, subtype)) return null;
  let normal = StringPrototypeToLowerCase(`${type}/${subtype}`);
  const parameters = parametersOf(text, semicolon);
  for (let i = 0; i < parameters.length; i++) normal += `;${parameters[i]!.name}=${written(parameters[i]!.value)}`;
  return normal;
}
