// One conversation of two isolates: calls in both directions, their results, and who still holds what of the other side. It belongs
// to one context on each side. The side that called first ends it, once neither holds anything of the other any more.
//
// A message is a line of JSON and, behind a line break, a value as text:
//   ["c",q,from,n,[path],1]  call number q: on the root (`r`), on export n (`e`), on the result of call n (`a`); 0 asks for the value
//   ["r",q,ok,more]          what came of it: a value or an error; `more` is 1 if the result wants to hear when it is let go of,
//                            or the id of the Durable Object that threw
//   ["f",q]                  the result of call q is not needed any more
//   ["d",n]                  export n was let go of
//   and those of streams, see streams.ts
import type { RequestContext } from '../../core/context';
import { JSONParse, StringPrototypeIndexOf, StringPrototypeSubstring } from '../../core/primordials';
import { Queue } from '../../core/queue';
import { state } from '../../core/state';
import { Answers, isPrimitive, sized } from './answers';
import { Few } from './few';
import type { Root } from './follow';
import { malformed } from './format';
import { type Handle, HOST_GONE, LOST, OTHER_CONTEXT, type Pending } from './handle';
import { Holdings } from './holdings';
import type { Import } from './imports';
import { failed } from './local';
import { Question } from './question';
import { Streams } from './streams';
import { deserialize, serialize } from './text';
import { readThrown } from './thrown';
import { type Carrier, SessionTransfer } from './transfer';

/** What carries messages once both sides agreed to go on. */
export interface Link {
  send(message: string): void;
  close(): void;
}

const MOST_CALLS = 10_000;

export class Session implements Carrier {
  readonly context: RequestContext;
  /** Under which the node carries the messages. */
  readonly id: number;
  /** Hears of messages for which there is no link yet. */
  onSaid: (() => void) | null = null;
  readonly #caller: boolean;
  #link: Link | null = null;
  /** What waits until it is known how the messages travel; null once that is settled. */
  #outbox: Queue<string> | null = new Queue<string>();
  #over = false;
  #error: unknown = null;
  #last = -1;
  readonly #questions = new Few<Question>();
  readonly #root: (() => Root) | null;
  // Most sessions are one call: what they lack is made when it is needed.
  #answers: Answers | null = null;
  #holdings: Holdings | null = null;
  #streams: Streams | null = null;

  constructor(context: RequestContext, id: number, root: (() => Root) | null) {
    this.context = context;
    this.id = id;
    this.#caller = root === null;
    this.#root = root;
  }

  get holdings(): Holdings {
    return (this.#holdings ??= new Holdings(this));
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
    return this.#holdings !== null && this.#holdings.exports > 0;
  }

  // --- calls of this side ---

  ask(from: string, number: number, path: string, args: unknown[] | null): Pending {
    if (this.#over) return failed(from === 'e' ? new Error(HOST_GONE) : this.error);
    if (!this.#here()) return failed(new Error(OTHER_CONTEXT));
    let payload = '';
    try {
      if (this.#questions.size >= MOST_CALLS) throw new Error('Too many calls are under way in one RPC session.');
      if (args !== null) payload = sized(serialize(args, this.transfer()));
    } catch (error) {
      return failed(error);
    }
    const question = new Question(this, ++this.#last);
    this.#questions.set(question.number, question);
    this.context.expect(this.id);
    this.say(`["c",${question.number},"${from}",${number},[${path}],${args === null ? 0 : 1}]\n${payload}`);
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
  say(message: string): void {
    if (this.#link !== null) this.#link.send(message);
    else if (this.#outbox !== null) {
      this.#outbox.push(message);
      this.onSaid?.();
    }
  }

  /** What gathered so far; what comes now has to wait for a link. */
  takeOutbox(): Queue<string> {
    const gathered = this.#outbox!;
    this.#outbox = null;
    return gathered;
  }
  /** The first messages left, and the link for those that follow is not there yet. */
  gather(): void {
    this.#outbox = new Queue<string>();
  }
  attach(link: Link): void {
    this.#link = link;
    const waiting = this.#outbox;
    this.#outbox = null;
    while (waiting !== null && waiting.size > 0) link.send(waiting.shift());
    this.settle();
  }

  // --- messages of the other side ---

  receive(message: string): void {
    if (this.#over) return;
    try {
      const end = StringPrototypeIndexOf(message, '\n');
      const head = JSONParse(StringPrototypeSubstring(message, 0, end < 0 ? message.length : end));
      this.#dispatch(head, end < 0 ? '' : StringPrototypeSubstring(message, end + 1, message.length));
    } catch (error) {
      this.fail(error);
    }
    this.settle();
  }

  #dispatch(head: any, payload: string): void {
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
      default:
        return this.streams.receive(head, payload);
    }
  }

  #returned(number: number, ok: boolean, more: unknown, payload: string): void {
    const question = this.#questions.get(number);
    if (question === undefined) malformed();
    this.#questions.delete(number);
    const finish = () => this.say(`["f",${number}]`);
    try {
      if (ok) {
        const transfer = this.transfer();
        const value = deserialize(payload, transfer);
        question.resolve(transfer.adopt(value, more === 1 ? finish : null));
        if (more !== 1 && !isPrimitive(value)) finish();
      } else {
        question.reject(readThrown(payload, more));
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

  // --- the end ---

  /** The side that called hangs up when nothing is left to say. */
  settle(): void {
    if (!this.#caller || this.#over || this.#link === null) return;
    if (this.#questions.size > 0 || this.#streams?.active === true) return;
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

  /** The context is over, because of what it threw if anything: who still waits for an answer hears it. */
  contextOver(): void {
    const { failure } = this.context;
    if (failure !== undefined) this.#answers?.fail(failure);
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
  }
}
