// WebSockets, as a lazy part: the class that Workers see, pairs, and sockets that the node holds.
import { encodeUtf8 } from '../core/bytes';
import type { RequestContext } from '../core/context';
import { badArgument, badConstruction, DOMException, describeError } from '../core/errors';
import { INTERNAL } from '../core/headers';
import { defineConstants, defineInterface } from '../core/interface';
import { pairIterator } from '../core/iterate';
import { part } from '../core/lazy';
import { currentContext } from '../core/operations';
import {
  ArrayIsArray,
  ObjectDefineProperty,
  RegExpPrototypeExec,
  SafeSet,
  StringPrototypeIndexOf,
  StringPrototypeSubstring,
  SymbolIterator,
  then,
} from '../core/primordials';
import { responseState } from '../core/response';
import { hasFlag, state } from '../core/state';
import { normalUrl } from '../core/url';
import { checkCode, checkReason, NodeLink, PeerLink, type Sink, type Sleeper, SocketState } from './websocket/state';

export { openLink, socketById } from './websocket/state';

const { CloseEvent, Event, EventTarget, listenersOf, MessageEvent } = part('events');

const LARGEST_ATTACHMENT = 16_384;

/** Since this date binary messages arrive as Blobs unless `binaryType` says otherwise. */
const BLOBS_SINCE = '2026-03-17';

function blobsByDefault(): boolean {
  return state.config.compatibilityDate >= BLOBS_SINCE;
}

let stateOf: (socket: WebSocket) => SocketState;
export let isSocket: (value: unknown) => value is WebSocket;
let takeAttachment: (socket: WebSocket) => string | null;

export class WebSocket extends EventTarget {
  #state: SocketState;
  /** In serialized form; a socket that sleeps keeps it with the node. */
  #attachment: string | null = null;
  #binaryType = blobsByDefault() ? 'blob' : 'arraybuffer';

  constructor(url: unknown, protocols: unknown = undefined) {
    super();
    if (url === INTERNAL) {
      this.#state = protocols as SocketState;
      this.#state.sink = this.#sink();
      return;
    }
    this.#state = new SocketState(currentContext());
    this.#state.sink = this.#sink();
    connect(this, `${url as any}`, protocols);
  }
  static {
    stateOf = (socket) => socket.#state;
    takeAttachment = (socket) => socket.#attachment;
    isSocket = (value): value is WebSocket => typeof value === 'object' && value !== null && #state in value;
  }

  /** How what arrives reaches the listeners. */
  #sink(): Sink {
    const tell = (event: unknown) => listenersOf(this).dispatch(this, event);
    return {
      text: (data) => tell(new MessageEvent('message', { data })),
      binary: (bytes) => {
        const data = this.#binaryType === 'blob' ? part('form').blobOf(bytes, '') : bytes.buffer;
        tell(new MessageEvent('message', { data }));
      },
      close: (code, reason, wasClean) => tell(new CloseEvent('close', { code, reason, wasClean })),
      error: (error) => {
        const { name, message } = describeError(error);
        tell(new (part('events').ErrorEvent)('error', { message: `Uncaught ${name}: ${message}`, error }));
      },
      open: () => tell(new Event('open')),
    };
  }

  /** Begins to take part in the conversation; a socket that is returned to the client is not accepted here. */
  accept(options: any = undefined): void {
    if (options !== undefined && options !== null && typeof options !== 'object' && typeof options !== 'function') {
      throw badArgument('accept', 'WebSocket', 1, 'AcceptOptions');
    }
    this.#state.accept(currentContext(), !!options?.allowHalfOpen);
  }
  send(message: unknown): void {
    this.#state.send(message);
  }
  close(code: unknown = undefined, reason: unknown = undefined): void {
    if (code === undefined && reason !== undefined) {
      throw new DOMException(
        'If you specify a WebSocket close reason, you must also specify a code.',
        'InvalidAccessError',
      );
    }
    const number = code === undefined ? 1005 : checkCode(code);
    this.#state.close(number, reason === undefined ? '' : checkReason(`${reason as any}`));
  }
  /** Keeps a copy of a value with the socket, for when it wakes from hibernation. */
  serializeAttachment(value: unknown): void {
    if (arguments.length === 0) throw badArgument('serializeAttachment', 'WebSocket', 1, 'Value');
    const text: string = part('rpc').serialize(value);
    const size = sizeOf(value, text);
    if (size > LARGEST_ATTACHMENT) {
      throw new Error(
        `A WebSocket 'attachment' cannot be larger than ${LARGEST_ATTACHMENT} bytes.'attachment' was ${size} bytes.`,
      );
    }
    const { sleeper } = this.#state;
    if (sleeper === null) this.#attachment = text;
    else sleeper.attachment = text;
  }
  deserializeAttachment(): unknown {
    const { sleeper } = this.#state;
    const text = sleeper === null ? this.#attachment : sleeper.attachment;
    return text === null ? null : part('rpc').deserialize(text);
  }
  get readyState(): number {
    return this.#state.readyState;
  }
  get url(): string | null {
    return this.#state.url;
  }
  get protocol(): string {
    return this.#state.protocol ?? '';
  }
  get extensions(): string | null {
    return this.#state.url === null ? '' : null;
  }
  get binaryType(): string {
    return this.#binaryType;
  }
  set binaryType(value: unknown) {
    const type = `${value as any}`;
    if (type === 'blob' || type === 'arraybuffer') this.#binaryType = type;
  }
  get bufferedAmount(): number {
    return 0;
  }
  get onopen(): unknown {
    return listenersOf(this).handler('open');
  }
  set onopen(value: unknown) {
    listenersOf(this).setHandler('open', value);
  }
  get onmessage(): unknown {
    return listenersOf(this).handler('message');
  }
  set onmessage(value: unknown) {
    listenersOf(this).setHandler('message', value);
  }
  get onclose(): unknown {
    return listenersOf(this).handler('close');
  }
  set onclose(value: unknown) {
    listenersOf(this).setHandler('close', value);
  }
  get onerror(): unknown {
    return listenersOf(this).handler('error');
  }
  set onerror(value: unknown) {
    listenersOf(this).setHandler('error', value);
  }
}
defineInterface(WebSocket, 'WebSocket');
defineConstants(WebSocket, {
  READY_STATE_CONNECTING: 0,
  CONNECTING: 0,
  READY_STATE_OPEN: 1,
  OPEN: 1,
  READY_STATE_CLOSING: 2,
  CLOSING: 2,
  READY_STATE_CLOSED: 3,
  CLOSED: 3,
});

