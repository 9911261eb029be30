// Request. The one that a handler receives is a view of its record: headers, cf and signal are made when they are looked at.
import { Body, cloneContent, contentOf } from './body';
import { Content, extractContent, NO_CONTENT, NONE, TEXT } from './content';
import type { RequestContext } from './context';
import { badConstruction, badField } from './errors';
import { HeaderList } from './header-list';
import { fillHeaders, HEADERS_INIT, type Headers, INTERNAL, newHeaders } from './headers';
import { defineInterface } from './interface';
import { part } from './lazy';
import { JSONParse, RegExpPrototypeExec, SafeMap, StringPrototypeToUpperCase } from './primordials';
import { state } from './state';
import { normalUrl } from './url';

export class RequestState {
  method = 'GET';
  url = '';
  list: HeaderList;
  headers: Headers | null = null;
  /** Whether the headers are those of an incoming request, which a Worker may not change. */
  immutable = false;
  redirect: 'follow' | 'manual' = 'follow';
  signal: any = null;
  /** JSON text until somebody looks, `cf` afterwards. */
  cfText = '';
  cf: unknown = undefined;
  cache: string | undefined = undefined;
  /** The context whose client's departure aborts `signal`; null for requests that a Worker makes. */
  context: RequestContext | null = null;
  fetcher: unknown = null;
  encodeResponseBody = 'automatic';

  constructor(list: HeaderList) {
    this.list = list;
  }
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const METHODS = new SafeMap<string, string>();
for (const name of [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'OPTIONS',
  'PATCH',
  'TRACE',
  'COPY',
  'LOCK',
  'MKCOL',
  'MOVE',
  'PROPFIND',
  'PROPPATCH',
  'SEARCH',
  'UNLOCK',
  'ACL',
  'REPORT',
  'MKACTIVITY',
  'CHECKOUT',
  'MERGE',
  'MSEARCH',
  'NOTIFY',
  'SUBSCRIBE',
  'UNSUBSCRIBE',
  'PURGE',
  'MKCALENDAR',
  'LINK',
  'UNLINK',
  'QUERY',
])
  METHODS.set(name, name);

function methodName(given: unknown): string {
  const name = `${given as any}`;
  const upper = METHODS.get(name) ?? METHODS.get(StringPrototypeToUpperCase(name));
  if (upper === undefined || RegExpPrototypeExec(TOKEN, name) === null) {
    throw new TypeError(`Invalid HTTP method string: ${name}`);
  }
  return upper;
}

export let requestState: (request: Request) => RequestState;
export let isRequest: (value: unknown) => value is Request;

export class Request extends Body {
  #state: RequestState;

  constructor(input: unknown, init: unknown = undefined, content: Content = NO_CONTENT) {
    if (input === INTERNAL) {
      super(INTERNAL, content);
      this.#state = init as RequestState;
      return;
    }
    if (arguments.length === 0) throw badConstruction('Request', 1, 'Request or string');
    const built = buildRequest(input, init);
    super(INTERNAL, built.content);
    this.#state = built.state;
  }
  static {
    requestState = (request) => request.#state;
    isRequest = (value): value is Request => typeof value === 'object' && value !== null && #state in value;
  }

