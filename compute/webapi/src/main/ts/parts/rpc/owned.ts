// What came in a message by reference and is let go of together.
import { markNative } from '../../core/interface';
import { ObjectDefineProperty, SymbolDispose } from '../../core/primordials';
import { Queue } from '../../core/queue';
import type { Handle } from './handle';

function adoptWith(value: any, disposer: () => void): any {
  if (typeof value !== 'object' || value === null) return value;
  ObjectDefineProperty(value, SymbolDispose, {
    __proto__: null,
    value: disposer,
    writable: true,
    enumerable: false,
    configurable: true,
  } as any);
  return value;
}

/** The disposer of results that hold nothing: the most of them. */
export const nothing = { dispose(): void {} }.dispose;
ObjectDefineProperty(nothing, 'name', { __proto__: null, value: '', configurable: true } as any);
markNative(nothing, '');

export function adoptPlain(value: unknown): unknown {
  return adoptWith(value, nothing);
}

export class Owned {
  readonly #handles = new Queue<Handle>();

  add(handle: Handle): void {
    this.#handles.push(handle);
  }
  get empty(): boolean {
    return this.#handles.size === 0;
  }
  dispose(): void {
    while (this.#handles.size > 0) this.#handles.shift().release();
  }

  /** Gives a result the method that lets go of all that came with it; `after` runs then, if there is something to do. */
  adopt(value: any, after: (() => void) | null = null): any {
    return adoptWith(value, this.empty && after === null ? nothing : this.#disposer(after));
  }

  #disposer(after: (() => void) | null): () => void {
    let last = after;
    return () => {
      this.dispose();
      last?.();
      last = null;
    };
  }
}
