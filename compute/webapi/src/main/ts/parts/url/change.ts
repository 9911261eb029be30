// The setters of URL: each reads its value as the parser would at that place, and ignores what does not fit.

import {
  RegExpPrototypeExec,
  StringPrototypeSlice,
  StringPrototypeToLowerCase,
  StringPrototypeToWellFormed,
} from '../../core/primordials';
import { replaceText, searchText } from '../../core/text';
import { FRAGMENT, percentEncode, USERINFO } from './encode';
import { parseHost } from './host';
import { appendPath, parse, portColon, setFileHost, setPort, setQuery } from './parse';
import { isSpecial, type Parts, SPECIAL } from './parts';

/** The parts after the change, or null if the setter does nothing. */
export function changed(href: string, piece: string, given: string): Parts | null {
  const parts = parse(href, null)!;
  const value = StringPrototypeToWellFormed(given);
  return change(
    parts,
    piece,
    piece === 'username' || piece === 'password' ? value : replaceText(value, /[\t\n\r]/g, ''),
    given,
  )
    ? parts
    : null;
}

function change(parts: Parts, piece: string, value: string, given: string): boolean {
  switch (piece) {
    case 'protocol':
      return setProtocol(parts, value);
    case 'username':
    case 'password':
      if (!takesCredentials(parts)) return false;
      parts[piece] = percentEncode(value, USERINFO);
      return true;
    case 'host':
      return setHost(parts, value, true);
    case 'hostname':
      return setHost(parts, value, false);
    case 'port':
      return changePort(parts, value, given);
    case 'pathname':
      return setPathname(parts, value);
    case 'search':
      setQuery(parts, value === '' ? null : value[0] === '?' ? StringPrototypeSlice(value, 1) : value);
      return true;
    case 'hash':
      parts.fragment =
        value === '' ? null : percentEncode(value[0] === '#' ? StringPrototypeSlice(value, 1) : value, FRAGMENT);
      return true;
    default:
      return false;
  }
}

function takesCredentials(parts: Parts): boolean {
  return parts.host !== null && parts.host !== '' && parts.scheme !== 'file';
}

function setProtocol(parts: Parts, value: string): boolean {
  const match = RegExpPrototypeExec(/^([A-Za-z][A-Za-z0-9+\-.]*)(?::|$)/, value);
  if (match === null) return false;
  const scheme = StringPrototypeToLowerCase(match[1]!);
  const special = SPECIAL[scheme] !== undefined;
  if (special !== isSpecial(parts)) return false;
  const carries = parts.username !== '' || parts.password !== '' || parts.port !== null;
  if (scheme === 'file' && carries) return false;
  if (parts.scheme === 'file' && parts.host === '') return false;
  parts.scheme = scheme;
  if (parts.port === SPECIAL[scheme]) parts.port = null;
  return true;
}

function setHost(parts: Parts, value: string, withPort: boolean): boolean {
  if (typeof parts.path === 'string') return false;
  const end = searchText(value, isSpecial(parts) ? /[/\\?#]/ : /[/?#]/);
  const text = end < 0 ? value : StringPrototypeSlice(value, 0, end);
  if (parts.scheme === 'file') return setFileHost(parts, text);
  const colon = portColon(text);
  if (colon >= 0 && !withPort) return false;
  const name = colon < 0 ? text : StringPrototypeSlice(text, 0, colon);
  if (name === '') {
    const needed =
      isSpecial(parts) || colon >= 0 || parts.username !== '' || parts.password !== '' || parts.port !== null;
    if (needed) return false;
  }
  const host = name === '' ? '' : parseHost(name, isSpecial(parts));
  if (host === null) return false;
  parts.host = host;
  if (colon >= 0) setLeadingDigits(parts, StringPrototypeSlice(text, colon + 1));
  return true;
}

function setLeadingDigits(parts: Parts, text: string): boolean {
  const digits = RegExpPrototypeExec(/^[0-9]*/, text)![0];
  return digits !== '' && setPort(parts, digits);
}

function changePort(parts: Parts, value: string, given: string): boolean {
  if (!takesCredentials(parts)) return false;
  if (given !== '') return setLeadingDigits(parts, value);
  parts.port = null;
  return true;
}

function setPathname(parts: Parts, value: string): boolean {
  if (typeof parts.path === 'string') return false;
  parts.path = [];
  const special = isSpecial(parts);
  const slash = value[0] === '/' || (special && value[0] === '\\');
  if (value === '' && parts.host === null) parts.path = [''];
  else if (value !== '' || special) appendPath(parts, slash ? StringPrototypeSlice(value, 1) : value);
  return true;
}