  get method(): string {
    return this.#state.method;
  }
  get url(): string {
    return this.#state.url;
  }
  get headers(): Headers {
    const own = this.#state;
    return (own.headers ??= newHeaders(own.list, own.immutable));
  }
  get redirect(): string {
    return this.#state.redirect;
  }
  get fetcher(): unknown {
    return this.#state.fetcher;
  }
  get signal(): unknown {
    return signalOf(this.#state);
  }
  get cf(): unknown {
    return cfOf(this.#state);
  }
  get integrity(): string {
    return '';
  }
  get keepalive(): boolean {
    return false;
  }
  get cache(): string | undefined {
    return this.#state.cache;
  }
  clone(): Request {
    const content = cloneContent(this);
    return new Request(INTERNAL, copyState(this.#state), content);
  }
}
defineInterface(Request, 'Request');

function cfOf(own: RequestState): unknown {
  if (own.cfText !== '') {
    own.cf = JSONParse(own.cfText);
    own.cfText = '';
  }
  return own.cf;
}
function signalOf(own: RequestState): unknown {
  if (own.signal === null) own.signal = part('events').signalOfContext(own.context);
  return own.signal;
}

function copyState(from: RequestState): RequestState {
  const own = new RequestState(from.list.copy());
  own.method = from.method;
  own.url = from.url;
  own.redirect = from.redirect;
  own.cfText = from.cfText;
  const cf = from.cf;
  own.cf = typeof cf === 'object' && cf !== null ? { ...cf } : cf;
  own.signal = from.signal;
  own.context = from.context;
  own.cache = from.cache;
  own.fetcher = from.fetcher;
  own.encodeResponseBody = from.encodeResponseBody;
  return own;
}

interface Built {
  state: RequestState;
  content: Content;
}

function buildRequest(input: unknown, init: unknown): Built {
  let own: RequestState;
  let content = NO_CONTENT;
  let from: Request | null = null;
  if (isRequest(input)) {
    from = input;
    own = copyState(requestState(input));
  } else {
    own = new RequestState(new HeaderList(''));
    own.url = normalUrl(`${input as any}`);
  }
  if (isRequest(init)) init = initOf(init);
  else if (init !== undefined && init !== null && typeof init !== 'object' && typeof init !== 'function') {
    throw badConstruction('Request', 2, 'RequestInitializerDict or Request');
  }
  // Without options nothing is looked up: what a Worker put on Object.prototype is no option.
  const options = init === undefined || init === null ? null : (init as Record<string, unknown>);
  if (options !== null) applyInit(own, options);
  const body = options?.body;
  if (body !== undefined && body !== null) {
    if (own.method === 'GET' || own.method === 'HEAD') {
      throw new TypeError('Request with a GET or HEAD method cannot have a body.');
    }
    const extracted = extractContent(body);
    content = extracted.content;
    if (extracted.type !== '' && !own.list.has('content-type')) own.list.append('content-type', extracted.type);
  } else if (from !== null && body === undefined) {
    content = inheritedContent(from, own);
  }
  return { state: own, content };
}

function inheritedContent(from: Request, own: RequestState): Content {
  const content = contentOf(from);
  if (content.kind === NONE) return content;
  if (content.disturbed) throw new TypeError('Cannot reconstruct a Request with a used body.');
  if (own.method === 'GET' || own.method === 'HEAD') {
    throw new TypeError('Request with a GET or HEAD method cannot have a body.');
  }
  const moved = part('streams').moved(content);
  // Not by takeContent: what was moved is locked by now.
  content.used = true;
  return moved;
}

/** A Request given where an init dictionary may stand. */
function initOf(request: Request): Record<string, unknown> {
  const own = requestState(request);
  return {
    __proto__: null,
    method: own.method,
    headers: newHeaders(own.list, false),
    redirect: own.redirect,
    cf: cfOf(own),
    signal: own.signal ?? undefined,
    body: request.body,
  } as Record<string, unknown>;
}

function applyInit(own: RequestState, init: Record<string, unknown>): void {
  const { method, headers, redirect, cf, signal, cache, integrity, fetcher, encodeResponseBody } = init;
  if (method !== undefined) own.method = methodName(method);
  if (headers !== undefined) {
    own.list = new HeaderList('');
    if (!fillHeaders(own.list, headers)) throw wrongField('headers', HEADERS_INIT);
  }
  if (redirect !== undefined) own.redirect = redirectMode(`${redirect as any}`);
  if (cf !== undefined) {
    if ((typeof cf !== 'object' && typeof cf !== 'function') || cf === null) throw wrongField('cf', 'Object');
    own.cfText = '';
    own.cf = cf;
  }
  if (signal !== undefined) {
    own.context = null;
    if (signal !== null && !part('events').isSignal(signal)) throw wrongField('signal', 'AbortSignal');
    own.signal = signal;
  }
  if (cache !== undefined) own.cache = cacheMode(`${cache as any}`);
  if (integrity !== undefined && integrity !== null && `${integrity as any}` !== '') {
    throw new TypeError(
      'Subrequest integrity checking is not implemented. The integrity option must be either undefined or an empty string.',
    );
  }
  if (fetcher !== undefined) own.fetcher = fetcher;
  if (encodeResponseBody !== undefined) own.encodeResponseBody = encodingMode(`${encodeResponseBody as any}`);
}

function wrongField(name: string, type: string): TypeError {
  return badField(name, 'RequestInitializerDict', type);
}

function redirectMode(mode: string): 'follow' | 'manual' {
  if (mode === 'follow' || mode === 'manual') return mode;
  throw new TypeError(
    'Invalid redirect value, must be one of "follow" or "manual" ("error" won\'t be implemented since it does not make sense at the edge; use "manual" and check the response status code).',
  );
}
function cacheMode(mode: string): string {
  if (mode === 'no-store' || mode === 'no-cache') return mode;
  throw new TypeError(`Unsupported cache mode: ${mode}`);
}
function encodingMode(mode: string): string {
  if (mode === 'manual' || mode === 'automatic') return mode;
  throw new TypeError(`encodeResponseBody: unexpected value: ${mode}`);
}

/** A body that was announced and is empty is a body all the same. */
function emptyContent(own: RequestState): Content {
  return own.method !== 'HEAD' && own.list.mentions('content-length') ? new Content(TEXT, '') : NO_CONTENT;
}

/** The request of a record. `block` is the raw header block, `cf` its JSON or ''. */
export function incomingRequest(
  context: RequestContext,
  method: string,
  url: string,
  block: string,
  cf: string,
  content: Content,
): Request {
  const own = new RequestState(new HeaderList(block));
  own.method = method;
  own.url = url;
  own.immutable = true;
  own.redirect = 'manual';
  own.cfText = cf;
  if (cf === '' && context.actor === null) own.cf = state.config.cf ?? undefined;
  own.context = context;
  return new Request(INTERNAL, own, content === NO_CONTENT && method !== 'GET' ? emptyContent(own) : content);
}
