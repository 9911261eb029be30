// One request (or event) from its record to its last one. Every operation, log line and timer belongs to the context that
// was current when it was made; what belongs to a finished context is dropped.

import { describeError } from './errors';
import { addTo, currentPage, put, record } from './outbox';
import { JSONStringify, SafeMap, SafeSet, StringPrototypeSubstring } from './primordials';
import { Queue } from './queue';
import { state } from './state';
import { errorText } from './tunnel';
import {
  FAILED_CPU,
  FAILED_EXCEPTION,
  FAILED_HUNG,
  FAILED_MEMORY,
  HOST_MAP_STACK,
  OUT_DONE,
  OUT_FAILED,
  OUT_RESPONSE,
  OUTCOME_CANCELED,
  OUTCOME_CPU,
  OUTCOME_EXCEPTION,
  OUTCOME_MEMORY,
  OUTCOME_OK,
} from './wire';

const LOG_LIMIT = 256 * 1024;
const EXCEPTION_LIMIT = 64;
const LONGEST_MESSAGE = 8 * 1024;
const LONGEST_STACK = 16 * 1024;

/** Something that a context waits for from the node, or that it must take back when it ends. */
export interface Operation {
  readonly id: number;
  readonly context: RequestContext;
  /** The context is gone: tell the node, wake nobody. */
  drop(): void;
}

/** What else a context can carry: abort signal, sockets. Called when it is aborted or done. */
export interface Attachment {
  aborted?(reason: number): void;
  finished?(): void;
}

/** What the contexts of one Durable Object have in common. They go on after their answer, as long as anything can wake them. */
export interface ContextActor {
  /** µs of CPU since its last event began. */
  cpu: number;
  /** Why it is of no use any more; undefined as long as it is. */
  readonly broken: unknown;
  /** An operation began: what completes it belongs where the code that runs now does. */
  began(id: number): void;
  /** Whether what the node says about an operation may run now. If not, the object's gate keeps `run` for later. */
  admits(context: RequestContext, id: number, run: () => void): boolean;
  fetch(context: RequestContext, request: unknown): unknown;
  left(context: RequestContext): void;
  killed(reason: number): void;
}

export class RequestContext {
  readonly id: number;
  /** The Durable Object whose event this is. */
  actor: ContextActor | null = null;
  /** The caller is a Worker, which wants to know what was thrown. */
  tunnel = false;
  /** The flags of a call of a method; 0 for everything else. */
  call = 0;
  /** What it failed with. */
  failure: unknown = undefined;
  /** What `ctx.props` shows, if the binding says so. */
  props: unknown = undefined;
  /** µs of CPU of all steps so far. */
  cpu = 0;
  responded = false;
  finished = false;
  /** It is finished, and the node was not told yet. */
  ending = false;
  passThrough = false;
  /** The response has a body that is still on its way. */
  streaming = false;
  /** waitUntil() promises that did not settle yet, and open server WebSockets. */
  waits = 0;
  /** Things that can still wake this context. */
  pending = 0;
  subrequests = 0;
  timers = 0;
  outcome = OUTCOME_OK;
  logs = '';
  logBytes = 0;
  exceptions = '';
  exceptionCount = 0;
  operations: SafeSet<Operation> | null = null;
  attachments: Queue<Attachment> | null = null;
  /** At most six outgoing requests are open at once; later ones wait here. */
  openFetches = 0;
  queuedFetches: (() => void)[] | null = null;
  /** Whether the outcome was reached through the node's abort. */
  abortReason = 0;

  constructor(id: number) {
    this.id = id;
  }

  attach(attachment: Attachment): void {
    (this.attachments ??= new Queue<Attachment>()).push(attachment);
  }

  add(operation: Operation): void {
    (this.operations ??= new SafeSet<Operation>()).add(operation);
    this.expect(operation.id);
  }

  remove(operation: Operation): void {
    if (this.operations !== null && this.operations.delete(operation)) this.met();
  }

  /** Something can wake this context from now on: what the node says about the operation of this id. */
  expect(id: number): void {
    this.pending++;
    if (this.actor !== null) this.actor.began(id);
  }
  /** What was expected came, or will not come any more. */
  met(): void {
    if (--this.pending === 0 && this.actor !== null) endings.push(this);
  }