/** Two ends in one Worker: what one sends the other receives. */
export class WebSocketPair {
  [end: number]: WebSocket;

  constructor() {
    const context = state.current;
    const first = new SocketState(context);
    const second = new SocketState(context);
    first.link = new PeerLink(second);
    second.link = new PeerLink(first);
    this[0] = new WebSocket(INTERNAL, first);
    this[1] = new WebSocket(INTERNAL, second);
  }
}
defineInterface(WebSocketPair, 'WebSocketPair');
const iterate = {
  ''(this: WebSocketPair): IterableIterator<WebSocket> {
    return pairIterator([entryOf(this[0]!), entryOf(this[1]!)], 'values');
  },
}[''];
function entryOf(value: WebSocket): { name: string; value: unknown } {
  return { name: '', value };
}
ObjectDefineProperty(WebSocketPair.prototype, SymbolIterator, {
  __proto__: null,
  value: iterate,
  writable: true,
  configurable: true,
} as any);

export let isPair: (value: unknown) => value is WebSocketRequestResponsePair;

/** A message that is answered by itself while its Worker sleeps. */
export class WebSocketRequestResponsePair {
  #request: string;
  #response: string;
  static {
    isPair = (value): value is WebSocketRequestResponsePair =>
      typeof value === 'object' && value !== null && #request in value;
  }
  constructor(request: unknown, response: unknown) {
    if (arguments.length < 2) throw badConstruction('WebSocketRequestResponsePair', arguments.length + 1, 'string');
    this.#request = `${request as any}`;
    this.#response = `${response as any}`;
  }
  get request(): string {
    return this.#request;
  }
  get response(): string {
    return this.#response;
  }
}
defineInterface(WebSocketRequestResponsePair, 'WebSocketRequestResponsePair');

export function newPair(request: string, response: string): WebSocketRequestResponsePair {
  return new WebSocketRequestResponsePair(request, response);
}

export function requireSocket(value: unknown): WebSocket {
  if (isSocket(value)) return value;
  throw new TypeError(
    "Incorrect type for the 'webSocket' field on 'InitializerDict': the provided value is not of type 'WebSocket'.",
  );
}

/** Whether this end may go to the client of a request. If the other end may sleep its number is given back, else 0. */
export function checkReturned(socket: WebSocket, context: RequestContext): number {
  const own = stateOf(socket);
  if (own.accepted) throw new TypeError("Can't return WebSocket in a Response after calling accept().");
  if (own.given) throw new TypeError("Can't return WebSocket that was already used in a response.");
  const sleeper = own.sleepingPeer;
  if (sleeper !== null && !sleeper.belongsTo(context.actor)) {
    throw new TypeError("Can't return a WebSocket whose other end was accepted by another Durable Object.");
  }
  sleeper?.tell();
  return sleeper === null ? 0 : sleeper.number;
}

/** The number of a socket that came for this request and is passed on untouched, so that the node can join both ends; else 0. */
export function passable(socket: WebSocket, context: RequestContext): number {
  return context.actor === null ? stateOf(socket).untouchedLink : 0;
}
/** The socket is between the node's two ends from now on. */
export function handOver(socket: WebSocket): void {
  stateOf(socket).handOver();
}

