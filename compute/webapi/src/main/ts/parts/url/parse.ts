// From text to parts. The standard gives a machine of states; here each state that can be told apart by looking ahead is a
// function over the text that remains.
import { StringPrototypeToLowerCase, StringPrototypeToWellFormed } from '../../core/primordials';
import { CONTROLS, FRAGMENT, PATH, percentEncode, QUERY, SPECIAL_QUERY, USERINFO } from './encode';
import { parseHost } from './host';
import { emptyParts, isDriveLetter, isSpecial, type Parts, SPECIAL, shorten, startsWithDriveLetter } from './parts';

const SCHEME = /^([A-Za-z][A-Za-z0-9+\-.]*):/;
const SINGLE_DOT = /^(?:\.|%2e)$/i;
const DOUBLE_DOT = /^(?:\.|%2e){2}$/i;

/** What remains to be read: fragment and query are cut off first, because nothing before them can hold their marks. */
interface Rest {
  text: string;
  query: string | null;
}

export function parse(given: string, base: Parts | null): Parts | null {
  const trimmed = StringPrototypeToWellFormed(given).replace(/^[\0-\x20]+|[\0-\x20]+$/g, '');
  const text = trimmed.replace(/[\t\n\r]/g, '');
  const mark = text.indexOf('#');
  const parts = parseWithoutFragment(mark < 0 ? text : text.slice(0, mark), base, mark >= 0);
  if (parts !== null) parts.fragment = mark < 0 ? null : percentEncode(text.slice(mark + 1), FRAGMENT);
  return parts;
}

function restOf(text: string): Rest {
  const mark = text.indexOf('?');
  return mark < 0 ? { text, query: null } : { text: text.slice(0, mark), query: text.slice(mark + 1) };
}

export function setQuery(parts: Parts, query: string | null): void {
  parts.query = query === null ? null : percentEncode(query, isSpecial(parts) ? SPECIAL_QUERY : QUERY);
}

function parseWithoutFragment(text: string, base: Parts | null, fragmentFollows: boolean): Parts | null {
  const match = SCHEME.exec(text);
  if (match === null) return parseRelative(text, base, fragmentFollows);
  const parts = emptyParts(StringPrototypeToLowerCase(match[1]!));
  const rest = restOf(text.slice(match[0].length));
  if (parts.scheme === 'file') return parseFile(parts, rest, base?.scheme === 'file' ? base : null);
  if (isSpecial(parts)) {
    if (base?.scheme === parts.scheme && !rest.text.startsWith('//')) return relativeTo(base, rest);
    return withAuthority(parts, rest, /^[/\\]*/.exec(rest.text)![0].length);
  }
  if (rest.text.startsWith('//')) return withAuthority(parts, rest, 2);
  if (rest.text[0] === '/') return withPath(parts, rest.text, rest.query);
  return withOpaquePath(parts, rest, fragmentFollows);
}

function withOpaquePath(parts: Parts, rest: Rest, fragmentFollows: boolean): Parts {
  let path = percentEncode(rest.text, CONTROLS);
  if ((rest.query !== null || fragmentFollows) && path.endsWith(' ')) path = `${path.slice(0, -1)}%20`;
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
  return { ...base, path: [...(base.path as string[])], fragment: null };
}

function relativeTo(base: Parts, rest: Rest): Parts | null {
  const text = rest.text;
  const special = isSpecial(base);
  if (special ? /^[/\\]{2}/.test(text) : text.startsWith('//')) {
    const skip = special ? /^[/\\]*/.exec(text)![0].length : 2;
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
  const text = rest.text.slice(skip);
  const end = text.search(isSpecial(parts) ? /[/\\]/ : /\//);
  const authority = end < 0 ? text : text.slice(0, end);
  if (!setAuthority(parts, authority)) return null;
  return withPath(parts, end < 0 ? '' : text.slice(end), rest.query);
}

function setAuthority(parts: Parts, authority: string): boolean {
  const at = authority.lastIndexOf('@');
  if (at >= 0) {
    const colon = authority.indexOf(':');
    const userEnd = colon >= 0 && colon < at ? colon : at;
    parts.username = percentEncode(authority.slice(0, userEnd), USERINFO);
    if (userEnd < at) parts.password = percentEncode(authority.slice(userEnd + 1, at), USERINFO);
    if (at === authority.length - 1) return false;
  }
  return setHostAndPort(parts, authority.slice(at + 1));
}

/** Where the colon before a port is; -1 if there is none. */
export function portColon(text: string): number {
  return text.indexOf(':', text[0] === '[' ? Math.max(text.indexOf(']'), 0) : 0);
}

function setHostAndPort(parts: Parts, text: string): boolean {
  const colon = portColon(text);
  const name = colon < 0 ? text : text.slice(0, colon);
  if (name === '' && (isSpecial(parts) || colon >= 0)) return false;
  const host = name === '' ? '' : parseHost(name, isSpecial(parts));
  if (host === null) return false;
  parts.host = host;
  return colon < 0 || setPort(parts, text.slice(colon + 1));
}

export function setPort(parts: Parts, digits: string): boolean {
  if (!/^[0-9]*$/.test(digits) || +digits > 65535) return false;
  parts.port = digits === '' || +digits === SPECIAL[parts.scheme] ? null : +digits;
  return true;
}

function parseFile(parts: Parts, rest: Rest, base: Parts | null): Parts | null {
  parts.host = '';
  const text = rest.text;
  if (/^[/\\]{2}/.test(text)) return fileHost(parts, text.slice(2), rest.query);
  if (/^[/\\]/.test(text)) {
    if (base !== null) {
      parts.host = base.host;
      const drive = base.path[0];
      if (!startsWithDriveLetter(text.slice(1)) && drive !== undefined && /^[A-Za-z]:$/.test(drive))
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
  const end = text.search(/[/\\]/);
  const name = end < 0 ? text : text.slice(0, end);
  if (isDriveLetter(name)) return withPath(parts, text, query);
  if (!setFileHost(parts, name)) return null;
  return withPath(parts, end < 0 ? '' : text.slice(end), query);
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
    appendPath(parts, slash ? text.slice(1) : text);
  }
  setQuery(parts, query);
  return parts;
}

/** Adds segments to a path, following dots. */
export function appendPath(parts: Parts, text: string): void {
  const path = parts.path as string[];
  const segments = text.split(isSpecial(parts) ? /[/\\]/ : '/');
  for (let i = 0; i < segments.length; i++) {
    const last = i === segments.length - 1;
    const segment = percentEncode(segments[i]!, PATH);
    if (DOUBLE_DOT.test(segment)) {
      shorten(parts);
      if (last) path[path.length] = '';
    } else if (SINGLE_DOT.test(segment)) {
      if (last) path[path.length] = '';
    } else if (parts.scheme === 'file' && path.length === 0 && isDriveLetter(segment)) {
      path[0] = `${segment[0]}:`;
    } else path[path.length] = segment;
  }
}
