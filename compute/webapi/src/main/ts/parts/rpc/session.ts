// One conversation of two isolates: calls in both directions, their results, and who still holds what of the other side. It belongs
// to one context on each side. The side that called first ends it, once neither holds anything of the other any more.
//
// A message is a line of JSON and, behind a line break, a value as text. Bytes that the value has travel beside it.
//   ["c",q,from,n,[path],1]  call number q: on the root (`r`), on export n (`e`), on the result of call n (`a`); 0 asks for the value
//   ["r",q,ok,more]          what came of it: a value or an error; `more` is 1 if the result wants to hear when it is let go of,
//                            or the id of the Durable Object that threw
//   ["f",q]                  the result of call q is not needed any more
//   ["d",n]                  export n was let go of
//   and those of streams and signals, see streams.ts and signals.ts
import type { RequestContext } from '../../core/context';
import { JSONParse, StringPrototypeIndexOf, StringPrototypeSubstring } from '../../core/primordials';
import { Queue } from '../../core/queue';
import { state } from '../../core/state';
import { errorOf } from '../../core/tunnel';
import type { Channel } from '../fetch/channel';
import { Answers, isPrimitive, sized } from './answers';
import { Few } from './few';
import type { Root } from './follow';
import { malformed, type Packed } from './format';
import { type Handle, HOST_GONE, LOST, OTHER_CONTEXT, type Pending } from './handle';
import { Holdings } from './holdings';
import type { Import } from './imports';
import { failed } from './local';
import { Question } from './question';
import { Signals } from './signals';
import { Streams } from './streams';
import { pack, unpack } from './text';
import { readThrown } from './thrown';
import { type Carrier, SessionTransfer } from './transfer';

/** What carries messages once both sides agreed to go on. */
export interface Link {
  send(message: Packed): void;
  close(): void;
}

const MOST_CALLS = 10_000;

export class Session implements Carrier {
  readonly context: RequestContext;
  /** Under which the node carries the messages. */
  readonly id: number;
  /** Hears of messages for which there is no link yet. */
  onSaid: (() => void) | null = null;
  /** Where calls go; null on the other side. */
  readonly #channel: Channel | null;
  #link: Link | null = null;
  /** What waits until it is known how the messages travel; null once that is settled. */
  #outbox: Queue<Packed> | null = new Queue<Packed>();
  #over = false;
  #error: unknown = null;
  #last = -1;
  readonly #questions = new Few<Question>();
  readonly #root: (() => Root) | null;
  // Most sessions are one call: what they lack is made when it is needed.
  #answers: Answers | null = null;
  #holdings: Holdings | null = null;
  #streams: Streams | null = null;
  #signals: Signals | null = null;

  constructor(context: RequestContext, id: number, root: (() => Root) | null, channel: Channel | null = null) {
    this.context = context;
    this.id = id;
    this.#channel = channel;
    this.#root = root;
  }

