// A turn: load() once, step() once for each record, take() until nothing remains. Microtasks drain after each step, so what they
// do belongs to the context of that step's record.
import { bytesOfLatin1, copyFromArena, decodeLatin1AsUtf8 } from './bytes';
import type { Content } from './content';
import {
  abort,
  charge,
  checkHung,
  contexts,
  endContexts,
  fail,
  finishIfComplete,
  isHung,
  kill,
  microsLeft,
  type RequestContext,
} from './context';
import { arrivedContent, begin, startRequest } from './dispatch';
import { incoming, slotOf } from './incoming';
import { part } from './lazy';
import { type NodeOperation, operations, type Reply } from './operations';
import { announce, openOutbox, postpone, record, takePage } from './outbox';
import { isFed, nextStarved, type Outgoing, outgoing, returnSlot } from './outgoing';
import { JSONParse, StringPrototypeIndexOf, StringPrototypeSubstring } from './primordials';
import { dropRejections, hasRejections, reportRejections } from './report';
import { state } from './state';
import { hasSteps, later, nextStep } from './steps';
import { tellUnsaid } from './unsaid';
import {
  AREA_INTS,
  BROKEN_MALFORMED,
  FAILED_EXCEPTION,
  FLAG_ACTOR,
  FLAG_PROPS,
  FLAG_RPC,
  FLAG_TUNNEL,
  HEADER,
  IN_ABORT,
  IN_ACTOR,
  IN_AUTO_RESPONDED,
  IN_BROKEN,
  IN_BYTES,
  IN_CREDIT,
  IN_END,
  IN_EVENT,
  IN_EVICT,
  IN_REFUSED,
  IN_REPLY,
  IN_REQUEST,
  IN_SLOT,
  IN_SOCKET_EVENT,
  IN_VALUE,
  IN_WS_BINARY,
  IN_WS_CLOSE,
  IN_WS_TEXT,
  METHODS,
  OUT_CREDIT,
  OUTCOME_CPU,
  OUTCOME_EXCEPTION,
  OUTCOME_MEMORY,
  RECORD,
} from './wire';

/** A context without CPU time is ended, in which nothing of the Worker's runs: thousands of timers may have to be called off. */
const ENDING_MICROS = 250_000;
const PROPS_LINE = ':props: ';

let areas: Int32Array = new Int32Array(0);
let text = '';
let cursor = 0;
let base = 0;
let at = 0;

export function useTurnArea(view: Int32Array): void {
  areas = view;
}

export function load(turnText: string, areaOffset: number): void {
  text = turnText;
  cursor = 0;
  base = areaOffset >> 2;
  at = base + HEADER;
  state.now = areas[base + 2]! * 4294967296 + (areas[base + 1]! >>> 0);
  openOutbox(base + AREA_INTS);
}

function cut(length: number): string {
  if (length === 0) return '';
  const from = cursor;
  cursor = from + length;
  return StringPrototypeSubstring(text, from, cursor);
}

/** Whether nothing remains to be done for the step before; else the engine has to call `settle` and then come again. */
function isSettled(): boolean {
  const context = state.current;
  if (context === null) {
    if (hasRejections()) dropRejections();
    if (!hasSteps()) return true;
  } else {
    charge(context, areas[base + 3]!);
    areas[base + 3] = 0;
    if (context.actor !== null) finishIfComplete(context);
    endContexts();
    if (!hasRejections() && !isHung(context) && !hasSteps()) return true;
  }
  postpone(base + AREA_INTS);
  return false;
}

function enter(context: RequestContext): boolean {
  state.current = context;
  const left = microsLeft(context);
  announce(base + AREA_INTS, context.id, left > 0 ? left : ENDING_MICROS);
  if (left > 0) return true;
  kill(context, OUTCOME_CPU);
  return false;
}

