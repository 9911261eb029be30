// A URLPatternInit made whole: what it leaves out comes from its base URL, what it has is canonical, or stays a pattern.
import { StringPrototypeEndsWith, StringPrototypeLastIndexOf, StringPrototypeSlice } from '../../core/primordials';
import { parse } from '../url/parse';
import { recordOf } from '../url/parts';
import {
  credentialOf,
  hashOf,
  hostnameOf,
  isSpecialScheme,
  opaquePathnameOf,
  pathnameOf,
  portOf,
  protocolOf,
  searchOf,
} from './canonical';
import { escapePattern } from './pieces';

export const COMPONENTS = [
  'protocol',
  'username',
  'password',
  'hostname',
  'port',
  'pathname',
  'search',
  'hash',
] as const;
export type Component = (typeof COMPONENTS)[number];
export type Init = { [K in Component | 'baseURL']?: string };

/** What comes before a component in a URL: with one of these given, the base's component does not count. */
const BEFORE: Record<Component, Component[]> = {
  protocol: ['protocol'],
  username: ['protocol', 'hostname', 'port', 'username'],
  password: ['protocol', 'hostname', 'port', 'username', 'password'],
  hostname: ['protocol', 'hostname'],
  port: ['protocol', 'hostname', 'port'],
  pathname: ['protocol', 'hostname', 'port', 'pathname'],
  search: ['protocol', 'hostname', 'port', 'pathname', 'search'],
  hash: ['protocol', 'hostname', 'port', 'pathname', 'search', 'hash'],
};

/** Reads the members of a Worker's object once. */
export function initFrom(given: any): Init {
  const init: Init = { __proto__: null } as Init;
  for (let i = 0; i < COMPONENTS.length; i++) {
    const value = given[COMPONENTS[i]!];
    if (value !== undefined) init[COMPONENTS[i]!] = `${value}`;
  }
  if (given.baseURL !== undefined) init.baseURL = `${given.baseURL}`;
  return init;
}

/** The pieces of a parsed URL without their punctuation; null if it is none. */
export function componentsOf(url: string, base: string | undefined): (Init & { opaque: boolean }) | null {
  const against = base === undefined ? null : parse(base, null);
  if (base !== undefined && against === null) return null;
  const parts = parse(url, against);
  if (parts === null) return null;
  const record = recordOf(parts);
  return {
    __proto__: null,
    protocol: parts.scheme,
    username: parts.username,
    password: parts.password,
    hostname: parts.host ?? '',
    port: record.port,
    pathname: record.pathname,
    search: parts.query ?? '',
    hash: parts.fragment ?? '',
    opaque: typeof parts.path === 'string',
  } as Init & { opaque: boolean };
}

export function processInit(init: Init, forPattern: boolean): Init {
  const result: Init = { __proto__: null } as Init;
  const base = init.baseURL === undefined ? null : componentsOf(init.baseURL, undefined);
  if (init.baseURL !== undefined && base === null) throw new TypeError('The base URL is none.');
  if (base !== null) inherit(result, init, base, forPattern);
  for (let i = 0; i < COMPONENTS.length; i++) {
    const name = COMPONENTS[i]!;
    const value = init[name];
    if (value !== undefined) result[name] = processed(name, value, result, base, forPattern);
  }
  return result;
}

function inherit(result: Init, init: Init, base: Init, forPattern: boolean): void {
  for (let i = 0; i < COMPONENTS.length; i++) {
    const name = COMPONENTS[i]!;
    if (forPattern && (name === 'username' || name === 'password')) continue;
    const before = BEFORE[name];
    let given = false;
    for (let n = 0; n < before.length; n++) if (init[before[n]!] !== undefined) given = true;
    if (!given) result[name] = forPattern ? escapePattern(base[name]!) : base[name]!;
  }
}

function processed(
  name: Component,
  value: string,
  result: Init,
  base: (Init & { opaque: boolean }) | null,
  forPattern: boolean,
): string {
  switch (name) {
    case 'protocol': {
      const scheme = StringPrototypeEndsWith(value, ':') ? StringPrototypeSlice(value, 0, -1) : value;
      return forPattern ? scheme : protocolOf(scheme);
    }
    case 'username':
    case 'password':
      return forPattern ? value : credentialOf(value);
    case 'hostname':
      return forPattern ? value : hostnameOf(value);
    case 'port':
      return forPattern ? value : portOf(value, result.protocol);
    case 'pathname': {
      const path = resolvedPath(value, base, forPattern);
      if (forPattern) return path;
      const protocol = result.protocol ?? '';
      return protocol === '' || isSpecialScheme(protocol) ? pathnameOf(path) : opaquePathnameOf(path);
    }
    case 'search': {
      const search = value[0] === '?' ? StringPrototypeSlice(value, 1) : value;
      return forPattern ? search : searchOf(search);
    }
    case 'hash': {
      const hash = value[0] === '#' ? StringPrototypeSlice(value, 1) : value;
      return forPattern ? hash : hashOf(hash);
    }
  }
}

/** A relative path goes where the last segment of the base's path is. */
function resolvedPath(path: string, base: (Init & { opaque: boolean }) | null, forPattern: boolean): string {
  if (base === null || base.opaque || isAbsolute(path, forPattern)) return path;
  const from = forPattern ? escapePattern(base.pathname!) : base.pathname!;
  return StringPrototypeSlice(from, 0, StringPrototypeLastIndexOf(from, '/') + 1) + path;
}
function isAbsolute(path: string, forPattern: boolean): boolean {
  if (path[0] === '/') return true;
  return forPattern && (path[0] === '\\' || path[0] === '{') && path[1] === '/';
}
