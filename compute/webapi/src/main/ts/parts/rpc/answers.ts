// Calls of the other side: each runs as soon as it comes, and its result is kept while others may go on from it.
import {
  ArrayIsArray,
  derive,
  JSONStringify,
  quiet,
  SymbolDispose,
  TypedArrayByteLength,
} from '../../core/primordials';
import { Few } from './few';
import { follow, isRefusal, isTarget, type Root } from './follow';
import { malformed, type Packed } from './format';
import { attempt, disposeOf } from './local';
import { nothing } from './owned';
import { joined } from './reference';
import type { Session } from './session';
import { pack, unpack } from './text';
import { plainThrown, wholeThrown } from './thrown';

const MOST_CALLS = 10_000;
const LARGEST = 32 * 1024 * 1024;

interface Answer {
  readonly result: Promise<unknown>;
  /** Runs when the other side lets go of the result. */
  dispose: (() => void) | null;
}

export class Answers {
  readonly #session: Session;
  readonly #root: (() => Root) | null;
  readonly #kept = new Few<Answer>();
  readonly #waiting = new Few<number>();
  /** A result wants to hear when it is let go of. */
  disposable = false;

  constructor(session: Session, root: (() => Root) | null) {
    this.#session = session;
    this.#root = root;
  }

  called(head: any, payload: Packed): void {
    const number: number = head[1];
    if (this.#kept.has(number) || this.#kept.size >= MOST_CALLS) malformed();
    const answer: Answer = { result: this.#answer(number, head, payload), dispose: null };
    quiet(answer.result);
    this.#kept.set(number, answer);
    this.#waiting.set(number, number);
  }

  /** Runs a call and sends what comes of it; those that go on from there get the value itself. */
  #answer(number: number, head: any, payload: Packed): Promise<unknown> {
    const transfer = this.#session.transfer();
    const running = attempt(() => {
      const args = head[5] === 1 ? unpack(payload, transfer) : null;
      return this.#run(head[2], head[3], pathOf(head[4]), args);
    });
    return derive(
      running,
      (value) => {
        try {
          this.#reply(number, value);
        } finally {
          transfer.dispose();
        }
        return value;
      },
      (error) => {
        transfer.dispose();
        this.#refuse(number, error, head[5] === 1 && !isRefusal(error));
        throw error;
      },
    );
  }

  #run(from: unknown, number: number, path: string, args: unknown[] | null): unknown {
    if (from === 'r' && this.#root !== null) return follow(this.#root(), path, args);
    if (from !== 'a') return this.#session.holdings.exported(number).run(path, args);
    const before = this.#kept.get(number);
    if (before === undefined) return follow({ value: undefined, kind: 'value' }, path, args);
    return derive(before.result, (value) => follow({ value, kind: 'value' }, path, args) as Promise<unknown>);
  }

  #reply(number: number, value: any): void {
    this.#waiting.delete(number);
    if (this.#session.over) return;
    let payload: Packed;
    try {
      payload = sized(pack(value, this.#session.transfer()));
    } catch (error) {
      this.#refuse(number, error, false);
      throw error;
    }
    const dispose = disposerOf(value);
    if (dispose !== null) this.disposable = true;
    const answer = this.#kept.get(number);
    if (isPrimitive(value)) this.#kept.delete(number);
    else if (answer !== undefined) answer.dispose = dispose;
    this.#session.say(`["r",${number},1,${dispose === null ? 0 : 1}]`, payload);
  }
  /** Of what a method of a Durable Object threw, the caller learns which object it was. */
  #refuse(number: number, error: unknown, byMethod: boolean): void {
    if (this.#session.over) return;
    const told = (this.#session.context.actor as { told?: { id: string } } | null)?.told;
    const whole = wholeThrown(error);
    const actor = byMethod && whole !== null && !isPrimitive(error) ? told?.id : undefined;
    this.#waiting.delete(number);
    this.#session.say(`["r",${number},0,${actor === undefined ? 'null' : JSONStringify(actor)}]`, {
      text: whole ?? plainThrown(error),
      bytes: null,
    });
  }

  /** The other side needs the result no longer. */
  finished(number: number): void {
    const answer = this.#kept.get(number);
    if (answer === undefined) return;
    this.#kept.delete(number);
    answer.dispose?.();
  }
  /** The context failed: whoever still waits hears why. */
  fail(error: unknown): void {
    this.#waiting.forEach((number) => {
      this.#refuse(number, error, true);
    });
  }
  end(): void {
    this.#kept.forEach((answer) => {
      answer.dispose?.();
    });
    this.#kept.clear();
  }
}

export function isPrimitive(value: unknown): boolean {
  return (typeof value !== 'object' && typeof value !== 'function') || value === null;
}

/** What a plain result does when it is let go of. Targets and functions hear of it by their stub. */
function disposerOf(value: any): (() => void) | null {
  if (typeof value !== 'object' || value === null || isTarget(value)) return null;
  const disposer = value[SymbolDispose];
  return typeof disposer === 'function' && disposer !== nothing ? () => disposeOf(value) : null;
}

export function sized(packed: Packed): Packed {
  const { text, bytes } = packed;
  const size = text.length + (bytes === null ? 0 : TypedArrayByteLength(bytes));
  if (size <= LARGEST) return packed;
  throw new Error(
    `Serialized RPC arguments or return values are limited to 32MiB, but the size of this value was: ${size} bytes.`,
  );
}

function pathOf(names: unknown): string {
  if (!ArrayIsArray(names)) malformed();
  let path = '';
  for (let i = 0; i < names.length; i++) path = typeof names[i] === 'string' ? joined(path, names[i]) : malformed();
  return path;
}
