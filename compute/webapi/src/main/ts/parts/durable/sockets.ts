// WebSockets that may outlive their Durable Object: the node keeps them while the object sleeps, and wakes it when one has news.
import { type Bytes, encodeUtf8, latin1Of } from '../../core/bytes';
import { badArgument } from '../../core/errors';
import { part } from '../../core/lazy';
import { currentContext } from '../../core/operations';
import { put, record } from '../../core/outbox';
import {
  ArrayPrototypeReverse,
  JSONStringify,
  PlainDate,
  SafeMap,
  SafeSet,
  StringPrototypeToWellFormed,
} from '../../core/primordials';
import { OUT_AUTO_RESPONSE, OUT_SOCKET, OUT_SOCKET_SEND } from '../../core/wire';
import type { DurableActor } from './actor';
import { bareList, isList, shownList } from './arguments';
import { checkOwner } from './foreign';

const OWNER = 'DurableObjectState';
const MOST_SOCKETS = 32_768;
const MOST_TAGS = 10;
const LONGEST_TAG = 256;
const LONGEST_AUTO = 2048;
const LONGEST_TIMEOUT = 604_800_000;

/** What an ACTOR record says of a socket that was there before the object. */
export interface ToldSocket {
  socket: number;
  tags: string[];
  attachment: string | null;
  autoMillis: number | null;
}

const websocket = part('websocket');

/** One socket: where what the object sends goes. */
export class SleepingSocket {
  readonly number: number;
  readonly tags: string[];
  readonly #actor: DurableActor;
  #attachment: string | null;
  #autoMillis: number | null;
  /** Whether its last event came. */
  over = false;
  /** Whether the node knows of it. */
  #told: boolean;
  #socket: any = null;

  constructor(actor: DurableActor, told: ToldSocket, known: boolean) {
    this.#actor = actor;
    this.number = told.socket;
    this.tags = told.tags;
    this.#attachment = told.attachment;
    this.#autoMillis = told.autoMillis;
    this.#told = known;
  }