  log(level: string, message: string): void {
    const cost = message.length + 64;
    if (this.logBytes + cost > LOG_LIMIT) {
      if (this.logBytes <= LOG_LIMIT) {
        this.logBytes = LOG_LIMIT + 1;
        this.logs += logLine(
          'warn',
          '["Log size limit exceeded: More than 256KB of data (across console.log statements, exception, request metadata and headers) was logged during a single request. Subsequent data for this request will not be recorded in logs, appear when tailing this Worker\'s logs, or in Tail Workers."]',
          this.logs === '',
        );
      }
      return;
    }
    this.logBytes += cost;
    this.logs += logLine(level, message, this.logs === '');
  }

  except(error: unknown): void {
    if (this.exceptionCount++ >= EXCEPTION_LIMIT || this.exceptions.length > LOG_LIMIT) return;
    const { name, message, stack } = describeError(error);
    const mapped = state.host(HOST_MAP_STACK, clipped(stack, LONGEST_STACK)) as string;
    const json = JSONStringify({
      __proto__: null,
      name: clipped(name, LONGEST_MESSAGE),
      message: clipped(message, LONGEST_MESSAGE),
      stack: mapped,
      timestamp: state.now,
    });
    this.logBytes += json.length;
    this.exceptions += this.exceptions === '' ? json : `,${json}`;
  }
}

/** A message may quote what the Worker was given, megabytes of it; no tail would take that. */
function clipped(text: string, length: number): string {
  return text.length <= length ? text : `${StringPrototypeSubstring(text, 0, length)}…`;
}

function logLine(level: string, message: string, first: boolean): string {
  return `${first ? '' : ','}{"level":"${level}","message":${message},"timestamp":${state.now}}`;
}

export const contexts = new SafeMap<number, RequestContext>();

/** Where the cpu figure of the last record lies that this step wrote for the current context; 0 if none. */
let cpuField = 0;
let cpuPage = 0;
export function noteCpuField(index: number): void {
  cpuField = index;
  cpuPage = currentPage();
}
/** Adds the cost of the step that just ended to its context and to the figure it already wrote. */
export function charge(context: RequestContext, micros: number): void {
  context.cpu += micros;
  if (context.actor !== null) context.actor.cpu += micros;
  if (cpuField !== 0) {
    addTo(cpuPage, cpuField, micros);
    cpuField = 0;
  }
}

export function microsLeft(context: RequestContext): number {
  const spent = context.actor === null ? context.cpu : context.actor.cpu;
  return state.config.limits.cpuMs * 1000 - spent;
}

/** Whether nothing remains to be done for a context that has answered. */
export function isComplete(context: RequestContext): boolean {
  if (!context.responded || context.streaming || context.waits > 0) return false;
  return context.actor === null || context.pending === 0;
}

/** Contexts of Durable Objects that may be over. They end between steps: what runs may still begin something. */
const endings = new Queue<RequestContext>();

/** After the microtasks of a step. */
export function endContexts(): void {
  while (endings.size > 0) {
    const context = endings.shift();
    if (!context.finished && isComplete(context)) finish(context);
  }
}

/** Ends a context that said everything in its RESPONSE record (the FINAL flag is set there). */
export function forget(context: RequestContext): void {
  context.finished = true;
  contexts.delete(context.id);
  if (context.actor !== null) context.actor.left(context);
  const operations = context.operations;
  if (operations !== null) {
    context.operations = null;
    operations.forEach((operation) => {
      operation.drop();
    });
  }
  const attachments = context.attachments;
  if (attachments !== null) {
    context.attachments = null;
    attachments.forEach((attachment) => {
      attachment.finished?.();
    });
  }
}

export function finish(context: RequestContext): void {
  if (context.finished) return;
  context.ending = true;
  forget(context);
  tellDone(context);
}

function tellDone(context: RequestContext): void {
  let json = '';
  if (context.logs !== '' || context.exceptions !== '') {
    json = `{"logs":[${context.logs}],"exceptions":[${context.exceptions}]}`;
  }
  context.ending = false;
  const index = record(OUT_DONE, context.id, context.outcome, context.cpu, json.length, 0, 0, 0);
  put(json);
  if (state.current === context) noteCpuField(index + 3);
}

export function finishIfComplete(context: RequestContext): void {
  if (context.finished || !isComplete(context)) return;
  if (context.actor === null) finish(context);
  else endings.push(context);
}

/** The handler of an event that nobody answers came to its end. What it began may go on for long, so the node hears of it now. */
export function handled(context: RequestContext): void {
  if (context.finished || context.responded) return;
  context.responded = true;
  if (!isComplete(context)) record(OUT_RESPONSE, context.id, 0, 200, 0, 0, 0, context.cpu);
  finishIfComplete(context);
}

