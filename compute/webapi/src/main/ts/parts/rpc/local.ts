// Handles on what lives in this isolate: an object that was handed out, and the result of a call once it is here.

import { derive, quiet, ReflectApply, rejected, resolved, SymbolDispose, then } from '../../core/primordials';
import { uncaught } from '../../core/report';
import { follow } from './follow';
import { DISPOSED_PROMISE, DISPOSED_STUB, type Handle, type Pending } from './handle';
import { pack, unpack } from './text';
import { fromAfar } from './thrown';
import { LoopTransfer } from './transfer';

/** Calls the disposer of a value, if it has one, once what runs now is over. */
export function disposeOf(value: any): void {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return;
  then(resolved(undefined), () => {
    try {
      const disposer = value[SymbolDispose];
      if (typeof disposer === 'function') ReflectApply(disposer, value, []);
    } catch (error) {
      uncaught(error);
    }
  });
}

/** Runs what is at the path; everything that is thrown becomes a rejection. */
export function attempt(run: () => unknown): Promise<unknown> {
  try {
    return resolved(run());
  } catch (error) {
    return rejected(error);
  }
}

/** An object that others may hold; its disposer runs when nobody does any more. */
interface Held {
  readonly target: object;
  holders: number;
}

export class LocalHandle implements Handle {
  readonly #held: Held;
  #released = false;

  constructor(target: object, held: Held = { target, holders: 0 }) {
    this.#held = held;
    held.holders++;
  }

  get target(): object {
    return this.#held.target;
  }
  run(path: string, args: unknown[] | null): Promise<unknown> {
    return attempt(() => follow({ value: this.#held.target, kind: 'value' }, path, args));
  }
  call(path: string, args: unknown[] | null): Pending {
    if (this.#released) return failed(new Error(DISPOSED_STUB));
    return looped(args, (copied) => this.run(path, copied));
  }
  dup(): Handle {
    return new LocalHandle(this.#held.target, this.#held);
  }
  release(): void {
    if (this.#released) return;
    this.#released = true;
    if (--this.#held.holders === 0) disposeOf(this.#held.target);
  }
}

/** A call inside of the isolate: what goes in and what comes out is copied as if it had travelled. */
export function looped(args: unknown[] | null, run: (args: unknown[] | null) => Promise<unknown>): Pending {
  let there: LoopTransfer | null = null;
  let copied: unknown[] | null = null;
  try {
    if (args !== null) {
      there = new LoopTransfer();
      copied = unpack(pack(args, there), there);
    }
  } catch (error) {
    return failed(error);
  }
  const result = derive(
    run(copied),
    (value) => {
      const back = new LoopTransfer();
      const arrived = back.adopt(unpack(pack(value, back), back), () => disposeOf(value));
      there?.dispose();
      return arrived;
    },
    (error) => {
      there?.dispose();
      throw fromAfar(error);
    },
  );
  return { promise: result, result: new ResultHandle(result) };
}

export function failed(error: unknown): Pending {
  const promise = rejected(error);
  return { promise, result: new ResultHandle(promise) };
}

/** The result of a call, for those that do not wait for it. */
export class ResultHandle implements Handle {
  readonly #promise: Promise<unknown>;
  #released = false;

  constructor(promise: Promise<unknown>) {
    this.#promise = promise;
  }
  run(path: string, args: unknown[] | null): Promise<unknown> {
    quiet(this.#promise);
    return derive(this.#promise, (value) => this.#follow(value, path, args) as Promise<unknown>);
  }
  /** What the other side would have refused is refused as if it had. */
  #follow(value: unknown, path: string, args: unknown[] | null): unknown {
    try {
      return follow({ value, kind: 'value' }, path, args);
    } catch (error) {
      throw fromAfar(error);
    }
  }
  call(path: string, args: unknown[] | null): Pending {
    if (this.#released) return failed(new Error(DISPOSED_PROMISE));
    const promise = this.run(path, args);
    return { promise, result: new ResultHandle(promise) };
  }
  dup(): Handle {
    return new ResultHandle(this.#promise);
  }
  release(): void {
    if (this.#released) return;
    this.#released = true;
    then(this.#promise, disposeOf, () => {});
  }
}
