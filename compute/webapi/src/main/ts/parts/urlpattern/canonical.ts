// How the fixed texts of a pattern, and the pieces of a URL given by themselves, get the form that they have in a parsed URL.

import {
  ObjectKeys,
  RegExpPrototypeExec,
  StringPrototypeSlice,
  StringPrototypeToLowerCase,
  StringPrototypeToWellFormed,
} from '../../core/primordials';
import { replaceText, searchText } from '../../core/text';
import { CONTROLS, FRAGMENT, percentEncode, SPECIAL_QUERY, USERINFO } from '../url/encode';
import { parseHost } from '../url/host';
import { appendPath, parse, portColon } from '../url/parse';
import { emptyParts, SPECIAL } from '../url/parts';

function refuse(): never {
  throw new TypeError('A piece of the pattern is not what a URL may have there.');
}
function plain(text: string): string {
  return replaceText(StringPrototypeToWellFormed(text), /[\t\n\r]/g, '');
}

export function isSpecialScheme(scheme: string): boolean {
  return SPECIAL[scheme] !== undefined;
}
export const specialSchemes = ObjectKeys(SPECIAL);

export function protocolOf(text: string): string {
  if (text === '') return '';
  return parse(`${text}://dummy.invalid/`, null)?.scheme ?? refuse();
}
export function credentialOf(text: string): string {
  return percentEncode(StringPrototypeToWellFormed(text), USERINFO);
}
export function hostnameOf(text: string): string {
  // What stands before a wildcard may be the beginning of a name only.
  if (text === '' || text === 'xn--') return text;
  const whole = plain(text);
  const end = searchText(whole, /[/\\?#]/);
  const name = end < 0 ? whole : StringPrototypeSlice(whole, 0, end);
  if (name === '' || portColon(name) >= 0) refuse();
  return parseHost(name, true) ?? refuse();
}
export function ipv6HostnameOf(text: string): string {
  return RegExpPrototypeExec(/^[0-9A-Fa-f[\]:]*$/, text) !== null ? StringPrototypeToLowerCase(text) : refuse();
}
export function portOf(text: string, protocol = ''): string {
  if (text === '') return '';
  const digits = RegExpPrototypeExec(/^[0-9]+/, plain(text))?.[0];
  if (digits === undefined || +digits > 65535) refuse();
  return +digits === SPECIAL[protocol] ? '' : `${+digits}`;
}
export function pathnameOf(text: string): string {
  if (text === '') return '';
  const whole = plain(text);
  const absolute = whole[0] === '/';
  const parts = emptyParts('https');
  appendPath(parts, absolute ? StringPrototypeSlice(whole, 1) : `-${whole}`);
  let path = '';
  for (let i = 0; i < parts.path.length; i++) path += `/${parts.path[i]}`;
  return absolute ? path : StringPrototypeSlice(path, 2);
}
export function opaquePathnameOf(text: string): string {
  return percentEncode(plain(text), CONTROLS);
}
export function searchOf(text: string): string {
  return percentEncode(plain(text), SPECIAL_QUERY);
}
export function hashOf(text: string): string {
  return percentEncode(plain(text), FRAGMENT);
}
