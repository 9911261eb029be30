// A turn: load() once, step() once for each record, take() until nothing remains. Microtasks drain after each step, so what they
// do belongs to the context of that step's record.
import { decodeLatin1AsUtf8 } from './bytes';
import { abort, charge, checkHung, contexts, isHung, kill, microsLeft, type RequestContext } from './context';
import { arrivedContent, begin, startRequest } from './dispatch';
import { incoming, slotOf } from './incoming';
import { part } from './lazy';
import { operations } from './operations';
import { announce, openOutbox, postpone, record, takePage } from './outbox';
import { outgoing, returnSlot } from './outgoing';
import { StringPrototypeIndexOf, StringPrototypeSubstring } from './primordials';
import { dropRejections, hasRejections, reportRejections } from './report';
import { state } from './state';
import {
  AREA_INTS,
  BROKEN_MALFORMED,
  HEADER,
  IN_ABORT,
  IN_BROKEN,
  IN_BYTES,
  IN_CREDIT,
  IN_END,
  IN_EVENT,
  IN_REFUSED,
  IN_REPLY,
  IN_REQUEST,
  IN_SLOT,
  IN_VALUE,
  IN_WS_BINARY,
  IN_WS_CLOSE,
  IN_WS_TEXT,
  METHODS,
  OUT_CREDIT,
  OUTCOME_CPU,
  OUTCOME_MEMORY,
  RECORD,
} from './wire';

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
    return true;
  }
  charge(context, areas[base + 3]!);
  areas[base + 3] = 0;
  if (!hasRejections() && !isHung(context)) return true;
  postpone(base + AREA_INTS);
  return false;
}

function enter(context: RequestContext): boolean {
  state.current = context;
  const left = microsLeft(context);
  announce(base + AREA_INTS, context.id, left > 0 ? left : 1);
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
    case IN_VALUE: {
      const value = cut(a);
      const operation = operations.get(id);
      if (operation !== undefined && enter(operation.context)) operation.value(value);
      return;
    }
    case IN_REPLY:
      return reply(i, id, a, b, c);
    case IN_REFUSED: {
      const message = decodeLatin1AsUtf8(cut(b));
      const operation = operations.get(id);
      if (operation !== undefined && enter(operation.context)) operation.refused(a, message);
      return;
    }
    case IN_ABORT: {
      const context = contexts.get(id);
      if (context !== undefined && enter(context)) abort(context, a);
      return;
    }
    case IN_EVENT:
      return event(id, a, decodeLatin1AsUtf8(cut(b)));
    case IN_WS_TEXT:
      return socketText(id, cut(a), b);
    case IN_WS_BINARY:
      return socketBinary(id, cut(a), b, c);
    case IN_WS_CLOSE:
      return socketClose(id, a, decodeLatin1AsUtf8(cut(b)), c);
  }
}

function request(i: number, id: number, flags: number): void {
  const url = cut(areas[i + 3]!);
  let block = cut(areas[i + 4]!);
  const body = cut(areas[i + 5]!);
  const cf = cut(areas[i + 7]!);
  let method = METHODS[flags & 255]!;
  if (method === '') {
    const end = StringPrototypeIndexOf(block, '\r\n', 0);
    method = StringPrototypeSubstring(block, 8, end);
    block = StringPrototypeSubstring(block, end + 2, block.length);
  }
  const context = begin(id);
  enter(context);
  const content = arrivedContent((flags >> 8) & 15, body, id, context);
  startRequest(context, areas[i + 6]!, method, url, block, cf === '' ? '' : decodeLatin1AsUtf8(cf), content);
}

function credit(id: number, bytes: number, slotPlusOne: number): void {
  if (slotPlusOne > 0) returnSlot(slotPlusOne - 1);
  const out = outgoing.get(id);
  if (out !== undefined && enter(out.context)) out.credit(bytes);
}

function reply(i: number, id: number, flags: number, urlLength: number, blockLength: number): void {
  const url = cut(urlLength);
  const block = cut(blockLength);
  const body = cut(areas[i + 5]!);
  const statusText = cut(areas[i + 7]!);
  const operation = operations.get(id);
  if (operation === undefined || !enter(operation.context)) return;
  operation.reply({ flags, url, block, body, status: areas[i + 6]!, statusText });
}

function brokenError(id: number, code: number, message: string): Error {
  if (id > 0 && message === '') return new TypeError("Can't read from request stream because client disconnected.");
  if (code === BROKEN_MALFORMED) return new TypeError(message);
  return new Error(message === '' ? 'Network connection lost.' : message);
}

function event(id: number, type: number, json: string): void {
  const context = begin(id);
  enter(context);
  part('scheduled').startEvent(context, type, json);
}

function socketText(id: number, message: string, encoded: number): void {
  const socket = part('websocket').socketById(id);
  if (socket !== undefined && enter(socket.context)) {
    socket.message(encoded === 1 ? decodeLatin1AsUtf8(message) : message);
  }
}
function socketBinary(id: number, inline: string, offset: number, length: number): void {
  const socket = part('websocket').socketById(id);
  if (offset > 0) record(OUT_CREDIT, id, length, slotOf(offset) + 1, 0, 0, 0, 0);
  if (socket !== undefined && enter(socket.context)) socket.binary(inline, offset, length);
}
function socketClose(id: number, code: number, reason: string, clean: number): void {
  const socket = part('websocket').socketById(id);
  if (socket !== undefined && enter(socket.context)) socket.closedByNode(code, reason, clean === 1);
}

/** Gives the text of a page; or none, if `settle` has to come first. */
export function take(areaOffset: number): string {
  const out = (areaOffset >> 2) + AREA_INTS;
  if (!isSettled()) return '';
  state.current = null;
  announce(out, 0, 0);
  return takePage(out);
}

/** What the end of the last step has to tell to the Worker's code: the engine watches over this as over a step. */
export function settle(): void {
  const context = state.current;
  if (context === null) return;
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
