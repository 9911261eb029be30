// EventSource, as a lazy part: an event stream by fetch that begins again when it breaks, or one that a Worker has already.
import { contentOf } from '../core/body';
import { bytesOf, isBufferSource } from '../core/bytes';
import type { RequestContext } from '../core/context';
import { badArgument, badConstruction, badField, DOMException } from '../core/errors';
import { INTERNAL } from '../core/headers';
import { defineConstants, defineInterface } from '../core/interface';
import { part } from '../core/lazy';
import { TimerOperation } from '../core/operations';
import { MathMax, MathMin, RegExpPrototypeExec, resolved, SymbolDispose, then } from '../core/primordials';
import { report } from '../core/report';
import { type Response, responseState } from '../core/response';
import { state } from '../core/state';
import { type Message, MessageParser } from './eventsource/messages';

const { abortFrom, ErrorEvent, Event, EventTarget, listenersOf, MessageEvent, newController, signalOf } =
  part('events');

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 2;
const LEAST_PAUSE = 1000;
const USUAL_PAUSE = 2000;
const LONGEST_PAUSE = 10_000;
const EVENT_STREAM = /^\s*text\/event-stream\s*(?:;|$)/i;

/** What the object shows and what runs behind it. */
class Source {
  readonly target: EventSource;
  readonly context: RequestContext;
  url: string;
  status = CONNECTING;
  readonly #fetcher: any;
  #lastEventId = '';
  #pause = USUAL_PAUSE;
  #controller: any = null;
  #timer: TimerOperation | null = null;
  #wasEmpty = false;

  constructor(target: EventSource, context: RequestContext, url: string, fetcher: unknown) {
    this.target = target;
    this.context = context;
    this.url = url;
    this.#fetcher = fetcher;
  }