  /** Whether it is this object's. */
  belongsTo(actor: unknown): boolean {
    return actor === this.#actor;
  }
  /** The object that Workers see, made when somebody looks for it. */
  get socket(): any {
    if (this.#socket === null) this.#socket = websocket.wakeSocket(this);
    return this.#socket;
  }
  use(socket: unknown): void {
    this.#socket = socket;
  }
  get autoMillis(): number | null {
    return this.#autoMillis;
  }
  /** The node answered a message of it. */
  answeredAt(millis: number): void {
    this.#autoMillis = millis;
  }
  get attachment(): string | null {
    return this.#attachment;
  }
  set attachment(text: string | null) {
    this.#attachment = text;
    if (this.#told) this.tell();
  }

  /** The node hears of the socket, or of what is attached to it now. */
  tell(): void {
    this.#told = true;
    const json = JSONStringify({ __proto__: null, tags: this.tags, attachment: this.#attachment });
    record(OUT_SOCKET, this.#actor.number, this.number, json.length, 0, 0, 0, 0);
    put(json);
  }

  #send(kind: number, payload: string, code: number): void {
    record(OUT_SOCKET_SEND, this.#actor.number, this.number, kind, payload.length, code, 0, 0);
    put(payload);
  }
  text(data: string): void {
    checkOwner(this.#actor, 'Native');
    this.#send(0, data, 0);
  }
  binary(bytes: Bytes): void {
    checkOwner(this.#actor, 'Native');
    this.#send(1, latin1Of(bytes), 0);
  }
  close(code: number, reason: string): void {
    this.#send(2, reason, code);
    if (this.over) this.#actor.sockets.forget(this);
  }
}

/** All of an object's sockets. */
export class ActorSockets {
  readonly #actor: DurableActor;
  readonly #sockets = new SafeMap<number, SleepingSocket>();
  #last = 0;
  #auto: { request: string; response: string } | null;
  eventTimeout: number | null = null;

  constructor(actor: DurableActor, told: ToldSocket[], auto: { request: string; response: string } | null) {
    this.#actor = actor;
    this.#auto = auto;
    for (let i = 0; i < told.length; i++) {
      const one = new SleepingSocket(actor, told[i]!, true);
      this.#sockets.set(one.number, one);
      if (one.number > this.#last) this.#last = one.number;
    }
  }

  get(number: number): SleepingSocket | undefined {
    return this.#sockets.get(number);
  }
  forget(socket: SleepingSocket): void {
    this.#sockets.delete(socket.number);
  }

  accept(socket: unknown, tags: unknown): void {
    if (!websocket.isSocket(socket)) throw badArgument('acceptWebSocket', OWNER, 1, 'WebSocket');
    if (tags !== undefined && !isList(tags)) throw badArgument('acceptWebSocket', OWNER, 2, 'Array');
    currentContext();
    websocket.checkSleepable(socket);
    const distinct = tags === undefined ? [] : checkedTags(tags as unknown[]);
    if (this.#sockets.size >= MOST_SOCKETS) {
      throw new Error(`only ${MOST_SOCKETS} websockets can be accepted on a single Durable Object instance`);
    }
    const told = { socket: ++this.#last, tags: distinct, attachment: websocket.attachmentOf(socket), autoMillis: null };
    const one = new SleepingSocket(this.#actor, told, false);
    one.use(socket);
    websocket.letSleep(socket, one);
    this.#sockets.set(one.number, one);
  }

  /** The newest first; those with a tag in the order of their coming. So does the platform. */
  all(tag: string | null): unknown[] {
    const found = bareList<unknown>();
    this.#sockets.forEach((one) => {
      if (tag === null || hasTag(one, tag)) found[found.length] = one.socket;
    });
    return shownList(tag === null ? ArrayPrototypeReverse(found) : found);
  }

  #of(socket: unknown, method: string): SleepingSocket | null {
    if (!websocket.isSocket(socket)) throw badArgument(method, OWNER, 1, 'WebSocket');
    return websocket.sleeperOf(socket);
  }
  tagsOf(socket: unknown): string[] {
    const one = this.#of(socket, 'getTags');
    if (one === null) {
      throw new Error("you must call 'acceptWebSocket()' before attempting to access the tags of a WebSocket.");
    }
    const tags = bareList<string>();
    for (let i = 0; i < one.tags.length; i++) tags[i] = one.tags[i]!;
    return shownList(tags);
  }
  autoResponseTime(socket: unknown): Date | null {
    const millis = this.#of(socket, 'getWebSocketAutoResponseTimestamp')?.autoMillis ?? null;
    return millis === null ? null : new PlainDate(millis);
  }

  setAutoResponse(pair: unknown): void {
    if (pair === undefined) this.#auto = null;
    else {
      if (!websocket.isPair(pair))
        throw badArgument('setWebSocketAutoResponse', OWNER, 1, 'WebSocketRequestResponsePair');
      const { request, response } = pair as { request: string; response: string };
      checkAuto('Request', 'A request', request);
      checkAuto('Response', 'A response', response);
      this.#auto = { request, response };
    }
    const { request, response } = this.#auto ?? NO_AUTO;
    record(OUT_AUTO_RESPONSE, this.#actor.number, request.length, response.length, 0, 0, 0, 0);
    put(request);
    put(response);
  }
  autoResponse(): unknown {
    return this.#auto === null ? null : websocket.newPair(this.#auto.request, this.#auto.response);
  }

  setEventTimeout(timeout: unknown): void {
    const millis = timeout === undefined || timeout === null ? 0 : +(timeout as any);
    if (millis - millis !== 0) {
      throw new TypeError('The value cannot be converted because it is not an integer.');
    }
    if (millis < 0) {
      throw new TypeError(
        'The value cannot be converted because it is negative and this API expects a positive number.',
      );
    }
    if (millis > LONGEST_TIMEOUT) throw new Error(`Event timeout should not exceed ${LONGEST_TIMEOUT} ms.`);
    this.eventTimeout = millis >= 1 ? millis - (millis % 1) : null;
  }
}

const NO_AUTO = { request: '', response: '' };

function checkAuto(what: string, one: string, text: string): void {
  const size = encodeUtf8(text).length;
  if (size > LONGEST_AUTO) {
    throw new RangeError(`${what} cannot be larger than ${LONGEST_AUTO} bytes. ${one} of size ${size} was provided.`);
  }
}

function hasTag(one: SleepingSocket, tag: string): boolean {
  for (let i = 0; i < one.tags.length; i++) if (one.tags[i] === tag) return true;
  return false;
}

function checkedTags(given: unknown[]): string[] {
  const seen = new SafeSet<string>();
  const tags: string[] = bareList();
  for (let i = 0; i < given.length; i++) {
    const tag = StringPrototypeToWellFormed(`${given[i] as any}`);
    if (tags.length >= MOST_TAGS) throw new Error(`a Hibernatable WebSocket cannot have more than ${MOST_TAGS} tags`);
    if (encodeUtf8(tag).length > LONGEST_TAG) {
      throw new Error(`"${tag}" is longer than the max tag length (${LONGEST_TAG} characters).`);
    }
    if (seen.has(tag)) continue;
    seen.add(tag);
    tags[tags.length] = tag;
  }
  return tags;
}
