// ExecutionContext, the `ctx` of a handler.

import type { RequestContext } from './context';
import { failWith, finishIfComplete } from './context';
import { badArgument } from './errors';
import { INTERNAL } from './headers';
import { defineInterface } from './interface';
import { part } from './lazy';
import { resolved, then } from './primordials';
import { state } from './state';

/**
 * Keeps a context alive until a promise settles. A rejection is an exception of the context. A Durable Object lives as long as
 * anything can wake it in any case, and waits for no promise.
 */
export function waitUntil(context: RequestContext, promise: unknown): void {
  if (context.finished) return;
  const counts = context.actor === null ? 1 : 0;
  context.waits += counts;
  const settle = () => {
    context.waits -= counts;
    finishIfComplete(context);
  };
  then(resolved(promise), settle, (error) => {
    if (!context.finished) context.except(error);
    settle();
  });
}

export class ExecutionContext {
  #context: RequestContext;
  #exports: unknown = null;
  props: unknown;
  constructor(token: unknown, context: RequestContext) {
    if (token !== INTERNAL) throw new TypeError('Illegal constructor');
    this.#context = context;
    this.props = context.props ?? (state.props ??= {});
  }
  waitUntil(promise: unknown): void {
    if (arguments.length === 0) throw badArgument('waitUntil', 'ExecutionContext', 1, 'Promise');
    waitUntil(this.#context, promise);
  }
  passThroughOnException(): void {
    this.#context.passThrough = true;
  }
  abort(reason: unknown = undefined): void {
    failWith(
      this.#context,
      reason === undefined ? new Error('Worker execution was aborted due to call to ctx.abort().') : reason,
    );
  }
  get exports(): unknown {
    if (this.#exports === null) this.#exports = part('modules').loopbackExports();
    return this.#exports;
  }
}
defineInterface(ExecutionContext, 'ExecutionContext');