export function step(): void {
  if (!isSettled()) return;
  const i = at;
  at += RECORD;
  const id = areas[i + 1]!;
  const a = areas[i + 2]!;
  const b = areas[i + 3]!;
  const c = areas[i + 4]!;
  switch (areas[i]) {
    case IN_REQUEST:
      return request(i, id, a);
    case IN_CREDIT:
      return credit(id, a, b);
    case IN_SLOT: {
      const source = incoming.get(id);
      if (source !== undefined && enter(source.context)) source.slot(a, b);
      else record(OUT_CREDIT, id, b, slotOf(a) + 1, 0, 0, 0, 0);
      return;
    }
    case IN_BYTES: {
      const bytes = cut(a);
      const source = incoming.get(id);
      if (source !== undefined && enter(source.context)) source.bytes(bytes);
      return;
    }
    case IN_END: {
      const source = incoming.get(id);
      if (source !== undefined && enter(source.context)) source.end();
      return;
    }
    case IN_BROKEN: {
      const message = decodeLatin1AsUtf8(cut(b));
      const source = incoming.get(id);
      if (source !== undefined && enter(source.context)) source.broken(brokenError(id, a, message));
      return;
    }
    case IN_VALUE:
      return value(id, cut(a));
    case IN_REPLY:
      return reply(i, id, a, b, c);
    case IN_REFUSED:
      return refused(id, a, decodeLatin1AsUtf8(cut(b)));
    case IN_ABORT: {
      const context = contexts.get(id);
      if (context !== undefined && enter(context)) abort(context, a);
      return;
    }
    case IN_EVENT:
      return event(id, a, decodeLatin1AsUtf8(cut(b)), c);
    case IN_WS_TEXT:
      return socketText(id, cut(a), b);
    case IN_WS_BINARY:
      return socketBinary(id, cut(a), b, c);
    case IN_WS_CLOSE:
      return socketClose(id, a, decodeLatin1AsUtf8(cut(b)), c);
    case IN_ACTOR:
      return part('durable').openActor(id, decodeLatin1AsUtf8(cut(a)));
    case IN_SOCKET_EVENT:
      return socketEvent(i, id, a, b, c);
    case IN_EVICT:
      state.current = null;
      return part('durable').evict(id, a);
    case IN_AUTO_RESPONDED:
      state.current = null;
      return part('durable').autoResponded(id, a, c * 4294967296 + (b >>> 0));
  }
}

function value(id: number, given: string): void {
  const operation = operations.get(id);
  if (operation === undefined) return;
  if (operation.context.actor !== null) return valueForActor(operation, given);
  if (enter(operation.context)) operation.value(given);
}

function refused(id: number, code: number, message: string): void {
  const operation = operations.get(id);
  if (operation === undefined) return;
  if (operation.context.actor !== null) return refusedForActor(operation, code, message);
  if (enter(operation.context)) operation.refused(code, message);
}

/** What the node says to a Durable Object waits while the object's gate is closed. */
function arrive(context: RequestContext, id: number, run: () => void): void {
  if (context.actor!.admits(context, id, run) && enter(context)) run();
}
function valueForActor(operation: NodeOperation, value: string): void {
  arrive(operation.context, operation.id, () => operation.value(value));
}
function refusedForActor(operation: NodeOperation, code: number, message: string): void {
  arrive(operation.context, operation.id, () => operation.refused(code, message));
}

/** An event of a Durable Object: it may have to be made first, and may have closed its gate. */
function actorEvent(context: RequestContext, number: number, run: () => void): void {
  const actor = part('durable').actorOf(number);
  if (actor !== undefined) {
    actor.join(context);
    if (enter(context)) actor.deliver(context, run);
  } else if (enter(context)) {
    fail(context, FAILED_EXCEPTION, OUTCOME_EXCEPTION, new Error('The Durable Object is not here any more.'));
  }
}

function socketEvent(i: number, id: number, actor: number, socket: number, type: number): void {
  const payload = cut(areas[i + 5]!);
  const code = areas[i + 6]!;
  const clean = areas[i + 7] === 1;
  const context = begin(id);
  actorEvent(context, actor, () => part('durable').socketEvent(context, socket, type, payload, code, clean));
}

function request(i: number, id: number, flags: number): void {
  const url = cut(areas[i + 3]!);
  let block = cut(areas[i + 4]!);
  const body = cut(areas[i + 5]!);
  const cf = cut(areas[i + 7]!);
  const context = begin(id);
  if ((flags & FLAG_PROPS) !== 0) block = takeProps(context, block);
  let method = METHODS[flags & 255]!;
  if (method === '') {
    const end = StringPrototypeIndexOf(block, '\r\n', 0);
    method = StringPrototypeSubstring(block, 8, end);
    block = StringPrototypeSubstring(block, end + 2, block.length);
  }
  context.tunnel = (flags & FLAG_TUNNEL) !== 0;
  if ((flags & FLAG_RPC) !== 0) context.call = flags;
  const content = arrivedContent((flags >> 8) & 15, body, id, context);
  const cfText = cf === '' ? '' : decodeLatin1AsUtf8(cf);
  const entry = areas[i + 6]!;
  if ((flags & FLAG_ACTOR) !== 0) return actorRequest(context, entry, method, url, block, cfText, content);
  enter(context);
  startRequest(context, entry, method, url, block, cfText, content);
}

