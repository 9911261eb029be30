// Response. Its headers stay unmade until somebody looks: the usual answer is a status, one content type and a body.
import { Body, cloneContent, useTypeOf } from './body';
import { type Content, extractContent, NO_CONTENT, NONE } from './content';
import { badArgument, badConstruction, badField } from './errors';
import { HeaderList } from './header-list';
import { fillHeaders, HEADERS_INIT, type Headers, INTERNAL, newHeaders } from './headers';
import { defineInterface } from './interface';
import { part } from './lazy';
import { JSONStringify, RegExpPrototypeExec } from './primordials';
import { isRequest, requestState } from './request';
import { normalUrl } from './url';

export class ResponseState {
  status = 200;
  statusText = '';
  /** null while the content type is all there is. */
  list: HeaderList | null = null;
  headers: Headers | null = null;
  immutable = false;
  contentType = '';
  webSocket: any = null;
  url = '';
  redirected = false;
  type = 'default';
  cf: unknown = undefined;
  /** The body already is in the content-encoding that the headers name. */
  encoded = false;

  /** Whether the body is plain, and has to be put into the content encoding that the headers name. */
  get encodes(): boolean {
    return this.list !== null && !this.encoded && this.list.mentions('content-encoding');
  }

  headerList(): HeaderList {
    if (this.list === null) {
      this.list = new HeaderList('');
      if (this.contentType !== '') this.list.append('content-type', this.contentType);
    }
    return this.list;
  }
  block(): string {
    if (this.list !== null) return this.list.block();
    return this.contentType === '' ? '' : `content-type: ${this.contentType}\r\n`;
  }
}

const STATUS_TEXT = /^[\x20-\x7e\x80-\xff]*$/;
function nullBodyStatus(status: number): boolean {
  return status === 101 || status === 204 || status === 205 || status === 304;
}

export let responseState: (response: Response) => ResponseState;
export let isResponse: (value: unknown) => value is Response;

export class Response extends Body {
  #state: ResponseState;

  constructor(body: unknown = undefined, init: unknown = undefined, content: Content = NO_CONTENT) {
    if (body === INTERNAL) {
      super(INTERNAL, content);
      this.#state = init as ResponseState;
      return;
    }
    const extracted = extractContent(body);
    const own = new ResponseState();
    own.contentType = extracted.type;
    if (init !== undefined && init !== null) applyInit(own, init);
    if (nullBodyStatus(own.status) && extracted.content.kind !== NONE) refuseBody(extracted.content);
    super(INTERNAL, nullBodyStatus(own.status) ? NO_CONTENT : extracted.content);
    this.#state = own;
  }
  static {
    responseState = (response) => response.#state;
    isResponse = (value): value is Response => typeof value === 'object' && value !== null && #state in value;
  }

  static error(): Response {
    const own = new ResponseState();
    own.type = 'error';
    own.status = 0;
    own.immutable = true;
    return new Response(INTERNAL, own);
  }
  static redirect(url: unknown, status: unknown = 302): Response {
    if (arguments.length === 0) throw badArgument('redirect', 'Response', 1, 'string');
    const code = toStatus(status);
    if (code !== 301 && code !== 302 && code !== 303 && code !== 307 && code !== 308) {
      throw new RangeError(`${code} is not a redirect status code. It must be one of: 301, 302, 303, 307, or 308.`);
    }
    const own = new ResponseState();
    own.status = code;
    own.headerList().append('location', parseTarget(`${url as any}`));
    own.immutable = true;
    return new Response(INTERNAL, own);
  }
  static json(value: unknown, init: unknown = undefined): Response {
    const text = `${JSONStringify(value)}`; // "undefined" for what has no JSON, as on the platform
    const extracted = extractContent(text);
    const own = new ResponseState();
    own.contentType = 'application/json';
    if (init !== undefined && init !== null) applyInit(own, init);
    if (nullBodyStatus(own.status)) refuseBody(extracted.content);
    return new Response(INTERNAL, own, extracted.content);
  }