  get holdings(): Holdings {
    return (this.#holdings ??= new Holdings(this));
  }
  get signals(): Signals {
    return (this.#signals ??= new Signals(this));
  }
  get streams(): Streams {
    return (this.#streams ??= new Streams(this));
  }
  /** Why nothing can be said any more; null as long as something can. */
  get error(): unknown {
    return this.#over ? (this.#error ??= new Error(LOST)) : null;
  }
  get over(): boolean {
    return this.#over;
  }
  /** Whether a call can be sent now, or at least with the first one. */
  get open(): boolean {
    return !this.#over && (this.#link !== null || this.#outbox !== null);
  }
  /** Whether anything was asked. */
  get asked(): boolean {
    return this.#last >= 0;
  }
  /** Whether what waits is more than one call whose result may come as a whole. */
  get needsLink(): boolean {
    if (this.#last > 0 || this.#answers?.disposable === true || this.#streams?.active === true) return true;
    if (this.#signals?.sent === true) return true;
    return this.#holdings !== null && this.#holdings.exports > 0;
  }

  // --- calls of this side ---

  ask(from: string, number: number, path: string, args: unknown[] | null): Pending {
    if (this.#over) return failed(from === 'e' ? new Error(HOST_GONE) : this.error);
    if (!this.#here()) return failed(new Error(OTHER_CONTEXT));
    let payload: Packed | null = null;
    try {
      if (this.#questions.size >= MOST_CALLS) throw new Error('Too many calls are under way in one RPC session.');
      if (args !== null) payload = sized(pack(args, this.transfer()));
    } catch (error) {
      return failed(error);
    }
    const question = new Question(this, ++this.#last);
    this.#questions.set(question.number, question);
    this.context.expect(this.id);
    this.say(`["c",${question.number},"${from}",${number},[${path}],${args === null ? 0 : 1}]`, payload);
    return { promise: question.promise, result: question };
  }
  #here(): boolean {
    const { current } = state;
    if (current === this.context) return true;
    return current !== null && current.actor !== null && current.actor === this.context.actor;
  }
  transfer(): SessionTransfer {
    return new SessionTransfer(this);
  }

  /** Sends a message, or keeps it until one can be sent. */
  say(head: string, value: Packed | null = null): void {
    const message = {
      text: value === null ? head : `${head}\n${value.text}`,
      bytes: value === null ? null : value.bytes,
    };
    if (this.#link !== null) this.#link.send(message);
    else if (this.#outbox !== null) {
      this.#outbox.push(message);
      this.onSaid?.();
    }
  }

  /** What gathered so far; what comes now has to wait for a link. */
  takeOutbox(): Queue<Packed> {
    const gathered = this.#outbox!;
    this.#outbox = null;
    return gathered;
  }
  /** The first messages left, and the link for those that follow is not there yet. */
  gather(): void {
    this.#outbox = new Queue<Packed>();
  }
  attach(link: Link): void {
    this.#link = link;
    const waiting = this.#outbox;
    this.#outbox = null;
    while (waiting !== null && waiting.size > 0) link.send(waiting.shift());
    this.settle();
  }

  // --- messages of the other side ---

  receive({ text, bytes }: Packed): void {
    if (this.#over) return;
    try {
      const end = StringPrototypeIndexOf(text, '\n');
      const head = JSONParse(StringPrototypeSubstring(text, 0, end < 0 ? text.length : end));
      this.#dispatch(head, { text: end < 0 ? '' : StringPrototypeSubstring(text, end + 1, text.length), bytes });
    } catch (error) {
      this.fail(error);
    }
    this.settle();
  }

  #dispatch(head: any, payload: Packed): void {
    const number = head[1];
    if (typeof number !== 'number') malformed();
    switch (head[0]) {
      case 'c':
        return (this.#answers ??= new Answers(this, this.#root)).called(head, payload);
      case 'r':
        return this.#returned(number, head[2] === 1, head[3], payload);
      case 'f':
        return this.#answers?.finished(number);
      case 'd':
        return this.#holdings?.letGo(number);
      case 's':
      case 'u':
        return this.signals.receive(head[0], number, payload);
      default:
        return this.streams.receive(head, payload);
    }
  }

  #returned(number: number, ok: boolean, more: unknown, payload: Packed): void {
    const question = this.#questions.get(number);
    if (question === undefined) malformed();
    this.#questions.delete(number);
    const finish = () => this.say(`["f",${number}]`);
    try {
      if (ok) {
        const transfer = this.transfer();
        const value = unpack(payload, transfer);
        question.resolve(transfer.adopt(value, more === 1 ? finish : null));
        if (more !== 1 && !isPrimitive(value)) finish();
      } else {
        question.reject(readThrown(payload.text, more));
        finish();
      }
    } catch (error) {
      question.reject(error);
    }
    this.context.met();
  }

  // --- what one side holds of the other ---

  export(handle: Handle): string {
    return this.holdings.export(handle);
  }
  import(number: number): Handle {
    return this.holdings.import(number);
  }
  exported(number: number): Handle {
    return this.holdings.exported(number).dup();
  }
  drop(imported: Import): void {
    if (!this.holdings.forget(imported)) return;
    this.say(`["d",${imported.number}]`);
    this.settle();
  }
  sendStream(stream: object): string {
    return this.streams.send(stream);
  }
  openStream(kind: string, number: number): object {
    return this.streams.open(kind, number);
  }
  sendSignal(signal: object): string {
    return this.signals.send(signal);
  }
  openSignal(number: number): object {
    return this.signals.open(number);
  }

  // --- the end ---

  /** The side that called hangs up when nothing is left to say. */
  settle(): void {
    if (this.#channel === null || this.#over || this.#link === null) return;
    if (this.#questions.size > 0 || this.#streams?.active === true || this.#signals?.awaited === true) return;
    if (this.#holdings !== null && this.#holdings.size > 0) return;
    const link = this.#link;
    this.end();
    link.close();
  }
  /** Breaks off: what the other side says makes no sense, or cannot be done. */
  fail(error: unknown): void {
    const link = this.#link;
    this.end(error);
    link?.close();
  }

  /** The call was refused, or what was called is no more: `json` tells why. */
  refuse(json: string): void {
    this.end(this.#channel === null ? errorOf(json, false) : this.#channel.callRefused(json));
  }

  /** The context is over, because of what it threw if anything: who still waits for an answer hears it. */
  contextOver(): void {
    const { failure } = this.context;
    if (failure !== undefined) this.#answers?.fail(failure);
    this.#signals?.release();
    this.end();
  }
  /** The connection broke. */
  lost(): void {
    if (this.#over) return;
    if (!this.context.finished) this.#signals?.lost();
    this.end();
  }

  /** Nothing will come any more. Without a reason the connection is lost for whoever still waits. */
  end(error: unknown = null): void {
    if (this.#over) return;
    this.#over = true;
    this.#error = error;
    this.#link = null;
    this.#outbox = null;
    // Nothing of a context that is over runs any more.
    if (this.context.finished) return;
    this.#questions.forEach((question) => {
      question.reject(this.error);
      this.context.met();
    });
    this.#questions.clear();
    this.#holdings?.end();
    this.#answers?.end();
    this.#streams?.end();
    this.#signals?.end();
  }
}
