// What the sink of a WritableStream is given to stop it with.
import { INTERNAL } from '../../core/headers';
import { defineInterface } from '../../core/interface';
import { part } from '../../core/lazy';
import type { WritableState } from './writable-state';

export class WritableStreamDefaultController {
  #state: WritableState;
  constructor(token: unknown, state: WritableState) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
    this.#state = state;
  }
  get signal(): unknown {
    const state = this.#state;
    if (state.abortController === null) {
      state.abortController = part('events').newController();
      if (state.aborted) part('events').abortFrom(state.abortController, state.abortReason);
    }
    return part('events').signalOf(state.abortController);
  }
  error(reason: unknown = undefined): void {
    this.#state.errorIfNeeded(reason);
  }
}
defineInterface(WritableStreamDefaultController, 'WritableStreamDefaultController');