/** The handler threw, or what it gave back is of no use: the node renders the error page. */
export function fail(context: RequestContext, code: number, outcome: number, error: unknown): void {
  if (context.finished) return;
  context.failure ??= error;
  if (error !== undefined) context.except(error);
  if (context.outcome === OUTCOME_OK) context.outcome = outcome;
  if (!context.responded) {
    context.responded = true;
    sayFailed(context, code, error);
  }
  finishIfComplete(context);
}

function sayFailed(context: RequestContext, code: number, error: unknown): void {
  const told = context.tunnel && error !== undefined ? errorText(error) : '';
  record(OUT_FAILED, context.id, code, context.passThrough ? 1 : 0, told.length, 0, 0, 0);
  put(told);
}

export function failWith(context: RequestContext, error: unknown): void {
  const told = error === undefined && context.tunnel ? new Error('undefined') : error;
  fail(context, FAILED_EXCEPTION, OUTCOME_EXCEPTION, told);
}

/** A limit was reached: nothing of this context may run again. */
export function kill(context: RequestContext, reason: number): void {
  if (context.ending) tellDone(context); // it was ending already, and that took too long
  if (context.finished) return;
  if (context.actor !== null) context.actor.killed(reason);
  else end(context, reason);
}

/** Ends a context whose limit was reached. */
function end(context: RequestContext, reason: number): void {
  const cpu = reason === OUTCOME_CPU;
  context.outcome = cpu ? OUTCOME_CPU : OUTCOME_MEMORY;
  const error = new Error(cpu ? 'Worker exceeded CPU time limit.' : 'Worker exceeded memory limit.');
  context.except(error);
  cutOff(context, context.outcome, cpu ? FAILED_CPU : FAILED_MEMORY, error, '');
}

/** Ends a context at once. `told` is JSON of the error for a caller that wants to know. */
export function cutOff(context: RequestContext, outcome: number, code: number, error: unknown, told: string): void {
  if (context.finished) return;
  if (context.outcome === OUTCOME_OK) context.outcome = outcome;
  const streaming = context.streaming;
  if (!context.responded) {
    context.responded = true;
    const text = context.tunnel ? told : '';
    record(OUT_FAILED, context.id, code, 0, text.length, 0, 0, 0);
    put(text);
  }
  if (streaming) breakResponse(context, describeError(error).message);
  finish(context);
}

let breakResponse: (context: RequestContext, message: string) => void = () => {};
export function onBreak(action: (context: RequestContext, message: string) => void): void {
  breakResponse = action;
}

const HUNG =
  "The Workers runtime canceled this request because it detected that your Worker's code had hung and would never generate a response. Refer to: https://developers.cloudflare.com/workers/observability/errors/";

export function isHung(context: RequestContext): boolean {
  if (context.finished || context.pending > 0 || context.actor !== null) return false;
  return !context.responded || (context.streaming && context.waits === 0);
}

/** After the microtasks of a step: what nothing can wake again will never answer, or never end the answer that it began. */
export function checkHung(context: RequestContext): void {
  if (!isHung(context)) return;
  if (!context.responded) fail(context, FAILED_HUNG, OUTCOME_EXCEPTION, new Error(HUNG));
  else {
    context.except(new Error(HUNG));
    if (context.outcome === OUTCOME_OK) context.outcome = OUTCOME_EXCEPTION;
    breakResponse(context, HUNG);
  }
}

const OUT_OF_TIME = 2;
const OVERDUE =
  '["waitUntil() tasks did not complete within the allowed time after invocation end and have been cancelled. See: https://developers.cloudflare.com/workers/runtime-apis/context/#waituntil"]';

/** The node gave the context up: its client is gone (1) or the node drains (2). */
export function abort(context: RequestContext, reason: number): void {
  if (context.finished) return;
  if (context.abortReason !== 0) {
    // A Durable Object's event goes on: others may wait for what it began.
    if (context.actor === null) finish(context);
    return;
  }
  context.abortReason = reason;
  // Whoever waited for the answer, or for the rest of it, is not there any more.
  if ((!context.responded || context.streaming) && context.outcome === OUTCOME_OK) context.outcome = OUTCOME_CANCELED;
  const attachments = context.attachments;
  if (attachments !== null) {
    attachments.forEach((attachment) => {
      attachment.aborted?.(reason);
    });
  }
  context.streaming = false;
  if (context.finished) return;
  if (reason === OUT_OF_TIME && context.waits > 0) context.log('warn', OVERDUE);
  context.responded = true;
  finishIfComplete(context);
}