/** The client's end goes to the node: its other end now talks to the client by the request's id. */
export function coupleResponse(socket: WebSocket, context: RequestContext): void {
  const own = stateOf(socket);
  const sleeper = own.sleepingPeer;
  if (sleeper === null) own.giveToNode(context);
  else own.giveToSleeper(sleeper);
}

/** Whether a Durable Object may give this end to the node and sleep. */
export function checkSleepable(socket: WebSocket): void {
  const own = stateOf(socket);
  if (own.accepted) {
    throw new Error('Cannot call `acceptWebSocket()` if the WebSocket was already accepted via `accept()`');
  }
  if (own.coupled) {
    throw new Error(
      'Cannot call `acceptWebSocket()` on this WebSocket because its pair has already been accepted or used in a Response.',
    );
  }
}
export function letSleep(socket: WebSocket, sleeper: Sleeper): void {
  stateOf(socket).sleep(sleeper);
}
export function attachmentOf(socket: WebSocket): string | null {
  return takeAttachment(socket);
}
export function sleeperOf(socket: WebSocket): Sleeper | null {
  return stateOf(socket).sleeper;
}
/** The end of a socket that was there before its object was. */
export function wakeSocket(sleeper: Sleeper): WebSocket {
  const own = new SocketState(null);
  own.wake(sleeper);
  return new WebSocket(INTERNAL, own);
}

/** Since this date the platform answers a close by itself. */
const ANSWERED_SINCE = '2026-04-07';
function answersClose(): boolean {
  if (hasFlag('web_socket_manual_reply_to_close')) return false;
  return state.config.compatibilityDate >= ANSWERED_SINCE || hasFlag('web_socket_auto_reply_to_close');
}
export function closedAsleep(socket: WebSocket): void {
  stateOf(socket).closedAsleep();
}
export function answerAsleep(socket: WebSocket, code: number, reason: string): void {
  if (answersClose()) stateOf(socket).answerAsleep(code, reason);
}

/** The socket of an answered upgrade, not yet accepted. */
export function fromReply(id: number, context: RequestContext): WebSocket {
  const own = new SocketState(context);
  own.link = new NodeLink(id, context, own);
  own.protocol = '';
  return new WebSocket(INTERNAL, own);
}

/** The bytes of an attachment, as the platform counts them for text. */
function sizeOf(value: unknown, text: string): number {
  if (typeof value !== 'string') return text.length;
  const length = encodeUtf8(value).length;
  return length + (length < 0x80 ? 4 : length < 0x4000 ? 5 : 6);
}

function refused(reason: string): never {
  throw new DOMException(`WebSocket Constructor: ${reason}`, 'SyntaxError');
}

function protocolList(protocols: unknown): string {
  const list = protocols === undefined ? [] : ArrayIsArray(protocols) ? protocols : [protocols];
  let names = '';
  const seen = new SafeSet<string>();
  for (let i = 0; i < list.length; i++) {
    const name = `${list[i]}`;
    if (RegExpPrototypeExec(TOKEN, name) === null) refused('The protocol header token is invalid.');
    if (seen.has(name)) refused('The protocols header cannot have repeating values.');
    seen.add(name);
    names += names === '' ? name : `, ${name}`;
  }
  return names;
}
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const WEB_SOCKET = /^(ws)s?:/;

/** The address as `fetch` takes it. */
function checkedAddress(address: string): string {
  let url = '';
  try {
    url = normalUrl(address);
  } catch {
    refused('The url is invalid.');
  }
  if (RegExpPrototypeExec(WEB_SOCKET, url) === null) refused('The url scheme must be ws or wss.');
  if (StringPrototypeIndexOf(url, '#', 0) >= 0) refused('The url fragment must be empty.');
  return `http${StringPrototypeSubstring(url, 2, url.length)}`;
}

/** `new WebSocket(url)`: an upgrade by fetch, whose socket this one becomes. */
function connect(socket: WebSocket, address: string, protocols: unknown): void {
  const own = stateOf(socket);
  const url = checkedAddress(address);
  const wanted = protocolList(protocols);
  const headers: Record<string, string> = { __proto__: null, upgrade: 'websocket' } as any;
  if (wanted !== '') headers['sec-websocket-protocol'] = wanted;
  own.connecting = true;
  own.url = address;
  own.protocol = '';
  const answer = part('fetch').fetch(url, { __proto__: null, headers }) as Promise<any>;
  then(
    answer,
    (response) => {
      const { status, webSocket, list } = responseState(response);
      if (webSocket === null) {
        return own.failed(
          new TypeError(
            `Failed to establish the WebSocket connection: expected server to reply with HTTP status code 101 (switching protocols), but received ${status} instead.`,
          ),
        );
      }
      own.protocol = list?.get('sec-websocket-protocol') ?? '';
      own.become(stateOf(webSocket));
    },
    (error) => own.failed(error),
  );
}
