// Where calls of a binding go. The stub of a Durable Object is of no use any more once the object was reset while the stub was in use:
// whoever wants the next instance has to ask for it, and so notices that what the last one had in memory is gone.
import { JSONParse, StringPrototypeStartsWith } from '../../core/primordials';
import { errorOf } from '../../core/tunnel';
import { TO_FACET } from '../../core/wire';

const OF_OBJECT = ':actor: ';

/** A call that may have to wait until it is known where it goes. */
export interface WaitingCall {
  proceed(): void;
  refuse(error: unknown): void;
}

export class Channel {
  /** The number of a binding, or of an own entry point; 0 is the internet. */
  readonly target: number;
  /** What stands before the headers: which Durable Object is meant, or what the caller gives along. */
  lead: string;
  /** JSON of the error that ended its use. */
  #broken: string | null = null;

  constructor(target: number, lead = '') {
    this.target = target;
    this.lead = lead;
  }

  /** Whether `lead` is for the callee. */
  get givesProps(): boolean {
    return this.target < 0 && this.target !== TO_FACET && this.lead !== '';
  }
  /** Whether a call cannot be sent yet; it is kept then. */
  waits(_: WaitingCall): boolean {
    return false;
  }

  /** Throws if it is of no use any more. */
  check(): void {
    if (this.#broken !== null) throw errorOf(this.#broken, false);
  }

  /** What a fetch was refused with, from its JSON. */
  refused(json: string): unknown {
    this.#note(json);
    return errorOf(json);
  }
  /** The same for a call of a method. That its object was reset does not come from over there. */
  callRefused(json: string): unknown {
    return errorOf(json, !this.#note(json));
  }

  /** Whether the object is of no use any more. */
  #note(json: string): boolean {
    if (!StringPrototypeStartsWith(this.lead, OF_OBJECT) && this.target !== TO_FACET) return false;
    const { durableObjectReset, retryable } = JSONParse(json);
    if (durableObjectReset !== true && retryable !== true) return false;
    this.#broken = json;
    return true;
  }
}

export const INTERNET = new Channel(0);
