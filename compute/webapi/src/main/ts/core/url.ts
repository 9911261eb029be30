// URL. Ordinary http(s) addresses in ASCII, which is what Workers parse on nearly every request, are cut by one expression here;
// everything else, and every change, goes to the whole parser in the lazy part.
import { badArgument, badConstruction } from './errors';
import { INTERNAL } from './headers';
import { defineInterface } from './interface';
import { part } from './lazy';
import {
  RegExpPrototypeExec,
  StringPrototypeCharCodeAt,
  StringPrototypeEndsWith,
  StringPrototypeIndexOf,
  StringPrototypeLastIndexOf,
  StringPrototypeStartsWith,
  StringPrototypeSubstring,
} from './primordials';

/** The pieces as the getters show them. */
export interface UrlRecord {
  href: string;
  protocol: string;
  username: string;
  password: string;
  hostname: string;
  port: string;
  pathname: string;
  search: string;
  hash: string;
}

const ORDINARY =
  /^(https?:)\/\/([a-z0-9_-]+(?:\.[a-z0-9_-]+)*)(?::([1-9][0-9]{0,4}))?(\/[A-Za-z0-9\-._~!$&'()*+,;=:@%/|[\]]*)?(\?[A-Za-z0-9\-._~!$%&()*+,;=:@/?[\]\\^`{|}]*)?(#[A-Za-z0-9\-._~!$%&'()*+,;=:@/?#[\]\\^{|}]*)?$/;
const RELATIVE =
  /^([A-Za-z0-9\-._~!$&'()*+,;=:@%/|[\]]*)(\?[A-Za-z0-9\-._~!$%&()*+,;=:@/?[\]\\^`{|}]+)?(#[A-Za-z0-9\-._~!$%&'()*+,;=:@/?#[\]\\^{|}]+)?$/;
/** A host whose last label could be a number, or that has a label in Punycode. */
const UNUSUAL_HOST = /(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)$|xn--/;

const ESCAPED_DOT = /%2e/i;

/** The path without its dot segments; null if one may hide in an escape. */
function plainPath(path: string): string | null {
  if (StringPrototypeIndexOf(path, '%2', 0) >= 0 && RegExpPrototypeExec(ESCAPED_DOT, path) !== null) return null;
  return StringPrototypeIndexOf(path, '/.', 0) < 0 ? path : withoutDots(path);
}
function withoutDots(path: string): string {
  let plain = '';
  for (let from = 1; from <= path.length; ) {
    let to = StringPrototypeIndexOf(path, '/', from);
    const last = to < 0;
    if (last) to = path.length;
    const segment = StringPrototypeSubstring(path, from, to);
    if (segment === '..') plain = StringPrototypeSubstring(plain, 0, StringPrototypeLastIndexOf(plain, '/'));
    else if (segment !== '.') plain += `/${segment}`;
    if (last && (segment === '.' || segment === '..')) plain += '/';
    from = to + 1;
  }
  return plain;
}

function isUnusualHost(hostname: string): boolean {
  const last = StringPrototypeCharCodeAt(hostname, StringPrototypeLastIndexOf(hostname, '.') + 1);
  if (last > 57 && StringPrototypeIndexOf(hostname, 'xn--', 0) < 0) return false;
  return RegExpPrototypeExec(UNUSUAL_HOST, hostname) !== null;
}

function ordinary(text: string): UrlRecord | null {
  const match = RegExpPrototypeExec(ORDINARY, text);
  if (match === null) return null;
  const protocol = match[1]!;
  const hostname = match[2]!;
  const port = match[3] ?? '';
  if (port !== '' && (+port > 65535 || port === (protocol === 'http:' ? '80' : '443'))) return null;
  if (isUnusualHost(hostname)) return null;
  const given = match[4] ?? '/';
  const pathname = plainPath(given);
  if (pathname === null) return null;
  const search = match[5] ?? '';
  const hash = match[6] ?? '';
  const authority = port === '' ? hostname : `${hostname}:${port}`;
  return {
    href: match[4] !== undefined && pathname === given ? text : `${protocol}//${authority}${pathname}${search}${hash}`,
    protocol,
    username: '',
    password: '',
    hostname,
    port,
    pathname,
    search: search === '?' ? '' : search,
    hash: hash === '#' ? '' : hash,
  };
}

/** An address relative to an ordinary one, if it is ordinary itself. */
function relative(text: string, base: UrlRecord): UrlRecord | null {
  const match = RegExpPrototypeExec(RELATIVE, text);
  if (match === null) return null;
  const path = match[1]!;
  const colon = StringPrototypeIndexOf(path, ':', 0);
  if (StringPrototypeStartsWith(path, '//') || colon >= 0) return null;
  // An empty query of the base would have to stay.
  if (path === '' && base.search === '' && StringPrototypeIndexOf(base.href, '?', 0) >= 0) return null;
  let pathname: string | null = base.pathname;
  if (StringPrototypeStartsWith(path, '/')) pathname = plainPath(path);
  else if (path !== '') {
    const folder = StringPrototypeSubstring(pathname, 0, StringPrototypeLastIndexOf(pathname, '/') + 1);
    pathname = plainPath(folder + path);
  }
  if (pathname === null) return null;
  const { protocol, hostname, port } = base;
  const search = match[2] ?? (path === '' ? base.search : '');
  const hash = match[3] ?? '';
  const href = `${protocol}//${hostOf(base)}${pathname}${search}${hash}`;
  return { href, protocol, username: '', password: '', hostname, port, pathname, search, hash };
}

/** The record of an address, or null. */
function tryParse(text: string, given: unknown): UrlRecord | null {
  const base = given === undefined ? undefined : `${given as any}`;
  const easy = ordinary(text);
  if (base === undefined) {
    if (easy !== null) return easy;
  } else {
    // A base that is none spoils even what stands alone.
    const against = recordOfBase(given, base);
    if (easy !== null && against !== null) return easy;
    const easily = against === null || text === '' ? null : relative(text, against);
    if (easily !== null) return easily;
  }
  return part('url').parseUrl(text, base);
}

/** The record of an ordinary base; a URL that says what it holds has it already. */
function recordOfBase(given: unknown, base: string): UrlRecord | null {
  if (isURL(given)) {
    const record = urlRecord(given);
    if (record.href === base && isPlain(record)) return record;
  }
  return ordinary(base);
}

/** The record with another query, as the params of a URL write it: nothing in it needs to be encoded. */
function withQuery(record: UrlRecord, query: string): UrlRecord {
  const search = query === '' ? '' : `?${query}`;
  const { protocol, username, password, hostname, port, pathname, hash } = record;
  const href = `${protocol}//${hostOf(record)}${pathname}${search}${hash}`;
  return { href, protocol, username, password, hostname, port, pathname, search, hash };
}

/** The serialised form of an absolute address, as Request and redirects keep it; a fragment is left out by `fetch` itself. */
export function normalUrl(text: string): string {
  const record = tryParse(text, undefined);
  if (record === null) throw new TypeError(`Invalid URL: ${text}`);
  return record.href;
}

export let urlRecord: (url: URL) => UrlRecord;
export let isURL: (value: unknown) => value is URL;

export class URL {
  #record: UrlRecord;
  #params: any = null;

  constructor(url: unknown, base: unknown = undefined) {
    if (url === INTERNAL) {
      this.#record = base as UrlRecord;
      return;
    }
    if (arguments.length === 0) throw badConstruction('URL', 1, 'USVString');
    const record = tryParse(`${url as any}`, base);
    if (record === null) throw new TypeError('Invalid URL string.');
    this.#record = record;
  }
  static {
    urlRecord = (url) => url.#record;
    isURL = (value): value is URL => typeof value === 'object' && value !== null && #record in value;
  }

  static canParse(url: unknown, base: unknown = undefined): boolean {
    if (arguments.length === 0) throw badArgument('canParse', 'URL', 1, 'USVString');
    return tryParse(`${url as any}`, base) !== null;
  }
  static parse(url: unknown, base: unknown = undefined): URL | null {
    if (arguments.length === 0) throw badArgument('parse', 'URL', 1, 'USVString');
    const record = tryParse(`${url as any}`, base);
    return record === null ? null : new URL(INTERNAL, record);
  }
  static createObjectURL(): never {
    throw new Error('URL.createObjectURL() is not implemented');
  }
  static revokeObjectURL(): never {
    throw new Error('URL.revokeObjectURL() is not implemented');
  }

  #change(piece: keyof UrlRecord, value: unknown): void {
    const changed = part('url').changeUrl(this.#record, piece, `${value as any}`);
    if (changed === null) {
      if (piece === 'href') {
        throw new TypeError(
          "Failed to set the 'href' property on 'URL': the provided value is not of type 'valid URL string'.",
        );
      }
      return;
    }
    this.#record = changed;
    if (this.#params !== null) part('url').followUrl(this.#params, changed);
  }

  get origin(): string {
    const { protocol } = this.#record;
    if (protocol === 'https:' || protocol === 'http:') return `${protocol}//${hostOf(this.#record)}`;
    return part('url').originOf(this.#record);
  }
  get href(): string {
    return this.#record.href;
  }
  set href(value: unknown) {
    this.#change('href', value);
  }
  get protocol(): string {
    return this.#record.protocol;
  }
  set protocol(value: unknown) {
    this.#change('protocol', value);
  }
  get username(): string {
    return this.#record.username;
  }
  set username(value: unknown) {
    this.#change('username', value);
  }
  get password(): string {
    return this.#record.password;
  }
  set password(value: unknown) {
    this.#change('password', value);
  }
  get host(): string {
    return hostOf(this.#record);
  }
  set host(value: unknown) {
    this.#change('host' as keyof UrlRecord, value);
  }
  get hostname(): string {
    return this.#record.hostname;
  }
  set hostname(value: unknown) {
    this.#change('hostname', value);
  }
  get port(): string {
    return this.#record.port;
  }
  set port(value: unknown) {
    this.#change('port', value);
  }
  get pathname(): string {
    return this.#record.pathname;
  }
  set pathname(value: unknown) {
    this.#change('pathname', value);
  }
  get search(): string {
    return this.#record.search;
  }
  set search(value: unknown) {
    this.#change('search', value);
  }
  get hash(): string {
    return this.#record.hash;
  }
  set hash(value: unknown) {
    this.#change('hash', value);
  }
  get searchParams(): unknown {
    return (this.#params ??= part('url').paramsOf(this.#record, (query: string) => {
      this.#record = isPlain(this.#record)
        ? withQuery(this.#record, query)
        : (part('url').changeUrl(this.#record, 'search', query) ?? this.#record);
    }));
  }
  toJSON(): string {
    return this.#record.href;
  }
  toString(): string {
    return this.#record.href;
  }
}
defineInterface(URL, 'URL');

/** Whether scheme, host, path, query and fragment are all there is, so that they can be put together again. */
function isPlain(record: UrlRecord): boolean {
  const { protocol, username, password, href } = record;
  const web = protocol === 'https:' || protocol === 'http:';
  return web && username === '' && password === '' && !StringPrototypeEndsWith(href, '#');
}

function hostOf(record: UrlRecord): string {
  return record.port === '' ? record.hostname : `${record.hostname}:${record.port}`;
}
