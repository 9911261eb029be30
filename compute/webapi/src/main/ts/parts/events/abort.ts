// AbortController and AbortSignal.
import type { RequestContext } from '../../core/context';
import { badArgument, DOMException } from '../../core/errors';
import { INTERNAL } from '../../core/headers';
import { defineInterface } from '../../core/interface';
import { currentContext, TimerOperation } from '../../core/operations';
import { ArrayIsArray, SafeSet } from '../../core/primordials';
import { Queue } from '../../core/queue';
import { Event, TRUSTED_FIRM } from './event';
import { EventTarget, listenersOf } from './target';

class SignalState {
  aborted = false;
  reason: unknown = undefined;
  readonly actions = new SafeSet<(reason: unknown) => void>();
  /** Those of `AbortSignal.any` that follow this one. */
  readonly dependents = new SafeSet<SignalState>();
  /** For one of `AbortSignal.any`: those that it follows, none of which follows another itself. */
  sources: SafeSet<SignalState> | null = null;
  object: AbortSignal = null as unknown as AbortSignal;

  /** Those that follow others themselves are looked through: all are told in the order in which they were made. */
  follow(signals: AbortSignal[]): void {
    const sources = new SafeSet<SignalState>();
    for (let i = 0; i < signals.length; i++) {
      const signal = signalState(signals[i]!);
      if (signal.sources === null) sources.add(signal);
      else
        signal.sources.forEach((source) => {
          sources.add(source);
        });
    }
    this.sources = sources;
    sources.forEach((source) => {
      source.dependents.add(this);
    });
  }

  /** Everybody who follows is aborted before anybody is told; the followers are told last. */
  abort(reason: unknown): void {
    const told = new Queue<SignalState>();
    this.#mark(reason === undefined ? abortError() : reason, told);
    while (told.size > 0) told.shift().#tell();
  }
  #mark(reason: unknown, told: Queue<SignalState>): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    told.push(this);
    this.dependents.forEach((dependent) => {
      dependent.#mark(reason, told);
    });
    this.dependents.clear();
  }
  #tell(): void {
    this.actions.forEach((action) => {
      this.actions.delete(action);
      action(this.reason);
    });
    listenersOf(this.object).dispatch(this.object, new Event('abort', TRUSTED_FIRM));
  }
}

function abortError(): DOMException {
  return new DOMException('The operation was aborted', 'AbortError');
}

let signalState: (signal: AbortSignal) => SignalState;
export let isSignal: (value: unknown) => value is AbortSignal;

export class AbortSignal extends EventTarget {
  #state: SignalState;
  constructor(token: unknown) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
    super();
    this.#state = new SignalState();
    this.#state.object = this;
  }
  static {
    signalState = (signal) => signal.#state;
    isSignal = (value): value is AbortSignal => typeof value === 'object' && value !== null && #state in value;
  }

  static abort(reason: unknown = undefined): AbortSignal {
    return abortedSignal(reason);
  }
  static timeout(delay: unknown): AbortSignal {
    if (arguments.length === 0) throw badArgument('timeout', 'AbortSignal', 1, 'number');
    const signal = new AbortSignal(INTERNAL);
    const time = +(delay as any);
    new TimerOperation(currentContext(), time > 0 ? time : 0, () =>
      signalState(signal).abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
    );
    return signal;
  }
  static any(signals: unknown): AbortSignal {
    if (!ArrayIsArray(signals)) throw badArgument('any', 'AbortSignal', 1, 'Array');
    for (let i = 0; i < signals.length; i++) {
      if (isSignal(signals[i])) continue;
      throw new TypeError(`Incorrect type for array element ${i}: the provided value is not of type 'AbortSignal'.`);
    }
    const made = new AbortSignal(INTERNAL);
    const own = signalState(made);
    for (let i = 0; i < signals.length && !own.aborted; i++) {
      const source = signalState(signals[i]);
      own.aborted = source.aborted;
      own.reason = source.reason;
    }
    if (!own.aborted) own.follow(signals);
    return made;
  }

  get aborted(): boolean {
    return this.#state.aborted;
  }
  get reason(): unknown {
    return this.#state.reason;
  }
  get onabort(): unknown {
    return listenersOf(this).handler('abort');
  }
  set onabort(value: unknown) {
    listenersOf(this).setHandler('abort', value);
  }
  throwIfAborted(): void {
    if (this.#state.aborted) throw this.#state.reason;
  }
}
defineInterface(AbortSignal, 'AbortSignal');

let signalOfController: (controller: AbortController) => AbortSignal;

export class AbortController {
  #signal = new AbortSignal(INTERNAL);
  static {
    signalOfController = (controller) => controller.#signal;
  }
  get signal(): AbortSignal {
    return this.#signal;
  }
  abort(reason: unknown = undefined): void {
    signalState(this.#signal).abort(reason);
  }
}
defineInterface(AbortController, 'AbortController');

export function abortedSignal(reason: unknown): AbortSignal {
  const signal = new AbortSignal(INTERNAL);
  const own = signalState(signal);
  own.aborted = true;
  own.reason = reason === undefined ? abortError() : reason;
  return signal;
}
export function newController(): AbortController {
  return new AbortController();
}
export function abortFrom(controller: AbortController, reason: unknown): void {
  signalState(signalOfController(controller)).abort(reason);
}
export function signalOf(controller: AbortController): AbortSignal {
  return signalOfController(controller);
}
export function isAborted(signal: AbortSignal): boolean {
  return signalState(signal).aborted;
}

export function requireSignal(value: unknown): AbortSignal {
  if (!isSignal(value))
    throw new TypeError(
      "Incorrect type for the 'signal' field on 'RequestInitializerDict': the provided value is not of type 'AbortSignal'.",
    );
  return value;
}

/** Calls once when the signal aborts, at once if it already has; the result makes it forget. */
export function whenAborted(signal: AbortSignal, action: (reason: unknown) => void): () => void {
  const own = signalState(signal);
  if (own.aborted) {
    action(own.reason);
    return () => {};
  }
  own.actions.add(action);
  return () => own.actions.delete(action);
}
export function reasonOf(signal: AbortSignal): unknown {
  return signalState(signal).reason;
}

/** The signal of an incoming request: aborts when its client goes. */
export function signalOfContext(context: RequestContext | null): AbortSignal {
  const signal = new AbortSignal(INTERNAL);
  if (context !== null && !context.finished) {
    context.attach({
      aborted: () => signalState(signal).abort(new DOMException('The client has disconnected', 'AbortError')),
    });
  }
  return signal;
}
