// Where a Worker finds Durable Objects: namespaces, ids and stubs.
import { badArgument } from '../../core/errors';
import { INTERNAL } from '../../core/headers';
import { defineInterface, shownClass } from '../../core/interface';
import { part } from '../../core/lazy';
import {
  encodeUriComponent,
  NumberParseInt,
  ObjectDefineProperty,
  ObjectPrototype,
  ObjectSetPrototypeOf,
  RegExpPrototypeExec,
  SafeMap,
  StringPrototypeSubstring,
  StringPrototypeToLowerCase,
  StringPrototypeToWellFormed,
} from '../../core/primordials';
import { state } from '../../core/state';
import { HOST_ACTOR_ID } from '../../core/wire';
import { checkOptions, isObject } from './arguments';

const { Fetcher } = part('fetch');

const OWNER = 'DurableObjectNamespace';
const MOST_NAMES = 512;
const LONGEST_NAME = 64;
const HEX = /^[0-9a-fA-F]{64}$/;
const HINT = /^[a-z-]{1,16}$/;
const DIFFERENT = 'get called on jurisdictional subnamespace with an ID from a different jurisdiction';

/** The first byte of an id, as ids of the host say it. */
const JURISDICTIONS = ['', 'eu', 'fedramp', 'us', 'fedramp-high'];
function jurisdictionOf(hex: string): string {
  return JURISDICTIONS[NumberParseInt(StringPrototypeSubstring(hex, 0, 2), 16)] ?? '';
}

/** A member of its own that nobody can assign to, as those of ids and stubs are. */
function fixed(owner: object, name: string, value: unknown): void {
  ObjectDefineProperty(owner, name, { __proto__: null, value, enumerable: true, configurable: true } as any);
}

let hexOf: (id: DurableObjectId) => string;
export let isId: (value: unknown) => value is DurableObjectId;

export class DurableObjectId {
  #hex: string;
  declare readonly jurisdiction: string | undefined;
  declare readonly name: string | undefined;
  constructor(token: unknown, hex: string, name: string | undefined) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
    this.#hex = hex;
    const jurisdiction = jurisdictionOf(hex);
    fixed(this, 'jurisdiction', jurisdiction === '' ? undefined : jurisdiction);
    fixed(this, 'name', name);
  }
  static {
    hexOf = (id) => id.#hex;
    isId = (value): value is DurableObjectId => typeof value === 'object' && value !== null && #hex in value;
  }
  toString(): string {
    return this.#hex;
  }
  equals(other: unknown): boolean {
    if (!isId(other)) throw badArgument('equals', 'DurableObjectId', 1, 'DurableObjectId');
    return other.#hex === this.#hex;
  }
}
defineInterface(DurableObjectId, 'DurableObjectId');

/** The same id once more. */
export function namedAgain(id: DurableObjectId): DurableObjectId {
  return new DurableObjectId(INTERNAL, hexOf(id), id.name);
}
export function idOfActor(told: { id: string; name?: string }): DurableObjectId {
  return new DurableObjectId(INTERNAL, told.id, told.name);
}

/** Where the calls of a stub go, at the head of their header block. */
function addressOf(id: DurableObjectId, hint: string): string {
  const name = id.name === undefined ? '' : encodeUriComponent(id.name);
  return `:actor: ${hexOf(id)};${hint};${name}\r\n`;
}

/** A stub. Making one costs nothing and asks nobody; calls by one stub arrive in their order. */
class DurableObject extends Fetcher {
  declare readonly name: string | undefined;
  declare readonly id: DurableObjectId;
  constructor(token: unknown, target: number, id: DurableObjectId, hint: string) {
    super(token, target, token === INTERNAL ? addressOf(id, hint) : '');
    fixed(this, 'name', id.name);
    fixed(this, 'id', id);
  }
}
defineInterface(DurableObject, 'DurableObject');
shownClass(DurableObject, true);

/** Lets a function be a namespace too: the fields go where it says. */
class Bearer {
  constructor(target: object | undefined) {
    // biome-ignore lint/correctness/noConstructorReturn: see above
    if (target !== undefined) return target;
  }
}

