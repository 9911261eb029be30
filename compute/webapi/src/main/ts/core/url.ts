// URL. Ordinary http(s) addresses in ASCII, which is what Workers parse on nearly every request, are cut by one expression here;
// everything else, and every change, goes to the whole parser in the lazy part.
import { INTERNAL } from './headers';
import { defineInterface } from './interface';
import { part } from './lazy';
import { RegExpPrototypeExec } from './primordials';

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
const DOTS_OR_NUMBERS = /\/\.|%2e|xn--|^https?:\/\/(?:[^/?#:]*\.)?(?:[0-9]+|0x[0-9a-f]*)(?:[/:?#]|$)/i;

function ordinary(text: string): UrlRecord | null {
  const match = RegExpPrototypeExec(ORDINARY, text);
  if (match === null || RegExpPrototypeExec(DOTS_OR_NUMBERS, text) !== null) return null;
  const protocol = match[1]!;
  const port = match[3] ?? '';
  if (port !== '' && (+port > 65535 || port === (protocol === 'http:' ? '80' : '443'))) return null;
  const pathname = match[4] ?? '/';
  const search = match[5] ?? '';
  const hash = match[6] ?? '';
  const hostname = match[2]!;
  const authority = port === '' ? hostname : `${hostname}:${port}`;
  return {
    href: match[4] !== undefined ? text : `${protocol}//${authority}/${search}${hash}`,
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

/** The record of an absolute address, or null. */
function tryParse(text: string, base: string | undefined): UrlRecord | null {
  const easy = ordinary(text);
  if (easy !== null) return easy;
  return part('url').parseUrl(text, base);
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
    const record = tryParse(`${url as any}`, base === undefined ? undefined : `${base as any}`);
    if (record === null) throw new TypeError('Invalid URL string.');
    this.#record = record;
  }
  static {
    urlRecord = (url) => url.#record;
    isURL = (value): value is URL => typeof value === 'object' && value !== null && #record in value;
  }

  static canParse(url: unknown, base: unknown = undefined): boolean {
    return tryParse(`${url as any}`, base === undefined ? undefined : `${base as any}`) !== null;
  }
  static parse(url: unknown, base: unknown = undefined): URL | null {
    const record = tryParse(`${url as any}`, base === undefined ? undefined : `${base as any}`);
    return record === null ? null : new URL(INTERNAL, record);
  }
  static createObjectURL(): never {
    throw new TypeError('URL.createObjectURL() is not implemented');
  }
  static revokeObjectURL(): never {
    throw new TypeError('URL.revokeObjectURL() is not implemented');
  }

  #change(piece: keyof UrlRecord, value: unknown): void {
    const changed = part('url').changeUrl(this.#record, piece, `${value as any}`);
    if (changed === null) {
      if (piece === 'href') throw new TypeError('Invalid URL string.');
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
      const changed = part('url').changeUrl(this.#record, 'search', query);
      if (changed !== null) this.#record = changed;
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

function hostOf(record: UrlRecord): string {
  return record.port === '' ? record.hostname : `${record.hostname}:${record.port}`;
}
