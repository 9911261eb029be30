// fetch(), to the internet and to service bindings.
import { contentOf, takeContent } from '../core/body';
import { type Content, NONE, SOURCE, STREAM } from '../core/content';
import type { RequestContext } from '../core/context';
import { arrivedContent } from '../core/dispatch';
import { HeaderList } from '../core/header-list';
import { INTERNAL } from '../core/headers';
import { type Incoming, incoming } from '../core/incoming';
import { loadedPart, part } from '../core/lazy';
import { currentContext, type NodeOperation, nextId, operations, type Reply } from '../core/operations';
import { put, record } from '../core/outbox';
import { Outgoing } from '../core/outgoing';
import {
  type Deferred,
  deferred,
  RegExpPrototypeExec,
  rejected,
  resolved,
  SafeWeakMap,
  StringPrototypeIndexOf,
  StringPrototypeSubstring,
  StringPrototypeToLowerCase,
  then,
} from '../core/primordials';
import { Queue } from '../core/queue';
import { isRequest, Request, type RequestState, requestState } from '../core/request';
import { Response, ResponseState } from '../core/response';
import { boundedContent, inlineText, passable, pump, wireKind } from '../core/send';
import { state } from '../core/state';
import {
  BODY_JOINED,
  BODY_STREAM,
  FLAG_AS_IT_COMES,
  FLAG_PROPS,
  FLAG_REDIRECTED,
  FLAG_WEBSOCKET,
  METHODS,
  OUT_CANCEL,
  OUT_FETCH,
  REFUSED_ERROR,
} from '../core/wire';
import { type Channel, INTERNET, type WaitingCall } from './fetch/channel';
import { dataResponse, isData } from './fetch/data';
import { nextRequest } from './fetch/redirects';

export { Channel } from './fetch/channel';
export {
  channelOf,
  Fetcher,
  fetchBy,
  isFetcher,
  newFetcher,
  newRemoteFetcher,
  remoteOf,
  ServiceStub,
} from './fetch/fetcher';
export { loopbackExports, ownClassOf } from './fetch/loopback';

const TOO_MANY =
  'Too many subrequests by single Worker invocation. To configure this limit, refer to https://developers.cloudflare.com/workers/wrangler/configuration/#limits';
const AT_ONCE = 6;
const FORBIDDEN_CODE = 1;

const methodCodes: Record<string, number> = { __proto__: null as never };
for (let i = 1; i < METHODS.length; i++) methodCodes[METHODS[i]!] = i;

const LONGEST_URL = 64 * 1024;
const MOST_HEADERS = 128 * 1024;

/** Fetches of a context that wait for one of its six connections. */
const waiting = new SafeWeakMap<RequestContext, Queue<FetchOperation>>();

class FetchOperation implements NodeOperation, WaitingCall {
  readonly id = nextId();
  readonly context: RequestContext;
  readonly #own: RequestState;
  readonly #content: Content;
  readonly #channel: Channel;
  readonly #answer: Deferred<Response> = deferred();
  /** How many redirects led here. */
  readonly #hops: number;
  #out: Outgoing | null = null;
  #forgetSignal: (() => void) | null = null;
  #started = false;
  #over = false;

  constructor(context: RequestContext, own: RequestState, content: Content, channel: Channel, hops = 0) {
    this.#hops = hops;
    this.context = context;
    this.#own = own;
    this.#content = boundedContent(content);
    this.#channel = channel;
  }

