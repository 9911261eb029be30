// From text to parts. The standard gives a machine of states; here each state that can be told apart by looking ahead is a
// function over the text that remains.

import {
  MathMax,
  RegExpPrototypeExec,
  StringPrototypeEndsWith,
  StringPrototypeIndexOf,
  StringPrototypeLastIndexOf,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  StringPrototypeToLowerCase,
  StringPrototypeToWellFormed,
} from '../../core/primordials';
import { replaceText, searchText, splitText } from '../../core/text';
import { CONTROLS, FRAGMENT, PATH, percentEncode, QUERY, SPECIAL_QUERY, USERINFO } from './encode';
import { parseHost } from './host';
import { emptyParts, isDriveLetter, isSpecial, type Parts, SPECIAL, shorten, startsWithDriveLetter } from './parts';

const SCHEME = /^([A-Za-z][A-Za-z0-9+\-.]*):/;
const BACKSLASH = /\\/g;
const SINGLE_DOT = /^(?:\.|%2e)$/i;
const DOUBLE_DOT = /^(?:\.|%2e){2}$/i;

/** What remains to be read: fragment and query are cut off first, because nothing before them can hold their marks. */
interface Rest {
  text: string;
  query: string | null;
}

export function parse(given: string, base: Parts | null): Parts | null {
  const trimmed = replaceText(StringPrototypeToWellFormed(given), /^[\0-\x20]+|[\0-\x20]+$/g, '');
  const text = replaceText(trimmed, /[\t\n\r]/g, '');
  const mark = StringPrototypeIndexOf(text, '#');
  const parts = parseWithoutFragment(mark < 0 ? text : StringPrototypeSlice(text, 0, mark), base, mark >= 0);
  if (parts !== null) parts.fragment = mark < 0 ? null : percentEncode(StringPrototypeSlice(text, mark + 1), FRAGMENT);
  return parts;
}

function restOf(text: string): Rest {
  const mark = StringPrototypeIndexOf(text, '?');
  return mark < 0
    ? { text, query: null }
    : { text: StringPrototypeSlice(text, 0, mark), query: StringPrototypeSlice(text, mark + 1) };
}

export function setQuery(parts: Parts, query: string | null): void {
  parts.query = query === null ? null : percentEncode(query, isSpecial(parts) ? SPECIAL_QUERY : QUERY);
}

function parseWithoutFragment(text: string, base: Parts | null, fragmentFollows: boolean): Parts | null {
  const match = RegExpPrototypeExec(SCHEME, text);
  if (match === null) return parseRelative(text, base, fragmentFollows);
  const parts = emptyParts(StringPrototypeToLowerCase(match[1]!));
  const rest = restOf(StringPrototypeSlice(text, match[0].length));
  if (parts.scheme === 'file') return parseFile(parts, rest, base?.scheme === 'file' ? base : null);
  if (isSpecial(parts)) {
    if (base?.scheme === parts.scheme && !StringPrototypeStartsWith(rest.text, '//')) return relativeTo(base, rest);
    return withAuthority(parts, rest, RegExpPrototypeExec(/^[/\\]*/, rest.text)![0].length);
  }
  if (StringPrototypeStartsWith(rest.text, '//')) return withAuthority(parts, rest, 2);
  if (rest.text[0] === '/') return withPath(parts, rest.text, rest.query);
  return withOpaquePath(parts, rest, fragmentFollows);
}

function withOpaquePath(parts: Parts, rest: Rest, fragmentFollows: boolean): Parts {
  let path = percentEncode(rest.text, CONTROLS);
  if ((rest.query !== null || fragmentFollows) && StringPrototypeEndsWith(path, ' '))
    path = `${StringPrototypeSlice(path, 0, -1)}%20`;
  parts.path = path;
  setQuery(parts, rest.query);
  return parts;
}

function parseRelative(text: string, base: Parts | null, fragmentFollows: boolean): Parts | null {
  if (base === null) return null;
  if (typeof base.path === 'string') return text === '' && fragmentFollows ? { ...base } : null;
  const rest = restOf(text);
  return base.scheme === 'file' ? parseFile(emptyParts('file'), rest, base) : relativeTo(base, rest);
}

/** Everything up to the path comes from the base. */
function fromBase(base: Parts): Parts {
  const from = base.path as string[];
  const path: string[] = [];
  for (let i = 0; i < from.length; i++) path[i] = from[i]!;
  return { ...base, path, fragment: null };
}

function relativeTo(base: Parts, rest: Rest): Parts | null {
  const text = rest.text;
  const special = isSpecial(base);
  if (special ? RegExpPrototypeExec(/^[/\\]{2}/, text) !== null : StringPrototypeStartsWith(text, '//')) {
    const skip = special ? RegExpPrototypeExec(/^[/\\]*/, text)![0].length : 2;
    return withAuthority(emptyParts(base.scheme), rest, skip);
  }
  const parts = fromBase(base);
  if (text[0] === '/' || (special && text[0] === '\\')) {
    parts.path = [];
    return withPath(parts, text, rest.query);
  }
  if (text === '') {
    if (rest.query !== null) setQuery(parts, rest.query);
    return parts;
  }
  shorten(parts);
  appendPath(parts, text);
  setQuery(parts, rest.query);
  return parts;
}

