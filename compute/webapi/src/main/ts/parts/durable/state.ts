// `ctx` of a Durable Object.
import { badArgument } from '../../core/errors';
import { waitUntil } from '../../core/execution';
import { INTERNAL } from '../../core/headers';
import { defineInterface } from '../../core/interface';
import { part } from '../../core/lazy';
import { currentContext } from '../../core/operations';
import { ObjectCreate, ObjectPrototype } from '../../core/primordials';
import { currentActor, type DurableActor, sectionOf } from './actor';
import { DurableObjectFacets } from './facets';
import { checkOwner } from './foreign';
import { DurableObjectStorage } from './storage';
import { promised } from './values';

const OWNER = 'DurableObjectState';
const ABORTED = 'Application called abort() to reset Durable Object.';

export class DurableObjectState {
  #actor: DurableActor;
  facets: DurableObjectFacets;
  container: undefined;
  storage: DurableObjectStorage;
  id: unknown;
  props: unknown;
  exports: unknown;

  constructor(token: unknown, actor: DurableActor) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
    this.#actor = actor;
    this.facets = new DurableObjectFacets(INTERNAL, actor);
    this.container = undefined;
    this.storage = new DurableObjectStorage(INTERNAL, actor);
    this.id = actor.id;
    this.props = actor.facet === null ? ObjectCreate(ObjectPrototype) : actor.facet.start!.props;
    this.exports = part('modules').loopbackExports();
  }

  waitUntil(promise: unknown): void {
    if (arguments.length === 0) throw badArgument('waitUntil', OWNER, 1, 'Promise');
    waitUntil(currentContext(), promise);
  }
  blockConcurrencyWhile(callback: unknown): Promise<unknown> {
    return promised(() => currentActor().critical(sectionOf(callback, 'blockConcurrencyWhile')));
  }
  acceptWebSocket(socket: unknown, tags: unknown = undefined): void {
    currentActor().sockets.accept(socket, tags);
  }
  getWebSockets(tag: unknown = undefined): unknown[] {
    return currentActor().sockets.all(tag === undefined ? null : `${tag as any}`);
  }
  setWebSocketAutoResponse(pair: unknown = undefined): void {
    currentActor().sockets.setAutoResponse(pair);
  }
  getWebSocketAutoResponse(): unknown {
    return currentActor().sockets.autoResponse();
  }
  getWebSocketAutoResponseTimestamp(socket: unknown): Date | null {
    return currentActor().sockets.autoResponseTime(socket);
  }
  setHibernatableWebSocketEventTimeout(timeout: unknown = undefined): void {
    currentActor().sockets.setEventTimeout(timeout);
  }
  getHibernatableWebSocketEventTimeout(): number | null {
    return currentActor().sockets.eventTimeout;
  }
  getTags(socket: unknown): string[] {
    return currentActor().sockets.tagsOf(socket);
  }
  /** The next event finds a new object, with what is durable by now. */
  abort(reason: unknown = undefined): never {
    checkOwner(this.#actor, 'ActorCacheInterface');
    const error = new Error(reason === undefined ? ABORTED : `${reason as any}`);
    this.#actor.reset(error);
    throw error;
  }
}
defineInterface(DurableObjectState, OWNER);
