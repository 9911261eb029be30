// A URL taken apart, the form in which it is parsed and changed.
import { RegExpPrototypeExec } from '../../core/primordials';
import type { UrlRecord } from '../../core/url';

export interface Parts {
  scheme: string;
  username: string;
  password: string;
  host: string | null;
  /** Null for none or the scheme's own. */
  port: number | null;
  /** Segments, or one string where the path is opaque (`mailto:`). */
  path: string[] | string;
  query: string | null;
  fragment: string | null;
}

/** Special schemes and their ports; -1 for none. */
export const SPECIAL: Record<string, number> = {
  __proto__: null,
  http: 80,
  https: 443,
  ws: 80,
  wss: 443,
  ftp: 21,
  file: -1,
} as any;

export function isSpecial(parts: Parts): boolean {
  return SPECIAL[parts.scheme] !== undefined;
}

export function emptyParts(scheme: string): Parts {
  return { scheme, username: '', password: '', host: null, port: null, path: [], query: null, fragment: null };
}

export function isDriveLetter(text: string): boolean {
  return RegExpPrototypeExec(/^[A-Za-z][:|]$/, text) !== null;
}
export function startsWithDriveLetter(text: string): boolean {
  return RegExpPrototypeExec(/^[A-Za-z][:|](?:[/\\?#]|$)/, text) !== null;
}

/** Takes the last segment away; a drive letter stays. */
export function shorten(parts: Parts): void {
  const path = parts.path as string[];
  if (parts.scheme === 'file' && path.length === 1 && RegExpPrototypeExec(/^[A-Za-z]:$/, path[0]!) !== null) return;
  if (path.length > 0) path.length -= 1;
}

function pathname(parts: Parts): string {
  if (typeof parts.path === 'string') return parts.path;
  let text = '';
  for (let i = 0; i < parts.path.length; i++) text += `/${parts.path[i]}`;
  return text;
}

function authority(parts: Parts): string {
  let text = '';
  if (parts.username !== '' || parts.password !== '') {
    text = parts.username + (parts.password === '' ? '' : `:${parts.password}`);
    text += '@';
  }
  return text + parts.host + (parts.port === null ? '' : `:${parts.port}`);
}

export function recordOf(parts: Parts): UrlRecord {
  const path = pathname(parts);
  let before = `${parts.scheme}:`;
  if (parts.host !== null) before += `//${authority(parts)}`;
  else if (typeof parts.path !== 'string' && parts.path.length > 1 && parts.path[0] === '') before += '/.';
  const search = parts.query === null ? '' : `?${parts.query}`;
  const hash = parts.fragment === null ? '' : `#${parts.fragment}`;
  return {
    href: before + path + search + hash,
    protocol: `${parts.scheme}:`,
    username: parts.username,
    password: parts.password,
    hostname: parts.host ?? '',
    port: parts.port === null ? '' : `${parts.port}`,
    pathname: path,
    search: search === '?' ? '' : search,
    hash: hash === '#' ? '' : hash,
  };
}