function withAuthority(parts: Parts, rest: Rest, skip: number): Parts | null {
  const text = StringPrototypeSlice(rest.text, skip);
  const end = searchText(text, isSpecial(parts) ? /[/\\]/ : /\//);
  const authority = end < 0 ? text : StringPrototypeSlice(text, 0, end);
  if (!setAuthority(parts, authority)) return null;
  return withPath(parts, end < 0 ? '' : StringPrototypeSlice(text, end), rest.query);
}

function setAuthority(parts: Parts, authority: string): boolean {
  const at = StringPrototypeLastIndexOf(authority, '@');
  if (at >= 0) {
    const colon = StringPrototypeIndexOf(authority, ':');
    const userEnd = colon >= 0 && colon < at ? colon : at;
    parts.username = percentEncode(StringPrototypeSlice(authority, 0, userEnd), USERINFO);
    if (userEnd < at) parts.password = percentEncode(StringPrototypeSlice(authority, userEnd + 1, at), USERINFO);
    if (at === authority.length - 1) return false;
  }
  return setHostAndPort(parts, StringPrototypeSlice(authority, at + 1));
}

/** Where the colon before a port is; -1 if there is none. */
export function portColon(text: string): number {
  return StringPrototypeIndexOf(text, ':', text[0] === '[' ? MathMax(StringPrototypeIndexOf(text, ']'), 0) : 0);
}

function setHostAndPort(parts: Parts, text: string): boolean {
  const colon = portColon(text);
  const name = colon < 0 ? text : StringPrototypeSlice(text, 0, colon);
  if (name === '' && (isSpecial(parts) || colon >= 0)) return false;
  const host = name === '' ? '' : parseHost(name, isSpecial(parts));
  if (host === null) return false;
  parts.host = host;
  return colon < 0 || setPort(parts, StringPrototypeSlice(text, colon + 1));
}

export function setPort(parts: Parts, digits: string): boolean {
  if (RegExpPrototypeExec(/^[0-9]*$/, digits) === null || +digits > 65535) return false;
  parts.port = digits === '' || +digits === SPECIAL[parts.scheme] ? null : +digits;
  return true;
}

function parseFile(parts: Parts, rest: Rest, base: Parts | null): Parts | null {
  parts.host = '';
  const text = rest.text;
  if (RegExpPrototypeExec(/^[/\\]{2}/, text) !== null)
    return fileHost(parts, StringPrototypeSlice(text, 2), rest.query);
  if (RegExpPrototypeExec(/^[/\\]/, text) !== null) {
    if (base !== null) {
      parts.host = base.host;
      const drive = base.path[0];
      if (
        !startsWithDriveLetter(StringPrototypeSlice(text, 1)) &&
        drive !== undefined &&
        RegExpPrototypeExec(/^[A-Za-z]:$/, drive) !== null
      )
        parts.path = [drive];
    }
    return withPath(parts, text, rest.query);
  }
  if (base === null) return withPath(parts, text, rest.query);
  const relative = { ...fromBase(base), username: '', password: '', port: null };
  if (text === '') {
    if (rest.query !== null) setQuery(relative, rest.query);
    return relative;
  }
  if (startsWithDriveLetter(text)) relative.path = [];
  else shorten(relative);
  return withPath(relative, text, rest.query);
}

function fileHost(parts: Parts, text: string, query: string | null): Parts | null {
  const end = searchText(text, /[/\\]/);
  const name = end < 0 ? text : StringPrototypeSlice(text, 0, end);
  if (isDriveLetter(name)) return withPath(parts, text, query);
  if (!setFileHost(parts, name)) return null;
  return withPath(parts, end < 0 ? '' : StringPrototypeSlice(text, end), query);
}

export function setFileHost(parts: Parts, name: string): boolean {
  const host = name === '' ? '' : parseHost(name, true);
  if (host === null) return false;
  parts.host = host === 'localhost' ? '' : host;
  return true;
}

function withPath(parts: Parts, text: string, query: string | null): Parts {
  const special = isSpecial(parts);
  if (text !== '' || special) {
    const slash = text[0] === '/' || (special && text[0] === '\\');
    appendPath(parts, slash ? StringPrototypeSlice(text, 1) : text);
  }
  setQuery(parts, query);
  return parts;
}

/** Adds segments to a path, following dots. */
export function appendPath(parts: Parts, text: string): void {
  const path = parts.path as string[];
  const segments = splitText(isSpecial(parts) ? replaceText(text, BACKSLASH, '/') : text, '/');
  for (let i = 0; i < segments.length; i++) {
    const last = i === segments.length - 1;
    const segment = percentEncode(segments[i]!, PATH);
    if (RegExpPrototypeExec(DOUBLE_DOT, segment) !== null) {
      shorten(parts);
      if (last) path[path.length] = '';
    } else if (RegExpPrototypeExec(SINGLE_DOT, segment) !== null) {
      if (last) path[path.length] = '';
    } else if (parts.scheme === 'file' && path.length === 0 && isDriveLetter(segment)) {
      path[0] = `${segment[0]}:`;
    } else path[path.length] = segment;
  }
}
