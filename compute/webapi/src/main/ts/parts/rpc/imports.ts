// What the other side of a session holds for this one.
import { DISPOSED_STUB, type Handle, type Pending } from './handle';
import { failed } from './local';
import type { Session } from './session';

/** One object of the other side; it hears when the last handle here is gone. */
export interface Import {
  readonly number: number;
  holders: number;
}

export class ImportHandle implements Handle {
  readonly session: Session;
  readonly imported: Import;
  #released = false;

  constructor(session: Session, imported: Import) {
    this.session = session;
    this.imported = imported;
    imported.holders++;
  }
  call(path: string, args: unknown[] | null): Pending {
    if (this.#released) return failed(new Error(DISPOSED_STUB));
    return this.session.ask('e', this.imported.number, path, args);
  }
  run(path: string, args: unknown[] | null): Promise<unknown> {
    return this.call(path, args).promise;
  }
  dup(): Handle {
    const other = new ImportHandle(this.session, this.imported);
    if (this.#released) other.release();
    return other;
  }
  release(): void {
    if (this.#released) return;
    this.#released = true;
    if (--this.imported.holders === 0) this.session.drop(this.imported);
  }
}