/** The line that the node puts before the headers: what the binding of the caller gives along. */
function takeProps(context: RequestContext, block: string): string {
  const end = StringPrototypeIndexOf(block, '\r\n', 0);
  const json = StringPrototypeSubstring(block, PROPS_LINE.length, end);
  context.props = JSONParse(decodeLatin1AsUtf8(json));
  return StringPrototypeSubstring(block, end + 2, block.length);
}

function actorRequest(
  context: RequestContext,
  actor: number,
  method: string,
  url: string,
  block: string,
  cf: string,
  content: Content,
): void {
  actorEvent(context, actor, () => startRequest(context, actor, method, url, block, cf, content));
}

function credit(id: number, bytes: number, slotPlusOne: number): void {
  if (slotPlusOne > 0) returnSlot(slotPlusOne - 1);
  const out = outgoing.get(id);
  if (!isFed()) {
    later(feed);
    if (out !== undefined) later(() => creditTo(out, bytes));
  } else if (out !== undefined) {
    creditTo(out, bytes);
  }
}
/** The slot that came back is for who has waited longest. */
function feed(): void {
  const out = nextStarved();
  if (out !== undefined) creditTo(out, 0);
  if (!isFed()) later(feed);
}
function creditTo(out: Outgoing, bytes: number): void {
  if (out.context.actor !== null) return arrive(out.context, out.id, () => out.credit(bytes));
  if (enter(out.context)) out.credit(bytes);
}

function reply(i: number, id: number, flags: number, urlLength: number, blockLength: number): void {
  const url = cut(urlLength);
  const block = cut(blockLength);
  const body = cut(areas[i + 5]!);
  const statusText = cut(areas[i + 7]!);
  const operation = operations.get(id);
  if (operation === undefined) return;
  const answer = { flags, url, block, body, status: areas[i + 6]!, statusText };
  if (operation.context.actor !== null) return replyForActor(operation, answer);
  if (enter(operation.context)) operation.reply(answer);
}

function replyForActor(operation: NodeOperation, answer: Reply): void {
  arrive(operation.context, operation.id, () => operation.reply(answer));
}

function brokenError(id: number, code: number, message: string): Error {
  if (id > 0 && message === '') return new TypeError("Can't read from request stream because client disconnected.");
  if (code === BROKEN_MALFORMED) return new TypeError(message);
  return new Error(message === '' ? 'Network connection lost.' : message);
}

function event(id: number, type: number, json: string, actor: number): void {
  const context = begin(id);
  if (actor !== 0) return actorEvent(context, actor, () => part('durable').alarm(context, json));
  enter(context);
  part('scheduled').startEvent(context, type, json);
}

function socketText(id: number, message: string, encoded: number): void {
  const socket = part('websocket').socketById(id);
  if (socket === undefined) return;
  const text = encoded === 1 ? decodeLatin1AsUtf8(message) : message;
  if (socket.context.actor !== null) arrive(socket.context, id, () => socket.message(text));
  else if (enter(socket.context)) socket.message(text);
}
function socketBinary(id: number, inline: string, offset: number, length: number): void {
  const socket = part('websocket').socketById(id);
  if (offset > 0) record(OUT_CREDIT, id, length, slotOf(offset) + 1, 0, 0, 0, 0);
  if (socket === undefined) return;
  const bytes = offset > 0 ? copyFromArena(offset, length) : bytesOfLatin1(inline);
  if (socket.context.actor !== null) arrive(socket.context, id, () => socket.binary(bytes));
  else if (enter(socket.context)) socket.binary(bytes);
}
function socketClose(id: number, code: number, reason: string, clean: number): void {
  const socket = part('websocket').socketById(id);
  if (socket === undefined) return;
  if (socket.context.actor !== null) arrive(socket.context, id, () => socket.closedByNode(code, reason, clean === 1));
  else if (enter(socket.context)) socket.closedByNode(code, reason, clean === 1);
}

/** Gives the text of a page; or none, if `settle` has to come first. */
export function take(areaOffset: number): string {
  const out = (areaOffset >> 2) + AREA_INTS;
  if (!isSettled()) return '';
  tellUnsaid();
  state.current = null;
  announce(out, 0, 0);
  return takePage(out);
}

/** What the end of the last step has to tell to the Worker's code: the engine watches over this as over a step. */
export function settle(): void {
  const context = state.current;
  if (context !== null && (hasRejections() || isHung(context))) lastWord(context);
  else if (hasSteps()) nextStep()(enter);
}

function lastWord(context: RequestContext): void {
  if (context.outcome === OUTCOME_MEMORY || !enter(context)) dropRejections();
  else if (hasRejections()) reportRejections();
  else checkHung(context);
}

/** The engine terminated the step that ran: its context is over. */
export function killed(reason: number): void {
  const context = state.current;
  dropRejections();
  if (context !== null) kill(context, reason);
}
