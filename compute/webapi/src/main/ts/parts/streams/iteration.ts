// `for await` over a stream: the object that walks it, reads one after another.

import { illegalInvocation } from '../../core/interface';
import {
  AsyncIteratorPrototype,
  deferred,
  derive,
  give,
  ObjectCreate,
  ObjectDefineProperty,
  rejected,
  resolved,
  SafeWeakMap,
  SymbolToStringTag,
} from '../../core/primordials';
import { cancelStream, type ReadableState, ReaderState, read, releaseReader } from './readable-state';

const iteratorPrototype = ObjectCreate(AsyncIteratorPrototype);
class Iteration {
  #reader: ReaderState;
  #preventCancel: boolean;
  #ongoing: Promise<unknown> | null = null;
  #finished = false;
  constructor(reader: ReaderState, preventCancel: boolean) {
    this.#reader = reader;
    this.#preventCancel = preventCancel;
  }
  #after(work: () => Promise<any>): Promise<any> {
    const ongoing = this.#ongoing;
    const mine = ongoing === null ? work() : derive(ongoing, work, work);
    this.#ongoing = mine;
    return mine;
  }
  next(): Promise<any> {
    return this.#after(() => {
      if (this.#finished) return resolved({ value: undefined, done: true });
      const { promise, resolve, reject } = deferred<any>();
      read(this.#reader, {
        chunk: (value) => give(resolve, { value, done: false }),
        close: () => {
          this.#finished = true;
          releaseReader(this.#reader);
          give(resolve, { value: undefined, done: true });
        },
        error: (error) => {
          this.#finished = true;
          releaseReader(this.#reader);
          reject(error);
        },
      });
      return promise;
    });
  }
  return(value: unknown): Promise<any> {
    return this.#after(() => {
      if (this.#finished) return resolved({ value, done: true });
      this.#finished = true;
      const stream = this.#reader.stream!;
      const canceled = this.#preventCancel ? resolved(undefined) : cancelStream(stream, value);
      releaseReader(this.#reader);
      return derive(canceled, () => ({ value, done: true }));
    });
  }
}
const iterations = new SafeWeakMap<object, Iteration>();
ObjectDefineProperty(iteratorPrototype, SymbolToStringTag, {
  __proto__: null,
  value: 'ReadableStreamAsyncIterator',
  configurable: true,
} as any);
const methods = {
  next(this: object): Promise<any> {
    return iterations.get(this)?.next() ?? rejected(illegalInvocation());
  },
  return(this: object, value: unknown = undefined): Promise<any> {
    return iterations.get(this)?.return(value) ?? rejected(illegalInvocation());
  },
};
define('next');
define('return');
function define(name: 'next' | 'return'): void {
  ObjectDefineProperty(iteratorPrototype, name, {
    __proto__: null,
    value: methods[name],
    writable: true,
    enumerable: true,
    configurable: true,
  } as any);
}

export function iterate(state: ReadableState, options: any): AsyncIterableIterator<unknown> {
  const iterator = ObjectCreate(iteratorPrototype);
  iterations.set(iterator, new Iteration(new ReaderState(state, false), !!options?.preventCancel));
  return iterator;
}
