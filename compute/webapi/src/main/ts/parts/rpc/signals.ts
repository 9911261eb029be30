// The signals of a session: who sent one tells over there when it aborts. Each is numbered by the side that sent it:
//
//   its owner says s (it aborted, with this reason), u (it never will any more)
//
// What a session has sent does not keep it open: with the last call and stub the conversation is over, and so is the interest.
import { DOMException } from '../../core/errors';
import { part } from '../../core/lazy';
import { hasFlag } from '../../core/state';
import { Few } from './few';
import { malformed, type Packed } from './format';
import type { Session } from './session';
import { pack, unpack } from './text';
import { packThrown } from './thrown';

const MOST = 1000;
const LOST_TRIGGER =
  'An AbortSignal received over RPC was implicitly aborted because the connection back to its trigger was lost.';

/** Whether signals may cross at all. */
export function signalsCross(): boolean {
  return hasFlag('enable_abortsignal_rpc');
}

interface Sent {
  readonly number: number;
  forget(): void;
}

export class Signals {
  readonly #session: Session;
  #last = 0;
  readonly #sent = new Few<Sent>();
  /** Controllers of those that came. */
  readonly #arrived = new Few<object>();

  constructor(session: Session) {
    this.#session = session;
  }

  /** Whether any was sent: it needs a link to be heard of. */
  get sent(): boolean {
    return this.#last > 0;
  }
  /** Whether one that came can still abort. */
  get awaited(): boolean {
    return this.#arrived.size > 0;
  }

  /** Sends a signal of this side; the elements of its tag. */
  send(signal: object): string {
    if (this.#sent.size >= MOST) throw new Error('Too many signals are watched in one RPC session.');
    const number = ++this.#last;
    const forget = part('events').whenAborted(signal, (reason: unknown) => {
      this.#sent.delete(number);
      this.#session.say(`["s",${number}]`, packReason(reason));
    });
    this.#sent.set(number, { number, forget });
    return `"A",${number}`;
  }

  /** A signal of the other side, as one of this. */
  open(number: number): object {
    if (this.#arrived.size >= MOST || this.#arrived.has(number)) malformed();
    const { newController, signalOf } = part('events');
    const controller = newController();
    this.#arrived.set(number, controller);
    return signalOf(controller);
  }

  receive(letter: string, number: number, payload: Packed): void {
    const controller = this.#arrived.get(number);
    if (controller === undefined) return;
    this.#arrived.delete(number);
    if (letter === 's') part('events').abortFrom(controller, unpack(payload));
  }

  /** This side will not abort any any more. */
  release(): void {
    this.#sent.forEach(({ number }) => {
      this.#session.say(`["u",${number}]`);
    });
    this.end();
  }
  end(): void {
    this.#sent.forEach((sent) => {
      sent.forget();
    });
    this.#sent.clear();
    this.#arrived.clear();
  }
  /** Nobody can tell any more whether those that came abort. */
  lost(): void {
    this.#arrived.forEach((controller) => {
      part('events').abortFrom(controller, new DOMException(LOST_TRIGGER, 'AbortError'));
    });
    this.end();
  }
}

function packReason(reason: unknown): Packed {
  try {
    return pack(reason);
  } catch {
    return packThrown(reason);
  }
}
