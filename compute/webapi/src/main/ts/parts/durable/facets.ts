// `ctx.facets`: objects inside of an object, each with storage of its own. They are called by stubs, as others are.
import { encodeUtf8 } from '../../core/bytes';
import { badArgument, badField } from '../../core/errors';
import { INTERNAL } from '../../core/headers';
import { defineInterface } from '../../core/interface';
import { part } from '../../core/lazy';
import { ReflectApply, StringPrototypeToWellFormed, TypedArrayByteLength } from '../../core/primordials';
import { TO_FACET } from '../../core/wire';
import type { Channel as ChannelClass, WaitingCall } from '../fetch/channel';
import type { DurableActor } from './actor';
import { isObject } from './arguments';
import type { Facet, Start } from './facet';
import { checkOwner } from './foreign';
import { isId, namedAgain } from './namespace';

const { Fetcher, ownClassOf } = part('fetch');
const Channel: typeof ChannelClass = part('fetch').Channel;

const OWNER = 'DurableObjectFacets';
const LONGEST_NAME = 256;
const MOST_DEPTH = 4;
const CLASS = 'DurableObjectClass or LoopbackDurableObjectNamespace or LoopbackColoLocalActorNamespace';

const NO_OPTIONS = 'Cannot initialize StartupOptions with required members from an undefined or null value.';
const NO_PROMISE = "Callback returned incorrect type; expected 'Promise'";

/** A name, by the platform's measure. */
function nameOf(given: unknown): string {
  const name = StringPrototypeToWellFormed(`${given as any}`);
  if (name.length > LONGEST_NAME || TypedArrayByteLength(encodeUtf8(name)) > LONGEST_NAME) {
    throw new TypeError(`Facet name is too long (max ${LONGEST_NAME} characters).`);
  }
  return name;
}

/** Which facet the calls of one stub go to: the one that is in use when the first of them is made, for good. */
class FacetChannel extends Channel {
  readonly #parent: DurableActor;
  readonly #name: string;
  readonly #options: () => unknown;
  #facet: Facet | null = null;

  constructor(parent: DurableActor, name: string, options: () => unknown) {
    super(TO_FACET, ':facet: ');
    this.#parent = parent;
    this.#name = name;
    this.#options = options;
  }

  override check(): void {
    checkOwner(this.#parent, 'FacetManager');
    this.#facet ??= this.#parent.facets.use(this.#name, this.#options, (options) => startOf(this.#parent, options));
    super.check();
    this.#checkFacet();
  }
  #checkFacet(): void {
    const error = this.#facet?.error;
    if (error !== undefined) throw error;
  }
  override refused(json: string): unknown {
    return this.#facet?.error ?? super.refused(json);
  }
  override callRefused(json: string): unknown {
    return this.#facet?.error ?? super.callRefused(json);
  }
  override waits(call: WaitingCall): boolean {
    const facet = this.#facet!;
    if (facet.waits(call)) return true;
    this.lead = facet.lead;
    return false;
  }
}

/** What the options say that a facet is. */
function startOf(parent: DurableActor, options: unknown): Start {
  if (options === undefined || options === null) throw new TypeError(NO_OPTIONS);
  if (!isObject(options)) throw new TypeError(NO_PROMISE);
  const { id } = options;
  const own = ownClassOf(options.class);
  if (own === undefined) throw badField('class', 'StartupOptions', CLASS);
  return { type: own.type, className: own.name, props: own.props(), id: idOf(parent, id) };
}
function idOf(parent: DurableActor, id: unknown): unknown {
  if (id === undefined) return parent.id;
  return isId(id) ? namedAgain(id) : `${id as any}`;
}

export class DurableObjectFacets {
  #actor: DurableActor;
  constructor(token: unknown, actor: DurableActor) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
    this.#actor = actor;
  }
  get(name: unknown, startup: unknown): object {
    if (arguments.length === 0) throw badArgument('get', OWNER, 1, 'string');
    const wanted = `${name as any}`;
    if (typeof startup !== 'function') throw badArgument('get', OWNER, 2, 'function');
    const checked = nameOf(wanted);
    const actor = this.#actor;
    checkOwner(actor, 'FacetManager');
    if (actor.depth + 1 >= MOST_DEPTH) {
      throw new Error(
        `Facet nesting depth limit exceeded. The maximum depth including the root Durable Object is ${MOST_DEPTH}.`,
      );
    }
    return new Fetcher(INTERNAL, new FacetChannel(actor, checked, () => ReflectApply(startup, undefined, [])));
  }
  abort(name: unknown, reason: unknown = undefined): void {
    if (arguments.length === 0) throw badArgument('abort', OWNER, 1, 'string');
    if (arguments.length === 1) throw badArgument('abort', OWNER, 2, 'Value');
    const checked = nameOf(name);
    checkOwner(this.#actor, 'FacetManager');
    this.#actor.facets.abort(checked, isObject(reason) ? reason : new Error(`${reason as any}`));
  }
  delete(name: unknown): void {
    if (arguments.length === 0) throw badArgument('delete', OWNER, 1, 'string');
    const checked = nameOf(name);
    checkOwner(this.#actor, 'FacetManager');
    this.#actor.facets.delete(checked);
  }
  clone(source: unknown, target: unknown): void {
    if (arguments.length === 0) throw badArgument('clone', OWNER, 1, 'string');
    if (arguments.length === 1) throw badArgument('clone', OWNER, 2, 'string');
    const from = nameOf(source);
    const to = nameOf(target);
    checkOwner(this.#actor, 'FacetManager');
    this.#actor.facets.copy(from, to);
  }
}
defineInterface(DurableObjectFacets, OWNER);