  get status(): number {
    return this.#state.status;
  }
  get statusText(): string {
    return this.#state.statusText;
  }
  get headers(): Headers {
    const own = this.#state;
    return (own.headers ??= newHeaders(own.headerList(), own.immutable));
  }
  get ok(): boolean {
    return this.#state.status >= 200 && this.#state.status < 300;
  }
  get redirected(): boolean {
    return this.#state.redirected;
  }
  get url(): string {
    return this.#state.url;
  }
  get webSocket(): unknown {
    return this.#state.webSocket;
  }
  get cf(): unknown {
    return this.#state.cf;
  }
  get type(): string {
    return this.#state.type;
  }
  clone(): Response {
    const from = this.#state;
    if (from.webSocket !== null) throw new TypeError('Cannot clone a response to a WebSocket handshake.');
    const content = cloneContent(this);
    const own = new ResponseState();
    own.status = from.status;
    own.statusText = from.statusText;
    own.list = from.headerList().copy();
    own.url = from.url;
    own.redirected = from.redirected;
    own.type = from.type;
    own.cf = from.cf;
    own.encoded = from.encoded;
    return new Response(INTERNAL, own, content);
  }
}
defineInterface(Response, 'Response');

function refuseBody(content: Content): void {
  if (content.kind === NONE || (typeof content.data === 'string' && content.data === '')) return;
  throw new TypeError('Response with null body status (101, 204, 205, or 304) cannot have a body.');
}

function toStatus(value: unknown): number {
  return (+(value as any) << 16) >> 16;
}

function applyInit(own: ResponseState, init: unknown): void {
  if (typeof init !== 'object' && typeof init !== 'function') {
    throw badConstruction('Response', 2, 'InitializerDict or Response');
  }
  const { status, statusText, headers, cf, webSocket, encodeBody } = init as Record<string, unknown>;
  if (headers !== undefined) fillFrom(own, headers);
  if (webSocket !== undefined && webSocket !== null) own.webSocket = part('websocket').requireSocket(webSocket);
  if (status !== undefined) setStatus(own, toStatus(status));
  else if (own.webSocket !== null) setStatus(own, 200);
  if (statusText !== undefined) {
    const text = `${statusText as any}`;
    if (RegExpPrototypeExec(STATUS_TEXT, text) === null) throw new TypeError('Invalid statusText');
    own.statusText = text;
  }
  if (cf !== undefined) own.cf = cf;
  if (encodeBody !== undefined) {
    const mode = `${encodeBody as any}`;
    if (mode !== 'manual' && mode !== 'automatic') throw new TypeError(`encodeBody: unexpected value: ${mode}`);
    own.encoded = mode === 'manual';
  }
}
function setStatus(own: ResponseState, status: number): void {
  if (own.webSocket !== null) {
    if (status !== 101) throw new RangeError('Responses with a WebSocket must have status code 101.');
  } else if (status < 200 || status > 599) {
    throw new RangeError('Responses may only be constructed with status codes in the range 200 to 599, inclusive.');
  }
  own.status = status;
}
function fillFrom(own: ResponseState, headers: unknown): void {
  const list = new HeaderList('');
  if (!fillHeaders(list, headers)) throw badField('headers', 'InitializerDict', HEADERS_INIT);
  if (own.contentType !== '' && !list.has('content-type')) list.append('content-type', own.contentType);
  own.list = list;
}

function parseTarget(url: string): string {
  try {
    return normalUrl(url);
  } catch {
    throw new TypeError(`Unable to parse URL: ${url}`);
  }
}

useTypeOf((body) => {
  if (isResponse(body)) return responseState(body).headerList().get('content-type') ?? '';
  return isRequest(body) ? (requestState(body).list.get('content-type') ?? '') : '';
});
