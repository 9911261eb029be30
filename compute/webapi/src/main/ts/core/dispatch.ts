// From a request's record to the handler, and from what the handler gave back to the response's record.
import { takeContent } from './body';
import { Content, LATIN1, NO_CONTENT, SOURCE, STREAM, TEXT } from './content';
import {
  contexts,
  fail,
  failWith,
  finishIfComplete,
  forget,
  isComplete,
  noteCpuField,
  onBreak,
  RequestContext,
} from './context';
import { ExecutionContext } from './execution';
import { entrypoint } from './handlers';
import { INTERNAL } from './headers';
import { Incoming } from './incoming';
import { part } from './lazy';
import { put, record } from './outbox';
import { Outgoing, outgoing } from './outgoing';
import { resolved, then } from './primordials';
import { incomingRequest, type Request } from './request';
import { isResponse, type Response, type ResponseState, responseState } from './response';
import { boundedContent, breakOff, inlineText, passable, pump, wireKind } from './send';
import { state } from './state';
import {
  BODY_ASCII,
  BODY_BYTES,
  BODY_JOINED,
  BODY_STREAM,
  FAILED_NOT_A_RESPONSE,
  FLAG_ENCODE,
  FLAG_FINAL,
  FLAG_HIBERNATES,
  FLAG_WEBSOCKET,
  OUT_RESPONSE,
  OUTCOME_EXCEPTION,
  OUTCOME_OK,
} from './wire';

const NOT_A_RESPONSE = "Incorrect type for Promise: the Promise did not resolve to 'Response'.";

/** The content of a body that came with a record. */
export function arrivedContent(kind: number, text: string, id: number, context: RequestContext): Content {
  switch (kind) {
    case BODY_ASCII:
      return new Content(TEXT, text);
    case BODY_BYTES:
      return new Content(LATIN1, text);
    case BODY_STREAM:
      return new Content(SOURCE, new Incoming(id, context));
    default:
      return NO_CONTENT;
  }
}

export function startRequest(
  context: RequestContext,
  entry: number,
  method: string,
  url: string,
  block: string,
  cf: string,
  content: Content,
): void {
  if (context.call !== 0) return part('rpc').serve(context, entry, content);
  let result: unknown;
  try {
    const request = incomingRequest(context, method, url, block, cf, content);
    result = callFetch(context, entry, request);
  } catch (error) {
    failWith(context, error);
    return;
  }
  settle(context, result);
}

function callFetch(context: RequestContext, entry: number, request: Request): unknown {
  if (context.actor !== null) return context.actor.fetch(context, request);
  const target = entrypoint(entry);
  return target.fetch(request, state.env, new ExecutionContext(INTERNAL, context), context);
}

function settle(context: RequestContext, result: unknown): void {
  if (isResponse(result)) return answer(context, result);
  try {
    then(
      resolved(result),
      (value) => answer(context, value),
      (error) => failWith(context, error),
    );
  } catch (error) {
    failWith(context, error);
  }
}

/** What the handler's promise came to. */
export function answer(context: RequestContext, value: unknown): void {
  if (context.finished || context.responded) return;
  if (!isResponse(value)) {
    return fail(context, FAILED_NOT_A_RESPONSE, OUTCOME_EXCEPTION, new TypeError(NOT_A_RESPONSE));
  }
  try {
    respond(context, value);
  } catch (error) {
    failWith(context, error);
  }
}

/** What the platform lets out; browsers take less. */
const MOST_HEADERS = 128 * 1024;
const LONGEST_STATUS_TEXT = 1024;

function checkHead(own: ResponseState, block: string): void {
  if (block.length > MOST_HEADERS)
    throw new TypeError(`The headers of a response may have at most ${MOST_HEADERS} bytes.`);
  if (own.statusText.length > LONGEST_STATUS_TEXT) throw new TypeError('The status text of the response is too long.');
}

function respond(context: RequestContext, response: Response): void {
  const own = responseState(response);
  if (own.type === 'error') {
    throw new TypeError('Return value from serve handler must not be an error response (like Response.error())');
  }
  const content = boundedContent(takeContent(response));
  const passed = own.webSocket === null ? passable(content) : null;
  const kind = passed === null ? wireKind(content) : BODY_JOINED;
  const streams = kind === BODY_STREAM || kind === BODY_JOINED;
  let block = own.block();
  checkHead(own, block);
  let body = passed !== null ? `${passed.id}` : streams ? '' : inlineText(content);
  let flags = kind << 8;
  if (own.encodes) flags |= FLAG_ENCODE;
  let handed = false;
  if (own.webSocket !== null) {
    const sleeper: number = part('websocket').checkReturned(own.webSocket, context);
    flags |= FLAG_WEBSOCKET;
    if (sleeper > 0) {
      flags |= FLAG_HIBERNATES;
      body = `${sleeper}`;
    } else {
      const link: number = part('websocket').passable(own.webSocket, context);
      handed = link !== 0;
      if (handed) {
        flags |= BODY_JOINED << 8;
        body = `${link}`;
      }
    }
  }
  if (kind === BODY_STREAM) block = withLength(block, own, content.length);
  context.responded = true;
  context.streaming = kind === BODY_STREAM;
  const final =
    (own.webSocket === null || handed) &&
    context.actor === null &&
    isComplete(context) &&
    (passed === null || !passed.watched) &&
    context.logs === '' &&
    context.exceptions === '' &&
    context.outcome === OUTCOME_OK;
  if (final) flags |= FLAG_FINAL;
  emit(context, flags, own, block, body);
  if (handed) part('websocket').handOver(own.webSocket);
  else if (own.webSocket !== null) part('websocket').coupleResponse(own.webSocket, context);
  if (passed !== null) pass(context, content, passed, final);
  if (final) forget(context);
  else if (kind === BODY_STREAM) stream(context, content);
  else if (passed === null) finishIfComplete(context);
}

/** The node joins the body to the answer; the context goes on until that is over, unless nothing is left for it to do. */
function pass(context: RequestContext, content: Content, source: Incoming, final: boolean): void {
  if (content.kind === STREAM) part('streams').takeNative(content.data);
  if (final) return source.passForGood();
  context.streaming = true;
  context.expect(source.id); // its end will wake the context
  source.pass(() => {
    context.met();
    context.streaming = false;
    finishIfComplete(context);
  });
}

function emit(context: RequestContext, flags: number, own: ResponseState, block: string, body: string): void {
  const reason = own.statusText;
  const at = record(OUT_RESPONSE, context.id, flags, own.status, reason.length, block.length, body.length, context.cpu);
  put(reason);
  put(block);
  put(body);
  if (state.current === context) noteCpuField(at + 7);
}

function withLength(block: string, own: ResponseState, length: number): string {
  if (!own.headerList().has('content-length')) return length < 0 ? block : `${block}content-length: ${length}\r\n`;
  // What a Worker says of a stream is not believed.
  const list = own.headerList().copy();
  if (length < 0) list.delete('content-length');
  else list.set('content-length', `${length}`);
  return list.block();
}

function stream(context: RequestContext, content: Content): void {
  const out = new Outgoing(context.id, context, () => {
    context.streaming = false;
    finishIfComplete(context);
  });
  context.attach({ aborted: () => out.drop(), finished: () => out.drop() });
  pump(content, out, (error) => {
    if (!context.finished) context.except(error);
  });
}

onBreak((context, message) => {
  const out = outgoing.get(context.id);
  if (out !== undefined) breakOff(out, new Error(message));
});

export function begin(id: number): RequestContext {
  const context = new RequestContext(id);
  contexts.set(id, context);
  state.current = context;
  return context;
}