  connect(): void {
    if (this.status === CLOSED) return;
    this.#controller = newController();
    const headers: Record<string, string> = { __proto__: null as never };
    headers.accept = 'text/event-stream';
    headers['cache-control'] = 'no-cache';
    if (this.#lastEventId !== '') headers['last-event-id'] = this.#lastEventId;
    const init = { __proto__: null, headers, signal: signalOf(this.#controller) };
    const answer: Promise<Response> = part('fetch').fetchBy(this.#fetcher, this.url, init);
    then(
      answer,
      (response) => this.#answered(response),
      (error) => this.fail(error, false),
    );
  }

  #answered(response: Response): void {
    if (this.status === CLOSED) return;
    const own = responseState(response);
    const type = own.headerList().get('content-type');
    if (own.status < 200 || own.status > 299) return this.#refuse(`The response status code was ${own.status}.`);
    if (type === null) return this.#refuse('No content type header was present in the response.');
    if (RegExpPrototypeExec(EVENT_STREAM, type) === null) return this.#refuse(`The content type '${type}' is invalid.`);
    if (own.redirected) this.url = own.url;
    const stream = contentOf(response).stream();
    if (stream !== null) return this.read(stream, true);
    if (this.#wasEmpty) return this.fail(new Error('The server provided no content.'), false);
    this.#wasEmpty = true;
    this.fail(new Error('The server provided no content. Will try reconnecting.'), true);
  }
  #refuse(message: string): void {
    this.fail(new DOMException(message, 'AbortError'), false);
  }

  /** Gives out the messages of a stream until it ends. */
  read(stream: unknown, again: boolean): void {
    this.status = OPEN;
    this.#tell(new Event('open'));
    const decoding = part('encoding').decodingOf('utf-8', false);
    const parser = new MessageParser(decoding, this.#lastEventId, (message) => this.#give(message));
    const reading = part('streams').eachChunk(stream, {
      chunk: (value: unknown) => {
        if (this.status === CLOSED) return reading.cancel(undefined);
        if (!isBufferSource(value)) throw new TypeError('An event stream must consist of bytes.');
        parser.take(bytesOf(value));
        this.#lastEventId = parser.lastEventId;
        if (parser.retry >= 0) this.#pause = MathMax(LEAST_PAUSE, MathMin(parser.retry, LONGEST_PAUSE));
      },
      close: () => this.fail(new Error('The server disconnected.'), again),
      error: (error: unknown) => this.fail(error, false),
    });
    // Not at once: whoever made the source has had no time to listen.
    then(resolved(undefined), () => reading.run());
  }
  #give(message: Message): void {
    if (this.status === CLOSED) return;
    const { data, lastEventId } = message;
    const origin = this.url === '' ? null : this.url;
    this.#tell(new MessageEvent(message.type, { __proto__: null, data, lastEventId, origin }));
  }

  fail(error: unknown, again: boolean): void {
    if (this.status === CLOSED) return;
    this.status = again ? CONNECTING : CLOSED;
    if (this.#controller !== null) abortFrom(this.#controller, error);
    this.#tell(new ErrorEvent('error', { __proto__: null, error }));
    report(error);
    if (!again || this.context.finished) return;
    this.#timer = new TimerOperation(this.context, this.#pause, () => {
      this.#timer = null;
      this.connect();
    });
  }
  close(): void {
    if (this.status === CLOSED) return;
    this.status = CLOSED;
    this.#timer?.cancel();
    if (this.#controller !== null) abortFrom(this.#controller, undefined);
  }
  #tell(event: unknown): void {
    listenersOf(this.target).dispatch(this.target, event);
  }
}

/** EventSources belong to the request in which they were made. */
function requireContext(): RequestContext {
  if (state.current !== null) return state.current;
  throw new DOMException(
    'An EventSource can only be created within the context of a worker request.',
    'NotSupportedError',
  );
}

export class EventSource extends EventTarget {
  #source: Source;
  constructor(url: unknown, init: any = undefined, stream: unknown = undefined) {
    super();
    if (url === INTERNAL) {
      this.#source = new Source(this, init, '', null);
      this.#source.read(stream, false);
      return;
    }
    if (arguments.length === 0) throw badConstruction('EventSource', 1, 'string');
    const context = requireContext();
    if (init !== undefined && init !== null && typeof init !== 'object') {
      throw badConstruction('EventSource', 2, 'EventSourceInit');
    }
    const { withCredentials, fetcher } = init ?? {};
    if (withCredentials) {
      const message = 'The init.withCredentials option is not supported. It must be false or undefined.';
      throw new DOMException(message, 'NotSupportedError');
    }
    if (fetcher !== undefined && !part('fetch').isFetcher(fetcher))
      throw badField('fetcher', 'EventSourceInit', 'Fetcher');
    const record = part('url').parseUrl(`${url as any}`, undefined);
    if (record === null) {
      throw new DOMException(`Cannot open an EventSource to '${url as any}'. The URL is invalid.`, 'SyntaxError');
    }
    this.#source = new Source(this, context, record.href, fetcher ?? null);
    this.#source.connect();
  }

  /** Reads the events of a stream that is here already; it never begins again. */
  static from(stream: unknown): EventSource {
    const streams = part('streams');
    if (!streams.isReadableStream(stream)) throw badArgument('from', 'EventSource', 1, 'JsReadableStream');
    const context = requireContext();
    if (streams.isLocked(stream)) throw new TypeError('This ReadableStream is locked.');
    if (streams.isDisturbed(stream)) throw new TypeError('This ReadableStream has already been read from.');
    return new EventSource(INTERNAL, context, stream);
  }
  get url(): string {
    return this.#source.url;
  }
  get withCredentials(): boolean {
    return false;
  }
  get readyState(): number {
    return this.#source.status;
  }
  close(): void {
    this.#source.close();
  }
  [SymbolDispose](): void {
    this.#source.close();
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
  get onerror(): unknown {
    return listenersOf(this).handler('error');
  }
  set onerror(value: unknown) {
    listenersOf(this).setHandler('error', value);
  }
}
defineConstants(EventSource, { CONNECTING, OPEN, CLOSED });
defineInterface(EventSource, 'EventSource');
