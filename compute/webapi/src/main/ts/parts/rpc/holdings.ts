// What the two sides of a session hold of each other.
import { Few } from './few';
import { malformed } from './format';
import type { Handle } from './handle';
import { type Import, ImportHandle } from './imports';
import type { Session } from './session';

const MOST = 10_000;

export class Holdings {
  readonly #session: Session;
  #last = 0;
  /** What the other side holds of this one. */
  readonly #exports = new Few<Handle>();
  readonly #imports = new Few<Import>();

  constructor(session: Session) {
    this.#session = session;
  }

  get exports(): number {
    return this.#exports.size;
  }
  get size(): number {
    return this.#exports.size + this.#imports.size;
  }

  /** Hands a handle over; what belongs to the other side goes home. Gives the elements of its tag. */
  export(handle: Handle): string {
    if (handle instanceof ImportHandle && handle.session === this.#session) {
      const { number } = handle.imported;
      handle.release();
      return `"g",${number}`;
    }
    if (this.#exports.size >= MOST) throw new Error('Too many stubs are held in one RPC session.');
    this.#exports.set(++this.#last, handle);
    return `"f",${this.#last}`;
  }
  exported(number: number): Handle {
    const handle = this.#exports.get(number);
    if (handle === undefined) throw new Error('The RPC receiver is not here any more.');
    return handle;
  }
  /** The other side holds it no longer. */
  letGo(number: number): void {
    const handle = this.#exports.get(number);
    this.#exports.delete(number);
    handle?.release();
  }

  import(number: number): Handle {
    let known = this.#imports.get(number);
    if (known === undefined) {
      if (this.#imports.size >= MOST) malformed();
      known = { number, holders: 0 };
      this.#imports.set(number, known);
    }
    return new ImportHandle(this.#session, known);
  }
  /** Nobody here holds it any more; false if that is known. */
  forget(imported: Import): boolean {
    return this.#imports.get(imported.number) === imported && this.#imports.delete(imported.number);
  }

  end(): void {
    this.#imports.clear();
    this.#exports.forEach((handle) => {
      handle.release();
    });
    this.#exports.clear();
  }
}
