// URLPattern (https://urlpattern.spec.whatwg.org), as a lazy part.
import { defineInterface } from '../core/interface';
import { ObjectCreate, ObjectPrototype, RegExpPrototypeExec } from '../core/primordials';
import { SPECIAL } from './url/parts';
import {
  credentialOf,
  hashOf,
  hostnameOf,
  ipv6HostnameOf,
  opaquePathnameOf,
  pathnameOf,
  portOf,
  protocolOf,
  searchOf,
  specialSchemes,
} from './urlpattern/canonical';
import { COMPONENTS, type Component, componentsOf, type Init, initFrom, processInit } from './urlpattern/init';
import { expressionOf, type Grammar, parsePattern, patternOf } from './urlpattern/pieces';
import { initOfString } from './urlpattern/whole';

const PLAIN: Grammar = { delimiter: '', prefix: '' };
const HOSTNAME: Grammar = { delimiter: '.', prefix: '' };
const PATHNAME: Grammar = { delimiter: '/', prefix: '/' };

interface Compiled {
  pattern: string;
  expression: RegExp;
  names: string[];
  hasRegExp: boolean;
}

function compile(pattern: string, encode: (text: string) => string, grammar: Grammar, ignoreCase = false): Compiled {
  const pieces = parsePattern(pattern, grammar, encode);
  const names: string[] = [];
  let hasRegExp = false;
  for (let i = 0; i < pieces.length; i++) {
    if (pieces[i]!.type !== 'fixed') names[names.length] = pieces[i]!.name;
    if (pieces[i]!.type === 'regexp') hasRegExp = true;
  }
  const expression = new RegExp(expressionOf(pieces, grammar), ignoreCase ? 'vi' : 'v');
  return { pattern: patternOf(pieces, grammar), expression, names, hasRegExp };
}

function matches(compiled: Compiled, text: string): boolean {
  return RegExpPrototypeExec(compiled.expression, text) !== null;
}
function matchesSpecial(protocol: Compiled): boolean {
  for (let i = 0; i < specialSchemes.length; i++) if (matches(protocol, specialSchemes[i]!)) return true;
  return false;
}

function isIpv6Pattern(hostname: string): boolean {
  return RegExpPrototypeExec(/^(?:\[|[{\\]\[)/, hostname) !== null;
}

function compileAll(input: unknown, base: string | undefined, ignoreCase: boolean): Record<Component, Compiled> {
  const init = processInit(patternInit(input, base), true);
  for (let i = 0; i < COMPONENTS.length; i++) init[COMPONENTS[i]!] ??= '*';
  const usual = SPECIAL[init.protocol!];
  if (usual !== undefined && init.port === `${usual}`) init.port = '';
  const protocol = compile(init.protocol!, protocolOf, PLAIN);
  const special = matchesSpecial(protocol);
  return {
    protocol,
    username: compile(init.username!, credentialOf, PLAIN),
    password: compile(init.password!, credentialOf, PLAIN),
    hostname: compile(init.hostname!, isIpv6Pattern(init.hostname!) ? ipv6HostnameOf : hostnameOf, HOSTNAME),
    port: compile(init.port!, (text) => portOf(text), PLAIN),
    pathname: special
      ? compile(init.pathname!, pathnameOf, PATHNAME, ignoreCase)
      : compile(init.pathname!, opaquePathnameOf, PLAIN, ignoreCase),
    search: compile(init.search!, searchOf, PLAIN, ignoreCase),
    hash: compile(init.hash!, hashOf, PLAIN, ignoreCase),
  };
}

function patternInit(input: unknown, base: string | undefined): Init {
  if (isInit(input)) {
    if (base !== undefined) throw new TypeError('A base URL goes with a string only.');
    return initFrom(input ?? {});
  }
  const init = initOfString(`${input as any}`, (protocol) => matchesSpecial(compile(protocol, protocolOf, PLAIN)));
  if (base === undefined && init.protocol === undefined) throw new TypeError('A relative pattern needs a base URL.');
  if (base !== undefined) init.baseURL = base;
  return init;
}

function isInit(input: unknown): boolean {
  return input === undefined || input === null || typeof input === 'object' || typeof input === 'function';
}

export class URLPattern {
  #components: Record<Component, Compiled>;

  constructor(input: unknown = undefined, baseOrOptions: unknown = undefined, options: any = undefined) {
    const hasBase = baseOrOptions !== undefined && baseOrOptions !== null && typeof baseOrOptions !== 'object';
    const given = hasBase ? options : baseOrOptions;
    try {
      this.#components = compileAll(input, hasBase ? `${baseOrOptions as any}` : undefined, !!given?.ignoreCase);
    } catch {
      throw new TypeError('Failed to construct URLPattern');
    }
  }
  get protocol(): string {
    return this.#components.protocol.pattern;
  }
  get username(): string {
    return this.#components.username.pattern;
  }
  get password(): string {
    return this.#components.password.pattern;
  }
  get hostname(): string {
    return this.#components.hostname.pattern;
  }
  get port(): string {
    return this.#components.port.pattern;
  }
  get pathname(): string {
    return this.#components.pathname.pattern;
  }
  get search(): string {
    return this.#components.search.pattern;
  }
  get hash(): string {
    return this.#components.hash.pattern;
  }
  get hasRegExpGroups(): boolean {
    for (let i = 0; i < COMPONENTS.length; i++) if (this.#components[COMPONENTS[i]!].hasRegExp) return true;
    return false;
  }
  test(input: unknown = undefined, base: unknown = undefined): boolean {
    const components = this.#components;
    const given = subject(input, base);
    if (given === null) return false;
    for (let i = 0; i < COMPONENTS.length; i++) {
      if (!matches(components[COMPONENTS[i]!], given[COMPONENTS[i]!]!)) return false;
    }
    return true;
  }
  exec(input: unknown = undefined, base: unknown = undefined): object | null {
    const components = this.#components;
    const given = subject(input, base);
    if (given === null) return null;
    const result: Record<string, unknown> = ObjectCreate(ObjectPrototype);
    result.inputs = base === undefined ? [input ?? {}] : [input, base];
    for (let i = 0; i < COMPONENTS.length; i++) {
      const name = COMPONENTS[i]!;
      const found = groupsOf(components[name], given[name]!);
      if (found === null) return null;
      result[name] = found;
    }
    return result;
  }
}
defineInterface(URLPattern, 'URLPattern');

/** The pieces that are matched; null if there is nothing to match. */
function subject(input: unknown, base: unknown): Init | null {
  if (!isInit(input)) return componentsOf(`${input as any}`, base === undefined ? undefined : `${base as any}`);
  if (base !== undefined) throw new TypeError('Failed to test URLPattern');
  let init: Init;
  try {
    init = processInit(initFrom(input ?? {}), false);
  } catch {
    return null;
  }
  for (let i = 0; i < COMPONENTS.length; i++) init[COMPONENTS[i]!] ??= '';
  return init;
}

function groupsOf(compiled: Compiled, text: string): { input: string; groups: Record<string, string> } | null {
  const match = RegExpPrototypeExec(compiled.expression, text);
  if (match === null) return null;
  const groups: Record<string, string> = ObjectCreate(ObjectPrototype);
  for (let i = 0; i < compiled.names.length; i++) groups[compiled.names[i]!] = match[i + 1] as string;
  return { input: text, groups };
}
