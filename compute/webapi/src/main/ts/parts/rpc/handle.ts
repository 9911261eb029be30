// What stubs stand on. A handle is one hold on something that can be called: an object of this isolate, one of another, the result of a
// call that is still under way, or a binding. Whoever has a handle lets go of it exactly once.

/** A call that was made. */
export interface Pending {
  readonly promise: Promise<unknown>;
  /** What the result will be, for calls that do not wait for it. */
  readonly result: Handle;
}

export interface Handle {
  /**
   * Calls the method at a path, or with `null` asks for the value there. The path is JSON without its brackets: `"a","b"`.
   * Arguments are copied; failures of any kind are rejections.
   */
  call(path: string, args: unknown[] | null): Pending;
  /** The same with arguments that were copied already, for the other side of a session. */
  run(path: string, args: unknown[] | null): Promise<unknown>;
  /** Another hold on the same. */
  dup(): Handle;
  release(): void;
}

export const DISPOSED_STUB = 'RPC stub used after being disposed.';
export const DISPOSED_PROMISE = 'RPC promise used after being disposed.';
export const HOST_GONE = 'The execution context which hosts this callback is no longer running.';
export const LOST = 'Network connection lost.';
export const OTHER_CONTEXT =
  "Cannot perform I/O on behalf of a different request. I/O objects (such as streams, request/response bodies, and others) created in the context of one request handler cannot be accessed from a different request's handler. This is a limitation of Cloudflare Workers which allows us to improve overall performance. (I/O type: Client)";