export class DurableObjectNamespace extends Bearer {
  #target: number;
  #namespace: string;
  /** Ids of this jurisdiction only; '' is all of them. */
  #jurisdiction: string;
  /** Ids by name: the same names come again and again. */
  readonly #hexes = new SafeMap<string, string>();
  constructor(
    token: unknown,
    target: number,
    namespace: string,
    jurisdiction: string,
    callable: object | undefined = undefined,
  ) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
    super(callable);
    this.#target = target;
    this.#namespace = namespace;
    this.#jurisdiction = jurisdiction;
  }
  #ask(kind: 'name' | 'unique' | 'check', text: string, jurisdiction = this.#jurisdiction): any {
    return state.host(HOST_ACTOR_ID, this.#namespace, jurisdiction, kind, text);
  }
  #named(name: string): DurableObjectId {
    let hex = this.#hexes.get(name);
    if (hex === undefined) {
      hex = this.#ask('name', name) as string;
      if (this.#hexes.size >= MOST_NAMES) this.#hexes.clear();
      if (name.length <= LONGEST_NAME) this.#hexes.set(name, hex);
    }
    return new DurableObjectId(INTERNAL, hex, name);
  }

  newUniqueId(options: unknown = undefined): DurableObjectId {
    checkOptions(options, 'newUniqueId', OWNER, 1, 'NewUniqueIdOptions');
    const wanted = isObject(options) ? options.jurisdiction : undefined;
    const jurisdiction = wanted === undefined || wanted === null ? this.#jurisdiction : checkedJurisdiction(wanted);
    return new DurableObjectId(INTERNAL, this.#ask('unique', '', jurisdiction), undefined);
  }
  idFromName(name: unknown): DurableObjectId {
    if (arguments.length === 0) throw badArgument('idFromName', OWNER, 1, 'string');
    return this.#named(StringPrototypeToWellFormed(`${name as any}`));
  }
  idFromString(text: unknown): DurableObjectId {
    if (arguments.length === 0) throw badArgument('idFromString', OWNER, 1, 'string');
    const given = `${text as any}`;
    if (RegExpPrototypeExec(HEX, given) === null) {
      throw new TypeError('Invalid Durable Object ID: must be 64 hex digits');
    }
    const hex = StringPrototypeToLowerCase(given);
    const jurisdiction = this.#jurisdiction === '' ? jurisdictionOf(hex) : this.#jurisdiction;
    if (!this.#ask('check', hex, jurisdiction))
      throw new TypeError('Durable Object ID is not valid for this namespace.');
    return new DurableObjectId(INTERNAL, hex, undefined);
  }
  get(id: unknown, options: unknown = undefined): object {
    if (!isId(id)) throw badArgument('get', OWNER, 1, 'DurableObjectId');
    return this.#stub(id, options, 'get');
  }
  getByName(name: unknown, options: unknown = undefined): object {
    if (arguments.length === 0) throw badArgument('getByName', OWNER, 1, 'string');
    return this.#stub(this.#named(StringPrototypeToWellFormed(`${name as any}`)), options, 'getByName');
  }
  /** The same objects, seen through one jurisdiction. */
  jurisdiction(jurisdiction: unknown = undefined): DurableObjectNamespace {
    const wanted = jurisdiction === undefined || jurisdiction === null ? '' : checkedJurisdiction(jurisdiction);
    return new DurableObjectNamespace(INTERNAL, this.#target, this.#namespace, wanted);
  }

  #stub(id: DurableObjectId, options: unknown, method: string): object {
    checkOptions(options, method, OWNER, 2, 'GetDurableObjectOptions');
    if (this.#jurisdiction !== '' && jurisdictionOf(hexOf(id)) !== this.#jurisdiction) throw new TypeError(DIFFERENT);
    const { locationHint, routingMode } = isObject(options) ? options : NO_OPTIONS;
    if (routingMode !== undefined && `${routingMode as any}` !== 'primary-only') {
      throw new RangeError(`unknown routingMode: ${routingMode as any}`);
    }
    const hint = locationHint === undefined ? '' : `${locationHint as any}`;
    const usable = RegExpPrototypeExec(HINT, hint) === null ? '' : hint;
    return new DurableObject(INTERNAL, this.#target, id, usable);
  }
}
defineInterface(DurableObjectNamespace, OWNER);
ObjectSetPrototypeOf(DurableObjectNamespace.prototype, ObjectPrototype);

/** What `exports` shows of a class with a namespace: called as a function, it is the class alone. */
class LoopbackDurableObjectNamespace extends DurableObjectNamespace {
  constructor(token: unknown, target: number, namespace: string, callable: object) {
    super(token, target, namespace, '', ObjectSetPrototypeOf(callable, LoopbackDurableObjectNamespace.prototype));
  }
}
defineInterface(LoopbackDurableObjectNamespace, 'LoopbackDurableObjectNamespace');

const NO_OPTIONS: Record<string, unknown> = { __proto__: null };

function checkedJurisdiction(given: unknown): string {
  const name = `${given as any}`;
  for (let i = 1; i < JURISDICTIONS.length; i++) if (JURISDICTIONS[i] === name) return name;
  throw new Error(
    `Invalid jurisdiction: ${name}. Durable Objects may be restricted to "eu", "fedramp", "us" or "fedramp-high".`,
  );
}

export function newLoopbackNamespace(binding: { namespace: string }, target: number, callable: object): object {
  return new LoopbackDurableObjectNamespace(INTERNAL, target, binding.namespace, callable);
}

/** The value of a binding; `target` is its place among the Worker's bindings. */
export function newNamespace(binding: { namespace: string }, target: number): DurableObjectNamespace {
  return new DurableObjectNamespace(INTERNAL, target, binding.namespace, '');
}
