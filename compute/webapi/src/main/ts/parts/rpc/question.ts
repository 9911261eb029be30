// A call of this side that was sent, as long as somebody wants its result.
import { type Deferred, deferred, quiet, then } from '../../core/primordials';
import { DISPOSED_PROMISE, type Handle, type Pending } from './handle';
import { disposeOf, failed, ResultHandle } from './local';
import type { Session } from './session';

export class Question implements Handle {
  readonly number: number;
  readonly #session: Session;
  readonly #answer: Deferred<unknown> = deferred();
  #settled = false;
  #released = false;

  constructor(session: Session, number: number) {
    this.#session = session;
    this.number = number;
  }
  get promise(): Promise<unknown> {
    return this.#answer.promise;
  }
  resolve(value: unknown): void {
    this.#settled = true;
    this.#answer.resolve(value);
  }
  reject(error: unknown): void {
    this.#settled = true;
    this.#answer.reject(error);
  }

  /** Goes on from the result: over there while it is on its way, here once it arrived or if nothing can be sent meanwhile. */
  call(path: string, args: unknown[] | null): Pending {
    if (this.#released) return failed(new Error(DISPOSED_PROMISE));
    quiet(this.promise);
    if (!this.#settled && this.#session.open) return this.#session.ask('a', this.number, path, args);
    return new ResultHandle(this.promise).call(path, args);
  }
  run(path: string, args: unknown[] | null): Promise<unknown> {
    return this.call(path, args).promise;
  }
  dup(): Handle {
    return new ResultHandle(this.promise);
  }
  /** The result goes with the promise, now or when it comes. */
  release(): void {
    if (this.#released) return;
    this.#released = true;
    then(this.promise, disposeOf, () => {});
  }
}