  run(): Promise<Response> {
    const { signal } = this.#own;
    this.context.add(this);
    if (signal !== null) {
      this.#forgetSignal = part('events').whenAborted(signal, (reason: unknown) => this.#abort(reason));
      if (this.#over) return this.#answer.promise;
    }
    if (this.#channel === INTERNET && this.context.openFetches >= AT_ONCE) {
      let queue = waiting.get(this.context);
      if (queue === undefined) waiting.set(this.context, (queue = new Queue()));
      queue.push(this);
    } else if (!this.#channel.waits(this)) this.start();
    return this.#answer.promise;
  }
  proceed(): void {
    if (!this.#over && !this.#channel.waits(this)) this.start();
  }
  refuse(error: unknown): void {
    this.#fail(error);
  }

  start(): void {
    this.#started = true;
    if (this.#channel === INTERNET) this.context.openFetches++;
    operations.set(this.id, this);
    const { target, lead } = this.#channel;
    const own = this.#own;
    const content = this.#content;
    const passed = passable(content);
    const kind = passed === null ? wireKind(content) : BODY_JOINED;
    const code = methodCodes[own.method] ?? 0;
    let block = own.list.block();
    if (code === 0) block = `:method ${own.method}\r\n${block}`;
    if (lead !== '') block = `${lead}${block}`;
    let flags = code | (kind << 8) | (own.redirect === 'manual' ? 1 << 12 : 0);
    if (own.encodeResponseBody === 'manual') flags |= FLAG_AS_IT_COMES;
    if (this.#channel.givesProps) flags |= FLAG_PROPS;
    const upgrade = own.list.get('upgrade');
    if (upgrade !== null && StringPrototypeToLowerCase(upgrade) === 'websocket') flags |= FLAG_WEBSOCKET;
    const url = withoutFragment(own.url);
    if (url.length > LONGEST_URL || block.length > MOST_HEADERS) {
      return this.#fail(new TypeError('The URL or the headers of this request are too long.'));
    }
    const body = bodyText(content, kind, passed);
    record(OUT_FETCH, this.id, this.context.id, flags, url.length, block.length, body.length, target);
    put(url);
    put(block);
    put(body);
    if (passed !== null) this.#pass(content, passed);
    else if (kind === BODY_STREAM) {
      const out = new Outgoing(this.id, this.context, null);
      this.#out = out;
      pump(content, out, (error) => this.#fail(error));
    }
  }

  /** The node joins the body to the request. */
  #pass(content: Content, source: Incoming): void {
    if (content.kind === STREAM) part('streams').takeNative(content.data);
    this.context.expect(source.id);
    source.pass(() => {
      this.context.met();
    });
  }

  get over(): boolean {
    return this.#over;
  }

  /** The connection is free again: the next fetch in line may have it. */
  #leave(): void {
    this.#over = true;
    operations.delete(this.id);
    this.context.remove(this);
    if (!this.#started || this.#channel !== INTERNET) return;
    this.context.openFetches--;
    const queue = waiting.get(this.context);
    while (queue !== undefined && queue.size > 0) {
      const next = queue.shift();
      if (next.over) continue;
      next.start();
      return;
    }
  }

  value(): void {}
  reply(reply: Reply): void {
    if (this.#channel !== INTERNET && reply.status > 300 && reply.status < 309 && this.#redirected(reply)) return;
    const context = this.context;
    const own = new ResponseState();
    own.status = reply.status;
    own.statusText = reply.statusText;
    own.list = new HeaderList(reply.block);
    own.immutable = true;
    own.url = reply.url;
    own.redirected = this.#hops > 0 || (reply.flags & FLAG_REDIRECTED) !== 0;
    own.encoded = this.#own.encodeResponseBody === 'manual';
    if ((reply.flags & FLAG_WEBSOCKET) !== 0) own.webSocket = part('websocket').fromReply(this.id, context, own);
    const content = arrivedContent((reply.flags >> 8) & 15, reply.body, this.id, context);
    if (content.kind === SOURCE && this.#forgetSignal !== null) (content.data as Incoming).watched = true;
    this.#leave();
    this.#answer.resolve(new Response(INTERNAL, own, content));
  }
  /** Whether a binding's answer led elsewhere: then what is there will be the answer. */
  #redirected(reply: Reply): boolean {
    try {
      const location = new HeaderList(reply.block).get('location');
      const next = nextRequest(this.#own, this.#content, reply.status, location, this.#hops);
      if (next === null) return false;
      countSubrequest(this.context);
      const content = arrivedContent((reply.flags >> 8) & 15, reply.body, this.id, this.context);
      if (content.kind === SOURCE) (content.data as Incoming).cancel();
      this.#forgetSignal?.();
      this.#leave();
      const following = new FetchOperation(this.context, next.own, next.content, this.#channel, this.#hops + 1);
      then(following.run(), this.#answer.resolve as any, this.#answer.reject);
    } catch (error) {
      this.#fail(error);
    }
    return true;
  }
  refused(code: number, message: string): void {
    this.#forgetSignal?.();
    this.#leave();
    this.#out?.drop();
    if (code === REFUSED_ERROR) this.#answer.reject(this.#channel.refused(message));
    else this.#answer.reject(code === FORBIDDEN_CODE ? new Error(message) : new TypeError(message));
  }
  #fail(error: unknown): void {
    if (this.#over) return;
    this.#forgetSignal?.();
    this.#leave();
    this.#answer.reject(error);
  }
  #abort(reason: unknown): void {
    if (this.context.finished) return;
    if (!this.#over) {
      if (this.#started) record(OUT_CANCEL, this.id, 0, 0, 0, 0, 0, 0);
      this.#leave();
      this.#out?.drop();
      this.#answer.reject(reason);
      return;
    }
    const body: Incoming | undefined = incoming.get(this.id);
    if (body === undefined) return;
    record(OUT_CANCEL, this.id, 0, 0, 0, 0, 0, 0);
    body.broken(reason);
  }
  drop(): void {
    this.#over = true;
    this.#forgetSignal?.();
    operations.delete(this.id);
    if (this.#started) record(OUT_CANCEL, this.id, 0, 0, 0, 0, 0, 0);
    this.#out?.drop();
  }
}

/** What stands in the record in a body's place. */
function bodyText(content: Content, kind: number, passed: Incoming | null): string {
  if (passed !== null) return `${passed.id}`;
  if (kind !== BODY_STREAM) return inlineText(content);
  const length = content.length;
  return length < 0 ? '' : `${length}`;
}

function countSubrequest(context: RequestContext): void {
  if (++context.subrequests > state.config.limits.subrequests) throw new Error(TOO_MANY);
}

const WEB = /^(?:https?):/;
const NO_FETCH = "Failed to execute 'fetch' on 'ServiceWorkerGlobalScope'";

function withoutFragment(url: string): string {
  const hash = StringPrototypeIndexOf(url, '#');
  return hash < 0 ? url : StringPrototypeSubstring(url, 0, hash);
}

/** Asks the internet, or what a binding leads to. */
export function fetchFrom(input: unknown, init: unknown, channel: Channel): Promise<Response> {
  try {
    const context = currentContext();
    const outside = channel === INTERNET;
    // Calls that were made before arrive before.
    loadedPart('rpc')?.flush();
    if (init !== undefined && init !== null && typeof init !== 'object' && typeof init !== 'function') {
      throw new TypeError(`${NO_FETCH}: parameter 2 is not of type 'RequestInitializerDict or Request'.`);
    }
    const request = isRequest(input) && init === undefined ? input : new Request(input, init);
    const own = requestState(request);
    if (isData(own.url) && outside) return resolved(dataResponse(own.url));
    if (own.fetcher !== null && own.fetcher !== undefined && outside) {
      return (own.fetcher as any).fetch(request);
    }
    if (RegExpPrototypeExec(WEB, own.url) === null) throw new TypeError(`Fetch API cannot load: ${own.url}`);
    channel.check();
    countSubrequest(context);
    if (contentOf(request).disturbed) throw new TypeError('Cannot reconstruct a Request with a used body.');
    const content = takeContent(request);
    if (content.kind !== NONE && (own.method === 'GET' || own.method === 'HEAD')) {
      throw new TypeError('Request with a GET or HEAD method cannot have a body.');
    }
    return new FetchOperation(context, own, content, channel).run();
  } catch (error) {
    return rejected(error);
  }
}

export function fetch(input: unknown, init: unknown, given = 1): Promise<Response> {
  if (given === 0) return rejected(new TypeError(`${NO_FETCH}: parameter 1 is not of type 'Request or string'.`));
  return fetchFrom(input, init, INTERNET);
}
